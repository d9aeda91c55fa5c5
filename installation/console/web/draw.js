"use strict";

const find = (id) => document.getElementById(id);
const SVG = "http://www.w3.org/2000/svg";
const shape = (tag, attributes, ...children) => {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
};
const text = (tag, content, kind) => {
  const node = document.createElement(tag);
  node.textContent = content;
  if (kind) node.className = kind;
  return node;
};

/* The course of some minutes: a line over a soft area, from 0 to the greatest value or `ceiling`. */
function drawCourse(values, ceiling) {
  const known = values.filter((value) => value !== null);
  const top = Math.max(ceiling, ...known, 1e-6) * 1.05, last = Math.max(values.length - 1, 1);
  const points = values.map((value, i) => (value === null ? null : [(100 * i) / last, 40 - (38 * value) / top]));
  let line = "", open = false;
  for (const point of points) {
    if (point) line += `${open ? "L" : "M"}${point[0].toFixed(2)} ${point[1].toFixed(2)}`;
    open = point !== null;
  }
  const seen = points.filter((point) => point);
  const area = seen.length > 1 ? `M${seen[0][0]} 40` + seen.map(([x, y]) => `L${x.toFixed(2)} ${y.toFixed(2)}`).join("") + `L${seen.at(-1)[0]} 40Z` : "";
  return shape("svg", { viewBox: "0 0 100 41", preserveAspectRatio: "none", "aria-hidden": "true" },
    shape("path", { class: "area", d: area }), shape("path", { class: "line", d: line }));
}

/* Bars with a label below some of them; null is a count that is too small to tell. */
function drawBars(values, labels, alt, room) {
  const wide = Math.max(300, room.clientWidth), tall = 150, foot = 18, step = wide / values.length, top = Math.max(4, ...values.map((value) => value || 0));
  const chart = shape("svg", { viewBox: `0 0 ${wide} ${tall}`, class: "chart", role: "img", "aria-label": alt });
  chart.append(shape("line", { class: "base", x1: 0, x2: wide, y1: tall - foot + .5, y2: tall - foot + .5 }));
  values.forEach((value, i) => {
    const high = value === null ? 5 : ((tall - foot - 16) * value) / top, x = i * step + step * .15;
    if (value !== 0) chart.append(shape("rect", { class: value === null ? "few" : "bar", x, y: tall - foot - high, width: step * .7, height: high, rx: 2 }));
    if (value && step >= 13) chart.append(shape("text", { x: x + step * .35, y: tall - foot - high - 4, "text-anchor": "middle" }, String(value)));
    const atEnd = i === values.length - 1;
    if (labels[i]) chart.append(shape("text", { x: atEnd ? wide : x + step * .35, y: tall - 4, "text-anchor": atEnd ? "end" : "middle" }, labels[i]));
  });
  return chart;
}

/* The same numbers for those who do not see the bars. */
function hiddenTable(heads, rows) {
  const table = document.createElement("table"), box = text("div", "", "hidden"); // a table itself cannot be made small
  for (const cells of [heads, ...rows]) {
    const row = table.insertRow();
    cells.forEach((cell, i) => row.append(text(cells === heads || i === 0 ? "th" : "td", cell)));
    for (const head of row.querySelectorAll("th")) head.scope = cells === heads ? "col" : "row";
  }
  box.append(table);
  return box;
}

/* Silhouette and places: all that is kept of visitors. */
function drawKept(canvas, presence) {
  const pen = canvas.getContext("2d"), rows = presence.silhouette || [];
  pen.fillStyle = "#0b0a0d";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.fillStyle = "#e8b45a";
  rows.forEach((row, y) => [...row].forEach((cell, x) => {
    const w = canvas.width / row.length, h = canvas.height / rows.length;
    if (cell === "#") pen.fillRect(x * w + 1, y * h + 1, w - 2, h - 2);
  }));
  pen.strokeStyle = "#f3efe8";
  pen.lineWidth = 2;
  for (const [, x, y, w, h] of presence.places || []) {
    pen.strokeRect((x - w / 2) * canvas.width, (y - h / 2) * canvas.height, w * canvas.width, h * canvas.height);
  }
}

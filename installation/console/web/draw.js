"use strict";

const SVG = "http://www.w3.org/2000/svg";
const BACKGROUND = "#0b0a0d";
const SILHOUETTE = "#e8b45a";
const OUTLINE = "#f3efe8";

function find(id) {
  return document.getElementById(id);
}

/* An element of HTML with this text; its children may be added later. */
function text(tag, content, className) {
  const node = document.createElement(tag);
  node.textContent = content;
  if (className) node.className = className;
  return node;
}

/* An element of SVG. */
function shape(tag, attributes, ...children) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

/* The course of some minutes: a line over a soft area, from 0 to the greatest value or `ceiling`.
   Null is a gap. */
function drawCourse(values, ceiling) {
  const known = values.filter((value) => value !== null);
  const top = Math.max(ceiling, ...known, 1e-6) * 1.05;
  const last = Math.max(values.length - 1, 1);
  const points = values.map((value, i) => {
    if (value === null) return null;
    return { x: (100 * i) / last, y: 40 - (38 * value) / top };
  });
  return shape(
    "svg",
    { viewBox: "0 0 100 41", preserveAspectRatio: "none", "aria-hidden": "true" },
    shape("path", { class: "area", d: areaPath(points) }),
    shape("path", { class: "line", d: linePath(points) }),
  );
}

function linePath(points) {
  return stretches(points).map((stretch) => `M${corners(stretch)}`).join("");
}

function areaPath(points) {
  const areas = stretches(points).map(
    (stretch) => `M${stretch[0].x} 40L${corners(stretch)}L${stretch.at(-1).x} 40Z`,
  );
  return areas.join("");
}

/* The points between gaps, as lists. */
function stretches(points) {
  const found = [[]];
  for (const point of points) {
    if (point) found.at(-1).push(point);
    else found.push([]);
  }
  return found.filter((stretch) => stretch.length);
}

function corners(points) {
  return points.map(({ x, y }) => `${x.toFixed(2)} ${y.toFixed(2)}`).join("L");
}

/* Bars as wide as `room`, with a label below some of them; null is a count that is too small to disclose. */
function drawBars(values, labels, alt, room) {
  const width = Math.max(300, room.clientWidth);
  const height = 150;
  const ground = height - 18;
  const step = width / values.length;
  const top = Math.max(4, ...values.map((value) => value || 0));
  const chart = shape("svg", {
    viewBox: `0 0 ${width} ${height}`,
    class: "chart",
    role: "img",
    "aria-label": alt,
  });
  chart.append(shape("line", { class: "base", x1: 0, x2: width, y1: ground + 0.5, y2: ground + 0.5 }));
  values.forEach((value, i) => {
    const barHeight = value === null ? 5 : ((ground - 16) * value) / top;
    const barTop = ground - barHeight;
    const left = i * step + step * 0.15;
    const middle = left + step * 0.35;
    if (value !== 0) {
      const className = value === null ? "few" : "bar";
      const box = { x: left, y: barTop, width: step * 0.7, height: barHeight, rx: 2 };
      chart.append(shape("rect", { class: className, ...box }));
    }
    if (value && step >= 13) {
      chart.append(shape("text", { x: middle, y: barTop - 4, "text-anchor": "middle" }, String(value)));
    }
    if (labels[i]) {
      const isLast = i === values.length - 1;
      const place = isLast ? { x: width, "text-anchor": "end" } : { x: middle, "text-anchor": "middle" };
      chart.append(shape("text", { ...place, y: height - 4 }, labels[i]));
    }
  });
  return chart;
}

/* The same numbers for those who do not see the bars. */
function hiddenTable(heads, rows) {
  const table = document.createElement("table");
  for (const cells of [heads, ...rows]) {
    const isHead = cells === heads;
    const row = table.insertRow();
    cells.forEach((cell, i) => row.append(text(isHead || i === 0 ? "th" : "td", cell)));
    for (const head of row.querySelectorAll("th")) head.scope = isHead ? "col" : "row";
  }
  const box = text("div", "", "hidden"); // a table itself cannot be made small
  box.append(table);
  return box;
}

/* Silhouette and places: all that is kept of visitors. */
function drawKept(canvas, presence) {
  const pen = canvas.getContext("2d");
  pen.fillStyle = BACKGROUND;
  pen.fillRect(0, 0, canvas.width, canvas.height);
  drawSilhouette(canvas, pen, presence.silhouette || []);
  pen.strokeStyle = OUTLINE;
  pen.lineWidth = 2;
  for (const [, x, y, width, height] of presence.places || []) {
    pen.strokeRect(
      (x - width / 2) * canvas.width,
      (y - height / 2) * canvas.height,
      width * canvas.width,
      height * canvas.height,
    );
  }
}

/* `rows` are strings: # where somebody is. */
function drawSilhouette(canvas, pen, rows) {
  pen.fillStyle = SILHOUETTE;
  const height = canvas.height / rows.length;
  rows.forEach((row, y) => {
    const width = canvas.width / row.length;
    [...row].forEach((cell, x) => {
      if (cell === "#") pen.fillRect(x * width + 1, y * height + 1, width - 2, height - 2);
    });
  });
}

"use strict";

const LIVE_MS = 250, STATUS_MS = 500;
const find = (id) => document.getElementById(id);
const text = (tag, words, kind) => {
  const node = document.createElement(tag);
  node.textContent = words;
  if (kind) node.className = kind;
  return node;
};
const known = (value, unit = "") => (value === null || value === undefined ? "–" : `${value}${unit}`);

function showRooms(rooms, weights) {
  const rows = Object.entries(rooms).map(([name, room]) => {
    const row = document.createElement("tr");
    const head = text("th", name);
    head.scope = "row";
    const state = text("td", room.state, room.state);
    if (room.words) state.append(text("span", room.words, "words"));
    const weight = weights[name] || {};
    row.append(head, state, text("td", room.restarts, "number"),
      text("td", known(weight.cpu_percent, " %"), "number"), text("td", known(weight.rss_mb, " MB"), "number"));
    return row;
  });
  find("rooms").replaceChildren(...rows);
}

function showFacts(status) {
  const run = status.report, turn = run.display.turn_ms, light = run.light_to_screen_ms;
  const facts = {
    "Running for": `${Math.round(run.seconds / 60)} min`,
    "Camera": known(run.camera),
    "Model": `${known(run.pack)}, ${known(run.provider)}`,
    "Screen": `${known(run.screen)}, ${known(run.display.rate_hz)} turns/s, 99 % within ${known(turn.p99)} ms`,
    "Pictures": `${known(run.pictures.rate_hz)}/s, ${known(run.pictures.ms.p50)} ms each`,
    "Light to screen": `${known(light.p50)} ms, 99 % within ${known(light.p99)} ms`,
    "Sound": `${known(run.sound_device)}, ${run.sound.xruns} dropouts, peak ${known(status.level.peak)}`,
    "Visit": `${known(status.visit.state)}, attention ${known(status.visit.attention)}`,
  };
  find("show").replaceChildren(...Object.entries(facts).flatMap(([name, value]) => [text("dt", name), text("dd", value)]));
}

function showKept(presence) {
  const canvas = find("kept"), pen = canvas.getContext("2d");
  pen.fillStyle = "#0b0a0d";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  const rows = presence.silhouette || [];
  pen.fillStyle = "#e8b45a";
  rows.forEach((row, y) => [...row].forEach((cell, x) => {
    const w = canvas.width / row.length, h = canvas.height / rows.length;
    if (cell === "#") pen.fillRect(x * w + 1, y * h + 1, w - 2, h - 2);
  }));
  find("people").textContent = `${presence.count ?? 0} in view, ${presence.visitors ?? 0} since the start. This is all.`;
}

function showSummary(rooms) {
  const bad = Object.entries(rooms).filter(([, room]) => room.state !== "OK").map(([name]) => name);
  const summary = find("summary");
  summary.textContent = bad.length ? `Running, with something to look at: ${bad.join(", ")}` : "Running, all is well";
  summary.className = bad.length ? "DEGRADED" : "OK";
}

async function refreshStatus() {
  try {
    const status = await (await fetch("status.json")).json();
    if (status.report.display) {
      showSummary(status.rooms);
      showRooms(status.rooms, status.report.rooms);
      showFacts(status);
    }
    showKept(status.presence);
  } catch (error) {
    find("summary").textContent = "The kiosk does not answer";
    find("summary").className = "DOWN";
  }
  setTimeout(refreshStatus, STATUS_MS);
}

function refreshLive() {
  const next = new Image();
  next.onload = () => { find("live").src = next.src; setTimeout(refreshLive, LIVE_MS); };
  next.onerror = () => setTimeout(refreshLive, 4 * LIVE_MS);
  next.src = `live.jpg?${performance.now()}`;
}

refreshStatus();
refreshLive();

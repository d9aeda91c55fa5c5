"use strict";

/* Zones of the camera's view in which nobody is looked for: [left, top, width, height], 0 to 1 of the view.
   They are drawn on what is kept of visitors, or given in percent. */

const SMALLEST_ZONE = 0.02;
const MOST_ZONES = 16;
const NEW_ZONE = [0, 0, 0.2, 1]; // the next one stands beside it
const ZONE_LINE = "#ff9383";
const ZONE_FILL = "rgba(255, 147, 131, .22)";

const zones = {
  list: [],
  saved: "[]", // the list as the kiosk has it, as JSON
  dragStart: null, // [x, y] while one is being drawn
};

function share(value) {
  const rounded = Math.round(value * 1000) / 1000;
  return Math.min(1, Math.max(0, rounded));
}

function areZonesSaved() {
  return JSON.stringify(zones.list) === zones.saved;
}

function drawZones(canvas) {
  const pen = canvas.getContext("2d");
  pen.strokeStyle = ZONE_LINE;
  pen.fillStyle = ZONE_FILL;
  pen.lineWidth = 2;
  for (const [left, top, width, height] of zones.list) {
    const box = [
      left * canvas.width,
      top * canvas.height,
      width * canvas.width,
      height * canvas.height,
    ];
    pen.fillRect(...box);
    pen.strokeRect(...box);
  }
}

/* From the kiosk, unless somebody is at work on them here. */
function receiveZones(saved) {
  const wereSaved = areZonesSaved();
  zones.saved = JSON.stringify(saved);
  if (wereSaved && !areZonesSaved()) {
    zones.list = saved.map((zone) => [...zone]);
    listZones();
  }
  offerToSaveZones();
}

function offerToSaveZones() {
  find("save-zones").disabled = areZonesSaved();
}

function listZones() {
  const head = zones.list.length ? [zoneHead()] : [];
  find("zones").replaceChildren(...head, ...zones.list.map(zoneRow));
  find("add-zone").disabled = zones.list.length >= MOST_ZONES;
}

/* What the numbers below are; each says it itself to screen readers. */
function zoneHead() {
  const row = document.createElement("li");
  row.className = "dim";
  row.setAttribute("aria-hidden", "true");
  row.append(...words.zoneSides.map((side) => text("span", `${side}, %`)), text("span", ""));
  return row;
}

function zoneRow(zone, index) {
  const row = document.createElement("li");
  zone.forEach((side, i) => row.append(sideInput(zone, index, i)));
  const remove = text("button", "×", "quiet");
  remove.type = "button";
  remove.setAttribute("aria-label", words.removeZone(index + 1));
  remove.addEventListener("click", () => {
    zones.list.splice(index, 1);
    listZones();
    offerToSaveZones();
  });
  row.append(remove);
  return row;
}

function sideInput(zone, index, i) {
  const input = document.createElement("input");
  const percent = Math.round(zone[i] * 100);
  Object.assign(input, { type: "number", min: 0, max: 100, step: 1, value: percent });
  input.setAttribute("aria-label", words.zoneSide(index + 1, i));
  input.title = words.zoneSides[i];
  input.addEventListener("change", () => {
    zone[i] = share(input.value / 100);
    offerToSaveZones();
  });
  return input;
}

function saveZones() {
  return ask("zones", JSON.stringify(zones.list));
}

function addZone(zone) {
  if (zones.list.length < MOST_ZONES) zones.list.push(zone.map(share));
  listZones();
  offerToSaveZones();
}

/* Where in the view a pointer is: [x, y], 0 to 1. */
function placeOf(event) {
  const box = find("kept").getBoundingClientRect();
  const x = (event.clientX - box.left) / box.width;
  const y = (event.clientY - box.top) / box.height;
  return [share(x), share(y)];
}

find("kept").addEventListener("pointerdown", (event) => {
  if (!find("camera-setup").open) return;
  zones.dragStart = placeOf(event);
  find("kept").setPointerCapture(event.pointerId);
  event.preventDefault();
});
find("kept").addEventListener("pointerup", (event) => {
  if (!zones.dragStart) return;
  const [startX, startY] = zones.dragStart;
  const [endX, endY] = placeOf(event);
  const width = Math.abs(endX - startX);
  const height = Math.abs(endY - startY);
  zones.dragStart = null;
  if (width >= SMALLEST_ZONE && height >= SMALLEST_ZONE) {
    addZone([Math.min(startX, endX), Math.min(startY, endY), width, height]);
  }
});
find("camera-setup").addEventListener("toggle", () => {
  find("kept").classList.toggle("drawable", find("camera-setup").open);
});
find("add-zone").addEventListener("click", () => {
  const [, top, width, height] = NEW_ZONE;
  addZone([(zones.list.length * width) % 1, top, width, height]);
});
find("save-zones").addEventListener("click", saveZones);

"use strict";

/* The zones of the camera's view nobody is looked for in: drawn on what is kept of visitors, or given in percent. */
const zones = { list: [], saved: "[]", from: null };
const SMALLEST = 0.02, MOST_ZONES = 16;
const share = (value) => Math.min(1, Math.max(0, Math.round(value * 1000) / 1000));

function drawZones(canvas) {
  const pen = canvas.getContext("2d"), box = ([x, y, w, h]) => [x * canvas.width, y * canvas.height, w * canvas.width, h * canvas.height];
  pen.strokeStyle = "#ff9383";
  pen.fillStyle = "rgba(255, 147, 131, .22)";
  pen.lineWidth = 2;
  for (const zone of zones.list) {
    pen.fillRect(...box(zone));
    pen.strokeRect(...box(zone));
  }
}

/* From the kiosk, unless somebody is at work on them here. */
function receiveZones(saved) {
  const unchanged = JSON.stringify(zones.list) === zones.saved;
  zones.saved = JSON.stringify(saved);
  if (unchanged && JSON.stringify(zones.list) !== zones.saved) {
    zones.list = saved.map((zone) => [...zone]);
    listZones();
  }
  find("save-zones").disabled = JSON.stringify(zones.list) === zones.saved;
}

function listZones() {
  find("zones").replaceChildren(...zones.list.map((zone, number) => {
    const row = document.createElement("li");
    zone.forEach((side, i) => {
      const input = document.createElement("input");
      Object.assign(input, { type: "number", min: 0, max: 100, step: 1, value: Math.round(side * 100) });
      input.setAttribute("aria-label", words.zoneSide(number + 1, i));
      input.title = words.zoneSides[i];
      input.addEventListener("change", () => { zone[i] = share(input.value / 100); changedZones(); });
      row.append(input);
    });
    const away = text("button", "×", "quiet");
    away.type = "button";
    away.setAttribute("aria-label", words.removeZone(number + 1));
    away.addEventListener("click", () => { zones.list.splice(number, 1); listZones(); changedZones(); });
    row.append(away);
    return row;
  }));
  find("add-zone").disabled = zones.list.length >= MOST_ZONES;
}

function changedZones() {
  find("save-zones").disabled = JSON.stringify(zones.list) === zones.saved;
}

function addZone(zone) {
  if (zones.list.length < MOST_ZONES) zones.list.push(zone.map(share));
  listZones();
  changedZones();
}

function place(event) {
  const box = find("kept").getBoundingClientRect();
  return [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height].map(share);
}

find("kept").addEventListener("pointerdown", (event) => {
  if (!find("eye").open) return;
  zones.from = place(event);
  find("kept").setPointerCapture(event.pointerId);
  event.preventDefault();
});
find("kept").addEventListener("pointerup", (event) => {
  if (!zones.from) return;
  const [x0, y0] = zones.from, [x1, y1] = place(event), wide = Math.abs(x1 - x0), high = Math.abs(y1 - y0);
  zones.from = null;
  if (wide >= SMALLEST && high >= SMALLEST) addZone([Math.min(x0, x1), Math.min(y0, y1), wide, high]);
});
find("eye").addEventListener("toggle", () => find("kept").classList.toggle("drawable", find("eye").open));
find("add-zone").addEventListener("click", () => addZone([0, 0, .2, 1]));
find("save-zones").addEventListener("click", () => ask("zones", JSON.stringify(zones.list)));

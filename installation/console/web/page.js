"use strict";

const LIVE_MS = 400, STATUS_MS = 1000;
const known = (value, unit = "") => (value === null || value === undefined ? "–" : `${value}${unit}`);
let token = "", busy = 0, answered;

const PANES = ["", "kept", "where", "growth", "beliefs", "learned", "all"], NOISE_S = 20;
const TILES = [
  ["turns", "turns", "perSecond", 60], ["pictures", "pictures", "perSecond", 30], ["light", "light_ms", "ms", 60],
  ["frames", "frames", "perSecond", 30], ["inView", "people", "", 3],
];

function fill(node, children) {
  const focused = node.contains(document.activeElement) ? document.activeElement.dataset.key : null;
  node.replaceChildren(...children);
  if (focused) node.querySelector(`[data-key="${focused}"]`)?.focus();
}

function list(node, pairs) {
  fill(node, pairs.flatMap(([name, value]) => {
    const cell = document.createElement("dd");
    cell.append(value);
    return [text("dt", name), cell];
  }));
}

function showSummary(status) {
  const rooms = Object.entries(status.rooms), named = (states) => rooms.filter(([, room]) => states.includes(room.state)).map(([name]) => words.names[name] || name).join(", ");
  const down = named(["DOWN", "REFUSED"]), odd = named(["DEGRADED"]);
  // by the clock of the house, wherever the browser is
  const until = status.house.next ? words.until(new Date(status.house.next.slice(0, 19)).toLocaleString(document.documentElement.lang, { weekday: "short", hour: "2-digit", minute: "2-digit" })) : words.always;
  const asleep = status.house.state === "asleep";
  setWords("summary", asleep ? words.asleep(until) : down ? words.down(down) : odd ? words.look_at(odd) : words.well);
  find("summary").className = `state ${asleep ? "OK" : down ? "DOWN" : odd ? "DEGRADED" : "OK"}`;
  setWords("house", asleep ? "" : words[status.house.state](until));
  setWords("dark", words.asleep(until));
  find("dark").hidden = !asleep;
  find("live").hidden = asleep;
  setWords("config", status.house.config ? words.config(status.house.config) : "");
  find("config").hidden = !status.house.config;
  setWords("name", status.name);
  find("logout").hidden = !status.has_password;
}

/* Only what changed is written: a screen reader reads aloud what is written anew. */
function setWords(id, content) {
  if (find(id).textContent !== content) find(id).textContent = content;
}

function showRooms(rooms, weights) {
  fill(find("rooms"), Object.entries(rooms).map(([name, room]) => {
    const row = document.createElement("li"), who = text("div", "", "who"), weight = weights[name] || {};
    who.append(text("strong", words.names[name] || name), text("span", words.states[room.state] || room.state, `state ${room.state}`),
      text("span", `${known(weight.cpu_percent, " %")} · ${known(weight.rss_mb && Math.round(weight.rss_mb), " MB")}` + (room.restarts ? ` · ${words.restarts(room.restarts)}` : ""), "weight"));
    const again = text("button", words.restart, "quiet");
    again.dataset.key = name;
    again.setAttribute("aria-label", words.restartOf(words.names[name] || name));
    again.addEventListener("click", () => ask("restart", name));
    row.append(who, again);
    if (room.words) {
      const said = text("span", room.words, "words");
      said.lang = "en";
      row.append(said);
    }
    return row;
  }));
}

function showCourse(course) {
  fill(find("course"), TILES.map(([name, key, unit, ceiling]) => {
    const values = course.map((step) => step[key]), now = values.at(-1), seen = values.filter((value) => value !== null);
    const tile = text("div", "", "tile"), value = text("div", now === null || now === undefined ? "–" : Math.round(now * 10) / 10, "value");
    value.append(text("span", words[unit] || unit, "unit"));
    tile.append(text("div", words[name], "label"), value, drawCourse(values, ceiling));
    if (seen.length) tile.append(text("span", words.between(Math.min(...seen), Math.max(...seen)), "hidden"));
    return tile;
  }));
}

function showKept(presence) {
  const count = presence.count ?? 0;
  drawKept(find("kept"), presence);
  drawZones(find("kept"));
  find("kept").setAttribute("aria-label", words.keptAlt(count));
  setWords("people", words.inViewWords(count, presence.visitors ?? 0));
}

function showLimits(status) {
  const room = status.rooms.sound?.facts || {}, held = status.course.at(-1)?.limited ?? 0;
  const peak = status.level.peak || 0, db = peak > 0 ? Math.round(200 * Math.log10(peak)) / 10 : null;
  const meter = document.createElement("meter");
  Object.assign(meter, { min: -60, max: 0, high: -3, optimum: -30, value: db ?? -60 });
  meter.setAttribute("aria-label", words.loud);
  const sound = document.createElement("div");
  sound.append(meter, text("div", db === null ? words.quiet : words.peak(db)));
  const flash = document.createElement("div");
  flash.append(text("div", words.tiles(Math.round(held))), drawCourse(status.course.map((step) => step.limited), 20));
  list(find("limits"), [[words.flash, flash], [words.loud, sound],
    [words.target, words.heldAt(room.target_lufs ?? status.house.chosen?.target_lufs, room.target_dba)], [words.dropouts, known(status.report.sound?.xruns)]]);
}

function showHours(today) {
  const told = (value) => (value === null ? words.fewer : String(value)), rows = today.map((value, hour) => [`${hour}:00`, told(value)]);
  if (today.every((value) => value === 0)) return fill(find("hours"), [text("p", words.noVisits, "dim")]);
  fill(find("hours"), [drawBars(today, today.map((_, hour) => (hour % 3 ? "" : String(hour))), words.today, find("hours")),
    hiddenTable([words.hour, words.visits], rows.filter((_, hour) => today[hour] !== 0))]);
}

async function showDays() {
  const found = await (await fetch("statistics.json")).json();
  const label = ([day], i) => (i % 7 === 6 ? new Date(day).toLocaleDateString(document.documentElement.lang, { day: "numeric", month: "numeric" }) : "");
  fill(find("days"), [drawBars(found.days.map(([, count]) => count), found.days.map(label), words.days, find("days")),
    hiddenTable([words.day, words.visits], found.days.filter(([, count]) => count))]);
  setWords("lengths", found.mean_dwell_s === null ? words.noVisits : words.lengths(found.mean_dwell_s));
}

function showFacts(status) {
  const run = status.report, room = (name) => status.rooms[name]?.facts || {};
  list(find("facts"), [
    [words.running, `${Math.round(run.seconds / 60)} ${words.minutesWord}`], [words.camera, known(run.camera)],
    [words.sandbox, known(room("vision").sandbox)], [words.model, known(run.provider)],
    [words.size, run.pictures.size ? run.pictures.size.join(" × ") : "–"], [words.screen, known(run.screen)],
    [words.sound, known(run.sound_device)], [words.visit, known(status.visit.state)],
  ]);
}

function showLog(log) {
  const box = find("log-box"), below = box.scrollHeight - box.scrollTop - box.clientHeight < 20;
  if (box.dataset.last === String(log.length) + (log.at(-1)?.[0] || "")) return;
  box.dataset.last = String(log.length) + (log.at(-1)?.[0] || "");
  fill(find("log"), log.map(([at, line]) => {
    const row = document.createElement("li"), time = text("time", new Date(at).toLocaleString(document.documentElement.lang, { dateStyle: "short", timeStyle: "medium" }));
    time.dateTime = at;
    row.append(time, text("span", line));
    return row;
  }));
  if (below) box.scrollTop = box.scrollHeight;
}

function offer(id, values, label, chosen) {
  const box = find(id);
  if (document.activeElement === box || Date.now() < busy) return;
  const key = JSON.stringify([values, document.documentElement.lang]);
  if (box.dataset.values !== key) {
    box.dataset.values = key;
    box.replaceChildren(...values.map((value) => new Option(label(value), value)));
  }
  box.value = chosen;
}

function showSettings(status) {
  const chosen = status.house.chosen || {}, tongue = (code) => words.tongues[code] || code, there = status.choices.languages;
  const orders = [...there, ...there.flatMap((first) => there.filter((other) => other !== first).map((other) => `${first},${other}`))];
  const spoken = (chosen.languages || []).join(",");
  offer("pack", status.choices.packs, (pack) => pack, chosen.pack);
  offer("languages", orders.includes(spoken) ? orders : [spoken, ...orders], (codes) => codes.split(",").map(tongue).join(" + "), spoken);
  offer("steering", status.choices.ways, (way) => words.ways[way] || way, chosen.steering);
  if (document.activeElement !== find("volume") && Date.now() > busy) find("volume").value = chosen.target_lufs;
  setWords("volume-value", `${find("volume").value} LUFS`);
}

function showSetup(status) {
  const chosen = status.house.chosen || {}, free = (id) => document.activeElement !== find(id) && Date.now() > busy;
  offer("mirror", ["true", "false"], (value) => words.mirrors[value], String(chosen.mirror));
  offer("rotate", ["0", "90", "180", "270"], (value) => `${value}°`, String(chosen.rotate));
  offer("motion", ["full", "reduced"], (value) => words.motions[value], chosen.reduced_motion ? "reduced" : "full");
  offer("pane", PANES, (value) => words.panes[value], find("pane").value || "");
  for (const id of ["noise_dba", "limit_dba"]) if (free(id)) find(id).value = chosen[id] ?? "";
  receiveZones(chosen.ignore || []);
  const plays = status.rooms.sound?.facts.measuring === true, silent = [undefined, "silent"].includes(status.rooms.sound?.facts.sound_device);
  find("noise").disabled = plays || silent;
  find("no-noise").disabled = !plays;
}

function show(status) {
  token = status.token;
  showSummary(status);
  showRooms(status.rooms, status.report.rooms || {});
  showCourse(status.course);
  showKept(status.presence);
  showLimits(status);
  showHours(status.today);
  if (status.report.pictures) showFacts(status);
  showSettings(status);
  showSetup(status);
  showLog(status.log);
}

async function refreshStatus() {
  try {
    const answer = await fetch("status.json");
    if (answer.status === 401) return location.replace("/login");
    const status = await answer.json();
    if (status.house.state) show(status);
  } catch (error) {
    setWords("summary", words.silent);
    find("summary").className = "state DOWN";
  }
  setTimeout(refreshStatus, STATUS_MS);
}

async function refreshLive() {
  try {
    if (!document.hidden && !find("live").hidden) {
      const answer = await fetch("live.jpg");
      if (answer.ok) {
        const bytes = new Uint8Array(await answer.arrayBuffer());
        let letters = "";
        for (let i = 0; i < bytes.length; i += 8192) letters += String.fromCharCode(...bytes.subarray(i, i + 8192));
        find("live").src = `data:image/jpeg;base64,${btoa(letters)}`;
      }
    }
  } catch (error) { /* the summary says it */ }
  setTimeout(refreshLive, LIVE_MS);
}

async function ask(action, value = "") {
  busy = Date.now() + 4000;
  try {
    const answer = await fetch("command", { method: "POST", headers: { "X-Token": token }, body: JSON.stringify({ action, value: String(value) }) });
    setWords("answer", answer.ok ? words.asked : words.refused(await answer.text()));
  } catch (error) {
    setWords("answer", words.silent);
  }
  clearTimeout(answered);
  answered = setTimeout(() => setWords("answer", ""), 6000);
}

for (const button of document.querySelectorAll("[data-action]")) button.addEventListener("click", () => ask(button.dataset.action));
for (const input of document.querySelectorAll("[data-sets]")) input.addEventListener("change", () => ask(input.dataset.sets, input.value));
find("look").addEventListener("click", () => ask("look", find("pane").value));
find("pane").addEventListener("change", () => ask("look", find("pane").value));
find("noise").addEventListener("click", () => ask("noise", NOISE_S));
find("no-noise").addEventListener("click", () => ask("noise", 0));
find("settings").addEventListener("submit", (event) => event.preventDefault());
find("volume").addEventListener("input", () => setWords("volume-value", `${find("volume").value} LUFS`));
find("more").addEventListener("toggle", () => { if (find("more").open) showDays(); });
find("logout").addEventListener("click", async () => {
  await fetch("logout", { method: "POST", headers: { "X-Token": token } });
  location.replace("/login");
});
find("language").addEventListener("change", (event) => {
  localStorage.setItem("language", event.target.value);
  useLanguage(event.target.value);
  listZones();
});
find("language").value = firstLanguage();
useLanguage(firstLanguage());
refreshStatus();
refreshLive();

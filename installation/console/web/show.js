"use strict";

/* What the page shows of a status, part by part. */

const UNKNOWN = "–";
const DAYS_A_LABEL = 7;
const HOURS_A_LABEL = 3;
const TILES = [
  { label: "turns", key: "turns", unit: "perSecond", ceiling: 60 },
  { label: "pictures", key: "pictures", unit: "perSecond", ceiling: 30 },
  { label: "light", key: "light_ms", unit: "ms", ceiling: 60 },
  { label: "frames", key: "frames", unit: "perSecond", ceiling: 30 },
  { label: "inView", key: "people", unit: "", ceiling: 3 },
];

function isKnown(value) {
  return value !== null && value !== undefined;
}

function known(value, unit = "") {
  if (!isKnown(value)) return UNKNOWN;
  return `${typeof value === "number" ? localNumber(value) : value}${unit}`;
}

function roomName(name) {
  return words.names[name] || name;
}

/* A moment as people of this language write it. */
function localTime(moment, format) {
  return moment.toLocaleString(document.documentElement.lang, format);
}

/* What a room last said of itself; empty while it has said nothing. */
function telemetryOf(status, name) {
  return status.rooms[name]?.telemetry || {};
}

/* Only what changed is written: a screen reader reads aloud what is written anew. */
function setWords(id, content) {
  if (find(id).textContent !== content) find(id).textContent = content;
}

/* Replaces the children of a node; who was at one of them by keyboard still is. */
function fill(node, children) {
  const focused = node.contains(document.activeElement) ? document.activeElement.dataset.key : null;
  node.replaceChildren(...children);
  if (focused) node.querySelector(`[data-key="${focused}"]`)?.focus();
}

/* `pairs` are [name, text or node] each. */
function fillList(node, pairs) {
  const cells = [];
  for (const [name, value] of pairs) {
    const cell = document.createElement("dd");
    cell.append(value);
    cells.push(text("dt", name), cell);
  }
  fill(node, cells);
}

function showSummary(status) {
  const isAsleep = status.house.state === "asleep";
  const until = untilWords(status.house.next);
  const { state, sentence } = summaryOf(status.rooms, status.house.troubles);
  setWords("summary", isAsleep ? words.asleep(until) : sentence);
  find("summary").className = `state ${isAsleep ? "OK" : state}`;
  setWords("house", isAsleep ? "" : words[status.house.state](until));
  setWords("dark", words.asleep(until));
  find("dark").hidden = !isAsleep;
  find("live").hidden = isAsleep;
  const troubles = troublesOf(status.house);
  setWords("config", troubles);
  find("config").hidden = !troubles;
  const refused = telemetryOf(status, "console").refused || "";
  setWords("refused", refused ? words.refusedWish(said(refused)) : "");
  find("refused").hidden = !refused;
  setWords("update", said(status.house.update));
  find("update").hidden = !status.house.update || status.house.troubles.includes(status.house.update);
  setWords("name", status.name);
  setWords("version", status.house.version);
  find("logout").hidden = !status.has_password;
}

/* What is wrong with the house itself, and a wish that was not taken over. */
function troublesOf(house) {
  const isTold = house.troubles.some((trouble) => trouble.includes(house.config));
  const passing = house.config && !isTold ? [words.config(house.config)] : [];
  return [...house.troubles, ...passing].map(said).join("; ");
}

/* `next` is when the house opens or closes, by the clock of the house, wherever the browser is. */
function untilWords(next) {
  if (!next) return words.always;
  const moment = new Date(next.slice(0, 19));
  return words.until(localTime(moment, { weekday: "short", hour: "2-digit", minute: "2-digit" }));
}

/* The worst state of all rooms and of the house itself, and a sentence that names those that have it. */
function summaryOf(rooms, troubles) {
  const namesIn = (...states) => {
    const found = Object.entries(rooms).filter(([, room]) => states.includes(room.state));
    return found.map(([name]) => roomName(name)).join(", ");
  };
  const down = namesIn("DOWN", "REFUSED");
  if (down) return { state: "DOWN", sentence: words.down(down) };
  const degraded = namesIn("DEGRADED");
  const parts = [degraded, troubles.length ? words.theHouse : ""].filter(Boolean).join(", ");
  if (parts) return { state: "DEGRADED", sentence: words.degraded(parts) };
  return { state: "OK", sentence: words.well };
}

function showRooms(status) {
  const usage = status.report.rooms || {};
  const rows = Object.entries(status.rooms).map(([name, room]) => roomRow(name, room, usage[name] || {}));
  fill(find("rooms"), rows);
}

function roomRow(name, room, usage) {
  const who = text("div", "", "who");
  who.append(
    text("strong", roomName(name)),
    text("span", words.states[room.state] || room.state, `state ${room.state}`),
    text("span", usageWords(room, usage), "weight"),
  );
  const restart = text("button", words.restart, "quiet");
  restart.dataset.key = name;
  restart.setAttribute("aria-label", words.restartOf(roomName(name)));
  restart.addEventListener("click", () => ask("restart", name));
  const row = document.createElement("li");
  row.append(who, restart);
  if (room.message) {
    const { words: sentence, lang } = told(room.message, document.documentElement.lang);
    const message = text("span", sentence, "message");
    message.lang = lang;
    row.append(message);
  }
  return row;
}

function usageWords(room, usage) {
  const memory = isKnown(usage.rss_mb) ? Math.round(usage.rss_mb) : null;
  const parts = [known(usage.cpu_percent, " %"), known(memory, " MB")];
  if (room.restarts) parts.push(words.restarts(room.restarts));
  return parts.join(" · ");
}

function showCourse(status) {
  fill(find("course"), TILES.map((tile) => courseTile(tile, status.course)));
}

function courseTile({ label, key, unit, ceiling }, course) {
  const values = course.map((step) => step[key]);
  const latest = values.at(-1);
  const value = text("div", known(latest), "value");
  value.append(text("span", words[unit] || unit, "unit"));
  const tile = text("div", "", "tile");
  tile.append(text("div", words[label], "label"), value, drawCourse(values, ceiling));
  const seen = values.filter((each) => each !== null);
  if (seen.length) {
    tile.append(text("span", words.between(localNumber(Math.min(...seen)), localNumber(Math.max(...seen))), "hidden"));
  }
  return tile;
}

function showKept(presence) {
  const count = presence.count ?? 0;
  drawKept(find("kept"), presence);
  drawZones(find("kept"));
  find("kept").setAttribute("aria-label", words.keptAlt(count));
  setWords("people", words.inViewWords(count, presence.visitors ?? 0));
}

function showLimits(status) {
  fillList(find("limits"), [
    [words.flash, flashMeter(status.course)],
    [words.loud, soundMeter(status.level.peak || 0)],
    [words.target, heldAtWords(status)],
    [words.dropouts, known(status.report.sound?.xruns)],
  ]);
}

function flashMeter(course) {
  const limited = course.map((step) => step.limited);
  const meter = document.createElement("div");
  meter.append(text("div", words.tiles(Math.round(limited.at(-1) ?? 0))), drawCourse(limited, 20));
  return meter;
}

/* `peak` is 0 to 1 of full scale. */
function soundMeter(peak) {
  const dbfs = peak > 0 ? 20 * Math.log10(peak) : null;
  const meter = document.createElement("meter");
  Object.assign(meter, { min: -60, max: 0, high: -3, optimum: -30, value: dbfs ?? -60 });
  meter.setAttribute("aria-label", words.loud);
  const box = document.createElement("div");
  box.append(meter, text("div", dbfs === null ? words.quiet : words.peak(localNumber(dbfs))));
  return box;
}

function heldAtWords(status) {
  const sound = telemetryOf(status, "sound");
  const lufs = sound.target_lufs ?? status.house.chosen?.target_lufs;
  const dba = isKnown(sound.target_dba) ? localNumber(sound.target_dba) : "";
  return isKnown(lufs) ? words.heldAt(localNumber(lufs), dba) : UNKNOWN;
}

/* `today` has the visits of each hour; null is too few to disclose. */
function showHours(today) {
  if (today.every((count) => count === 0)) {
    fill(find("hours"), [text("p", words.noVisits, "dim")]);
    return;
  }
  const labels = today.map((_, hour) => (hour % HOURS_A_LABEL === 0 ? String(hour) : ""));
  const rows = [];
  today.forEach((count, hour) => {
    if (count !== 0) rows.push([`${hour}:00`, count === null ? words.fewer : String(count)]);
  });
  fill(find("hours"), [
    drawBars(today, labels, words.today, find("hours")),
    hiddenTable([words.hour, words.visits], rows),
  ]);
}

/* `days` are [day, visits] each, oldest first. */
function showDays({ days, mean_dwell_s: meanDwell }) {
  const labels = days.map(([day], i) => {
    if (i % DAYS_A_LABEL !== DAYS_A_LABEL - 1) return "";
    const moment = new Date(day);
    return moment.toLocaleDateString(document.documentElement.lang, { day: "numeric", month: "numeric" });
  });
  const counts = days.map(([, count]) => count);
  fill(find("days"), [
    drawBars(counts, labels, words.days, find("days")),
    hiddenTable([words.day, words.visits], days.filter(([, count]) => count)),
  ]);
  setWords("lengths", meanDwell === null ? words.noVisits : words.lengths(localNumber(meanDwell)));
}

/* Films and trials are no visitors. */
function showCounting(status) {
  const vision = telemetryOf(status, "vision");
  const isStaged = vision.is_film || vision.is_simulated;
  setWords("counting", isStaged ? words.notCounted(known(vision.camera)) : "");
}

/* What the size was chosen by, where it was measured. */
function pictureSize(pictures) {
  if (!pictures.size) return UNKNOWN;
  const size = pictures.size.join(" × ");
  const rate = pictures.full_hd_hz;
  return rate ? `${size}; ${words.fullHd(localNumber(rate), pictures.is_full_hd)}` : size;
}

function showRun(status) {
  const run = status.report;
  fillList(find("run"), [
    [words.running, `${Math.round(run.seconds / 60)} ${words.minutesWord}`],
    [words.camera, said(known(run.camera))],
    [words.sandbox, said(known(telemetryOf(status, "vision").sandbox))],
    [words.model, words.providers[run.provider] || known(run.provider)],
    [words.size, pictureSize(run.pictures)],
    [words.screen, said(known(run.screen))],
    [words.sound, said(known(run.sound_device))],
    [words.visit, said(known(status.visit.state))],
  ]);
}

/* `log` has lines of [time, text]. */
function showLog(log) {
  const box = find("log-box");
  const stamp = `${document.documentElement.lang}${log.length}${log.at(-1)?.[0] || ""}`;
  if (box.dataset.stamp === stamp) return;
  box.dataset.stamp = stamp;
  const wasAtEnd = box.scrollHeight - box.scrollTop - box.clientHeight < 20;
  fill(find("log"), log.map(logRow));
  if (wasAtEnd) box.scrollTop = box.scrollHeight;
}

function logRow([at, line]) {
  const format = { dateStyle: "short", timeStyle: "medium" };
  const time = text("time", localTime(new Date(at), format));
  time.dateTime = at;
  const row = document.createElement("li");
  row.append(time, text("span", said(line)));
  return row;
}

/* Somebody is at work there, or has just asked for something: what the kiosk says now may be older. */
function isBusy(id) {
  return document.activeElement === find(id) || Date.now() < busyUntil;
}

/* The options of a select, and which of them holds. */
function offer(id, values, label, chosen) {
  if (isBusy(id)) return;
  const box = find(id);
  const stamp = JSON.stringify([values, document.documentElement.lang]);
  if (box.dataset.stamp !== stamp) {
    box.dataset.stamp = stamp;
    box.replaceChildren(...values.map((value) => new Option(label(value), value)));
  }
  box.value = chosen;
}

function showSettings(status) {
  const chosen = status.house.chosen || {};
  const choices = status.choices;
  const spoken = (chosen.languages || []).join(",");
  const tongue = (code) => words.tongues[code] || code;
  const tongues = (codes) => codes.split(",").map(tongue).join(" + ");
  const motion = chosen.reduced_motion ? "reduced" : "full";
  offer("pack", choices.packs, (pack) => pack, chosen.pack);
  offer("languages", languageOrders(choices.languages, spoken), tongues, spoken);
  offer("steering", choices.ways, (way) => words.ways[way] || way, chosen.steering);
  offer("motion", choices.motions, (value) => words.motions[value] || value, motion);
  if (!isBusy("volume")) find("volume").value = chosen.target_lufs;
  showVolume();
}

function showVolume() {
  setWords("volume-value", `${localNumber(Number(find("volume").value))} LUFS`);
}

/* Each language alone and each pair, as the screen takes them: "de,en". */
function languageOrders(languages, spoken) {
  const orders = [...languages];
  for (const first of languages) {
    for (const second of languages) {
      if (first !== second) orders.push(`${first},${second}`);
    }
  }
  return orders.includes(spoken) ? orders : [spoken, ...orders];
}

function showSetup(status) {
  const chosen = status.house.chosen || {};
  const choices = status.choices;
  const rotation = (value) => `${value}°`;
  const pane = (value) => words.panes[value] || value;
  offer("mirror", ["true", "false"], (value) => words.mirrors[value], String(chosen.mirror));
  offer("rotate", choices.rotations, rotation, String(chosen.rotate));
  offer("pane", ["", ...choices.panes], pane, find("pane").value || "");
  for (const id of ["noise_dba", "limit_dba"]) {
    if (!isBusy(id)) find(id).value = chosen[id] ?? "";
  }
  receiveZones(chosen.ignore || []);
  const sound = telemetryOf(status, "sound");
  const isPlaying = sound.measuring === true;
  const canPlay = sound.is_silent === false;
  find("noise").disabled = isPlaying || !canPlay;
  find("no-noise").disabled = !isPlaying;
}

function show(status) {
  form.languages = status.choices.languages;
  showSummary(status);
  showRooms(status);
  showCourse(status);
  showKept(status.presence);
  showLimits(status);
  showHours(status.today);
  if (status.report.pictures) showRun(status);
  showCounting(status);
  showSettings(status);
  showSetup(status);
  showLog(status.log);
}

"use strict";

/* The settings: a card for each part of kiosk.toml, made of the fields that the kiosk says there are.
   A value that is not valid is answered beside its field; what is not saved yet is never overwritten. */

const FORM_MS = 2000;
const OTHER = "\u0000other"; // an option that is no value
const WEEK = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
const CARDS = [
  { id: "camera", views: "settings step-camera" },
  { id: "screen", views: "settings step-screen", without: ["languages", "language_order"] },
  { id: "sound", views: "settings step-sound" },
  { id: "languages", views: "settings step-language", section: "screen", only: ["languages", "language_order"] },
  { id: "house", views: "settings", section: "console" },
  { id: "hours", views: "settings step-hours" },
  { id: "alerts", views: "settings", secret: "mail" },
  { id: "mqtt", views: "settings", secret: "mqtt" },
  { id: "osc", views: "settings" },
  { id: "exhibitera", views: "settings" },
];
const DEVICES = {
  "camera.source": { kind: "cameras", also: ["auto", "simulated"] },
  "screen.monitor": { kind: "monitors", also: ["auto"] },
  "sound.device": { kind: "loudspeakers", also: ["auto", "none"] },
};
const SPANS = new Set([...WEEK.map((day) => `hours.${day}`), "hours.holiday", "sound.quiet_hours"]);

const form = {
  fields: new Map(), // "section.key" -> widget
  cards: new Map(), // id -> card
  devices: { cameras: [], monitors: [], loudspeakers: [] },
  latest: null, // the last settings.json
};

function labelOf(place) {
  return words.fields[place] || place;
}

/* -- widgets: {place, field, node, input, get(), set(value), words()} ------------------------------ */

function element(tag, about = {}) {
  return Object.assign(document.createElement(tag), about);
}

function simpleInput(field) {
  const input = element("input", { type: "text", autocomplete: "off", spellcheck: false });
  const toShown = SPANS.has(field.place) ? spansShown : (value) => value;
  const toKept = SPANS.has(field.place) ? spansKept : (value) => value.trim();
  return { input, get: () => toKept(input.value), set: (value) => (input.value = toShown(value)) };
}

function numberInput(field) {
  const input = element("input", { type: "number", inputMode: "decimal", step: field.kind === "int" ? 1 : "any" });
  return {
    input,
    get: () => (input.value === "" ? null : Number(input.value)),
    set: (value) => (input.value = value ?? ""),
  };
}

function checkInput() {
  const input = element("input", { type: "checkbox" });
  return { input, get: () => input.checked, set: (value) => (input.checked = value) };
}

function choiceInput(field) {
  const input = element("select");
  const name = (choice) => words.values[field.place]?.[choice] ?? choiceWords(field, choice);
  const label = () => relabel(input, field.choices.map((choice) => [JSON.stringify(choice), name(choice)]));
  label();
  return {
    input,
    label,
    get: () => (input.value ? JSON.parse(input.value) : null),
    set: (value) => (input.value = JSON.stringify(value)),
  };
}

function choiceWords(field, choice) {
  return field.key === "rotate" ? `${choice}°` : String(choice);
}

function linesInput(field) {
  const input = element("textarea", { rows: 2, spellcheck: false });
  const isDays = field.place === "hours.exceptions";
  return {
    input,
    get: () => {
      const lines = input.value.split("\n").map((line) => line.trim());
      return lines.filter((line) => line).map(isDays ? spansKept : (line) => line);
    },
    set: (value) => {
      input.value = value.map(isDays ? spansShown : (line) => line).join("\n");
      input.rows = Math.min(12, Math.max(2, value.length + 1));
    },
  };
}

function languagesInput() {
  const input = element("select");
  const tongue = (code) => words.tongues[code] || code;
  let value = [];
  const label = () => {
    const orders = languageOrders(form.languages || [], value.join(","));
    relabel(input, orders.map((codes) => [codes, codes.split(",").map(tongue).join(" + ")]));
    input.value = value.join(",");
  };
  return {
    input,
    label,
    get: () => input.value.split(","),
    set: (wanted) => {
      value = wanted;
      label();
    },
  };
}

function zoneInput() {
  const input = element("select");
  let value = "";
  const label = () => {
    const known = Intl.supportedValuesOf ? Intl.supportedValuesOf("timeZone") : [];
    const zones = ["", ...new Set([...known, ...(value ? [value] : [])])];
    relabel(input, zones.map((zone) => [zone, zone || words.machineZone]));
    input.value = value;
  };
  return {
    input,
    label,
    get: () => input.value,
    set: (wanted) => {
      value = wanted;
      label();
    },
  };
}

/* A device that is there, or another one by name: an address of a camera, a part of a name. */
function deviceInput(field) {
  const { kind, also } = DEVICES[field.place];
  const input = element("select");
  const other = element("input", { type: "text", hidden: true, spellcheck: false, autocomplete: "off" });
  let value = "auto";
  const label = () => {
    const there = form.devices[kind];
    const isKnown = also.includes(value) || there.some((device) => device.value === value);
    const options = also.map((name) => [name, words[name]]);
    options.push(...there.map((device) => [device.value, said(device.label)]));
    if (!isKnown) options.push([value, isDevice(value) ? words.notThere(value) : value]);
    options.push([OTHER, words.other]);
    const chosen = input.value === OTHER ? OTHER : value;
    relabel(input, options);
    input.value = chosen;
    other.setAttribute("aria-label", words.otherLabel(labelOf(field.place)));
  };
  input.addEventListener("change", () => {
    other.hidden = input.value !== OTHER;
    if (!other.hidden) other.focus();
  });
  return {
    input,
    other,
    label,
    get: () => (input.value === OTHER ? other.value.trim() || value : input.value),
    set: (wanted) => {
      value = wanted;
      other.hidden = true;
      other.value = "";
      input.value = "";
      label();
    },
  };
}

/* An address or a film is none: nobody can see here whether it is there. */
function isDevice(value) {
  return value.startsWith("/dev/") || !/[/:]/.test(value);
}

function relabel(select, options) {
  const chosen = select.value;
  const stamp = JSON.stringify(options);
  if (select.dataset.stamp === stamp) return;
  select.dataset.stamp = stamp;
  select.replaceChildren(...options.map(([value, label]) => new Option(label, value)));
  select.value = chosen;
}

/* "closed" in the language of the page, and back. */
function spansShown(value) {
  return value.replace(/\bclosed$/, words.closed);
}

function spansKept(value) {
  return value.trim().replace(/(^|\s)(geschlossen|zu|closed)$/i, "$1closed");
}

function inputFor(field) {
  if (field.place === "screen.languages") return languagesInput();
  if (field.place === "hours.timezone") return zoneInput();
  if (DEVICES[field.place]) return deviceInput(field);
  if (field.kind === "bool") return checkInput();
  if (field.kind === "choice") return choiceInput(field);
  if (field.kind === "list") return linesInput(field);
  if (field.kind === "str") return simpleInput(field);
  return numberInput(field);
}

function widgetFor(field) {
  const widget = { ...inputFor(field), field, place: field.place, kept: undefined };
  const id = `f-${field.place.replace(".", "-")}`;
  const box = element("div", { className: `field ${field.kind}` });
  widget.name = element("label", { htmlFor: id });
  widget.hint = element("p", { className: "hint", id: `${id}-hint` });
  widget.mistake = element("p", { className: "mistake", id: `${id}-mistake`, hidden: true });
  widget.mistake.setAttribute("role", "alert");
  widget.input.id = id;
  widget.input.setAttribute("aria-describedby", `${id}-hint ${id}-mistake`);
  if (field.kind === "bool") box.append(widget.input, widget.name);
  else box.append(widget.name, widget.input);
  if (widget.other) box.append(widget.other);
  box.append(widget.hint, widget.mistake);
  widget.node = box;
  for (const input of [widget.input, widget.other]) {
    input?.addEventListener("input", () => noteChange(widget));
    input?.addEventListener("change", () => noteChange(widget));
  }
  return widget;
}

function isChanged(widget) {
  if (widget.kept === undefined) return false;
  return JSON.stringify(widget.get()) !== JSON.stringify(widget.kept);
}

function noteChange(widget) {
  showMistake(widget, "");
  showCard(widget.card);
  if (widget.field.section === "hours") askYear();
}

function showMistake(widget, sentence) {
  widget.mistake.textContent = sentence;
  widget.mistake.hidden = !sentence;
  widget.input.setAttribute("aria-invalid", String(Boolean(sentence)));
}

/* In the page's language where there are words for this kind of mistake, else as the kiosk says it. */
function mistakeWords(place, { sentence, kind, limit }) {
  if (words.mistakes[kind]) return words.mistakes[kind](limit);
  if (SPANS.has(place)) return words.spanMistake;
  if (place === "hours.holidays") return words.dateMistake;
  if (place === "hours.exceptions") return words.exceptionMistake;
  if (place.startsWith("alerts.mail_")) return words.mailMistake;
  return said(sentence);
}

/* -- cards ------------------------------------------------------------------------------------------ */

function makeCard(about, fields) {
  const node = element("section", { className: "form", id: `card-${about.id}` });
  node.dataset.views = about.views;
  const card = { ...about, node, widgets: [], heading: element("h2", { id: `h-card-${about.id}` }) };
  node.setAttribute("aria-labelledby", card.heading.id);
  card.help = element("p", { className: "dim" });
  card.form = element("form", { noValidate: true });
  card.save = element("button", { disabled: true });
  card.takes = element("p", { className: "dim takes" });
  card.said = element("p", { className: "said" });
  card.said.setAttribute("role", "status");
  for (const field of fields) {
    const widget = widgetFor(field);
    widget.card = card;
    card.widgets.push(widget);
    form.fields.set(field.place, widget);
    card.form.append(widget.node);
  }
  const row = element("div", { className: "row" });
  row.append(card.save, card.said);
  card.form.append(card.takes, row);
  card.form.addEventListener("submit", (event) => {
    event.preventDefault();
    saveCards([card]);
  });
  node.append(card.heading, card.help, card.form);
  if (about.secret) node.append(secretForm(card));
  if (about.id === "alerts") node.append(testMessage(card));
  if (about.id === "hours") arrangeHours(card);
  if (fields.some((field) => DEVICES[field.place])) row.append(lookAgainButton(card));
  return card;
}

function lookAgainButton(card) {
  card.again = element("button", { type: "button", className: "quiet" });
  card.again.addEventListener("click", refreshDevices);
  return card.again;
}

/* The week in a tight table, the calendar below it. */
function arrangeHours(card) {
  const week = element("div", { className: "week" });
  const days = [...WEEK, "holiday"].map((day) => form.fields.get(`hours.${day}`));
  days[0].node.before(week);
  week.append(...days.map((widget) => widget.node));
  card.allDays = element("button", { type: "button", className: "quiet" });
  card.allDays.addEventListener("click", () => {
    const monday = form.fields.get("hours.monday").input.value;
    for (const day of WEEK) {
      form.fields.get(`hours.${day}`).input.value = monday;
      noteChange(form.fields.get(`hours.${day}`));
    }
  });
  week.append(card.allDays);
  week.after(form.fields.get("hours.monday").hint);
  form.fields.get("hours.holidays").node.before(yearNode());
  labelYear();
}

function changesOf(cards) {
  const changes = {};
  for (const card of cards) {
    for (const widget of card.widgets.filter(isChanged)) {
      const { section, key } = widget.field;
      changes[section] = { ...changes[section], [key]: widget.get() };
    }
  }
  return changes;
}

/* True where all of them are as wished for. */
async function saveCards(cards) {
  const changes = changesOf(cards);
  if (!Object.keys(changes).length) return true;
  for (const card of cards) setText(card.said, words.saving);
  let answer;
  try {
    answer = await post("settings", JSON.stringify(changes));
  } catch (error) {
    for (const card of cards) setText(card.said, words.silent);
    return false;
  }
  if (answer.ok) {
    for (const card of cards) noteSaved(card);
    return true;
  }
  const found = answer.status === 422 ? await answer.json() : {};
  for (const [place, mistake] of Object.entries(found)) {
    const widget = form.fields.get(place);
    if (widget) showMistake(widget, mistakeWords(place, mistake));
  }
  for (const card of cards) setText(card.said, words.notSaved);
  const first = cards.flatMap((card) => card.widgets).find((widget) => !widget.mistake.hidden);
  first?.input.focus();
  return false;
}

function noteSaved(card) {
  card.busyUntil = Date.now() + BUSY_MS; // until the kiosk surely says it itself
  for (const widget of card.widgets) {
    widget.kept = widget.get();
    showMistake(widget, "");
  }
  setText(card.said, words.saved);
  showCard(card);
  setTimeout(() => setText(card.said, ""), ANSWER_SHOWN_MS);
}

function forgetChanges(cards) {
  for (const widget of cards.flatMap((card) => card.widgets)) {
    if (!isChanged(widget)) continue;
    widget.set(widget.kept);
    noteChange(widget);
  }
}

function setText(node, content) {
  if (node.textContent !== content) node.textContent = content;
}

function showCard(card) {
  const changed = card.widgets.filter(isChanged);
  const rooms = new Set(changed.flatMap((widget) => widget.field.restarts));
  card.save.disabled = changed.length === 0;
  const names = [...rooms].map(roomName).join(", ");
  const takes = rooms.size ? words.takesRestart(names) : words.takesAtOnce;
  setText(card.takes, changed.length ? takes : "");
}

/* Values with words of a language in them. */
function wordedValues() {
  const places = [...SPANS, "hours.exceptions"].filter((place) => form.fields.has(place));
  return places.map((place) => [place, form.fields.get(place).get()]);
}

function labelCard(card) {
  card.heading.textContent = words.cards[card.id];
  card.help.textContent = words.cardHelp[card.id] || "";
  card.help.hidden = !card.help.textContent;
  card.save.textContent = words.save;
  if (card.again) card.again.textContent = words.lookAgain;
  if (card.allDays) card.allDays.textContent = words.allDays;
  for (const widget of card.widgets) {
    widget.name.textContent = labelOf(widget.place);
    widget.hint.textContent = words.hints[widget.place] || "";
    widget.hint.hidden = !widget.hint.textContent;
    widget.label?.();
  }
  card.labelMore?.();
  showKeptOf(card);
  showCard(card);
}

/* -- a password, which goes in and never comes out ---------------------------------------------------- */

function secretForm(card) {
  const box = element("form", { className: "secret" });
  const id = `secret-${card.secret}`;
  const name = element("label", { htmlFor: id });
  const input = element("input", { type: "password", id, autocomplete: "new-password" });
  const keep = element("button", { className: "quiet" });
  const forget = element("button", { type: "button", className: "quiet" });
  const said = element("p", { className: "dim" });
  said.setAttribute("role", "status");
  const row = element("div", { className: "row" });
  row.append(keep, forget, said);
  box.append(name, input, row);
  const send = async (value) => {
    const answer = await post("secret", JSON.stringify({ name: card.secret, value }));
    input.value = "";
    setText(said, answer.ok ? words.secretKept : words.refused(told(await answer.text(), document.documentElement.lang).words));
    refreshForm();
  };
  box.addEventListener("submit", (event) => {
    event.preventDefault();
    if (input.value) send(input.value);
  });
  forget.addEventListener("click", () => send(""));
  card.showSecret = (isSet) => {
    input.placeholder = isSet ? "••••••••" : "";
    setText(said, isSet ? words.secretSet : words.secretMissing);
    forget.disabled = !isSet;
  };
  const labelMore = card.labelMore;
  card.labelMore = () => {
    labelMore?.();
    name.textContent = words.secrets[card.secret];
    keep.textContent = words.keepSecret;
    forget.textContent = words.forgetSecret;
  };
  return box;
}

function testMessage(card) {
  const row = element("div", { className: "row" });
  const send = element("button", { type: "button", className: "quiet" });
  const said = element("p", { className: "dim" });
  said.setAttribute("role", "status");
  row.append(send, said);
  send.addEventListener("click", async () => {
    if (card.widgets.some(isChanged)) {
      setText(said, words.testUnsaved);
      return;
    }
    await post("note", JSON.stringify({ wish: "test-message" }));
    refreshForm();
  });
  card.showAlert = ({ sent, sent_s: at, failure, is_waiting: isWaiting }) => {
    const when = localTime(new Date(at * 1000), { dateStyle: "short", timeStyle: "short" });
    let sentence = sent ? words.alertSent(when) : "";
    if (failure) sentence = words.alertFailed(told(failure, document.documentElement.lang).words);
    if (isWaiting) sentence = words.testWaiting;
    setText(said, sentence);
  };
  const labelMore = card.labelMore;
  card.labelMore = () => {
    labelMore?.();
    send.textContent = words.testMessage;
  };
  return row;
}

/* What the kiosk remembers beside kiosk.toml. */
function showKeptOf(card) {
  card.showSecret?.(form.latest.secrets[card.secret]);
  card.showAlert?.(form.latest.alert);
}

/* -- from the kiosk ------------------------------------------------------------------------------------ */

function makeCards(fields) {
  for (const field of fields) field.place = `${field.section}.${field.key}`;
  for (const about of CARDS) {
    const section = about.section || about.id;
    const own = fields.filter((field) => {
      const isOnly = !about.only || about.only.includes(field.key);
      return field.section === section && isOnly && !about.without?.includes(field.key);
    });
    const card = makeCard(about, own);
    form.cards.set(about.id, card);
    document.querySelector("main").append(card.node);
    if (about.id === "house") card.node.after(document.querySelector(".again"));
    labelCard(card);
  }
  showView();
}

function receiveForm(settings) {
  form.latest = settings;
  if (!form.cards.size) makeCards(settings.fields);
  for (const widget of form.fields.values()) {
    const { section, key } = widget.field;
    const value = settings.values[section]?.[key];
    const isNew = JSON.stringify(value) !== JSON.stringify(widget.kept);
    const isBusyHere = isChanged(widget) || (widget.card.busyUntil || 0) > Date.now();
    if (value === undefined || !isNew || isBusyHere) continue;
    widget.kept = value;
    widget.set(value);
    showCard(widget.card);
  }
  for (const card of form.cards.values()) showKeptOf(card);
  showOffer(settings);
  if (!year.isAsked) askYear();
}

/* The JSON of an address; null while the kiosk does not answer, which the summary says. */
async function fetched(path) {
  try {
    const answer = await fetch(path);
    return answer.ok ? await answer.json() : null;
  } catch (error) {
    return null;
  }
}

async function refreshForm() {
  const settings = await fetched("settings.json");
  if (settings?.values.screen) receiveForm(settings);
  renewSummary();
}

async function keepFormFresh() {
  if (!document.hidden && (currentView() !== "overview" || !form.latest)) await refreshForm();
  setTimeout(keepFormFresh, FORM_MS);
}

async function refreshDevices() {
  form.devices = (await fetched("devices.json")) || form.devices;
  for (const place of Object.keys(DEVICES)) form.fields.get(place)?.label();
  renewSummary();
}

/* After another language was chosen: `before` are the values, read by the words of the old one. */
function labelForm(before) {
  for (const card of form.cards.values()) labelCard(card);
  for (const [place, value] of before) form.fields.get(place).set(value);
  labelYear();
  labelAssistant();
}

"use strict";

/* The calendar of the year: how each day is open by the hours in the form, saved or not. The kiosk itself works it out. */

const ASK_YEAR_MS = 300; // after the last key

const DAY_MIN = 24 * 60;

const year = {
  shown: new Date().getFullYear(),
  days: [], // [kind, spans] each, from the first of January
  first: "", // of the days that are picked, ISO
  isAsked: false,
  parts: {},
  timer: 0,
};

function yearNode() {
  const box = element("div", { className: "year" });
  const parts = year.parts;
  parts.heading = element("h3");
  parts.earlier = element("button", { type: "button", className: "quiet", textContent: "‹" });
  parts.later = element("button", { type: "button", className: "quiet", textContent: "›" });
  parts.months = element("div", { className: "months" });
  parts.legend = element("p", { className: "legend dim" });
  parts.help = element("p", { className: "dim" });
  const head = element("div", { className: "row head" });
  head.append(parts.earlier, parts.heading, parts.later);
  parts.earlier.addEventListener("click", () => turnYear(-1));
  parts.later.addEventListener("click", () => turnYear(1));
  parts.months.addEventListener("click", (event) => pickDay(event.target.dataset.day));
  box.append(head, parts.months, parts.legend, parts.help, addDaysNode());
  return box;
}

/* Inputs for days that differ: what is entered goes into the lists below, and is saved with them. */
function addDaysNode() {
  const parts = year.parts;
  const box = element("div", { className: "add-days" });
  const labelled = (name, input) => {
    const label = element("label");
    parts[`${name}Label`] = element("span");
    label.append(parts[`${name}Label`], input);
    parts[name] = input;
    box.append(label);
  };
  labelled("from", element("input", { type: "date" }));
  labelled("to", element("input", { type: "date" }));
  labelled("asDay", element("select"));
  labelled("dayHours", element("input", { type: "text", value: "10:00-14:00" }));
  labelled("everyYear", element("input", { type: "checkbox" }));
  parts.add = element("button", { type: "button", className: "quiet" });
  parts.add.addEventListener("click", addDays);
  parts.asDay.addEventListener("change", showDayHours);
  parts.from.addEventListener("change", () => {
    if (parts.to.value < parts.from.value) parts.to.value = parts.from.value;
    showPicked();
  });
  parts.to.addEventListener("change", showPicked);
  box.append(parts.add);
  return box;
}

function showDayHours() {
  year.parts.dayHours.disabled = year.parts.asDay.value !== "hours";
}

function turnYear(step) {
  year.shown += step;
  askYear();
}

function askYear() {
  year.isAsked = true;
  clearTimeout(year.timer);
  year.timer = setTimeout(fetchYear, ASK_YEAR_MS);
}

async function fetchYear() {
  const hours = {};
  for (const widget of form.cards.get("hours").widgets) hours[widget.field.key] = widget.get();
  try {
    const answer = await post("calendar", JSON.stringify({ year: year.shown, hours }));
    if (answer.ok) year.days = (await answer.json()).days;
    year.parts.months.classList.toggle("stale", !answer.ok); // hours that cannot be read yet
  } catch (error) {
    return; // the summary says it
  }
  drawYear();
}

function two(number) {
  return String(number).padStart(2, "0");
}

function isoDay(month, day) {
  return `${year.shown}-${two(month + 1)}-${two(day)}`;
}

function drawYear() {
  if (!year.parts.months) return;
  year.parts.heading.textContent = words.yearOf(year.shown);
  let index = 0;
  const months = [];
  for (let month = 0; month < 12; month += 1) {
    const count = new Date(year.shown, month + 1, 0).getDate();
    months.push(monthNode(month, year.days.slice(index, index + count)));
    index += count;
  }
  year.parts.months.replaceChildren(...months);
  showPicked();
}

function monthNode(month, days) {
  const box = element("div", { className: "month" });
  const name = new Date(year.shown, month, 1).toLocaleString(document.documentElement.lang, { month: "long" });
  const grid = element("div", { className: "days" });
  grid.append(...weekdayNames());
  const blanks = (new Date(year.shown, month, 1).getDay() + 6) % 7; // a week begins on Monday
  for (let i = 0; i < blanks; i += 1) grid.append(element("span"));
  days.forEach(([kind, spans], i) => {
    const cell = element("span", { textContent: String(i + 1), className: `day ${kind}` });
    cell.classList.toggle("shut", spans.length === 0);
    cell.dataset.day = isoDay(month, i + 1);
    cell.title = dayWords(kind, spans);
    grid.append(cell);
  });
  box.append(element("h4", { textContent: name }), grid);
  return box;
}

/* One letter each, Monday first. */
function weekdayNames() {
  const monday = new Date(2024, 0, 1);
  return WEEK.map((_, i) => {
    const day = new Date(2024, 0, monday.getDate() + i);
    const name = day.toLocaleString(document.documentElement.lang, { weekday: "narrow" });
    return element("span", { className: "weekday", textContent: name });
  });
}

function dayWords(kind, spans) {
  const clock = (minute) => `${two(minute === DAY_MIN ? 24 : Math.floor(minute / 60) % 24)}:${two(minute % 60)}`;
  const hours = spans.map(([since, to]) => `${clock(since)}–${clock(to)}`).join(", ");
  const name = kind === "weekday" ? "" : `${words.legend[kind]}: `;
  return name + (hours || words.closed);
}

function pickDay(day) {
  if (!day) return;
  const { from, to } = year.parts;
  if (year.first && day >= year.first) {
    to.value = day;
    year.first = "";
  } else {
    from.value = day;
    to.value = day;
    year.first = day;
  }
  showPicked();
}

function showPicked() {
  const { from, to, months } = year.parts;
  for (const cell of months.querySelectorAll("[data-day]")) {
    const isIn = from.value && cell.dataset.day >= from.value && cell.dataset.day <= (to.value || from.value);
    cell.classList.toggle("picked", Boolean(isIn));
  }
}

function addDays() {
  const { from, to, asDay, dayHours, everyYear } = year.parts;
  if (!from.value) {
    from.focus();
    return;
  }
  const cut = everyYear.checked ? (date) => date.slice(5) : (date) => date;
  const first = cut(from.value);
  const last = cut(to.value || from.value);
  const days = first === last ? first : `${first}..${last}`;
  const isHoliday = asDay.value === "holiday";
  const list = form.fields.get(isHoliday ? "hours.holidays" : "hours.exceptions");
  const hours = asDay.value === "hours" ? dayHours.value.trim() : "closed";
  list.set([...list.get(), isHoliday ? days : `${days} ${hours}`]);
  year.first = "";
  noteChange(list);
}

function labelYear() {
  const parts = year.parts;
  if (!parts.heading) return;
  parts.earlier.setAttribute("aria-label", words.earlier);
  parts.later.setAttribute("aria-label", words.later);
  parts.help.textContent = words.yearHelp;
  parts.add.textContent = words.addDays;
  for (const name of ["from", "to", "everyYear", "asDay", "dayHours"]) {
    parts[`${name}Label`].textContent = words[name];
  }
  relabel(parts.asDay, Object.entries(words.dayKinds));
  if (!parts.asDay.value) parts.asDay.value = "closed";
  showDayHours();
  const samples = Object.entries(words.legend).map(([kind, name]) => {
    const isShut = kind === "closed";
    const sample = element("span", { className: `day ${isShut ? "shut" : kind}`, textContent: "1" });
    const box = element("span", { className: "sample" });
    box.append(sample, name);
    return box;
  });
  parts.legend.replaceChildren(...samples);
  drawYear();
}

"use strict";

/* All houses on the broker, as they say themselves; what comes from them is shown as text only. */

const EVERY_MS = 4000; // houses say every 5 s what has changed
const SOON_MS = 1000;
const ACTIONS = ["pack", "languages", "steering", "motion", "volume", "sleep", "wake", "look", "back", "restart"];
const WITHOUT_VALUE = ["sleep", "wake", "back"];
const find = (id) => document.getElementById(id);
const cards = new Map(); // id -> what is shown of a house
const known = new Map(); // id -> a house as it last said
let trouble = ""; // between this house and the broker
let stamp = ""; // of the last answer: the next one holds only what has changed

function element(kind, className = "", text = "") {
  const made = document.createElement(kind);
  made.className = className;
  made.textContent = text;
  return made;
}

/* A house's place on the page, made once: a tick stays while numbers change. */
function cardOf(id) {
  if (cards.has(id)) return cards.get(id);
  const card = {
    place: element("li"), picture: element("img"), blank: element("div", "blank"),
    tick: element("input"), name: element("span"), state: element("p"), lines: element("p", "dim"), pictures: 0,
  };
  card.tick.type = "checkbox";
  card.tick.value = id;
  card.picture.alt = "";
  card.picture.hidden = true;
  card.picture.loading = "lazy";
  const label = element("label");
  label.append(card.tick, card.name);
  card.place.append(card.picture, card.blank, label, card.state, card.lines);
  cards.set(id, card);
  return card;
}

function setText(place, text) {
  if (place.textContent !== text) place.textContent = text;
}

function isAtRest(house) {
  return house.house === "asleep" && house.state === "OK" && !house.troubles;
}

/* In a sentence. Of a house that is not there, what it last said of itself does not hold any more. */
function stateOf(house) {
  if (!house.is_online) return words.notThere;
  if (isAtRest(house)) return said(house.hours);
  const state = house.state === "OK" ? words.well : words.states[house.state] || house.state;
  return [state, said(house.troubles)].filter(Boolean).join(": ");
}

function newsOf(house) {
  if (!house.is_online) return [];
  const open = [isAtRest(house) ? "" : said(house.hours), house.pack].filter(Boolean).join(" · ");
  return [open, house.visitors === null ? words.noCount : words.visitorsSince(house.visitors, house.people)];
}

function showHouse(house) {
  const card = cardOf(house.id);
  setText(card.name, house.name);
  card.state.className = `state ${house.state}`;
  setText(card.state, stateOf(house));
  const update = house.troubles.includes(house.update) ? "" : said(house.update);
  setText(card.lines, [...newsOf(house), words.versionIs(house.version), update, house.topic].filter(Boolean).join("\n"));
  if (house.pictures !== card.pictures) {
    card.pictures = house.pictures;
    card.picture.src = `/fleet/${house.id}.jpg?${house.pictures}`;
    card.picture.alt = words.screenOf(house.name);
  }
  card.picture.hidden = !house.pictures || !house.is_online;
  card.blank.hidden = !card.picture.hidden;
  return card.place;
}

/* House 10 stands after house 9. */
const byName = new Intl.Collator(undefined, { numeric: true });

function nameOrder(one, other) {
  return (one.state === "OK") - (other.state === "OK") || byName.compare(one.name, other.name) || (one.id < other.id ? -1 : 1);
}

/* What has come, with what was known of the others: those that need somebody first. */
function merged(fleet) {
  for (const house of fleet.houses) known.set(house.id, house);
  const ids = new Set(fleet.ids);
  for (const id of known.keys()) if (!ids.has(id)) known.delete(id);
  return [...known.values()].sort(nameOrder);
}

function showHouses(houses) {
  const places = houses.map(showHouse);
  const isOrdered = places.every((place, i) => find("houses").children[i] === place);
  if (!isOrdered || find("houses").children.length !== places.length) find("houses").replaceChildren(...places);
  const ids = new Set(houses.map((house) => house.id));
  for (const id of cards.keys()) if (!ids.has(id)) cards.delete(id);
  const well = houses.filter((house) => house.state === "OK").length;
  setText(find("summary"), houses.length ? words.housesWell(well, houses.length) : "…");
}

/* What can be sent, chosen anew only when it has changed: a choice stays while the page lives. */
function showFiles(files) {
  const shown = [...find("file").options].map((option) => option.value);
  if (files.length === shown.length && files.every((name, i) => name === shown[i])) return;
  const chosen = find("file").value;
  find("file").replaceChildren(...files.map((name) => new Option(words.sent(name), name, false, name === chosen)));
}

function outcomeOf(house, stage) {
  if (house.outcome === "waits" && stage === "stopped") return `${house.name}: ${words.staysAsItIs}`;
  const isAsked = house.outcome === "asked";
  if (isAsked && house.reason) return `${house.name}: ${said(house.reason)}`;
  if (isAsked && house.share > 0) return `${house.name}: ${words.receives(house.share)}`;
  const why = house.reason ? ` (${said(house.reason)})` : "";
  return `${house.name}: ${words.outcomes[house.outcome]}${why}`;
}

/* Why a change was stopped; what is wrong with a house stands beside its name already. */
function reasonOf(change) {
  const isOfHouse = change.houses.some(({ name, reason }) => reason && change.reason === `${name}: ${reason}`);
  return isOfHouse ? "" : said(change.reason);
}

function showChange(fleet) {
  const change = fleet.change;
  for (const button of document.querySelectorAll("#one-change button")) button.disabled = fleet.is_busy;
  if (fleet.fault) setText(find("answer"), said(fleet.fault));
  else if (fleet.is_busy && (change === null || ["done", "stopped"].includes(change.stage))) setText(find("answer"), words.preparing);
  else if (change !== null) {
    const what = change.action === "send" ? words.sent(change.value) : [words.fleetActions[change.action] || change.action, change.value].filter(Boolean).join(" ");
    setText(find("answer"), [what, words.stages[change.stage], reasonOf(change)].filter(Boolean).join(": "));
  }
  if (change === null) return;
  const isLong = change.action === "send";
  const shown = change.houses.filter((house) => isLong || !["waits", "taken"].includes(house.outcome));
  find("outcomes").replaceChildren(...shown.map((house) => element("li", "", outcomeOf(house, change.stage))));
}

async function refresh() {
  let waitMs = EVERY_MS;
  try {
    const answer = await fetch(`/fleet.json?since=${stamp}`);
    if (answer.status === 401) {
      location.replace("/login");
      return;
    }
    const fleet = await answer.json();
    const isNews = fleet.message !== trouble; // told when it lasts: the first answers come while it connects
    trouble = fleet.message;
    waitMs = isNews || !fleet.ids.length ? SOON_MS : EVERY_MS;
    find("message").hidden = !trouble || isNews;
    setText(find("message"), said(fleet.message));
    stamp = fleet.stamp || "";
    const houses = merged(fleet);
    find("one-change").hidden = !houses.length; // nobody to be asked
    showHouses(houses);
    showFiles(fleet.files);
    showChange(fleet);
  } catch (error) {
    setText(find("summary"), words.silent);
  }
  setTimeout(refresh, waitMs);
}

async function begin(event, action, value) {
  event.preventDefault();
  const houses = [...document.querySelectorAll("#houses input:checked")].map((tick) => tick.value);
  const body = JSON.stringify({ action, value, houses });
  try {
    const status = await (await fetch("/status.json")).json();
    const answer = await fetch("/fleet/change", { method: "POST", headers: { "X-Token": status.token }, body });
    if (!answer.ok) setText(find("answer"), words.refused(said(await answer.text())));
  } catch (error) {
    setText(find("answer"), words.silent);
  }
}

/* To sleep, to wake and to close nothing has to be said. */
function showValue() {
  find("value").hidden = WITHOUT_VALUE.includes(find("action").value);
  if (find("value").hidden) find("value").value = "";
}

useLanguage(firstLanguage());
find("value").placeholder = words.value;
find("action").addEventListener("change", showValue);
for (const action of ACTIONS) find("action").append(new Option(words.fleetActions[action], action));
find("change").addEventListener("submit", (event) => begin(event, find("action").value, find("value").value));
find("send").addEventListener("submit", (event) => begin(event, "send", find("file").value));
refresh();

"use strict";

/* The page's own life: it asks the kiosk for what there is to show, and for what people want of it. */

const LIVE_MS = 400;
const STATUS_MS = 1000;
const ANSWER_SHOWN_MS = 6000;
const BUSY_MS = 4000; // until a status surely knows of what was asked for
const NOISE_S = 20;
const CHUNK = 8192; // arguments that a function takes at once

let token = ""; // of this session: it has to come with every change
let busyUntil = 0; // ms since 1970
let answerTimer;

function post(path, body) {
  return fetch(path, { method: "POST", headers: { "X-Token": token }, body });
}

async function ask(action, value = "") {
  busyUntil = Date.now() + BUSY_MS;
  try {
    const answer = await post("command", JSON.stringify({ action, value: String(value) }));
    setWords("answer", answer.ok ? words.asked : words.refused(said(await answer.text())));
  } catch (error) {
    setWords("answer", words.silent);
  }
  clearTimeout(answerTimer);
  answerTimer = setTimeout(() => setWords("answer", ""), ANSWER_SHOWN_MS);
}

async function refreshStatus() {
  try {
    const answer = await fetch("status.json");
    if (answer.status === 401) {
      location.replace("/login");
      return;
    }
    const status = await answer.json();
    if (status.house.state) {
      token = status.token;
      show(status);
    }
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
      if (answer.ok) find("live").src = dataUrl(new Uint8Array(await answer.arrayBuffer()));
    }
  } catch (error) {
    // the summary says it
  }
  setTimeout(refreshLive, LIVE_MS);
}

/* The bytes of a JPEG as an address. */
function dataUrl(bytes) {
  let letters = "";
  for (let i = 0; i < bytes.length; i += CHUNK) {
    letters += String.fromCharCode(...bytes.subarray(i, i + CHUNK));
  }
  return `data:image/jpeg;base64,${btoa(letters)}`;
}

async function refreshDays() {
  const answer = await fetch("statistics.json");
  showDays(await answer.json());
}

function chooseLanguage(language) {
  localStorage.setItem("language", language);
  const before = wordedValues();
  useLanguage(language);
  listZones();
  labelForm(before);
}

function offerLanguages() {
  for (const [code, table] of Object.entries(WORDS)) {
    const option = new Option(table.languageName, code);
    option.lang = code;
    find("language").append(option);
  }
  find("language").value = firstLanguage();
}

function askForPane() {
  ask("look", find("pane").value);
}

for (const button of document.querySelectorAll("[data-action]")) {
  button.addEventListener("click", () => ask(button.dataset.action));
}
for (const input of document.querySelectorAll("[data-sets]")) {
  input.addEventListener("change", () => ask(input.dataset.sets, input.value));
}
find("look").addEventListener("click", askForPane);
find("pane").addEventListener("change", askForPane);
find("noise").addEventListener("click", () => ask("noise", NOISE_S));
find("no-noise").addEventListener("click", () => ask("noise", 0));
find("settings").addEventListener("submit", (event) => event.preventDefault());
find("volume").addEventListener("input", showVolume);
find("more").addEventListener("toggle", () => {
  if (find("more").open) refreshDays();
});
find("logout").addEventListener("click", async () => {
  await post("logout");
  location.replace("/login");
});
find("language").addEventListener("change", (event) => chooseLanguage(event.target.value));
offerLanguages();
useLanguage(firstLanguage());
showView();
refreshStatus();
keepFormFresh();
if (currentView() !== "overview") refreshDevices();
refreshLive();

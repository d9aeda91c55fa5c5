"use strict";

/* The views of the page, and the assistant, which is nothing but views: each step shows the cards it needs. */

const STEPS = ["camera", "zones", "screen", "sound", "language", "hours", "done"];
const STEP = "step-";

function currentView() {
  const asked = location.hash.slice(1);
  const isStep = asked.startsWith(STEP) && STEPS.includes(asked.slice(STEP.length));
  return isStep || asked === "settings" ? asked : "overview";
}

function currentStep() {
  const view = currentView();
  return view.startsWith(STEP) ? view.slice(STEP.length) : "";
}

function showView() {
  const view = currentView();
  document.body.dataset.view = view;
  for (const section of document.querySelectorAll("main > [data-views]")) {
    section.hidden = !section.dataset.views.split(" ").includes(view);
  }
  for (const link of document.querySelectorAll("#views a")) {
    const isHere = link.getAttribute("href") === `#${view}`;
    if (isHere) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  const step = currentStep();
  find("assistant").hidden = !step;
  find("camera-setup").open = find("camera-setup").open || step === "camera" || step === "zones";
  find("measure").open = find("measure").open || step === "sound";
  labelAssistant();
}

function goTo(view) {
  location.hash = view;
}

/* -- the assistant -------------------------------------------------------------------------------------- */

function labelAssistant() {
  const step = currentStep();
  if (form.latest) showOffer(form.latest);
  if (!step) return;
  const place = STEPS.indexOf(step);
  const [name, sentence] = words.steps[step];
  const isDone = step === "done";
  find("step-name").textContent = isDone ? name : words.stepOf(place + 1, STEPS.length - 1, name);
  find("step-words").textContent = sentence;
  find("step-bar").max = STEPS.length - 1;
  find("step-bar").value = place;
  find("step-back").disabled = place === 0;
  find("step-skip").hidden = isDone;
  find("step-next").textContent = isDone ? words.finish : words.next;
  find("summary-list").hidden = !isDone;
  if (isDone) showSummaryList();
}

function cardsOfStep() {
  return [...form.cards.values()].filter((card) => card.views.split(" ").includes(currentView()));
}

function stepBy(count) {
  const place = STEPS.indexOf(currentStep()) + count;
  goTo(STEP + STEPS[Math.max(0, place)]);
  scrollTo(0, 0);
}

async function nextStep() {
  if (currentStep() === "done") {
    await post("note", JSON.stringify({ wish: "set-up" }));
    await refreshForm();
    goTo("overview");
    return;
  }
  if (currentStep() === "zones" && !areZonesSaved()) await saveZones();
  if (await saveCards(cardsOfStep())) stepBy(1);
}

function showSummaryList() {
  const value = (place) => form.fields.get(place)?.input.selectedOptions?.[0]?.textContent || "";
  const shown = (place) => form.fields.get(place)?.input.value || UNKNOWN;
  const diagonal = form.fields.get("screen.diagonal_m")?.get();
  const reading = find("noise_dba").value;
  const days = WEEK.map((day) => `${labelOf(`hours.${day}`).slice(0, 2)} ${shown(`hours.${day}`)}`);
  fillList(find("summary-list"), [
    [words.cards.camera, value("camera.source")],
    [words.steps.zones[0], zones.list.length ? words.zonesCount(zones.list.length) : words.noZones],
    [words.cards.screen, [value("screen.monitor"), isKnown(diagonal) ? `${localNumber(diagonal, 2)} m` : ""].filter(Boolean).join(", ")],
    [words.cards.sound, value("sound.device")],
    [words.reading, reading ? localNumber(Number(reading)) : words.notMeasured],
    [words.cards.languages, value("screen.languages")],
    [words.cards.hours, new Set(days.map((day) => day.slice(3))).size === 1 ? days[0].slice(3) : days.join(" · ")],
  ]);
}

/* Values have come, or names of devices. */
function renewSummary() {
  if (currentStep() === "done") showSummaryList();
}

function showOffer(settings) {
  find("offer").hidden = settings.is_set_up || currentView() !== "overview";
}

window.addEventListener("hashchange", () => {
  showView();
  if (currentView() !== "overview") refreshForm();
  if (currentView() !== "overview") refreshDevices();
});
for (const button of document.querySelectorAll("[data-begin]")) {
  button.addEventListener("click", () => goTo(STEP + STEPS[0]));
}
find("not-now").addEventListener("click", async () => {
  await post("note", JSON.stringify({ wish: "set-up" }));
  refreshForm();
});
find("step-back").addEventListener("click", () => stepBy(-1));
find("step-skip").addEventListener("click", () => {
  forgetChanges(cardsOfStep());
  stepBy(1);
});
find("step-next").addEventListener("click", nextStep);
find("step-stop").addEventListener("click", () => goTo("overview"));

"use strict";

const WORDS = {
  en: {
    skip: "To the rooms", language: "Language of this page", logout: "Log out", screen: "The screen",
    noCamera: "Live. A camera image is never shown here: none leaves the room that sees.",
    liveAlt: "The screen as visitors see it now", look: "Look inside", back: "Close it", sleep: "Sleep", wake: "Wake",
    rooms: "Rooms", course: "Rates and delays", minutes: "last five minutes", kept: "What is kept of visitors",
    limits: "Limiters", today: "Visits today", byHour: "by hour", days: "The last four weeks", few: "Counts under 3 are not told.",
    csv: "Download as CSV", settings: "Change", pack: "Model", texts: "Languages on the screen", steering: "Steering",
    volume: "Loudness", keeps: "What is changed here is written into kiosk.toml and holds after the next start, too.",
    show: "The show", log: "Log", bundle: "Download a support bundle",
    bundleSays: "(log, report, configuration; no images, no passwords)",
    restart: "Restart", restartOf: (room) => `Restart the room ${room}`, restarts: (n) => (n === 1 ? "1 restart" : `${n} restarts`),
    well: "All is well", look_at: (names) => `Running, with something to look at: ${names}`, down: (names) => `Not running: ${names}`,
    silent: "The kiosk does not answer", asleep: (until) => `The house sleeps${until}`, until: (when) => ` until ${when}`,
    open: (until) => `The house is open${until}.`, closing: () => "The house is closing.", always: "",
    asked: "Asked for.", refused: (why) => `Not done: ${why}`, config: (why) => `kiosk.toml: ${why}`,
    turns: "Screen", perSecond: "a second", pictures: "Pictures", light: "Light to screen", frames: "Camera", inView: "Visitors in view",
    between: (low, high) => `between ${low} and ${high} in the last minutes`,
    inViewWords: (n, all) => `${n} in view, ${all} since the start. This silhouette and the places are all there is.`,
    keptAlt: (n) => `Coarse silhouette of 32 by 18 fields with ${n} visitors`,
    flash: "Flash", tiles: (n) => (n === 1 ? "1 tile held back a second" : `${n} tiles held back a second`), loud: "Sound", peak: (db) => `peak ${db} dBFS`, quiet: "silent",
    dropouts: "Dropouts", target: "Held at", hour: "Hour", visits: "Visits", fewer: "under 3", day: "Day",
    lengths: (mean) => `The mean visit lasted ${mean} s.`, noVisits: "No visits to tell of yet.",
    running: "Running for", minutesWord: "min", camera: "Camera", sandbox: "Its door", model: "Model by", visit: "Visit", size: "Pictures of",
    memory: "Memory", sound: "Loudspeaker",
    names: { generator: "Generator", display: "Display", vision: "Vision", journey: "Journey", sound: "Sound", console: "Console" },
    states: { OK: "works", DEGRADED: "works with a stand-in", DOWN: "being started" },
    pane: "What is shown inside", panes: { "": "One after another", kept: "What is kept", where: "The map", growth: "How it grows", beliefs: "What it believes", learned: "What it learned from", all: "All at once" },
    motion: "Motion", motions: { full: "As usual", reduced: "Slower and softer" },
    setCamera: "Set up the camera", zonesHelp: "Zones nobody is looked for in: a doorway, the screen itself. Draw them above, or give them in percent.",
    addZone: "Add a zone", save: "Save", removeZone: (n) => `Remove zone ${n}`, zoneSides: ["left", "top", "width", "height"],
    zoneSide: (n, i) => `Zone ${n}: ${["left", "top", "width", "height"][i]}, percent`,
    mirror: "Left and right", mirrors: { true: "as in a mirror", false: "as filmed" }, rotate: "Turned",
    setLoudness: "Measure the loudness", step1: "Set the amplifier so that the noise is as loud as the piece may be.",
    step2: "Measure the noise where visitors stand: dB(A), slow. Enter the reading.",
    step3: "From then on the limit holds in dB(A). Leave the amplifier as it is.",
    noise: "Play the noise", noNoise: "Stop", reading: "Reading, dB(A)", limit: "Limit, dB(A)",
    heldAt: (lufs, dba) => (lufs === undefined ? "–" : `${lufs} LUFS` + (dba ? `, ${dba} dB(A)` : "")),
    tongues: { de: "German", en: "English" }, ways: { wander: "Wander", mirror: "Mirror", plane: "Plane" },
  },
  de: {
    skip: "Zu den Räumen", language: "Sprache dieser Seite", logout: "Abmelden", screen: "Der Bildschirm",
    noCamera: "Live. Ein Kamerabild steht hier nie: Keines verlässt den Raum, der sieht.",
    liveAlt: "Der Bildschirm, wie ihn Besucher jetzt sehen", look: "Hineinschauen", back: "Schließen", sleep: "Schlafen", wake: "Wecken",
    rooms: "Räume", course: "Takt und Verzögerung", minutes: "letzte fünf Minuten", kept: "Was von Besuchern bleibt",
    limits: "Begrenzer", today: "Besuche heute", byHour: "nach Stunden", days: "Die letzten vier Wochen", few: "Zahlen unter 3 werden nicht genannt.",
    csv: "Als CSV laden", settings: "Ändern", pack: "Modell", texts: "Sprachen auf dem Bildschirm", steering: "Steuerung",
    volume: "Lautheit", keeps: "Was hier geändert wird, steht danach in kiosk.toml und gilt auch nach dem nächsten Start.",
    show: "Die Vorführung", log: "Protokoll", bundle: "Paket für die Fernhilfe laden",
    bundleSays: "(Protokoll, Bericht, Einstellungen; keine Bilder, keine Passwörter)",
    restart: "Neu starten", restartOf: (room) => `Den Raum ${room} neu starten`, restarts: (n) => (n === 1 ? "1 Neustart" : `${n} Neustarts`),
    well: "Alles in Ordnung", look_at: (names) => `Läuft, aber bitte nachsehen: ${names}`, down: (names) => `Läuft nicht: ${names}`,
    silent: "Der Kiosk antwortet nicht", asleep: (until) => `Das Haus schläft${until}`, until: (when) => ` bis ${when}`,
    open: (until) => `Das Haus ist offen${until}.`, closing: () => "Das Haus schließt gerade.", always: "",
    asked: "Ist veranlasst.", refused: (why) => `Nicht geschehen: ${why}`, config: (why) => `kiosk.toml: ${why}`,
    turns: "Bildschirm", perSecond: "je Sekunde", pictures: "Bilder", light: "Vom Licht zum Schirm", frames: "Kamera", inView: "Besucher im Blick",
    between: (low, high) => `zwischen ${low} und ${high} in den letzten Minuten`,
    inViewWords: (n, all) => `${n} im Blick, ${all} seit dem Start. Dieser Umriss und die Orte sind alles, was bleibt.`,
    keptAlt: (n) => `Grober Umriss aus 32 mal 18 Feldern mit ${n} Besuchern`,
    flash: "Blitze", tiles: (n) => (n === 1 ? "1 Feld je Sekunde gebremst" : `${n} Felder je Sekunde gebremst`), loud: "Klang", peak: (db) => `Spitze ${db} dBFS`, quiet: "still",
    dropouts: "Aussetzer", target: "Gehalten bei", hour: "Stunde", visits: "Besuche", fewer: "unter 3", day: "Tag",
    lengths: (mean) => `Der mittlere Besuch dauerte ${mean} s.`, noVisits: "Noch keine Besuche, die genannt werden.",
    running: "Läuft seit", minutesWord: "min", camera: "Kamera", sandbox: "Ihre Tür", model: "Modell durch", visit: "Besuch", size: "Bilder von",
    memory: "Speicher", sound: "Lautsprecher",
    names: { generator: "Generator", display: "Anzeige", vision: "Sehen", journey: "Reise", sound: "Klang", console: "Konsole" },
    states: { OK: "arbeitet", DEGRADED: "arbeitet mit Ersatz", DOWN: "wird gestartet" },
    pane: "Was innen zu sehen ist", panes: { "": "Eines nach dem anderen", kept: "Was bleibt", where: "Die Karte", growth: "Wie es wächst", beliefs: "Was es glaubt", learned: "Woraus es gelernt hat", all: "Alles auf einmal" },
    motion: "Bewegung", motions: { full: "Wie üblich", reduced: "Langsamer und weicher" },
    setCamera: "Die Kamera einrichten", zonesHelp: "Zonen, in denen niemand gesucht wird: eine Tür, der Bildschirm selbst. Oben einzeichnen oder in Prozent angeben.",
    addZone: "Zone hinzufügen", save: "Speichern", removeZone: (n) => `Zone ${n} entfernen`, zoneSides: ["links", "oben", "Breite", "Höhe"],
    zoneSide: (n, i) => `Zone ${n}: ${["links", "oben", "Breite", "Höhe"][i]}, Prozent`,
    mirror: "Links und rechts", mirrors: { true: "wie im Spiegel", false: "wie gefilmt" }, rotate: "Gedreht",
    setLoudness: "Die Lautstärke messen", step1: "Den Verstärker so stellen, dass das Rauschen so laut ist, wie das Stück sein darf.",
    step2: "Das Rauschen dort messen, wo Besucher stehen: dB(A), langsam. Den Messwert eintragen.",
    step3: "Von da an gilt die Grenze in dB(A). Den Verstärker so lassen.",
    noise: "Rauschen abspielen", noNoise: "Beenden", reading: "Messwert, dB(A)", limit: "Grenze, dB(A)",
    heldAt: (lufs, dba) => (lufs === undefined ? "–" : `${lufs} LUFS` + (dba ? `, ${dba} dB(A)` : "")),
    tongues: { de: "Deutsch", en: "Englisch" }, ways: { wander: "Wandern", mirror: "Spiegel", plane: "Ebene" },
  },
};

let words = WORDS.en;

function useLanguage(language) {
  words = WORDS[language] || WORDS.en;
  document.documentElement.lang = language;
  for (const node of document.querySelectorAll("[data-word]")) node.textContent = words[node.dataset.word];
  document.getElementById("live").alt = words.liveAlt;
}

function firstLanguage() {
  return localStorage.getItem("language") || ((navigator.language || "en").startsWith("de") ? "de" : "en");
}

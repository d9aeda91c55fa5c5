"use strict";

const german = (localStorage.getItem("language") || navigator.language || "en").startsWith("de");
const find = (id) => document.getElementById(id);
const say = (english, words) => { find("said").textContent = german ? words : english; };

if (german) {
  document.documentElement.lang = "de";
  for (const node of document.querySelectorAll("[data-de]")) node.textContent = node.dataset.de;
}

find("login").addEventListener("submit", async (event) => {
  event.preventDefault();
  say("", "");
  try {
    const answer = await fetch("/login", { method: "POST", body: find("word").value });
    if (answer.ok) {
      location.replace("/");
    } else if (answer.status === 429) {
      const seconds = await answer.text();
      say(`Too many tries. Wait ${seconds} seconds.`, `Zu viele Versuche. Bitte ${seconds} Sekunden warten.`);
    } else {
      say("That is not the password.", "Das ist nicht das Passwort.");
    }
  } catch (error) {
    say("The kiosk does not answer.", "Der Kiosk antwortet nicht.");
  }
  find("word").select();
});

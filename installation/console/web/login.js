"use strict";

const find = (id) => document.getElementById(id);

function say(sentence) {
  find("said").textContent = sentence;
}

async function logIn() {
  const answer = await fetch("/login", { method: "POST", body: find("password").value });
  if (answer.ok) {
    location.replace("/");
  } else if (answer.status === 429) {
    say(words.tooManyTries(await answer.text()));
  } else if (answer.status === 503) {
    say(words.unreadablePassword);
  } else {
    say(words.wrongPassword);
  }
}

find("login").addEventListener("submit", async (event) => {
  event.preventDefault();
  say("");
  try {
    await logIn();
  } catch (error) {
    say(`${words.silent}.`);
  }
  find("password").select();
});
useLanguage(firstLanguage());

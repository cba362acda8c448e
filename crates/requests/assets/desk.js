// What the desk does by itself, where scripts run; every page works without.
"use strict";

// Keys: they are left alone while somebody types.
const isTyping = (it) => it.matches("input, textarea, select, [contenteditable]");
const links = () => [...document.querySelectorAll("[data-queue] .what a")];
function move(by) {
  const all = links();
  if (all.length === 0) return;
  const place = all.indexOf(document.activeElement);
  const next = place < 0 ? 0 : Math.min(Math.max(place + by, 0), all.length - 1);
  all[next].focus();
}
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  const keys = document.getElementById("keys");
  const acts = {
    j: () => move(1),
    k: () => move(-1),
    "/": () => document.querySelector("[data-search]")?.focus(),
    r: () => document.getElementById("texte")?.focus(),
    "?": () => {
      if (!keys) return;
      keys.open = !keys.open;
      keys.querySelector("summary").focus();
    },
  };
  const act = acts[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});

// An answer that is being written is kept every few seconds, and colleagues see that somebody writes.
const EVERY_MS = 5000;
const SIGN_MS = 30000;
document.querySelectorAll("form[data-draft]").forEach((form) => {
  const { draft, csrf, kept } = form.dataset;
  const said = form.querySelector("[data-said]");
  const text = form.elements.texte;
  const subject = form.elements.objet;
  const send = (what, fields) =>
    fetch(`${draft}/${what}`, {
      method: "POST",
      headers: { "X-CSRF-Token": csrf, "Content-Type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams(fields),
    });
  let last = text.value + subject.value;
  let isSent = false;
  form.addEventListener("submit", () => { isSent = true; });
  setInterval(async () => {
    const now = text.value + subject.value;
    if (isSent || now === last) return;
    try {
      const answer = await send("brouillon", { objet: subject.value, texte: text.value, seul: "1" });
      if (!answer.ok) return;
      last = now;
      if (said) said.textContent = kept;
    } catch {
      // The server is away: the next turn tries again.
    }
  }, EVERY_MS);
  setInterval(() => {
    if (document.hidden) return;
    send("presence", { ecrit: document.activeElement === text ? "1" : "0" }).catch(() => {});
  }, SIGN_MS);
});

// People are looked for while one types.
document.querySelectorAll("form[data-people]").forEach((form) => {
  let waiting = 0;
  form.elements.q.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(async () => {
      const query = new URLSearchParams(new FormData(form));
      if (query.get("q").trim().length < 3) return;
      try {
        const answer = await fetch(`${form.action}?${query}`, { headers: { Accept: "text/html" } });
        if (!answer.ok) return;
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const fresh = page.getElementById("people");
        if (fresh) document.getElementById("people").replaceChildren(...fresh.childNodes);
      } catch {
        // Without an answer the form can still be sent.
      }
    }, 300);
  });
});

// Reckons again what the experiment could show each time that something changes. Without this script, the button does.
"use strict";

const form = document.querySelector("form[data-reckons]");
let running = null;

async function reckon() {
  running?.abort();
  running = new AbortController();
  const part = document.getElementById("outlook");
  part?.setAttribute("aria-busy", "true");
  const sent = new URLSearchParams(new FormData(form));
  sent.set("do", "check");
  try {
    const answer = await fetch(form.action, { method: "POST", body: sent, signal: running.signal });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const id of ["outlook", "traps"]) {
      const fresh = page.getElementById(id);
      if (fresh) document.getElementById(id)?.replaceWith(fresh);
    }
  } catch {
    // Overtaken by the next change, or the server is away: the button remains.
  } finally {
    document.getElementById("outlook")?.removeAttribute("aria-busy");
  }
}

form?.addEventListener("change", reckon);

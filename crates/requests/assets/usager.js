// Ready answers under the text while somebody writes. The next step of the form shows the same without a script.
"use strict";

document.querySelectorAll("form[data-answers]").forEach((form) => {
  const place = document.getElementById(form.dataset.shows);
  const text = form.elements.message;
  if (!place || !text) return;
  let waiting = 0;
  let asked = "";
  async function ask() {
    const message = text.value.trim();
    if (message.length < 12 || message === asked) return;
    asked = message;
    const chosen = form.querySelector("[name=reason]:checked");
    const sent = new URLSearchParams({ csrf: form.elements.csrf.value, texte: message.slice(0, 2000), motif: chosen ? chosen.value : "" });
    try {
      const answer = await fetch(form.dataset.answers, { method: "POST", body: sent });
      if (answer.ok && asked === message) place.innerHTML = await answer.text();
    } catch {
      // Without the server there is no help here; the form goes on.
    }
  }
  text.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, 700);
  });
});

// Checks of a text while somebody writes. The button of the form shows the same without a script.
"use strict";

document.querySelectorAll("form[data-checks]").forEach((form) => {
  const place = document.getElementById("verification");
  if (!place) return;
  let timer = null;
  let turn = 0;
  const look = async () => {
    const mine = ++turn;
    try {
      const sent = new URLSearchParams(new FormData(form));
      const answer = await fetch(form.dataset.checks, { method: "POST", body: sent });
      if (!answer.ok || mine !== turn) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      place.replaceChildren(...page.body.childNodes);
    } catch {
      // The server is away: the button still works.
    }
  };
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(look, 400);
  });
});

// What pages do better with a script; all of them work without.
"use strict";

// A part that shows progress loads itself again while it asks for it:
// <section id="progress" data-refresh="2"> (seconds), until it comes back without data-refresh.
function follow(part) {
  const seconds = Number(part.dataset.refresh);
  if (!part.id || !(seconds > 0)) return;
  setTimeout(async () => {
    let fresh = null;
    try {
      const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
      if (answer.ok) {
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        fresh = page.getElementById(part.id);
      }
    } catch {
      // The server is away: the next turn tries again.
    }
    if (!fresh) return follow(part);
    if (!fresh.isEqualNode(part)) part.replaceWith(fresh);
    else fresh = part;
    follow(fresh);
  }, seconds * 1000);
}
document.querySelectorAll("[data-refresh]").forEach(follow);

// A filter that is changed is applied at once.
document.querySelectorAll("form[data-auto-submit]").forEach((form) => {
  form.addEventListener("change", () => form.requestSubmit());
});

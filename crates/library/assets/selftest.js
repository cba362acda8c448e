// Keeps each answer as it is given. Without this script, answers are kept when one goes on.
const form = document.querySelector("form[data-keeps]");
const status = document.getElementById("kept");
let waiting = Promise.resolve();

async function keep() {
  const sent = new FormData(form);
  sent.set("go", "stay");
  let answer;
  try {
    answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(sent) });
  } catch {
    status.textContent = form.dataset.notKept;
    return;
  }
  if (answer.status === 204) {
    for (const [name, value] of sent) {
      const seen = form.elements.namedItem(`was-${name}`);
      if (seen) seen.value = value;
    }
    status.textContent = form.dataset.kept;
  } else if (answer.status === 409) {
    // Somebody else answered otherwise: the page says so, and asks.
    form.requestSubmit();
  } else {
    status.textContent = form.dataset.notKept;
  }
}

form?.addEventListener("change", () => {
  waiting = waiting.then(keep);
});

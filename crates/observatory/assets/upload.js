// Shows how much of a file was sent. Without it the browser sends the form by itself.
"use strict";

const form = document.getElementById("upload");
form?.addEventListener("submit", (event) => {
  if (!form.file.files.length) return;
  event.preventDefault();
  const sending = document.getElementById("sending");
  const bar = document.getElementById("sent");
  const text = document.getElementById("sent-text");
  const button = form.querySelector("button");
  const request = new XMLHttpRequest();
  sending.hidden = false;
  button.disabled = true;
  const failed = (message) => {
    text.textContent = message || form.dataset.broken;
    bar.hidden = true;
    button.disabled = false;
  };
  request.upload.addEventListener("progress", (progress) => {
    if (!progress.lengthComputable) return;
    const percent = Math.floor((progress.loaded / progress.total) * 100);
    bar.value = percent;
    text.textContent = `${form.dataset.sending} ${percent} %`;
  });
  request.addEventListener("load", () => {
    if (request.status < 400) {
      location.assign(request.responseURL);
      return;
    }
    const page = new DOMParser().parseFromString(request.responseText, "text/html");
    failed(page.querySelector("main")?.innerText.trim());
  });
  request.addEventListener("error", () => failed());
  bar.hidden = false;
  request.open("POST", form.action);
  request.setRequestHeader("Accept", "text/html");
  request.send(new FormData(form));
});

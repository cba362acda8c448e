// Asks before unsaved text is left. Without this script, the page says that each part is saved by itself.
const form = document.querySelector("form.editor");
let isChanged = false;

form?.addEventListener("input", () => {
  isChanged = true;
});
form?.addEventListener("submit", () => {
  isChanged = false;
});
addEventListener("beforeunload", (event) => {
  if (isChanged) event.preventDefault();
});

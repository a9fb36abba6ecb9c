/* Conveniences. Every page works without them. */
"use strict";

document.documentElement.classList.add("js");

const AGAIN_AFTER = 10000; // a download or a lost line leaves the page standing: let the act be tried again

/* A second tap must not send a form twice. Its key makes the second sending harmless all the same. */
function release(form) {
  delete form.dataset.sent;
  for (const button of form.querySelectorAll("[aria-disabled]")) button.removeAttribute("aria-disabled");
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "1";
  if (event.submitter) event.submitter.setAttribute("aria-disabled", "true");
  setTimeout(release, AGAIN_AFTER, form);
});

window.addEventListener("pageshow", (event) => {
  if (event.persisted) document.querySelectorAll("form[data-sent]").forEach(release);
});

/* A file's name beside the button. */
document.addEventListener("change", (event) => {
  const input = event.target;
  const name = input.type === "file" && input.parentElement.querySelector(".file-name");
  if (name && input.files.length) name.textContent = Array.from(input.files, (file) => file.name).join(", ");
});

/* A date is read day first here; a browser of another country may write the month first. */
const dayFirst = new Intl.DateTimeFormat(undefined).formatToParts(new Date())[0].type === "day";
function sayDate(input) {
  const said = input.parentElement.querySelector("output");
  if (said && !dayFirst) said.textContent = input.value.split("-").reverse().join("/");
}
document.querySelectorAll("input[type=date]").forEach(sayDate);
document.addEventListener("input", (event) => {
  if (event.target.type === "date") sayDate(event.target);
});

/* A password one can read while typing it. */
function reveal(button) {
  const input = document.getElementById(button.dataset.reveal);
  const hidden = input.type === "password";
  input.type = hidden ? "text" : "password";
  button.setAttribute("aria-pressed", String(hidden));
  [button.textContent, button.dataset.other] = [button.dataset.other, button.textContent];
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-reveal], [data-print]");
  if (button && button.dataset.reveal) reveal(button);
  else if (button) window.print();
  for (const menu of document.querySelectorAll("details[data-closes][open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details[data-closes][open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

for (const button of document.querySelectorAll("[data-reveal], [data-print]")) button.hidden = false;

/* On a phone a filter is folded away until it is used. */
if (window.matchMedia("(max-width: 46rem)").matches) {
  for (const filter of document.querySelectorAll("details[data-folds]:not([data-used])")) filter.open = false;
}

/* After a refusal: to the list of errors. */
const summary = document.querySelector(".error-summary");
if (summary) summary.focus();

/* What the notes typed so far come to. */
const KHMER_DIGITS = "០១២៣៤៥៦៧៨៩";
function sayCount(part) {
  let total = 0;
  for (const input of part.querySelectorAll("[data-worth]")) {
    const typed = input.value.replace(/[០-៩]/g, (digit) => KHMER_DIGITS.indexOf(digit));
    total += Number(input.dataset.worth) * (Number.parseInt(typed, 10) || 0);
  }
  const said = part.querySelector(".counted");
  said.hidden = false;
  said.querySelector("output").textContent =
    part.dataset.count === "KHR" ? `${total.toLocaleString("en-US")}៛` : `$${total.toLocaleString("en-US")}.00`;
}
for (const part of document.querySelectorAll("[data-count]")) {
  sayCount(part);
  part.addEventListener("input", () => sayCount(part));
}

// Makes the phone livelier. Without this file every form and link works all the same.

const log = document.querySelector(".log");
const field = document.querySelector("#text");
const composer = document.querySelector("#composer");
const offline = document.querySelector("#offline");
const wide = matchMedia("(min-width: 75rem) and (min-height: 32rem)");

const IDLE = 1000;
const EAGER = 120;
const EAGER_FOR = 8000;

let etag = "";
let eagerUntil = 0;
let timer = 0;

// What is new on the page as the server would now show it: it is added, never redrawn, so that
// focus stays and a screen reader says each message once.
function merge(fresh) {
  document.querySelector("#typing")?.remove();
  for (const id of ["bubbles", "exchanges"]) {
    const list = document.getElementById(id);
    const known = new Set(Array.from(list.children, (item) => item.id));
    const items = Array.from(fresh.getElementById(id).children);
    const shown = new Set(items.map((item) => item.id));
    Array.from(list.children).filter((item) => !shown.has(item.id)).forEach((item) => item.remove());
    list.append(...items.filter((item) => !known.has(item.id)));
  }
  for (const now of fresh.querySelectorAll(".ticks")) {
    const then = document.getElementById(now.id);
    then.className = now.className;
    then.ariaLabel = now.ariaLabel;
  }
  const people = document.querySelector(".people");
  if (!people.contains(document.activeElement)) people.replaceWith(fresh.querySelector(".people"));
  document.querySelector("#subtitle").textContent = fresh.querySelector("#subtitle").textContent;
}

async function refresh() {
  clearTimeout(timer);
  // Fetching the chat is reading it, so a hidden page does not.
  if (document.visibilityState === "visible") {
    try {
      const response = await fetch(location.pathname, {
        cache: "no-store",
        headers: etag ? { "If-None-Match": etag } : {},
      });
      if (response.status === 200) {
        merge(new DOMParser().parseFromString(await response.text(), "text/html"));
        etag = response.headers.get("ETag");
      }
      offline.textContent = "";
    } catch {
      offline.textContent = offline.dataset.words;
    }
  }
  clearTimeout(timer);
  timer = setTimeout(refresh, Date.now() < eagerUntil ? EAGER : IDLE);
}

async function post(action, body) {
  const response = await fetch(action, {
    method: "POST",
    body: new URLSearchParams(body),
    headers: { Prefer: "return=minimal" },
  });
  if (!response.ok) throw new Error(response.statusText);
}

async function submitted(event) {
  const { target: form, submitter } = event;
  if (!form.matches(".composer, .choices")) return;
  event.preventDefault();
  const body = new FormData(form, submitter);
  if (submitter?.name === "attach") body.delete("text");
  const typed = body.get("text");
  if (typed !== null && !typed.trim()) return;
  form.querySelectorAll("dialog[open], details[open]").forEach(shut);
  // At once, so that what is typed meanwhile is not lost.
  if (typed !== null) field.value = "";
  try {
    await post(form.action, body);
    log.scrollTop = 0;
    eagerUntil = Date.now() + EAGER_FOR;
    refresh();
  } catch {
    field.value ||= typed ?? "";
    offline.textContent = offline.dataset.words;
  }
}

function shut(opened) {
  if (opened.matches("dialog")) opened.close();
  else opened.open = false;
}

// A popover becomes a true dialog: focus stays inside it, and what is behind is out of reach. The
// drawer of a wide screen covers nothing, and so stays open beside the phone.
function opened(event) {
  const button = event.target.closest("[popovertarget]");
  if (!button) return;
  event.preventDefault();
  const dialog = document.getElementById(button.getAttribute("popovertarget"));
  dialog.removeAttribute("popover");
  if (dialog.open) dialog.close();
  else if (dialog.matches(".drawer") && wide.matches) dialog.show();
  else dialog.showModal();
}

function pressed(event) {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing && event.target === field) {
    event.preventDefault();
    composer.requestSubmit(document.querySelector("#send"));
  }
  if (event.key === "Escape") {
    const menu = event.target.closest("details:is(.menu, .attach)[open]");
    menu?.querySelector("summary").focus();
    if (menu) shut(menu);
    else document.querySelector(".drawer[open]:not(:modal)")?.close();
  }
}

function pressedElsewhere(event) {
  if (event.target.matches("dialog:modal")) event.target.close();
  for (const menu of document.querySelectorAll("details:is(.menu, .attach)[open]")) {
    if (!menu.contains(event.target)) shut(menu);
  }
}

if (composer) {
  document.addEventListener("submit", submitted);
  document.addEventListener("click", opened);
  document.addEventListener("click", pressedElsewhere);
  document.addEventListener("keydown", pressed);
  document.addEventListener("visibilitychange", refresh);
  if (matchMedia("(pointer: fine)").matches) field.focus();
  refresh();
}

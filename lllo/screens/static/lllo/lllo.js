// Comfort only: every page works without this file.
(function () {
  "use strict";

  const KEYS = "lllo-keys";
  const live = () => document.getElementById("live");
  const all = (selector, root) => Array.from((root || document).querySelectorAll(selector));

  /* A call that fails says so in a sentence; what is on the page stays. */
  function say(name) {
    const region = live();
    if (region) region.textContent = name ? region.dataset[name] : "";
  }
  for (const lost of ["htmx:sendError", "htmx:timeout"]) document.addEventListener(lost, () => say("lost"));
  document.addEventListener("htmx:responseError", () => say("failed"));
  document.addEventListener("htmx:afterOnLoad", () => say(""));
  document.addEventListener("htmx:beforeRequest", (event) => mark(event, true));
  document.addEventListener("htmx:afterRequest", (event) => mark(event, false));
  function mark(event, isBusy) {
    const target = event.detail.target;
    if (target && target.id) document.getElementById(target.id)?.setAttribute("aria-busy", String(isBusy));
  }
  /* The address of a list names only what was asked for. */
  document.addEventListener("htmx:configRequest", (event) => {
    const asked = event.detail.parameters;
    for (const name of Object.keys(asked)) if (asked[name] === "") delete asked[name];
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    prepare(document);
    const from = event.detail.requestConfig && event.detail.requestConfig.elt;
    if (!from || !from.closest || !/^page-/.test(from.id)) return;
    const count = document.getElementById("list-count");
    if (count) { count.tabIndex = -1; count.focus(); count.scrollIntoView({ block: "nearest" }); }
  });

  /* Menus that drop down close when one leaves them. */
  const openDrops = () => all("details[data-drop][open]");
  document.addEventListener("click", (event) => {
    for (const drop of openDrops()) if (!drop.contains(event.target)) drop.open = false;
  });
  document.addEventListener("focusin", (event) => {
    for (const drop of openDrops()) if (!drop.contains(event.target)) drop.open = false;
  });

  /* Dialogs */
  document.addEventListener("click", (event) => {
    const opener = event.target.closest && event.target.closest("[data-opens]");
    if (opener) document.getElementById(opener.dataset.opens)?.showModal();
  });

  /* Lists: one box ticks the whole page, and the number of ticked rows is told. */
  function prepare(root) {
    for (const opener of all("[data-opens][hidden]", root)) opener.hidden = false;
    for (const form of all(".bulk-form", root)) if (!form.dataset.ready) prepareBulk(form);
  }
  function prepareBulk(form) {
    form.dataset.ready = "1";
    const place = form.querySelector("thead .tick"), boxes = all("input[name=rij]", form);
    const every = document.createElement("input");
    every.type = "checkbox";
    every.setAttribute("aria-label", form.dataset.every);
    place.replaceChildren(every);
    const said = form.querySelector("[data-chosen]");
    const tell = () => {
      const chosen = boxes.filter((box) => box.checked).length;
      every.checked = chosen === boxes.length;
      every.indeterminate = chosen > 0 && chosen < boxes.length;
      said.textContent = chosen ? `${chosen} ${said.dataset.chosen}` : "";
    };
    every.addEventListener("change", () => { for (const box of boxes) box.checked = every.checked; tell(); });
    form.addEventListener("change", tell);
    tell();
  }

  /* Keys: / ? j k x and the arrows; single letters can be switched off in the dialog of "?". */
  const areKeysOn = () => { try { return localStorage.getItem(KEYS) !== "off"; } catch { return true; } };
  const isTyping = (element) => element.matches("input:not([type=checkbox],[type=radio]), textarea, select, [contenteditable]");
  const rowOf = (element) => element.closest("[data-rows] tbody tr");
  const handle = (row) => row.querySelector("a[href], input, button");

  function move(step) {
    const rows = all("[data-rows] tbody tr").filter(handle);
    if (!rows.length) return;
    const at = rows.indexOf(rowOf(document.activeElement));
    const next = rows[at < 0 ? (step > 0 ? 0 : rows.length - 1) : Math.min(Math.max(at + step, 0), rows.length - 1)];
    ((next.querySelector("th") && handle(next.querySelector("th"))) || handle(next)).focus();
  }
  const does = {
    "/": () => (document.getElementById("site-search") || document.getElementById("list-search"))?.focus(),
    "?": () => document.getElementById("keys")?.showModal(),
    "j": () => move(1),
    "k": () => move(-1),
    "x": () => rowOf(document.activeElement)?.querySelector(".tick input")?.click(),
  };
  document.addEventListener("keydown", (event) => {
    const here = document.activeElement || document.body;
    if (event.key === "Escape") {
      for (const drop of openDrops()) { drop.open = false; if (drop.contains(here)) drop.querySelector("summary").focus(); }
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(here) || document.querySelector("dialog[open]")) return;
    if (/^Arrow(Up|Down)$/.test(event.key) && rowOf(here)) { event.preventDefault(); move(event.key === "ArrowDown" ? 1 : -1); return; }
    if (does[event.key] && areKeysOn()) { event.preventDefault(); does[event.key](); }
  });
  for (const box of all("[data-keys]")) {
    box.checked = areKeysOn();
    box.addEventListener("change", () => { try { localStorage.setItem(KEYS, box.checked ? "on" : "off"); } catch { /* no room to remember it */ } });
  }

  /* A button that copies the text of another element, and says so. */
  if (navigator.clipboard) for (const button of all("[data-copies]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(document.getElementById(button.dataset.copies).textContent);
      button.textContent = button.dataset.done;
    });
  }

  prepare(document);
})();

// What can be done with a run in the list: behind one button at the end of its line.

import { ask, logged, sentencesOf } from "./api.js";
import { list, make } from "./dom.js";
import { open } from "./window.js";
import { joined } from "./words.js";

/**
 * @typedef {import("./answers").RunRow} RunRow
 * @typedef {import("./answers").Say} Say
 */

/**
 * @param {RunRow} run
 * @param {Say} say
 * @param {object} calls
 * @param {() => unknown} calls.changed when the list must be read again
 * @param {(run: RunRow) => void} calls.compare when another run is to be chosen
 */
export function runMenu(run, say, { changed, compare }) {
  const menu = make("details", { class: "run-menu" });
  /**
   * @param {string} words
   * @param {() => void} act
   */
  const item = (words, act) => {
    const press = () => {
      menu.open = false;
      act();
    };
    return make("button", { type: "button", onclick: press }, words);
  };
  const summary = make(
    "summary",
    { title: say("page.results.more"), "aria-label": `${say("page.results.more")}: ${run.name ?? run.strategy}` },
    "⋯",
  );
  menu.append(
    summary,
    make(
      "div",
      { class: "items" },
      item(say("page.remarks"), () => describe(run, say, changed).catch(logged)),
      make("a", { href: `./?from=${run.run}` }, say("page.again")),
      item(say("page.compare.with"), () => compare(run)),
      item(say("page.bin.delete"), () => remove(run, changed)),
    ),
  );
  menu.addEventListener("toggle", () => {
    if (menu.open) closeMenus((other) => other !== menu);
  });
  // Where the focus goes to nothing (a press on what takes none), the press closes the menu, below.
  menu.addEventListener("focusout", ({ relatedTarget }) => {
    if (relatedTarget instanceof Node && !menu.contains(relatedTarget)) menu.open = false;
  });
  return menu;
}

/** @param {(menu: Element) => boolean} which */
function closeMenus(which) {
  for (const menu of document.querySelectorAll("details.run-menu[open]")) if (which(menu)) menu.removeAttribute("open");
}

document.addEventListener("click", ({ target }) => closeMenus((menu) => !(target instanceof Node && menu.contains(target))));

document.addEventListener("keydown", ({ key }) => {
  const menu = key === "Escape" && document.querySelector("details.run-menu[open]");
  if (!menu) return;
  menu.removeAttribute("open");
  menu.querySelector("summary")?.focus();
});

/**
 * Into the bin. There is no question first, since the answer can be taken back; who refuses says why.
 * @param {RunRow} run
 * @param {() => unknown} changed
 */
async function remove(run, changed) {
  try {
    await ask(`api/runs/${run.run}`, { method: "DELETE" });
    dispatchEvent(new CustomEvent("tlgui:deleted", { detail: run }));
    changed();
  } catch (error) {
    dispatchEvent(new CustomEvent("tlgui:told", { detail: joined(sentencesOf(error)) }));
  }
}

/**
 * Name, notes and tags, in a window of their own: the list behind it may go on changing.
 * @param {RunRow} run
 * @param {Say} say
 * @param {() => unknown} changed
 */
async function describe(run, say, changed) {
  /** @type {import("./answers").Remarks} */
  const said = await ask(`api/runs/${run.run}/remarks`); // the list has only the beginning of the notes
  const name = make("input", { type: "text", class: "field", value: said.name ?? "", autocomplete: "off" });
  const tags = make("input", { type: "text", class: "field", value: said.tags.join(" "), autocomplete: "off" });
  const notes = make("textarea", { class: "field", rows: 5 }, said.notes);
  const problems = make("ul", { class: "problems", hidden: true });
  /**
   * @param {string} key
   * @param {HTMLElement} control
   */
  const labelled = (key, control) => make("label", {}, make("span", { class: "note" }, say(key)), control);
  const form = make(
    "form",
    { method: "dialog" },
    labelled("page.remarks.name", name),
    labelled("page.remarks.tags", tags),
    labelled("page.remarks.notes", notes),
    problems,
    make(
      "p",
      { class: "row" },
      make("button", { type: "submit", class: "button main" }, say("page.remarks.save")),
      make("button", { type: "button", class: "link", onclick: () => dialog.close() }, say("page.remarks.cancel")),
    ),
  );
  const dialog = make("dialog", { class: "panel window", "aria-label": say("page.remarks") }, form);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const json = { name: name.value.trim() || null, tags: tags.value.split(/[\s,，]+/).filter(Boolean), notes: notes.value };
    try {
      await ask(`api/runs/${run.run}/remarks`, { method: "PUT", json });
      dialog.close();
      changed();
    } catch (error) {
      list(problems, sentencesOf(error));
    }
  });
  open(dialog);
}

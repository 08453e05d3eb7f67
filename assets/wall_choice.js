// In the menu of who one is: the way to the wall, and how one wants to be shown there.

import { address, ask, sentencesOf } from "./api.js";
import { list, make } from "./dom.js";
import { speaker } from "./words.js";

const CHOICES = ["name", "pseudonym", "nothing"];

/** @param {HTMLElement} menu where the links of a person are */
export async function mount(menu) {
  /** @type {import("./answers").OnWall} */
  const me = await ask("api/wall/me");
  const say = speaker(me.texts);
  const field = make(
    "select",
    { id: "wall-shown", class: "field", "aria-describedby": "wall-shown-about" },
    ...CHOICES.map((each) =>
      make(
        "option",
        { value: each, selected: each === me.shown },
        each === "name" ? me.name : say(`wall.me.${each}`, { name: me.pseudonym }),
      ),
    ),
  );
  const problems = make("ul", { class: "problems", role: "alert", hidden: true });
  /** @type {string} */
  let kept = me.shown;
  field.addEventListener("change", async () => {
    const wanted = field.value;
    const focused = document.activeElement === field; // which a disabled field loses
    field.disabled = true;
    try {
      await ask("api/wall/me", { method: "PUT", json: { shown: wanted } });
      kept = wanted;
      list(problems, []);
    } catch (error) {
      list(problems, sentencesOf(error));
    }
    field.value = kept; // what everybody sees, not what was wanted
    field.disabled = false;
    if (focused) field.focus();
  });
  menu.append(
    make("a", { class: "button", href: address("wall"), id: "to-wall" }, say("wall.me.link")),
    make("label", { class: "wall-shown" }, make("span", { class: "note" }, say("wall.me.shown")), field),
    problems,
    make("p", { class: "note", id: "wall-shown-about" }, say("wall.me.about")),
  );
  const host = document.querySelector(".room");
  if (host) await attempts(host);
}

/**
 * On the host's page, what each person tried on a sealed target.
 * @param {Element} page
 */
async function attempts(page) {
  /** @type {import("./answers").Attempts} */
  const { rows, texts } = await ask("api/room/host/attempts");
  const say = speaker(texts);
  const head = ["target", "who", "starts", "asked"].map((each) => make("th", { scope: "col" }, say(`wall.attempts.${each}`)));
  /** @type {(what: "starts" | "asked", count: number) => HTMLElement} */
  const counted = (what, count) =>
    make("td", {}, make("span", { class: "on-phone" }, `${say(`wall.attempts.${what}`)} `), String(count));
  const body = rows.map((row) =>
    make(
      "tr",
      {},
      make("td", {}, row.target),
      make("th", { scope: "row" }, make("bdi", {}, row.who)),
      counted("starts", row.starts),
      counted("asked", row.asked),
    ),
  );
  const table = make("table", { class: "people" }, make("thead", {}, make("tr", {}, ...head)), make("tbody", {}, ...body));
  const about = make("p", { class: "note" }, say("wall.attempts.about"));
  const title = make("summary", {}, make("b", {}, say("wall.attempts")));
  const open = rows.some((row) => row.asked > 0);
  const shown = make(
    "details",
    { class: "panel", id: "room-attempts", open },
    title,
    about,
    make("div", { class: "scrolled" }, table),
  );
  page.append(shown);
}

// The top of every page in a room: who one is, the way to the room for its host, leaving; what the host handed out, and a pause.

import { address, ask, logged } from "./api.js";
import { make, setText, show } from "./dom.js";
import { shown as inAddress } from "./location.js";
import { poll } from "./poll.js";
import { speaker } from "./words.js";

const EVERY_MS = 5000;

/** @param {HTMLElement} element the page with its top */
export function mount(element) {
  const name = make("summary", { class: "quiet" });
  const links = make("div", { class: "panel me-menu" });
  const menu = make("details", { class: "me", hidden: true }, name, links);
  const word = make("p", { class: "room-word", role: "status", hidden: true });
  const handed = make("div", { class: "handed-out", hidden: true });
  element.querySelector(".tools")?.prepend(menu);
  element.querySelector(".top")?.after(word, handed);
  document.addEventListener("click", ({ target }) => {
    if (target instanceof Node && !menu.contains(target)) menu.open = false;
  });
  menu.addEventListener("keydown", ({ key }) => {
    if (key === "Escape") menu.open = false;
  });

  async function leave() {
    await ask("api/room/leave", { method: "POST" });
    window.location.assign(address("join"));
  }

  /** @type {import("./answers").Say | null} */
  let say = null;

  /** @param {import("./answers").InRoom} me */
  function filled(me) {
    say = speaker(me.texts);
    setText(name, me.name);
    name.setAttribute("aria-label", say("room.me", { name: me.name }));
    links.append(
      make("p", {}, make("bdi", {}, me.name), ` · ${me.room}`),
      ...(me.host ? [make("a", { class: "button", href: address("room"), id: "to-room" }, say("room.me.room"))] : []),
      make("a", { class: "link", href: address("api/room/mine.zip"), download: true }, say("room.me.take_home")),
      make("button", { type: "button", class: "link", id: "leave", onclick: () => leave().catch(logged) }, say("room.me.leave")),
      make("p", { class: "note" }, say("room.me.leave.about")),
    );
    import("./wall_choice.js").then((part) => part.mount(links)).catch(console.warn);
    show(menu, true);
  }

  let offered = "";
  /** @type {string | null} */
  let out = null;

  /**
   * Tell the page when something else is handed out than before, or its labels were revealed.
   * @param {import("./answers").InRoom["handed"]} pairs
   */
  function tellHanded(pairs) {
    const now = JSON.stringify(pairs.map(({ id, labels }) => [id, labels]));
    if (out !== null && out !== now) dispatchEvent(new Event("tlgui:handed"));
    out = now;
  }

  /**
   * @param {import("./answers").InRoom["handed"]} pairs
   * @param {import("./answers").Say} say
   */
  function offer(pairs, say) {
    const empty = window.location.pathname === new URL(address("")).pathname && !Object.values(inAddress()).some(Boolean);
    const now = JSON.stringify([pairs, window.location.search]);
    if (now === offered) return;
    offered = now;
    // What is on this page, or was begun, is in use. Of it is said alone, before a start, how many attempts are left. Who comes back to the
    // empty form is offered it again.
    const here = new URLSearchParams(window.location.search);
    const isHere = (/** @type {URLSearchParams} */ of) =>
      here.get("target") === of.get("target") && [null, of.get("source")].includes(here.get("source"));
    const found = pairs.map((each) => ({ ...each, here: isHere(new URLSearchParams(each.address.split("?")[1])) }));
    const offers = found.filter((each) => !each.here && (empty || !each.begun));
    const lines = offers.map((each) => {
      const words = say("room.me.handed", { words: each.words });
      const label = say("room.me.use_of", { words });
      const use = make("a", { class: "button main", href: address(each.address), "aria-label": label }, say("room.me.use"));
      return make("p", {}, make("span", { class: "pair" }, words), use, ...left(each));
    });
    const folded = make("summary", {}, say("room.me.handed.several", { count: offers.length }));
    const told = [
      ...found.filter((each) => each.here && each.attempts).map((each) => make("p", {}, ...left(each))),
      ...(lines.length > 1 ? [make("details", {}, folded, ...lines)] : lines),
    ];
    handed.replaceChildren(...told);
    show(handed, told.length > 0);
  }

  const left = (/** @type {{attempts: string}} */ { attempts }) => (attempts ? [make("span", { class: "note" }, attempts)] : []);

  poll(
    async () => {
      /** @type {import("./answers").InRoom} */
      const me = await ask("api/room/me");
      if (!say) filled(me);
      if (say) {
        setText(word, me.paused ? say("room.me.paused") : "");
        offer(me.host ? [] : me.handed, say);
        tellHanded(me.host ? [] : me.handed);
      }
      setText(name, me.name);
      show(word, me.paused);
    },
    { every: EVERY_MS },
  );
}

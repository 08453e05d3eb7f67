// In the menu of who one is: the way to the wall, and how one wants to be shown there.

import { address, ask, logged } from "./api.js";
import { make } from "./dom.js";
import { speaker } from "./words.js";

const CHOICES = ["name", "pseudonym", "nothing"];

/** @param {HTMLElement} menu where the links of a person are */
export async function mount(menu) {
  const me = await ask("api/wall/me");
  const say = speaker(me.texts);
  const field = make(
    "select",
    { id: "wall-shown" },
    ...CHOICES.map((each) =>
      make(
        "option",
        { value: each, selected: each === me.shown },
        say(`wall.me.${each}`, each === "name" ? me : { name: me.pseudonym }),
      ),
    ),
  );
  field.addEventListener("change", () => {
    ask("api/wall/me", { method: "PUT", json: { shown: field.value } }).catch(logged);
  });
  menu.append(
    make("a", { class: "link", href: address("wall"), id: "to-wall" }, say("wall.me.link")),
    make("label", { class: "wall-shown" }, make("span", { class: "note" }, say("wall.me.shown")), field),
  );
}

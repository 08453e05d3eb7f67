// The selected pictures below the maps: what each is, what it was and is taken for, how surely. Pointing at one shows it in both maps.

import { address } from "./api.js";
import { finder, make, setText, show } from "./dom.js";
import { view } from "./run.js";
import { form } from "./words.js";

const SHOWN = 48;
const LONGEST = 16;
/** @param {string} name */
const short = (name) => (name.length > LONGEST ? `${name.slice(0, LONGEST - 1)}…` : name);

/**
 * @typedef {import("./map_data.js").MapData} MapData
 * @typedef {import("./map_data.js").Role} Role
 * @typedef {Record<Role, Set<number>>} Selected
 * @typedef {import("./map_data.js").Picture} Picture
 */

/**
 * @param {HTMLElement} element
 * @param {ReturnType<typeof import("./words.js").speaker>} say
 * @param {{ring: (role: Role | null, index?: number) => void, clear: () => void}} map `ring` shows a picture in both, null none
 */
export function gallery(element, say, { ring, clear }) {
  const find = finder(element);
  find(".clear").addEventListener("click", clear);

  /**
   * What a picture is or, where nobody may know that, what it was taken for before; and what it is taken for on the map that is shown.
   * @param {MapData} data
   * @param {string} map
   * @param {Role} role
   * @param {number} index
   */
  function words(data, map, role, index) {
    const now = data.maps[map][role];
    if (data.values) {
      const first = data.values[role]?.[index];
      return [form("value", first), now.values ? form("value", now.values[index]) : "–", ""];
    }
    const name = (/** @type {number | undefined} */ kind) => data.classes[kind ?? -1] ?? "–";
    const label = data.labels[role]?.[index] ?? -1;
    const first = label >= 0 ? label : (data.maps.before?.[role]?.predictions?.[index] ?? -1);
    return [name(first), name(now.predictions?.[index]), now.confidence ? form("percent", now.confidence[index]) : ""];
  }

  /**
   * @param {MapData} data
   * @param {string} map
   * @param {Picture} picture
   */
  function face(data, map, { role, index }) {
    const [first, now, sure] = words(data, map, role, index);
    const title = `${say(`page.map.picture.${role}`)} · ${data.names[role][index]}`;
    const learned = role === "target" && data.learned.includes(index);
    return make(
      "figure",
      {
        tabindex: 0,
        title,
        "data-role": role,
        onmouseenter: () => ring(role, index),
        onmouseleave: () => ring(null),
        onfocus: () => ring(role, index),
        onblur: () => ring(null),
      },
      make("img", { src: address(`api/runs/${view.id}/thumb/${role}/${index}`), alt: title, loading: "lazy" }),
      make(
        "figcaption",
        {},
        make("bdi", { title: first }, short(first)),
        make("span", { "aria-hidden": "true" }, " → "),
        make("bdi", { title: now, class: data.labels[role] && first !== now ? "other" : "" }, short(now)),
        make("span", { class: "note" }, sure),
        ...(learned ? [make("span", { class: "note learned" }, say("page.map.learned"))] : []),
      ),
    );
  }

  /** @type {{data: MapData, map: string, selected: Selected} | null} */
  let drawn = null;
  return {
    /**
     * @param {MapData | null} data
     * @param {string | null} map
     * @param {Selected | null} selected
     */
    draw(data, map, selected) {
      show(element, Boolean(data && map && selected));
      if (!data || !map || !selected) {
        drawn = null;
        return;
      }
      if (drawn && drawn.data === data && drawn.map === map && drawn.selected === selected) return;
      drawn = { data, map, selected };
      /** @param {Picture} picture */
      const sure = ({ role, index }) => data.maps[map][role]?.confidence?.[index] ?? 0;
      const all = /** @type {const} */ (["target", "source"]).flatMap((role) =>
        [...selected[role]].map((index) => ({ role, index })).sort((a, b) => sure(a) - sure(b)),
      );
      const values = { count: all.length, target: selected.target.size, source: selected.source.size, shown: SHOWN };
      setText(find("h3"), say("page.map.selected", values));
      setText(find(".note"), all.length > SHOWN ? say("page.map.selected.more", values) : say("page.map.selected.read"));
      find(".faces").replaceChildren(...all.slice(0, SHOWN).map((each) => face(data, map, each)));
    },
  };
}

// The card beside a point: its picture, what it is, and how sure the network is.

import { address } from "./api.js";
import { finder, setText, show } from "./dom.js";
import { view } from "./run.js";

/**
 * @typedef {import("./map_data.js").MapData} MapData
 * @typedef {import("./map_data.js").Role} Role
 */

/**
 * @param {HTMLElement} card
 * @param {ReturnType<typeof import("./words.js").speaker>} say
 * @param {{data: MapData | null}} state of the explorer; it has data while there is something to point at
 */
export function hoverCard(card, say, state) {
  const find = finder(card);
  const [image, title] = [find("img"), find("b")];
  const [first, second, third, fourth] = card.querySelectorAll("p");
  const there = () => /** @type {MapData} */ (state.data);
  /** @param {number} kind */
  const name = (kind) => there().classes[kind] ?? "–";

  /**
   * @param {string} key
   * @param {string} map
   * @param {Role} role
   * @param {number} index
   */
  function predicted(key, map, role, index) {
    const points = there().maps[map]?.[role];
    if (!points?.predictions) return "";
    if (points.values) return say(`${key}.value`, { value: points.values[index] });
    return say(key, { name: name(points.predictions[index]), confidence: points.confidence?.[index] });
  }

  return {
    /**
     * @param {string} map
     * @param {Role} role
     * @param {number} index
     * @param {{clientX: number, clientY: number}} event
     * @param {boolean} beyond whether it lies beyond the drawing's edge
     */
    show(map, role, index, event, beyond) {
      const { names, labels: all, values, learned } = there();
      image.src = address(`api/runs/${view.id}/thumb/${role}/${index}`);
      image.alt = names[role][index];
      const far = beyond ? [say("page.map.outside.one")] : [];
      setText(title, [say(`page.map.picture.${role}`), names[role][index], ...far].join(" · "));
      const labels = all[role];
      const value = values?.[role]?.[index];
      const known = labels && labels[index] >= 0 ? say("page.map.class", { name: name(labels[index]) }) : "";
      setText(first, value == null ? known : say("page.map.value", { value }));
      setText(second, predicted("page.map.prediction", map, role, index));
      setText(third, map === "after" ? predicted("page.map.prediction_before", "before", role, index) : "");
      setText(fourth, role === "target" && learned.includes(index) ? say("page.map.learned") : "");
      show(card, true);
      // Beside the pointer, inside the window.
      const [width, height] = [card.offsetWidth, card.offsetHeight];
      const x = event.clientX + 16 + width > innerWidth ? event.clientX - 16 - width : event.clientX + 16;
      const y = Math.min(Math.max(8, event.clientY - height / 2), innerHeight - height - 8);
      card.style.transform = `translate(${Math.max(8, x)}px, ${y}px)`;
    },
    // What it says, line by line.
    words: () => [title, first, second, third, fourth].map((line) => line.textContent).join("\n"),
    hide() {
      show(card, false);
    },
  };
}

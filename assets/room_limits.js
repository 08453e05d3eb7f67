// What one person in the room may use: a window in which the host changes it.

import { ask } from "./api.js";
import { make } from "./dom.js";
import { askFirst } from "./window.js";

/**
 * Asks, and sends what was changed.
 * @param {{id: string, name: string}} person
 * @param {import("./answers").Say} say
 * @param {(path: string, options: {method: string, json: unknown}) => void} act sends to a route of the host's
 */
export async function changeLimits(person, say, act) {
  const at = `people/${person.id}/limits`;
  /** @type {import("./answers").Limits} */
  const { limits } = await ask(`api/room/host/${at}`);
  const fields = limits.map((limit) => {
    const value = limit.value === null ? "" : String(limit.value);
    const field = make("input", {
      class: "field",
      type: "number",
      step: "any",
      min: "0",
      name: limit.name,
      value,
      required: limit.needed,
    });
    const row = make(
      "label",
      { title: limit.help },
      make("span", {}, limit.label),
      field,
      make("span", { class: "note" }, limit.unit),
    );
    return { limit, field, row };
  });
  const rows = make("div", { class: "limits" }, ...fields.map((each) => each.row));
  askFirst(say("room.limits.of", { name: person.name }), {
    yes: say("room.limits.keep"),
    no: say("room.cancel"),
    inside: [rows, make("p", { class: "note" }, say("room.limits.empty"))],
    act: () => {
      const now = fields.map(({ limit, field }) => [limit.name, field.value === "" ? null : Number(field.value), limit.value]);
      const changed = now.filter(([, value, before]) => value !== before).map(([name, value]) => [name, value]);
      if (changed.length) act(at, { method: "PUT", json: { limits: Object.fromEntries(changed) } });
    },
  });
}

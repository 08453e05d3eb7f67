// The host's page: who is in the room and what they do; rename, a new PIN, remove, stop; pause and end the room.

import { ask, logged, Refusal, sentencesOf } from "./api.js";
import { finder, list, make, setText, show } from "./dom.js";
import { poll } from "./poll.js";
import { changeLimits } from "./room_limits.js";
import { toldApart } from "./told_apart.js";
import { askFirst, open } from "./window.js";
import { speaker } from "./words.js";

const EVERY_MS = 2000;
const COLUMNS = ["name", "seen", "runs", "doing", "lesson"];

/** @typedef {import("./answers").Room} Room */

/** @param {HTMLElement} main */
export function mount(main) {
  const find = finder(main);
  const say = speaker(JSON.parse(find(".room").dataset.words));
  find("thead tr").append(
    ...COLUMNS.map((each) => make("th", { scope: "col" }, say(`room.people.${each}`))),
    make("th", { scope: "col" }, make("span", { class: "unseen" }, "…")),
  );
  let shown = "";
  let ended = find(".room").dataset.ended === "true"; // nobody comes in any more

  /**
   * @param {string} path
   * @param {{method?: string, json?: unknown}} [options]
   * @param {HTMLElement} [box] where is said what stood against it: beside what was pressed
   */
  async function act(path, options = { method: "POST" }, box = find("#room-problems")) {
    try {
      const answer = await ask(`api/room/host/${path}`, options);
      list(box, []);
      look();
      return answer;
    } catch (error) {
      list(box, sentencesOf(error));
      return null;
    }
  }

  /** @param {Room["people"][number]} person */
  function row(person) {
    const at = `people/${person.id}`;
    /**
     * @param {string} key
     * @param {string} name whom it is about
     * @param {() => void} act
     */
    const button = (key, name, act) =>
      make("button", { type: "button", class: "link", "aria-label": `${say(key)}: ${name}`, onclick: act }, say(key));
    const acts = [...person.going.map((run) => button("room.stop", person.name, () => act(`${at}/runs/${run}/stop`)))];
    if (!ended) acts.push(button("room.rename", person.name, () => rename(at, person.name)));
    if (!ended && !person.host)
      acts.push(
        button("room.pin", person.name, async () => {
          const answer = await act(`${at}/pin`);
          if (answer) tell(say("room.pin.told", { name: person.name, pin: answer.pin }));
        }),
        button("room.limits", person.name, () => changeLimits(person, say, act).catch(logged)),
        button("room.remove", person.name, () =>
          sure(say("room.remove.ask", { name: person.name }), say("room.remove"), () => act(at, { method: "DELETE" })),
        ),
      );
    return make(
      "tr",
      { class: person.here && !ended ? "here" : "" },
      make("th", { scope: "row" }, make("bdi", {}, person.name)),
      make("td", {}, person.seen),
      make("td", {}, make("span", { class: "on-phone" }, `${say("room.people.runs")} `), String(person.runs)),
      make("td", {}, ended && !person.going.length ? "" : person.doing), // nobody looks at a page any more
      make("td", { class: "lesson" }, person.lesson),
      make("td", { class: "row" }, ...acts),
    );
  }

  /**
   * @param {string} at
   * @param {string} name
   */
  function rename(at, name) {
    const field = make("input", { class: "field", value: name, maxlength: 40, "aria-label": say("room.rename.ask", { name }) });
    sure(
      say("room.rename.ask", { name }),
      say("room.rename"),
      () => act(`${at}/name`, { method: "PUT", json: { name: field.value } }),
      field,
    );
    field.select();
  }

  /** @param {string} words */
  function tell(words) {
    const dialog = make("dialog", { class: "panel window", "aria-label": words }, make("p", { class: "large" }, words));
    dialog.append(make("button", { type: "button", class: "button", onclick: () => dialog.close() }, say("room.close")));
    open(dialog);
  }

  /**
   * @param {string} question
   * @param {string} yes
   * @param {() => void} then
   * @param {HTMLElement | null} [field]
   */
  const sure = (question, yes, then, field = null) =>
    askFirst(question, { yes, no: say("room.cancel"), act: then, inside: [field] });

  const refused = find("#hand-problems");
  let handed = "";
  let known = "";

  /** @param {Room["datasets"]} datasets */
  function choices(datasets) {
    const now = JSON.stringify(datasets);
    if (now === known) return;
    known = now;
    const said = toldApart(datasets, (each) => each.name);
    for (const role of ["source", "target"]) {
      const field = find(`#hand-${role}`);
      const chosen = field.value;
      field.replaceChildren(
        make("option", { value: "" }, say("room.hand.choose")),
        ...datasets.map((each, place) => make("option", { value: each.id }, said[place])),
      );
      field.value = chosen;
    }
  }

  let kept = "";

  /** @param {Room["presets"]} presets */
  function begins(presets) {
    const now = JSON.stringify(presets);
    if (now === kept) return;
    kept = now;
    const begin = find("#hand-begin");
    const chosen = begin.value;
    const options = presets.map((each) => make("option", { value: each.id, "data-what": "preset" }, each.name));
    find("#hand-presets").replaceChildren(...options);
    show(find("#hand-presets"), presets.length > 0);
    begin.value = chosen;
    if (begin.selectedIndex < 0) begin.value = "";
  }

  /** @param {Room["handed"][number]} each */
  function pair(each) {
    const take = () => act(`handed/${each.id}`, { method: "DELETE" }, refused);
    const back = async () => {
      /** @type {import("./answers").TakingBack | null} */
      const found = await act(`handed/${each.id}/used`, {}, refused);
      if (found?.question) sure(found.question, say("room.hand.back"), take);
      else if (found) take();
    };
    const label = `${say("room.hand.back")}: ${each.words}`;
    return make(
      "li",
      { class: "row" },
      make("bdi", {}, each.words),
      make("span", { class: "note" }, each.labels),
      make("button", { type: "button", class: "link", "aria-label": label, onclick: back }, say("room.hand.back")),
    );
  }

  find(".room-hand").addEventListener("submit", (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const begin = find("#hand-begin");
    const what = begin.selectedOptions[0]?.dataset.what;
    const pair = { source: find("#hand-source").value, target: find("#hand-target").value };
    hand(what ? { ...pair, [what]: begin.value } : pair).catch(logged);
  });

  /**
   * Hand a pair out. Where only the host can see that classes are written differently, the host is asked first.
   * @param {Record<string, unknown>} json
   */
  async function hand(json) {
    list(refused, []);
    try {
      await ask("api/room/host/handed", { method: "POST", json });
      return look();
    } catch (error) {
      const told = (/** @type {string} */ code) =>
        error instanceof Refusal ? error.problems.find((each) => each.code === code)?.message : undefined;
      const doubt = told("handed_written_differently");
      if (!doubt) return list(refused, sentencesOf(error));
      const names = make("p", {}, make("bdi", {}, told("handed_names") ?? ""));
      const folded = make("details", {}, make("summary", {}, say("room.hand.names")), names);
      const anyway = () => hand({ ...json, all_the_same: true }).catch(logged);
      sure(doubt, say("room.hand.all_the_same"), anyway, folded);
      const yes = folded.closest("dialog")?.querySelector(".yes");
      return yes instanceof HTMLElement ? yes.focus() : undefined; // the Enter key does not show the names
    }
  }

  const look = poll(
    async () => {
      /** @type {Room} */
      const room = await ask("api/room/host");
      ended = room.ended;
      find(".room").dataset.ended = String(ended);
      if (ended) setText(find(".lead"), room.state);
      setText(find("#room-state"), room.state);
      const pause = find("#room-pause");
      setText(pause, say(room.paused ? "room.go_on" : "room.pause"));
      pause.onclick = () => act("pause", { method: "POST", json: { paused: !room.paused } });
      choices(room.datasets);
      begins(room.presets);
      const out = JSON.stringify(room.handed);
      if (out !== handed) {
        handed = out;
        find(".handed").replaceChildren(...room.handed.map(pair));
      }
      const here = room.people.filter((each) => each.here).length;
      setText(find("#room-count"), say(ended ? "room.count.ended" : "room.count", { here, count: room.people.length }));
      const now = JSON.stringify([ended, room.people]);
      if (now === shown) return; // a press is not taken from under a finger
      shown = now;
      find("#room-people").replaceChildren(...room.people.map(row));
    },
    { every: EVERY_MS },
  );
  find("#room-end").addEventListener("click", () => sure(say("room.end.ask"), say("room.end.yes"), () => act("end")));
  look().catch(logged);
}

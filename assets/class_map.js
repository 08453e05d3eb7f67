import { ask, logged } from "./api.js";
import { changeClasses, datasets } from "./chosen.js";
import { finder, list, make, setText, show } from "./dom.js";
import { subscribe, view } from "./run.js";
import { speaker } from "./words.js";

const SHAPES = { source: "●", target: "◇" };
const ROLES = /** @type {const} */ (["source", "target"]);

/**
 * @typedef {import("./answers").ClassesOfBoth} Classes
 * @typedef {{summary: string} & Partial<Classes>} Drawn what is drawn: before anything was chosen no more than an empty summary
 */

/**
 * @param {HTMLElement} element
 * @param {import("./answers").Component} given
 */
export function mount(element, { props, trigger, watch }) {
  const say = speaker(props.texts);
  const find = finder(element);
  const fold = find("details");
  /** @type {Classes["rows"]} */
  let rows = [];
  let seen = "";
  let turn = 0;

  /** @returns {{rename: Record<string, string>, leave_out: string[]}} */
  const map = () => {
    try {
      const { rename = {}, leave_out = [] } = JSON.parse(props.value || "{}");
      return { rename, leave_out };
    } catch {
      return { rename: {}, leave_out: [] };
    }
  };

  /**
   * @param {Record<string, string>} rename
   * @param {string[]} leave_out
   */
  function keep(rename, leave_out) {
    const changed = Object.keys(rename).length > 0 || leave_out.length > 0;
    const value = changed ? JSON.stringify({ rename, leave_out }) : "";
    if (value === (props.value || "")) return;
    props.value = value;
    trigger("select");
    words();
  }

  // The classes of the two datasets that the cards show. Entries for classes that neither has are dropped.
  async function fill() {
    const { source, target } = datasets();
    const revealed = Boolean(view.answer?.revealed && view.answer.target === target); // its classes may be told from then on
    const now = `${source} ${target} ${revealed}`;
    if (now === seen) return;
    seen = now;
    show(find(".check"), Boolean(source || target));
    find(".check").href = `health?${new URLSearchParams({ source, target })}`;
    turn += 1;
    const mine = turn;
    if (!source && !target) {
      rows = [];
      return draw({ summary: "" });
    }
    /** @type {Classes} */
    const found = await ask(`api/classes?${new URLSearchParams({ source, target })}`);
    if (mine !== turn) return undefined;
    rows = found.rows;
    draw(found);
    if (found.whole && !found.more && source && target) {
      const names = new Set(rows.map((row) => row.name));
      const { rename, leave_out } = map();
      keep(
        Object.fromEntries(Object.entries(rename).filter(([name]) => names.has(name))),
        leave_out.filter((name) => names.has(name)),
      );
    }
    return undefined;
  }

  let summary = "";
  /** @type {Drawn} */
  let answer = { summary: "" };
  /** @param {Drawn} found */
  function draw(found) {
    answer = found;
    ({ summary } = found);
    show(fold, rows.length > 0);
    fold.dataset.tone = found.tone ?? "";
    show(find(".unseen-names"), found.whole === false);
    show(find(".more"), Boolean(found.more));
    setText(find(".more"), found.more ? say("page.classes.more", { count: found.more }) : "");
    find("tbody").replaceChildren(...rows.map(line));
    suggest(found);
    words();
  }

  /**
   * Names that differ only in how they are written: one press takes the source's.
   * @param {Drawn} found
   */
  function suggest(found) {
    const box = find(".alike");
    const open = Object.entries(found.alike ?? {}).filter(([name]) => !(name in map().rename));
    show(box, open.length > 0);
    if (!open.length) return;
    fold.open = true;
    list(box.querySelector("ul"), found.alike_words ?? []);
    box.querySelector("button").onclick = () => {
      const now = map();
      keep({ ...now.rename, ...Object.fromEntries(open) }, now.leave_out);
      draw(found);
    };
  }

  function words() {
    const { rename, leave_out } = map();
    const count = Object.keys(rename).length + leave_out.length;
    setText(find(".summary"), count ? `${summary} · ${say("page.classes.changed", { count })}` : summary);
    show(find(".reset"), count > 0);
    const used = { source: usedOf("source", leave_out), target: usedOf("target", leave_out) };
    changeClasses(props.value || "", used); // the adviser goes by the classes that the run will see
  }

  /**
   * @param {"source" | "target"} role
   * @param {string[]} leave_out
   */
  function usedOf(role, leave_out) {
    const all = rows.filter((row) => row[role]);
    const kept = all.filter(({ name }) => !leave_out.includes(name));
    return kept.length < all.length && !answer.more ? say("page.classes.used", { used: kept.length, all: all.length }) : "";
  }

  /** @param {Classes["rows"][number]} row */
  function line(row) {
    const { rename, leave_out } = map();
    const use = make("input", { type: "checkbox", "aria-label": say("page.classes.use", { name: row.name }) });
    use.checked = !leave_out.includes(row.name);
    const name = make("input", {
      type: "text",
      value: rename[row.name] ?? "",
      placeholder: row.name,
      spellcheck: "false",
      "aria-label": say("page.classes.name", { name: row.name }),
    });
    name.disabled = !use.checked;
    use.addEventListener("change", () => {
      name.disabled = !use.checked;
      const now = map();
      keep(now.rename, use.checked ? now.leave_out.filter((each) => each !== row.name) : [...now.leave_out, row.name]);
    });
    name.addEventListener("change", () => {
      const now = map();
      const given = name.value.trim();
      if (given && given !== row.name) now.rename[row.name] = given;
      else delete now.rename[row.name];
      keep(now.rename, now.leave_out);
    });
    const roles = ROLES.filter((role) => row[role]);
    const marks = roles.map((role) =>
      make("span", { class: `shape ${role}`, role: "img", "aria-label": say(`page.role.${role}`) }, SHAPES[role]),
    );
    return make(
      "tr",
      { class: answer.tone && roles.length < 2 ? "alone" : "" }, // not where nobody may know what the other one has
      make("td", {}, use),
      make("td", {}, ...marks, " ", make("bdi", {}, row.name)),
      make("td", {}, name),
    );
  }

  find(".reset").addEventListener("click", () => {
    keep({}, []);
    draw(answer);
  });
  addEventListener("tlgui:chosen", () => fill().catch(logged));
  addEventListener("tlgui:handed", () => trigger("select")); // what may start is looked over, as after any change of the form
  watch("value", () => draw(answer));
  subscribe(() => fill().catch(logged)); // a reveal too tells what the classes are
}

import { address, ask, keyOfPress, Lost, sentencesOf } from "./api.js";
import { copying } from "./copying.js";
import { around, finder, list, make, setBar, setText, show } from "./dom.js";
import { keptWindow, setQuery, shown } from "./location.js";
import { form, speaker, unbroken } from "./words.js";

const NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i;
const KEYED = 9;
const LOOKED_FOR = 20; // of more classes nobody sees at once where one is
const BESIDE_IMPORT = ".kept .problems"; // it stands far below the head: what is said there, nobody sees
const LOOKED_AT_MS = 250; // nobody has seen a picture sooner: what comes before is a double press

/**
 * @typedef {import("./answers").LabelingNow} Now
 * @typedef {{said: "class", name: string} | {said: "value", value: number} | {said: "other" | "unknown"}} Said of a picture
 */

/** What is said of classes, and otherwise of values. */
const BY_KIND = /** @type {const} */ ([
  ["#title-networks", "page.label.networks", "page.label.networks.values"],
  [".one-by-one", "page.label.networks.read", "page.label.networks.read.values"],
  [".choosing", "page.label.choosing", "page.label.choosing.values"],
  [".explain .draw", "page.label.how.draw", "page.label.how.draw.values"],
  [".explain .interval", "page.label.how.interval", "page.label.how.interval.values"],
  [".explain .sure", "page.label.how.lead", "page.label.how.lead.values"],
]);

/**
 * @param {HTMLElement} element
 * @param {import("./answers").Component} given
 */
export function mount(element, { props }) {
  const say = speaker(props.texts);
  const find = finder(element);
  const picture = find("#label-picture");
  const { target, source } = shown();
  let offered = source; // whose classes are offered where no run says which
  /** @type {Now | null} */
  let loaded = null;
  /** @type {number[]} */
  let coming = []; // the numbers of the next pictures; the first is on the screen
  let line = Promise.resolve(); // answers are sent one after another
  let waiting = 0;
  let lost = 0; // so many were not kept
  /** @type {number | undefined} */
  let drawn; // the number of the picture on the screen
  let pause = 0;
  let goesOn = false; // though the labels are revealed
  /** @type {Now["answered"][number] | null} */
  let revisited = null; // what is asked for again, though it has an answer
  const keyOfWindow = keptWindow(keyOfPress); // what another one answered is not this one's to take back

  /** @param {Record<string, string>} [asked] */
  const path = (more = "", asked = {}) => {
    const query = new URLSearchParams({ ...(offered ? { source: offered } : {}), window: keyOfWindow, ...asked });
    return `api/labels/${encodeURIComponent(target)}${more}?${query}`;
  };
  /** @param {number} number */
  const large = (number) => address(`api/labels/${target}/picture/${number}`);

  /** Whether pictures are asked for: not once nothing is to be found out by it, unless somebody wants to. */
  const asks = () => goesOn || !loaded?.revealed;
  const there = () => /** @type {Now} */ (loaded); // nothing is drawn or pressed before it is

  // -- one picture ---------------------------------------------------------------------------------------------------------

  function drawPicture() {
    const now = there();
    const [number, following] = revisited ? [revisited.picture, ...coming] : coming;
    show(find(".revisit"), revisited !== null);
    if (revisited) setText(find(".revisit span"), say("page.label.revisit", { said: revisited.said }));
    const over = number === undefined && !waiting;
    show(picture, number !== undefined);
    show(find(".done"), over);
    show(find(".rest"), !over);
    show(find("#label-other"), !now.values); // every picture has a value
    show(find(".number"), now.values && !over);
    for (const part of [".classes", ".keys"]) show(find(part), !now.values && !over);
    show(find(".find"), !now.values && !over && now.classes.length > LOOKED_FOR);
    show(find("#label-question"), !over);
    if (following !== undefined) new Image().src = large(following);
    if (number === drawn) return;
    drawn = number;
    clearTimeout(pause);
    picture.dataset.seen = "false";
    if (number === undefined) return;
    picture.src = large(number);
    picture.alt = say("page.label.picture", { number: number + 1, name: now.name });
  }

  function drawClasses() {
    const now = there();
    const box = find(".classes");
    const key = now.classes.join("\n");
    if (box.dataset.key === key) return;
    box.dataset.key = key;
    box.replaceChildren(
      ...now.classes.map((name, place) =>
        make(
          "button",
          { type: "button", class: "button", id: `label-class-${place + 1}`, "data-place": String(place) },
          place < KEYED ? make("kbd", {}, String(place + 1)) : null,
          make("bdi", {}, name),
        ),
      ),
    );
    narrow();
  }

  /** Only the classes that are looked for are shown. */
  function narrow() {
    const typed = find(".find").value.trim().toLowerCase();
    for (const button of find(".classes").children) {
      const name = there().classes[Number(button.dataset.place)] ?? "";
      show(button, name.toLowerCase().includes(typed));
    }
  }

  // -- what the labels say -------------------------------------------------------------------------------------------------

  /**
   * @param {import("./answers").LabeledNetwork} each
   * @param {number} largest value
   */
  function network(each, largest) {
    /** @param {number | null} value */
    const at = (value) => `${(100 * (value ?? 0)) / largest}%`;
    const high = each.high ?? largest;
    const known = each.labels > 0;
    const exactly = there().revealed && each.low === each.high;
    const written = form(there().values ? "value" : exactly ? "percent1" : "percent", each.value);
    return make(
      "li",
      { "data-reference": String(each.reference), "data-key": each.key },
      make("bdi", { class: "name" }, each.name),
      make("b", { class: "value" }, written),
      make(
        "span",
        { class: "track", role: "img", "aria-label": `${each.name}: ${written}, ${each.range}` },
        known && each.high !== null
          ? make("i", { class: "range", style: `left:${at(each.low)};width:${at(Math.max(0, high - each.low))}` })
          : null,
        known ? make("i", { class: "dot", style: `left:${at(each.value)}` }) : null,
      ),
      make("span", { class: "note" }, each.range),
    );
  }

  /**
   * Those that the same labels judge stand together, under what says which labels.
   * @param {import("./answers").LabeledNetwork[]} networks
   * @param {number} largest value
   */
  function grouped(networks, largest) {
    return networks.flatMap((each, place) => {
      const first = each.group !== "" && each.group !== networks[place - 1]?.group;
      return [...(first ? [make("li", { class: "group" }, each.group)] : []), network(each, largest)];
    });
  }

  function drawNetworks() {
    const now = there();
    const ends = now.networks.flatMap((each) => [each.high ?? 0, each.value ?? 0]);
    const largest = now.values ? Math.max(1e-9, ...ends) : 1;
    const older = now.networks.filter((each) => each.older);
    const newer = now.networks.filter((each) => !each.older);
    find(".networks").replaceChildren(...grouped(newer, largest));
    find(".older .networks").replaceChildren(...grouped(older, largest));
    show(find(".older"), older.length > 0);
    const folded = new Set(older.map((each) => each.key));
    for (const each of newer) folded.delete(each.key); // source-only, which stands in each group
    setText(find(".older summary"), say("page.label.older", { count: folded.size }));
    for (const [part, words] of [
      [".ceiling", now.ceiling],
      [".unmoved", now.unmoved],
      [".left-out", now.left_out_words],
    ]) {
      setText(find(part), words);
      show(find(part), words !== "");
    }
    show(find(".how-good"), now.networks.length > 0 || now.ceiling !== "");
    for (const [part, ofClasses, ofValues] of BY_KIND) setText(find(part), say(now.values ? ofValues : ofClasses));
    if (!now.networks.length) setText(find("#title-networks"), say("page.label.networks.possible"));
    setText(find("#title-verdict"), now.told);
    find(".verdict").replaceChildren(...now.verdict.map((sentence) => make("p", {}, sentence)));
    setText(find(".line"), unbroken(now.line));
    setText(find(".press"), now.next.words);
    show(find(".press"), now.next.words !== "");
    show(find(".go"), now.next.href !== "");
    find("#label-go").href = now.next.href;
    setText(find("#label-go"), now.next.link);
    show(find(".again"), now.next.again !== "");
    setText(find(".again"), now.next.again);
    show(find(".one-by-one"), now.networks.length > 0 && !now.over && !now.revealed);
    show(find(".choosing"), now.choosing);
  }

  function drawShares() {
    const { shares, lent } = there();
    setText(find(".lent"), lent);
    show(find(".lent"), lent !== "");
    show(find(".shares"), shares !== null);
    show(find(".begin"), Boolean(shares?.begins));
    show(find(".begin + .note"), Boolean(shares?.learnable && shares.begins));
    find("#label-search").classList.toggle("main", there().next.search);
    if (shares === null) return;
    const largest = Math.max(1e-9, ...shares.rows.flatMap((row) => [row.source, row.target]));
    setText(find(".shares .words"), shares.words);
    find(".mix").replaceChildren(
      ...shares.rows.map((row) =>
        make(
          "div",
          { class: "count", title: row.words },
          make("bdi", {}, row.name),
          make(
            "span",
            { class: "tracks", role: "img", "aria-label": row.words },
            make("i", { class: "ours", style: `width:${(100 * row.target) / largest}%` }),
            ...(row.source ? [make("i", { class: "theirs", style: `width:${(100 * row.source) / largest}%` })] : []),
          ),
          make("span", {}, form("percent", row.target)),
        ),
      ),
    );
    setText(find(".shares .read"), shares.read);
    show(find(".shares .read"), shares.read !== "");
    show(find(".train"), shares.text !== "");
    find("#label-train").href = `./?${new URLSearchParams({ source: shares.source ?? "", target, shares: shares.text })}`;
    setText(find(".train code"), shares.command);
  }

  function drawNumbers() {
    const now = there();
    setText(find("#label-progress"), now.progress);
    setText(find(".not-known"), now.unknown);
    setText(find(".waiting"), now.waiting);
    show(find(".waiting"), now.waiting !== "");
    setBar(find(".far + .bar"), now.share);
    setText(find("#label-question"), say(now.values ? "page.label.question.value" : "page.label.question"));
    show(find(".locked"), now.own_labels);
    find("#label-undo").disabled = !now.undoable;
    find("#label-export").href = address(path("/labels.csv"));
    drawNetworks();
    drawShares();
  }

  function drawAnswered() {
    const { answered, kept } = there();
    const box = find(".answered");
    show(box, asks() && kept > 0);
    setText(find(".answered summary"), say("page.label.answered", { count: kept }));
    show(find(".newest"), answered.length < kept);
    setText(find(".newest"), say("page.label.answered.newest", { shown: answered.length }));
    if (!box.open) return; // pictures that nobody sees are not loaded
    find(".answered ol").replaceChildren(
      ...answered.map((each) => {
        const label = say("page.label.answered.change", { said: each.said, number: each.picture + 1 });
        const thumb = make("img", { src: address(`api/datasets/${target}/thumb/${each.picture}`), alt: "", loading: "lazy" });
        const press = { type: "button", "aria-label": label, onclick: () => revisit(each) };
        return make("li", {}, make("button", press, thumb, make("bdi", {}, each.said)));
      }),
    );
  }

  /** @param {Now} now */
  function take(now) {
    loaded = now;
    setText(find(".kicker"), now.name);
    show(find(".head .lead"), !now.revealed);
    show(find(".one"), asks());
    show(find(".go-on"), !asks());
    show(find(".from"), now.sources.length > 0);
    show(find(".no-source"), !now.values && now.classes.length + now.sources.length === 0);
    if (now.sources.length) drawSources();
    const possible = now.values || now.classes.length > 0;
    show(find(".work"), possible);
    if (!possible) return;
    if (!waiting) coming = now.coming;
    drawClasses();
    drawNumbers();
    drawAnswered();
    drawPicture();
  }

  /** @param {string} words */
  function drawElsewhere(words) {
    setText(find(".elsewhere"), words);
    show(find(".elsewhere"), true);
  }

  function drawSources() {
    find(".from select").replaceChildren(
      make("option", { value: "" }, say("page.label.source.choose")),
      ...there().sources.map((each) => make("option", { value: each.id }, each.name)),
    );
  }

  // -- acts ------------------------------------------------------------------------------------------------------------------

  /**
   * @param {unknown} error
   * @param {string} [where] the list that says it
   */
  function failed(error, where = ".head .problems") {
    list(find(where), sentencesOf(error, error instanceof Lost ? say("page.offline") : undefined));
  }

  function forget() {
    for (const where of [".head .problems", BESIDE_IMPORT]) list(find(where), []);
  }

  /**
   * One after another, and nobody waits: the next picture is on the screen while an answer is on its way.
   * @param {() => Promise<Now>} act
   * @param {string} [where] the list that says what goes wrong
   */
  function send(act, where) {
    waiting += 1;
    forget();
    show(find(".imported"), false);
    show(find(".elsewhere"), false);
    line = line.then(act).then(
      (found) => {
        waiting -= 1;
        take(found);
        if (found.elsewhere) drawElsewhere(say("page.label.elsewhere"));
        return undefined;
      },
      async (error) => {
        waiting -= 1;
        lost += 1;
        failed(error, where);
        if (!waiting) await load().catch(failed);
      },
    );
    return line;
  }

  /**
   * Whether somebody has seen what they answer; of a picture that did not load they can say that they do not know.
   * @param {Pick<Said, "said">} said
   */
  function answerable({ said }) {
    return picture.dataset.seen === "true" || (picture.dataset.seen === "failed" && said === "unknown");
  }

  /** @param {Said} said */
  function answer(said) {
    if (!answerable(said)) return;
    const again = revisited !== null;
    const number = revisited ? revisited.picture : coming.shift();
    revisited = null;
    find(".find").value = "";
    narrow();
    send(() => ask(path(), { method: "POST", json: { picture: number, ...said, again } }));
    drawPicture();
  }

  /** @param {typeof revisited} answered what to ask for again; null: to go on with the pictures that come */
  function revisit(answered) {
    revisited = answered;
    show(find(".elsewhere"), false);
    drawPicture();
    if (answered) find(".one").scrollIntoView({ block: "nearest" });
  }

  /** @param {number} place of a class */
  const nameOf = (place) => place < there().classes.length && answer({ said: "class", name: there().classes[place] });
  const unknown = () => answer({ said: "unknown" });
  const other = () => answer({ said: "other" });

  function undo() {
    if (waiting || !loaded) return;
    if (revisited) {
      revisit(null); // nothing was answered yet
      return;
    }
    if (!loaded.undoable) {
      if (loaded.kept) drawElsewhere(say("page.label.undo.none"));
      return;
    }
    send(() => ask(path("/undo"), { method: "POST" }));
  }

  async function load() {
    take(await ask(path()));
  }

  /** Another window may have labeled while this one was away. */
  async function back() {
    if (document.hidden || !loaded || waiting || !element.isConnected) return;
    const [before, held] = [coming[0], loaded];
    const found = await ask(path());
    if (waiting || loaded !== held) return; // somebody was faster: what is on its way, or has come since, is newer
    take(found);
    if (found.kept > held.kept && coming.length && coming[0] !== before) drawElsewhere(say("page.label.elsewhere.back"));
  }

  picture.addEventListener("load", () => {
    clearTimeout(pause);
    pause = setTimeout(() => {
      picture.dataset.seen = "true";
    }, LOOKED_AT_MS);
  });
  picture.addEventListener("error", () => {
    drawn = undefined; // whatever is heard next from the server draws it again
    picture.dataset.seen = "failed";
    list(find(".head .problems"), [say("page.label.picture_failed")]);
  });

  const code = find(".train code");
  show(find(".copy"), Boolean(navigator.clipboard)); // only offered where the browser allows it
  copying(find(".copy"), () => code.textContent, say("page.command.copied"));

  find(".classes").addEventListener("click", (/** @type {MouseEvent} */ event) => {
    const button = around(event, "button");
    if (button) nameOf(Number(button.dataset.place));
  });
  find(".find").addEventListener("input", narrow);
  find(".find").addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    if (event.key !== "Enter" || event.isComposing || event.repeat) return;
    const [only, ...others] = find(".classes").querySelectorAll("button:not([hidden])");
    if (only && !others.length) nameOf(Number(only.dataset.place));
  });
  find(".one").addEventListener("click", (/** @type {MouseEvent} */ event) => {
    if (event.detail) around(event, "button")?.blur(); // a tap, no key: on the next picture nothing looks chosen
  });
  find("#label-unknown").addEventListener("click", unknown);
  find("#label-other").addEventListener("click", other);
  find("#label-undo").addEventListener("click", undo);
  find(".revisit button").addEventListener("click", () => revisit(null));
  find(".answered").addEventListener("toggle", drawAnswered);
  find(".number").addEventListener("submit", (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    if (!answerable({ said: "value" })) return undefined; // what was typed stays
    const field = find("#label-value");
    const text = field.value.trim();
    if (!NUMBER.test(text)) return list(find(".head .problems"), [say("page.label.value_bad")]);
    field.value = "";
    return answer({ said: "value", value: Number(text) });
  });
  find("#label-search").addEventListener("click", async () => {
    const button = find("#label-search");
    list(find(".head .problems"), []);
    button.disabled = true;
    try {
      const before = lost;
      await line; // the shares are those of all answers that were given
      if (lost !== before) {
        button.disabled = false; // what was not kept is said, and asked for again
        return;
      }
      const found = await ask(path("/search"), { method: "POST", json: { once: keyOfPress() } });
      location.assign(`search?${new URLSearchParams({ id: found.search })}`);
    } catch (error) {
      failed(error);
      button.disabled = false;
    }
  });
  find(".from select").addEventListener("change", () => {
    offered = find(".from select").value;
    const query = new URLSearchParams(window.location.search);
    query.set("source", offered);
    setQuery(query);
    load().catch(failed);
  });
  find("#label-import").addEventListener("change", async () => {
    const [file] = find("#label-import").files;
    find("#label-import").value = "";
    if (!file) return;
    await send(async () => {
      const found = await ask(path("/import", { name: file.name }), { method: "POST", body: file });
      setText(find(".imported"), found.imported);
      return found;
    }, BESIDE_IMPORT);
    show(find(".imported"), find(BESIDE_IMPORT).hidden);
  });

  find("#label-go-on").addEventListener("click", () => {
    goesOn = true;
    take(there());
    find(".one").scrollIntoView({ block: "nearest" });
  });

  document.addEventListener("visibilitychange", () => back().catch(failed));
  addEventListener("tlgui:handed", () => back().catch(failed)); // the host may have revealed the labels
  addEventListener("keydown", (event) => {
    if (!loaded || !asks() || !element.isConnected || event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target instanceof Element && event.target.closest("input, select, textarea")) return;
    const { key } = event;
    if (loaded.values && key !== "Backspace") return; // a digit or a minus is meant for the field
    if (key === "Backspace") undo();
    else if (key === "0" || key === "?") unknown();
    else if (key === "-" || key === "–") other();
    else if (/^[1-9]$/.test(key)) nameOf(Number(key) - 1);
    else return;
    event.preventDefault();
  });

  if (target) load().catch(failed);
  else show(find(".nowhere"), true);
}

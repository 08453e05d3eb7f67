import { address, ask, isCancelled, logged, Refusal, sentencesOf } from "./api.js";
import { datasets as bothChosen, choose as keepChoice, usedClasses } from "./chosen.js";
import { finder, list, make, setBar, setText, show } from "./dom.js";
import { remember } from "./location.js";
import { moment } from "./moments.js";
import { subscribe, view } from "./run.js";
import { toldApart } from "./told_apart.js";
import { fromDialog, fromDrop, upload, waitFor } from "./upload.js";
import { speaker } from "./words.js";

const THUMBNAILS = 7;
const LEFT_OUT = 3;
const MEASURE_SECONDS = 1.5;
const DEMO_POLL_MS = 100; // it takes less than a second

/**
 * @typedef {import("./sending.js").Sent} Sent
 * @typedef {import("./sending.js").Given} Given
 * @typedef {{zip?: File, name?: string, files?: Given[]}} Found a zip, or a folder's name and files
 * @typedef {{file: File, holds: string}} Sheet a table, and whether it holds "values" or "labels"
 * @typedef {(signal: AbortSignal) => Promise<string>} Act ends with a dataset's id
 * @typedef {{bring: (act: Act) => void, progress: (now: Sent) => void, set: (id: string) => void, chosen: () => boolean}} Card
 * @typedef {Event & {target: HTMLInputElement & {files: FileList}}} FilesChosen
 */

/** @type {Record<string, Card>} */
const cards = {};

/**
 * @param {HTMLElement} element
 * @param {import("./answers").Component} given
 */
export function mount(element, { props, trigger, watch }) {
  const say = speaker(props.texts);
  const find = finder(element);
  /** @type {"source" | "target" | ""} */
  const role = props.role;
  const name = find(".name");
  /** @type {AbortController | null} */
  let cancel = null;
  let shownId = "";
  let changing = false;
  /** @type {import("./answers").Dataset | null} */
  let kept = null;
  /** @type {File | null} */
  let sheet = null; // a table of values or classes, sent with the next folder or zip

  // Until it is known what the address brings, the chooser is not shown: it would be gone again (boot.js).
  function came() {
    if (role) delete document.documentElement.dataset[role === "source" ? "comingSource" : "comingTarget"];
  }
  function noneComes() {
    came();
    delete document.documentElement.dataset.comingPair;
  }

  /** @param {"empty" | "busy" | "chosen"} which */
  function part(which) {
    if (which !== "empty") came();
    for (const each of ["empty", "busy", "chosen"])
      show(find(`.${each}`), each === which || (each === "empty" && which === "chosen" && changing));
    show(find(".about-role"), which === "empty");
    show(find(".change"), which === "chosen");
    find(".dataset").dataset.part = which;
    if (role) keepChoice(role, shownId);
    if (which === "chosen") dispatchEvent(new Event("tlgui:chosen"));
    const both = Object.values(cards).every((card) => card.chosen());
    document.body.dataset.data = both ? "chosen" : "missing";
    if (both) delete document.documentElement.dataset.comingPair;
  }

  /**
   * @param {string} words
   * @param {number | null} [share]
   */
  function busy(words, share) {
    part("busy");
    setText(find(".busy .words"), words);
    setBar(find(".busy .bar"), share ?? null);
  }

  // While files are sent, the pace is measured here; afterwards the server's words hold it.
  let began = 0;

  /** @param {Sent} now */
  function progress(now) {
    const share = now.share ?? 0;
    let words = now.words ?? say(now.waiting ? "page.upload.waiting" : "page.upload.sending", now);
    const seconds = (performance.now() - began) / 1000;
    if (!now.words && !now.waiting && seconds > MEASURE_SECONDS && share > 0 && share < 1)
      words = say("page.upload.pace", {
        words,
        rate: (now.bytes ?? 0) / seconds,
        left: Math.ceil((seconds * (1 - share)) / share),
      });
    busy(words, now.share);
  }

  /**
   * Do something that ends with a dataset's id; what goes wrong is said in the card.
   * @param {Act} act
   * @param {(() => void) | null} [asClasses] what to do about a table of classes that was read as one of numbers
   */
  async function bring(act, asClasses) {
    list(find(".problems"), []);
    cancel = new AbortController();
    began = performance.now();
    busy(say("page.job.begins"));
    try {
      choose(await act(cancel.signal));
    } catch (error) {
      back();
      if (!isCancelled(error))
        list(
          find(".problems"),
          sentencesOf(error, say(error instanceof TypeError ? "page.upload.failed" : "page.upload.changed")),
        );
      if (asClasses && error instanceof Refusal && error.problems.some(({ code }) => code === "table_holds_classes"))
        find(".problems").lastElementChild.append(
          " ",
          make("button", { type: "button", class: "button as-classes", onclick: asClasses }, say("page.table.as_classes")),
        );
    } finally {
      cancel = null;
    }
  }

  function back() {
    part(shownId ? "chosen" : "empty");
  }

  /**
   * @param {Found} found
   * @param {Sheet | null} table
   */
  function sendWith(found, table) {
    const asClasses = table && (() => sendWith(found, { ...table, holds: "labels" }));
    return bring((signal) => upload({ ...found, table, role, progress, signal }), asClasses);
  }

  /** @param {Found | null} found null for more than one zip */
  function send(found) {
    show(find(".offer"), false);
    if (found === null) return list(find(".problems"), [say("page.upload.one_thing")]);
    const { zip, files = [] } = found;
    const size = zip ? zip.size : files.reduce((sum, each) => sum + each.file.size, 0);
    if (!zip && files.length === 0) return list(find(".problems"), [say("page.upload.nothing")]);
    if (!zip && files.length > props.files)
      return list(find(".problems"), [say("page.upload.too_many", { count: files.length, limit: props.files })]);
    if (size > props.limit) return list(find(".problems"), [say("page.upload.too_large", { size, limit: props.limit })]);
    const table = sheet && { file: sheet, holds: find(".table select").value };
    const beside = zip || table ? undefined : files.find(({ path }) => /^[^/]+\.(csv|tsv)$/i.test(path));
    if (beside) return offer(found, beside);
    return sendWith(found, table);
  }

  /**
   * A table among the pictures is not used unasked: nobody but its owner knows what it holds.
   * @param {Found} found
   * @param {Given} beside
   */
  function offer(found, beside) {
    const box = find(".offer");
    setText(box.querySelector("p"), say("page.table.offered", { name: beside.file.name }));
    show(box, true);
    for (const button of box.querySelectorAll("button"))
      button.onclick = () => {
        show(box, false);
        const { holds } = button.dataset;
        const table = holds ? { file: beside.file, holds } : null;
        sendWith(found, table);
      };
    box.querySelector("button").focus();
  }

  /** @param {string} id */
  function choose(id) {
    changing = false;
    sheet = null;
    find(".table-file").value = "";
    show(find(".table-name"), false);
    show(find(".offer"), false);
    if (!role) {
      part("empty");
      dispatchEvent(new CustomEvent("tlgui:dataset", { detail: id }));
      return;
    }
    props.value = id;
    remember({ [role]: id });
    // Before anything is asked about it: what the form says of the target before it goes.
    if (role === "target") dispatchEvent(new CustomEvent("tlgui:target", { detail: id }));
    trigger("select");
    fill(id);
  }

  function tellUsed() {
    const words = role ? usedClasses()[role] : "";
    setText(find(".used"), words && ` · ${words}`);
  }

  // What was opened in the run that is shown is no longer locked away.
  function tellLabels() {
    if (!kept || !role) return;
    const open = role === "target" && view.answer?.revealed && view.answer.target === kept.id;
    setText(find(".chosen .labels"), open ? say("page.labels.revealed") : kept.labels[role]);
    find(".chosen").dataset.sealed = kept.sealed.target && !open;
    tellGiven();
  }

  // What somebody has labeled by hand serves a target alone: nobody learns a source from it.
  function tellGiven() {
    const given = role === "target" && kept?.given ? make("a", { href: `label?target=${kept.id}` }, kept.given) : null;
    if (given && !kept?.labelled) setText(find(".chosen .labels"), "");
    find(".chosen .given").replaceChildren(...(given && kept?.labelled ? [" · ", given] : [given ?? ""]));
  }

  // What is lost by going on with pictures that were uploaded again. That which is chosen for the other role is not offered for this one.
  function tellSame() {
    const same = kept?.same;
    const box = find(".same");
    const offered = role && same && same.id !== bothChosen()[role === "source" ? "target" : "source"];
    show(box, Boolean(offered));
    if (!offered) return;
    setText(box.querySelector("span"), say("page.dataset.same.when", { words: same.words, when: moment(same.created) }));
    box.querySelector("button").onclick = () => choose(same.id);
  }

  /** @param {string} id */
  async function fill(id) {
    if (!id) {
      shownId = "";
      return part("empty");
    }
    if (id === shownId) return back();
    /** @type {import("./answers").Dataset} */
    let found;
    try {
      found = await ask(`api/datasets/${id}`);
    } catch (error) {
      if (role && props.value !== id) return undefined; // another one was chosen meanwhile
      list(find(".problems"), sentencesOf(error, say("page.offline")));
      if (error instanceof Refusal && error.problems.some(({ code }) => code === "dataset_in_bin")) offerRestore(id);
      noneComes();
      shownId = "";
      return part("empty");
    }
    if (role && props.value !== id) return undefined; // another one was chosen meanwhile
    shownId = id;
    list(find(".problems"), []);
    setText(name, found.name);
    setText(find(".chosen .about"), role === "source" ? found.about_source : found.about);
    kept = found;
    tellLabels();
    const numbers = found.thumbnails.slice(0, THUMBNAILS);
    find(".thumbs").replaceChildren(
      ...numbers.map((n) =>
        make("img", {
          src: address(`api/datasets/${id}/thumb/${n}`),
          alt: say("page.dataset.picture", { n: n + 1, name: found.name }),
          loading: "lazy",
        }),
      ),
    );
    setText(find(".credit"), found.credit);
    show(find(".credit"), found.credit !== "");
    const asSource = role === "source" ? [found.lifted, ...found.small_classes].filter(Boolean) : [];
    const lost = found.taken_back ? [found.taken_back] : [];
    list(find(".left-out"), [...lost, ...asSource, ...found.left_out.slice(0, LEFT_OUT)]);
    const more = found.left_out.length - LEFT_OUT;
    if (more > 0)
      find(".left-out").append(make("li", {}, make("a", { href: "data" }, say("page.dataset.left_out_more", { count: more }))));
    return part("chosen");
  }

  // What the host handed out, took back or handed out again may be what is shown here.
  addEventListener("tlgui:handed", () => {
    const own = kept !== null && kept.id === props.value && !kept.handed;
    if (!role || !props.value || cancel || own) return;
    shownId = "";
    fill(props.value).catch(logged);
  });

  // A run that is opened may have been trained on what was deleted since.
  /** @param {string} id */
  function offerRestore(id) {
    const restore = () =>
      ask(`api/datasets/bin/${id}/restore`, { method: "POST" })
        .then(() => {
          trigger("select");
          return fill(id);
        })
        .catch((error) => list(find(".problems"), sentencesOf(error, say("page.offline"))));
    const button = make("button", { type: "button", class: "button", onclick: restore }, say("page.bin.restore"));
    find(".problems").lastElementChild.append(" ", button);
  }

  async function offerEarlier() {
    if (!role) return;
    /** @type {{datasets: import("./answers").DatasetCard[]}} */
    const { datasets } = await ask("api/datasets");
    const select = find(".earlier select");
    const said = toldApart(datasets, (each) => `${each.name} · ${role === "source" ? each.about_source : each.about}`);
    select.replaceChildren(
      make("option", { value: "" }, say("page.dataset.choose")),
      ...datasets.map((each, place) => make("option", { value: each.id }, said[place])),
    );
    show(find(".earlier"), datasets.length > 0);
  }

  find(".folder").addEventListener("change", (/** @type {FilesChosen} */ event) => {
    send(fromDialog(event.target.files));
    event.target.value = "";
  });
  find(".zip").addEventListener("change", (/** @type {FilesChosen} */ event) => {
    const [zip] = event.target.files;
    if (zip) send({ zip });
    event.target.value = "";
  });
  find(".table-file").addEventListener("change", (/** @type {FilesChosen} */ event) => {
    sheet = event.target.files[0] ?? null;
    setText(find(".table-name"), sheet ? say("page.table.chosen", { name: sheet.name }) : "");
    show(find(".table-name"), Boolean(sheet));
    list(find(".problems"), []); // of what was chosen before
  });
  find(".table select").addEventListener("change", () => list(find(".problems"), []));
  find(".earlier select").addEventListener(
    "change",
    (/** @type {Event & {target: HTMLSelectElement}} */ event) => event.target.value && choose(event.target.value),
  );
  find(".earlier select").addEventListener("focus", () => offerEarlier().catch(logged));
  find(".path")?.addEventListener("submit", (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const path = find(".path input").value.trim();
    if (path)
      bring(
        async (signal) =>
          (
            await waitFor(
              (
                await ask("api/datasets/path", { method: "POST", json: { path, role: role || null }, signal })
              ).job,
              progress,
              signal,
            )
          ).dataset,
      );
  });
  find(".cancel").addEventListener("click", () => cancel?.abort());
  find(".change").addEventListener("click", () => {
    changing = !changing;
    part("chosen");
    if (changing) offerEarlier().catch(logged);
  });

  /** @type {HTMLElement} */
  const drop = find(".dataset");
  let depth = 0;
  drop.addEventListener("dragenter", (event) => {
    event.preventDefault();
    depth += 1;
    drop.classList.add("over");
  });
  drop.addEventListener("dragover", (event) => event.preventDefault());
  drop.addEventListener("dragleave", () => {
    depth -= 1;
    if (depth === 0) drop.classList.remove("over");
  });
  drop.addEventListener("drop", async (event) => {
    event.preventDefault();
    depth = 0;
    drop.classList.remove("over");
    if (cancel) return;
    busy(say("page.upload.reading_folder"));
    try {
      const found = await fromDrop(/** @type {DataTransfer} */ (event.dataTransfer));
      back();
      send(found);
    } catch {
      back();
      list(find(".problems"), [say("page.upload.changed")]);
    }
  });

  cards[role] = { bring, progress, set: (id) => (props.value = id), chosen: () => Boolean(shownId) };
  watch("value", () => fill(props.value));
  fill(props.value);
  addEventListener("tlgui:restored", () => props.value || noneComes());
  subscribe(tellLabels);
  addEventListener("tlgui:classes", tellUsed);
  addEventListener("tlgui:chosen", tellSame);
  offerEarlier().catch(logged);
  wantDemo();
}

// A file that misses its card must not replace the page.
for (const name of ["dragover", "drop"]) addEventListener(name, (event) => event.preventDefault());

// "Try the demo": a press may come before the cards are there, and waits for them on the page.
function wantDemo() {
  const { wanted } = document.documentElement.dataset;
  if (!wanted || !cards.source || !cards.target) return;
  delete document.documentElement.dataset.wanted;
  tryDemo(wanted);
}
addEventListener("tlgui:demo", wantDemo);

/**
 * One job makes both datasets.
 * @param {string} demo
 */
function tryDemo(demo) {
  /** @param {Sent} now */
  const tell = (now) => {
    for (const card of [cards.source, cards.target]) card.progress(now);
  };
  const made = ask("api/demo", { method: "POST", json: { demo } })
    .then(({ job }) => waitFor(job, tell, undefined, DEMO_POLL_MS))
    .then((/** @type {Record<string, string>} */ ids) => {
      // Both at once: a check that saw only one of them might answer last.
      for (const role of ["source", "target"]) cards[role].set(ids[role]);
      return ids;
    });
  for (const role of ["source", "target"]) cards[role].bring(async () => (await made)[role]);
}

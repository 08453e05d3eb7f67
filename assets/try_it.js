// One picture through two networks. A picture of one's own is drawn anew in the browser: upright, small, a JPEG whatever it was.

import { address, ask, Refusal, sentencesOf } from "./api.js";
import { finder, list, make, penOf, setText, show } from "./dom.js";
import { shown } from "./location.js";
import { moment } from "./moments.js";
import { waitFor } from "./upload.js";
import { form, joined, speaker } from "./words.js";

const POLL_MS = 150;
const SIDE = 640; // of the longer side that is sent: networks see at most half of it
const QUALITY = 0.95;
const NAMED = 6; // so many classes are named that a network never says

/**
 * @typedef {import("./answers").TriedRun} Run
 * @typedef {import("./answers").TriedNetwork} Network
 */

/**
 * @param {HTMLElement} element
 * @param {import("./answers").Component} given
 */
export function mount(element, { props }) {
  const say = speaker(props.texts);
  const find = finder(element);
  const choice = find("select");
  /** @type {HTMLVideoElement} */
  const video = find("video");
  /** @type {Run[]} */
  const runs = [];
  let turn = 0;
  /** @type {MediaStream | null} */
  let stream = null;

  const current = () => /** @type {Run} */ (runs.find((run) => run.run === choice.value));

  async function begin() {
    const wanted = shown().run ?? "";
    /** @type {import("./answers").Tries} */
    const found = await ask(`api/tries?${new URLSearchParams({ run: wanted })}`);
    show(find(".none"), found.runs.length === 0);
    show(find(".asking"), found.runs.length > 0);
    if (!found.runs.length) return;
    offer(found);
    choice.value = runs.some((run) => run.run === wanted) ? wanted : runs[0].run;
    chosen();
  }

  /**
   * More runs to choose from, and the way to those that are older.
   * @param {import("./answers").Tries} found
   */
  function offer(found) {
    const there = new Set(runs.map((run) => run.run));
    const more = found.runs.filter((run) => !there.has(run.run));
    runs.push(...more);
    choice.append(
      ...more.map((run) => {
        const data = [run.source, run.target].filter(Boolean).join(" → ");
        const which = say("page.try.which", { ...run, data, when: moment(run.created) });
        return make("option", { value: run.run }, [run.name, which].filter(Boolean).join(" · "));
      }),
    );
    const before = found.next ?? "";
    show(find(".older"), before !== "");
    find(".older").onclick = async () => offer(await ask(`api/tries?${new URLSearchParams({ before })}`));
  }

  function chosen() {
    const { dataset, pictures, learned } = current();
    show(find(".strip-of"), pictures.length > 0);
    setText(find(".strip-of .note"), learned.length ? say("page.try.learned.strip", { count: learned.length }) : "");
    find(".strip").replaceChildren(
      ...pictures.map((picture) => {
        const taught = learned.includes(picture);
        const words = say(taught ? "page.try.target.learned" : "page.try.target.picture", { n: picture + 1 });
        const src = address(`api/datasets/${dataset}/thumb/${picture}`);
        return make(
          "button",
          {
            type: "button",
            title: words,
            "aria-label": words,
            "aria-pressed": "false",
            "data-learned": String(taught),
            onclick: (/** @type {MouseEvent & {currentTarget: Element}} */ event) => {
              mark(event.currentTarget);
              go(`/target?picture=${picture}`, {}, src, taught);
            },
          },
          make("img", { src, alt: "", loading: "lazy" }),
        );
      }),
    );
    turn += 1;
    show(find(".answer-of-try"), false);
  }

  /**
   * Which picture of the target is asked about; none for one of one's own.
   * @param {Element | null} pressed
   */
  function mark(pressed) {
    for (const each of element.querySelectorAll(".strip button")) each.setAttribute("aria-pressed", String(each === pressed));
  }

  // -- asking ----------------------------------------------------------------------------------------------------------------

  /**
   * @param {string} rest of the route
   * @param {{body?: Blob}} options
   * @param {string} preview the address of the picture
   * @param {boolean} [taught] whether the run learned its label
   */
  async function go(rest, options, preview, taught = false) {
    turn += 1;
    const mine = turn;
    const run = current();
    list(find(".problems"), []);
    show(find(".answer-of-try"), true);
    find(".answer-of-try").setAttribute("aria-busy", "true");
    find(".picture").src = preview;
    setText(find(".asked .words"), say("page.try.thinking"));
    try {
      const { job } = await ask(`api/tries/${run.run}${rest}`, { method: "POST", ...options });
      /** @type {import("./answers").Tried} */
      const found = await waitFor(job, null, undefined, POLL_MS);
      if (mine === turn) draw(run, found, taught);
    } catch (error) {
      if (mine !== turn) return;
      show(find(".answer-of-try"), false);
      list(find(".problems"), sentencesOf(error, say("page.offline")));
      if (!(error instanceof Refusal)) console.warn(error);
    } finally {
      if (mine === turn) find(".answer-of-try").setAttribute("aria-busy", "false");
    }
  }

  /**
   * @param {CanvasImageSource} source
   * @param {number} width
   * @param {number} height
   */
  async function own(source, width, height) {
    mark(null);
    const scale = Math.min(1, SIDE / Math.max(width, height));
    const canvas = make("canvas", {
      width: Math.max(1, Math.round(width * scale)),
      height: Math.max(1, Math.round(height * scale)),
    });
    const pen = penOf(canvas);
    pen.fillStyle = "#fff"; // as ingest does: what is transparent lies on white
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(source, 0, 0, canvas.width, canvas.height);
    /** @type {Blob} */
    const blob = await new Promise((done) => canvas.toBlob((made) => done(/** @type {Blob} */ (made)), "image/jpeg", QUALITY));
    await go("", { body: blob }, canvas.toDataURL("image/jpeg", QUALITY));
  }

  /** @param {File} given */
  async function file(given) {
    try {
      const picture = await createImageBitmap(given);
      await own(picture, picture.width, picture.height);
    } catch {
      show(find(".answer-of-try"), false);
      list(find(".problems"), [say("page.try.unreadable")]);
    }
  }

  // -- answering -------------------------------------------------------------------------------------------------------------

  /**
   * @param {Run} run
   * @param {import("./answers").Tried} found
   * @param {boolean} taught whether the run learned its label
   */
  function draw(run, found, taught) {
    find(".picture").src = `data:image/webp;base64,${found.picture}`;
    const { baseline, run: adapted } = found.models;
    for (const name of /** @type {const} */ (["baseline", "run"])) {
      const panel = find(`[data-model=${name}]`);
      const model = found.models[name];
      show(panel, Boolean(model));
      if (model) one(panel, run, model);
    }
    const absent = found.never ?? [];
    const never = absent.length > NAMED ? [...absent.slice(0, NAMED), "…"] : absent;
    setText(find("[data-model=run] .never"), never.length ? say("page.try.never", { names: never }) : "");
    show(find("[data-model=run] .never"), never.length > 0);
    const same = baseline?.top[0]?.name === adapted.top[0]?.name;
    const words = adapted.top.length ? say(same ? "page.try.same" : "page.try.other") : "";
    const told = typeof found.truth === "number" ? form("value", found.truth) : found.truth;
    const truth = told == null ? "" : say("page.try.truth", { truth: told });
    const memory = taught ? say("page.try.learned") : "";
    setText(find(".asked .words"), joined([truth, baseline ? words : say("page.try.one"), memory]));
    for (const [name, model] of /** @type {[string, Network][]} */ (Object.entries(found.models))) {
      const right = found.truth == null || !model.top.length ? "" : String(model.top[0].name === found.truth);
      find(`[data-model=${name}] .verdict`).dataset.right = right;
    }
  }

  /**
   * @param {HTMLElement} panel
   * @param {Run} run
   * @param {Network} network
   */
  function one(panel, run, { top, value, looked, nearest }) {
    const inside = finder(panel);
    setText(inside(".verdict"), top.length ? say("page.try.says", top[0]) : say("page.try.value", { value }));
    const words = looked
      ? top.length
        ? say("page.try.looked", top[0])
        : say("page.try.looked.value")
      : say("page.try.not_looked");
    show(inside(".looked"), Boolean(looked));
    if (looked) Object.assign(inside(".looked"), { src: `data:image/webp;base64,${looked}`, alt: words });
    setText(inside("figcaption"), words);
    inside(".guesses").replaceChildren(
      ...top.map((each) =>
        make(
          "li",
          {},
          make("bdi", {}, each.name),
          make("span", { class: "track", "aria-hidden": "true" }, make("i", { style: `width:${100 * each.share}%` })),
          make("span", { class: "share" }, form("percent", each.share)),
        ),
      ),
    );
    show(inside(".near"), nearest.length > 0);
    inside(".near .thumbs").replaceChildren(
      ...nearest.map((number) =>
        make("img", {
          src: address(`api/runs/${run.run}/thumb/source/${number}`),
          alt: say("page.try.near", { n: number + 1 }),
          loading: "lazy",
        }),
      ),
    );
  }

  // -- controls --------------------------------------------------------------------------------------------------------------

  choice.addEventListener("change", chosen);
  const input = find("input[type=file]");
  input.addEventListener("change", () => {
    if (input.files[0]) file(input.files[0]);
    input.value = "";
  });
  element.addEventListener("dragover", (event) => event.preventDefault());
  element.addEventListener("drop", (event) => {
    event.preventDefault();
    const [given] = /** @type {DataTransfer} */ (event.dataTransfer).files;
    if (given && runs.length) file(given);
  });

  function close() {
    for (const track of stream?.getTracks() ?? []) track.stop();
    stream = null;
    show(find(".webcam"), false);
  }
  find(".camera").addEventListener("click", async () => {
    close(); // one that is open already
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: true });
      video.srcObject = stream;
      show(find(".webcam"), true);
    } catch {
      list(find(".problems"), [say("page.try.no_camera")]);
    }
  });
  find(".take").addEventListener("click", async () => {
    const { videoWidth, videoHeight } = video;
    if (!videoWidth) return;
    await own(video, videoWidth, videoHeight);
    close();
  });
  find(".close").addEventListener("click", close);

  begin().catch((error) => list(find(".problems"), sentencesOf(error, say("page.offline"))));
}

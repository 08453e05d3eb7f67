import { ask } from "./api.js";
import { classes, datasets, shares } from "./chosen.js";
import { finder, heard, show } from "./dom.js";
import { followLesson } from "./lesson_bar.js";
import { keep, keepPair, kept, keptPair } from "./location.js";
import { poll } from "./poll.js";
import { placed } from "./title.js";
import { waysToStage } from "./to_stage.js";
import { speaker } from "./words.js";

const AGAIN_MS = 2000;

/**
 * @param {HTMLElement} element
 * @param {import("./answers").Component} [given]
 */
export function mount(element, given) {
  const find = finder(element);
  if ("room" in document.documentElement.dataset) import("./in_room.js").then((part) => part.mount(element)).catch(console.warn);
  /** @type {HTMLElement | null} */
  const here = find("[aria-current]");
  if (here) placed(here.textContent);
  find(".theme").addEventListener("click", () => dispatchEvent(new Event("tlgui:other-theme")));
  const chinese = document.documentElement.lang.startsWith("zh");
  const [english, other] = element.querySelectorAll(".language b");
  (chinese ? other : english).classList.add("on");
  find(".language").addEventListener("click", () => {
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not there on plain http
    document.cookie = `tlgui_language=${chinese ? "en" : "zh"}; path=/; max-age=31536000; samesite=lax`;
    location.reload();
  });

  // While the server does not answer, the page says so, and looks whether it is back.
  let reached = true;
  const look = poll(
    async () => {
      if (!reached) await ask("api/queue");
      return null;
    },
    { every: AGAIN_MS },
  );
  heard("tlgui:reached", (/** @type {boolean} */ now) => {
    reached = now;
    // Gradio takes no press any more once one of its calls was lost, and opens the page anew within two seconds: at once, with the words until then.
    if (now && document.querySelector(".toast-body.error")) return location.reload();
    show(find(".offline"), !now);
    if (!now) look();
  });

  const onAdapt = new URL("./", window.location.href).pathname === window.location.pathname; // and not at a search, whose place it is too
  // The page that says that there is none is no component: it has the top alone.
  if (given) {
    const say = speaker(given.props.texts);
    followLesson(find(".lesson-bar"), say);
    waysToStage(find(".to-stage"), find(".no-stage"), say);
    if (!onAdapt) document.body.dataset.toStage = "yes"; // there a run has to be on the screen
  }

  /**
   * @param {string} place
   * @param {string} address
   * @param {string} query what was chosen there; empty for nothing
   */
  const lead = (place, address, query) => {
    /** @type {NodeListOf<HTMLAnchorElement>} */
    const links = element.querySelectorAll(`[data-place=${place}]`);
    if (query) for (const link of links) link.href = `${address}?${query}`;
  };
  const toShift = () => lead("shift", "shift", keptPair());
  const toAdapt = () => lead("adapt", "./", kept() || keptPair());
  toShift();
  addEventListener("tlgui:pair", toShift);
  if (onAdapt) {
    keep(window.location.search.slice(1));
    for (const event of ["tlgui:chosen", "tlgui:classes", "tlgui:shares"])
      addEventListener(event, () => keepPair({ ...datasets(), classes: classes(), shares: shares() }));
  } else {
    toAdapt();
    addEventListener("tlgui:pair", toAdapt);
  }
}

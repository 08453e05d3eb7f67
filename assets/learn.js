import { address, ask } from "./api.js";
import { around, finder, make, show } from "./dom.js";
import { pictures } from "./learn_pictures.js";
import { listLessons } from "./lesson_list.js";
import { titled } from "./title.js";
import { speaker } from "./words.js";

/**
 * @typedef {import("./answers").StrategyPage} StrategyPage
 * @typedef {import("./answers").Say} Say
 */

/**
 * @param {HTMLElement} element
 * @param {import("./answers").Component} given
 */
export function mount(element, { props }) {
  const say = speaker(props.texts);
  const find = finder(element);
  const contents = find(".contents");
  const narrow = matchMedia("(max-width: 820px)");
  contents.open = !narrow.matches;
  pictures(element, say);
  listLessons(find(".lessons"), say).finally(() => (find(".learn").dataset.read = ""));

  // What is shown stands in the address: an idea as its fragment, a strategy as ?strategy=….
  async function follow() {
    const query = new URLSearchParams(window.location.search);
    const key = query.get("strategy") ?? "";
    /** @type {NodeListOf<HTMLAnchorElement>} */
    const links = element.querySelectorAll(".contents a");
    for (const link of links) {
      const here = key ? link.dataset.strategy === key : `#${link.dataset.idea}` === window.location.hash;
      if (here) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
    titled(key ? (element.querySelector(`.contents [data-strategy="${CSS.escape(key)}"]`)?.textContent ?? "") : "");
    if (!key) {
      show(find(".ideas"), true);
      show(find(".strategy"), false);
      return find(window.location.hash || ".none")?.scrollIntoView();
    }
    /** @type {{problem?: undefined} & StrategyPage | {problem: Error}} */
    const page = await ask(`api/strategies/${encodeURIComponent(key)}`).catch((problem) => ({ problem }));
    if (new URLSearchParams(window.location.search).get("strategy") !== key) return; // another one was pressed meanwhile
    find(".strategy").replaceChildren(...(page.problem ? [make("p", {}, page.problem.message)] : strategy(page, say)));
    show(find(".ideas"), false);
    show(find(".strategy"), true);
    scrollTo(0, narrow.matches ? find(".shown").getBoundingClientRect().top + scrollY - 12 : 0);
  }

  element.addEventListener("click", (event) => {
    const link = /** @type {HTMLAnchorElement | null} */ (around(event, "a[data-strategy], a[data-idea]"));
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    history.pushState(history.state, "", link.href);
    if (narrow.matches) contents.open = false;
    follow();
  });
  addEventListener("popstate", follow);
  follow();
}

/**
 * @param {StrategyPage} page
 * @param {Say} say
 */
function strategy(page, say) {
  const terms = page.rows.flatMap((row) => [make("dt", {}, row.term), make("dd", {}, row.text)]);
  return [
    make("p", { class: "note" }, page.family),
    make("h1", {}, page.name),
    make("p", { class: "lead" }, page.idea),
    make("p", {}, make("a", { class: "button main", href: address(`./?strategy=${page.key}`) }, say("learn.strategy.use"))),
    make("dl", {}, ...terms),
    make("h2", {}, say("learn.strategy.equation")),
    make(
      "div",
      { class: "equation", tabindex: "0", role: "group", "aria-label": say("learn.strategy.equation") },
      ...page.equation.map(equation),
    ),
    make("p", { class: "note" }, page.symbols),
    ...numbers(page.numbers, say),
    make("h2", {}, say("learn.strategy.settings")),
    page.settings.length ? settings(page.settings, say) : make("p", { class: "note" }, say("learn.strategy.no_settings")),
    make("h2", {}, say("learn.strategy.command")),
    make("pre", { tabindex: "0" }, page.command),
  ];
}

/**
 * @param {StrategyPage["numbers"]} found
 * @param {Say} say
 */
function numbers(found, say) {
  if (!found.length) return [];
  const terms = found.flatMap((each) => [make("dt", {}, each.name), make("dd", {}, each.reads)]);
  return [make("h2", {}, say("learn.strategy.numbers")), make("dl", {}, ...terms)];
}

/**
 * MathML from our own server; as XML it cannot hold a script that runs.
 * @param {string} mathml
 */
function equation(mathml) {
  return document.importNode(new DOMParser().parseFromString(mathml, "application/xml").documentElement, true);
}

/**
 * @param {StrategyPage["settings"]} rows
 * @param {Say} say
 */
function settings(rows, say) {
  const keys = ["learn.strategy.setting", "learn.strategy.default", "learn.strategy.range", "learn.strategy.about"];
  const heads = keys.map((key) => say(key));
  const cells = (/** @type {StrategyPage["settings"][number]} */ row) => [
    make("th", {}, row.label, make("code", {}, row.option)),
    make("td", { "data-label": heads[1] }, row.default),
    make("td", { "data-label": heads[2] }, row.range),
    make("td", {}, row.help),
  ];
  return make(
    "table",
    {},
    make("thead", {}, make("tr", {}, ...heads.map((head) => make("th", {}, head)))),
    make("tbody", {}, ...rows.map((row) => make("tr", {}, ...cells(row)))),
  );
}

import { address, ask, logged } from "./api.js";
import { finder, make, setText, show } from "./dom.js";
import { adaptOf, queryOf, settingsKept, shown, useOf } from "./location.js";
import { openReport } from "./report.js";
import { titled } from "./title.js";
import { form, speaker, unbroken } from "./words.js";

const ROLES = /** @type {const} */ (["source", "target"]);

/**
 * @typedef {import("./answers").Advice} Advice
 * @typedef {import("./answers").Xray} Xray
 * @typedef {import("./answers").XrayAnswer} Answer
 */

/**
 * @param {HTMLElement} element
 * @param {import("./answers").Component} given
 */
export function mount(element, { props }) {
  const say = speaker(props.texts);
  const find = finder(element);
  const { source, target } = shown();
  const query = new URLSearchParams(window.location.search);
  const [classes, shares] = ["classes", "shares"].map((name) => query.get(name) ?? ""); // what the form of Adapt says of them
  /** @type {(labels?: string) => Promise<Answer>} */
  const read = (labels = "") => ask(`api/xray?${new URLSearchParams({ source, target, labels, classes, shares })}`);

  const ways = Object.entries({
    "page.advice.ways.contains": `${adaptOf({ source, target, classes, shares })}#target-shares`,
    "page.advice.ways.find": adaptOf({ source, target, classes, shares }),
    "page.advice.ways.label": `label?${queryOf({ target, source })}`,
  });
  let measuring = false; // what is advised then may be another
  /** @type {Advice | undefined} */
  let advised;

  /**
   * A sentence in which what can be done is a link to where it is done.
   * @param {string} sentence
   * @param {[string, string][]} [left]
   * @returns {(Node | string)[]}
   */
  function linked(sentence, left = ways) {
    if (!left.length) return [sentence];
    const [[key, href], ...others] = left;
    const parts = sentence.split(new RegExp(`(${say(key)})`)); // every second one is what the expression found
    return parts.flatMap((part, place) => (place % 2 ? [make("a", { href }, part)] : linked(part, others)));
  }

  const choices = /** @type {NodeListOf<HTMLInputElement>} */ (element.querySelectorAll("[name=labels]"));

  // -- the adviser ---------------------------------------------------------------------------------------------------------

  /** @param {Advice} advice */
  function advise(advice) {
    advised = advice;
    show(find(".advice"), true);
    setText(find(".begin"), advice.begin);
    setText(find(".type"), advice.type);
    setText(find(".science"), advice.field);
    find(".advice .findings").replaceChildren(...advice.reasons.map((reason) => make("li", {}, ...linked(reason))));
    show(find(".how"), Boolean(advice.strategy));
    setText(find(".how a"), say("page.advice.how", { strategy: advice.name }));
    find(".how a").href = `learn?${new URLSearchParams({ strategy: advice.strategy ?? "" })}`;
    setText(find(".possible"), advice.possible.length ? say("page.advice.possible", { names: advice.possible }) : "");
    show(find(".use"), Boolean(advice.strategy) && !measuring);
    show(find(".later"), Boolean(advice.strategy) && measuring);
    setText(find(".use"), say(advice.shares ? "page.advice.use_told" : "page.advice.use"));
    find(".use").href = useOf(advice, { source, target, classes, shares }, settingsKept({ source, target }));
    show(find(".labels"), advice.labels_used != null);
    for (const each of choices) each.checked = (each.value === "use") === advice.labels_used;
  }

  for (const each of choices)
    each.addEventListener("change", () =>
      read(each.value)
        .then((found) => advise(found.advice))
        .catch(logged),
    );

  // -- the report ----------------------------------------------------------------------------------------------------------

  /**
   * @param {string} id
   * @param {string} title a key
   * @param {string} words
   * @param {...HTMLElement} children
   */
  function section(id, title, words, ...children) {
    return make(
      "section",
      { class: "panel", id: `xray-${id}` },
      make("h2", {}, say(title)),
      make("p", { class: "note" }, ...linked(words)),
      ...children,
    );
  }

  /** @param {import("./answers").ToldApart[]} rows */
  function bars(rows) {
    const lines = rows.map(({ name, auc, rule }) =>
      make(
        "div",
        { class: rule ? "apart rule" : "apart" },
        make("bdi", {}, name),
        make("span", { class: "track" }, make("i", { style: `width:${200 * (auc - 0.5)}%` })),
        make("span", {}, form(".2f", auc)),
      ),
    );
    return make("div", { class: "aparts" }, ...lines);
  }

  /** @param {Xray} report */
  function galleries(report) {
    const boxes = /** @type {const} */ (["own", "other"]).flatMap((kind) =>
      ROLES.map((role) =>
        make(
          "div",
          { class: `gallery ${role}` },
          make("h3", {}, say(`page.xray.${role}.${kind}`)),
          make(
            "div",
            { class: "thumbs" },
            ...report.galleries[role][kind].map(({ picture, name }) =>
              make("img", {
                src: address(`api/datasets/${report.datasets[role]}/thumb/${picture}`),
                alt: name,
                title: name,
                loading: "lazy",
              }),
            ),
          ),
        ),
      ),
    );
    return section(
      "galleries",
      "page.xray.galleries",
      say("page.xray.galleries.read"),
      make("div", { class: "pairs" }, ...boxes),
    );
  }

  /** @param {Xray} report */
  function draw(report) {
    const names = ROLES.map((role) => report.names[role]).join(" → ");
    titled(names);
    setText(find(".kicker"), names);
    show(find(".said"), true);
    setText(find(".headline"), unbroken(report.headline));
    const { domain } = report;
    for (const part of [".gauge", ".said details", ".numbers"]) show(find(part), Boolean(domain));
    if (!domain) return;
    find(".gauge i").style.width = `${200 * (domain.accuracy - 0.5)}%`;
    find(".gauge").title = form("percent1", domain.accuracy);
    setText(find(".said .numbers"), report.numbers);
    setText(find(".said .about"), report.about);
    const sections = [
      galleries(report),
      section(
        "looks",
        "page.xray.looks",
        report.explanation,
        bars(report.looks),
        make("p", { class: "note" }, say("page.xray.looks.read")),
      ),
    ];
    if (report.shares_said)
      sections.push(
        section("shares", "page.xray.shares", report.shares_said, make("p", { class: "note" }, say("page.xray.shares.read"))),
      );
    if (report.classes.length)
      sections.push(section("classes", "page.xray.classes", say("page.xray.classes.read"), bars(report.classes)));
    find(".sections").replaceChildren(...sections);
  }

  openReport(element, {
    chosen: Boolean(source && target),
    read,
    path: "api/xray",
    make: { source, target },
    say,
    told: {
      nothing: say("page.xray.nothing"),
      making: say("page.xray.making"),
      failed: say("page.xray.failed"),
      offline: say("page.offline"),
    },
    arrived(/** @type {Answer} */ found) {
      measuring = !found.report;
      advise(found.advice);
    },
    ended() {
      measuring = false;
      if (advised) advise(advised);
    },
    draw,
  });
}

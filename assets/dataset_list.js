import { address, ask, logged } from "./api.js";
import { keeping } from "./dataset_keeping.js";
import { revealButton } from "./dataset_reveal.js";
import { finder, make, show } from "./dom.js";
import { kept as keptChoice } from "./location.js";
import { moment } from "./moments.js";
import { poll } from "./poll.js";
import { shiftMaker } from "./shift_maker.js";
import { form, speaker } from "./words.js";

const THUMBNAILS = 12;
const POLL_MS = 5000;
const WORDS = { rename: "page.data.rename", delete: "page.bin.delete" };

/**
 * @param {HTMLElement} element
 * @param {import("./answers").Component} given
 */
export function mount(element, { props }) {
  const say = speaker(props.texts);
  const find = finder(element);
  /** @type {HTMLElement} */
  const box = find(".datasets");
  /** @type {HTMLElement} */
  const nothing = find(".datasets .nothing");
  /** @type {HTMLInputElement} */
  const search = find(".find");
  const kept = keeping(element, say, refill);
  let seen = "";

  async function fill() {
    /** @type {{datasets: import("./answers").DatasetCard[]}} */
    const { datasets } = await ask("api/datasets");
    const now = JSON.stringify(datasets.map((each) => [each.id, each.name, each.given, each.sealed.alone, each.same]));
    box.dataset.read = "";
    show(nothing, datasets.length === 0);
    show(search, datasets.length > 1 || search.value !== ""); // what hides cards can be taken away
    if (now === seen) return;
    seen = now;
    box.replaceChildren(nothing, ...datasets.map(card));
    sift();
  }

  // Only the cards that have all the words that are searched for.
  function sift() {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    let found = 0;
    for (const each of box.querySelectorAll("article")) {
      const fits = words.every((word) => each.dataset.words?.includes(word));
      show(each, fits);
      found += fits ? 1 : 0;
    }
    show(find(".none-found"), words.length > 0 && found === 0);
  }
  search.addEventListener("input", sift);

  function refill() {
    seen = "";
    fill().catch(logged);
  }

  /**
   * A dataset in a role, beside what was chosen for the other one.
   * @param {string} id
   * @param {"source" | "target"} role
   */
  function use(id, role) {
    const query = new URLSearchParams(keptChoice());
    query.delete("run");
    query.set(role, id);
    return `./?${query}`;
  }

  /**
   * The same pictures, which may be called the same too.
   * @param {import("./answers").SamePictures} same
   */
  function twin(same) {
    const go = () => {
      search.value = ""; // its card may be hidden
      sift();
      /** @type {HTMLElement | null} */
      const there = box.querySelector(`article[data-id="${same.id}"]`);
      there?.setAttribute("tabindex", "-1");
      there?.scrollIntoView({ block: "center" });
      there?.focus({ preventScroll: true });
    };
    const button = make("button", { type: "button", class: "link", onclick: go }, say("page.dataset.same.go"));
    return make(
      "p",
      { class: "note" },
      say("page.dataset.same.when", { words: same.words, when: moment(same.created) }),
      " ",
      button,
    );
  }

  /** @param {import("./answers").DatasetCard} info */
  function card(info) {
    const thumbs = info.thumbnails.slice(0, THUMBNAILS);
    const told = info.labelled && !info.sealed.alone;
    const more = make("div", { class: "more" });
    const details = make("details", {}, make("summary", {}, say("page.data.details")), more);
    details.addEventListener("toggle", () => details.open && !more.hasChildNodes() && open(info.id, more).catch(logged));
    const when = moment(info.created);
    return make(
      "article",
      { class: "panel", "data-id": info.id, "data-words": `${info.name} ${info.about} ${info.labels.alone}`.toLowerCase() },
      make("h2", {}, make("bdi", {}, info.name)),
      make(
        "p",
        { class: "note" },
        `${info.about} · `,
        info.labelled || !info.given ? info.labels.alone : null,
        info.labelled && info.given ? " · " : null,
        info.given ? make("a", { href: `label?target=${info.id}` }, info.given) : null,
        ` · ${when}`,
      ),
      info.credit ? make("p", { class: "note" }, info.credit) : null,
      info.same ? twin(info.same) : null,
      make(
        "div",
        { class: "thumbs wide" },
        ...thumbs.map((n) =>
          make("img", {
            src: address(`api/datasets/${info.id}/thumb/${n}`),
            alt: say("page.dataset.picture", { n: n + 1, name: info.name }),
            loading: "lazy",
          }),
        ),
      ),
      make(
        "p",
        { class: "row" },
        info.labelled ? make("a", { class: "button", href: use(info.id, "source") }, `● ${say("page.data.use_source")}`) : null,
        make("a", { class: "button", href: use(info.id, "target") }, `◇ ${say("page.data.use_target")}`),
        make("a", { class: "link", href: `health?${told ? "source" : "target"}=${info.id}` }, say("page.health.of_dataset")),
        make("a", { class: "link", href: `label?target=${info.id}` }, say("page.label.of_dataset")),
        info.sealed.alone && !info.handed ? revealButton(info.id, say, { done: refill, failed: logged }) : null,
        ...(info.handed ? [] : /** @type {const} */ (["rename", "delete"])).map((what) =>
          make(
            "button",
            {
              type: "button",
              class: "link",
              "aria-label": `${say(WORDS[what])}: ${info.name}`,
              onclick: () => kept[what](info),
            },
            say(WORDS[what]),
          ),
        ),
      ),
      info.left_out.length ? make("ul", { class: "left-out" }, ...info.left_out.map((text) => make("li", {}, text))) : null,
      details,
      told ? shiftMaker(info, props.shift, say) : null,
    );
  }

  /**
   * @param {string} id
   * @param {HTMLElement} box
   */
  async function open(id, box) {
    /** @type {import("./answers").Dataset} */
    const info = await ask(`api/datasets/${id}`);
    const largest = Math.max(1, ...info.classes.map((each) => each.count));
    const rows = info.classes.map((each) =>
      make(
        "div",
        { class: "count" },
        make("bdi", {}, each.name),
        make(
          "span",
          { class: "track" },
          make("i", { style: `width:${(100 * each.count) / largest}%;background:${each.colour}` }),
        ),
        make("span", {}, form("count", each.count)),
      ),
    );
    const left = info.classes_in_all - info.classes.length;
    const hidden = info.sealed.alone ? "page.data.sealed" : info.labelled ? "" : "page.data.no_classes"; // of values the notes speak
    box.append(
      rows.length ? make("div", { class: "counts" }, ...rows) : "",
      hidden ? make("p", { class: "note" }, say(hidden)) : "",
      left > 0 ? make("p", { class: "note" }, say("page.data.more_classes", { count: left })) : "",
      ...info.notes.map((text) => make("p", { class: "note" }, text)),
    );
    if (!info.refused.length) return;
    const over = info.refused_left;
    box.append(
      make("h3", {}, say("page.data.refused", { count: info.refused_in_all })),
      make(
        "ul",
        { class: "refused" },
        ...info.refused.map((each) => make("li", {}, make("bdi", {}, each.name), ": ", each.reason)),
        over > 0 ? make("li", {}, say("page.data.refused_more", { count: over })) : null,
      ),
    );
  }

  addEventListener("tlgui:dataset", poll(fill, { every: POLL_MS }));
}

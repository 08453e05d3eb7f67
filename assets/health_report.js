import { address, ask } from "./api.js";
import { finder, make, setText, show } from "./dom.js";
import { histogram } from "./histogram.js";
import { shown } from "./location.js";
import { openReport } from "./report.js";
import { form, speaker } from "./words.js";

const ROLES = /** @type {const} */ (["source", "target"]);
const SHAPES = { source: "●", target: "◇" };
/** @type {Record<string, string>} */
const PLACES = { across: "copies", split: "copies", alike: "classes", imbalance: "classes" };
const IN_GROUP = 8;
const GROUPS = 12;
const FLAGGED = 16;
const BAD_FILES = 60;
const WIDE = 640;

/**
 * @typedef {(typeof ROLES)[number]} Role
 * @typedef {import("./answers").HealthReport} Report
 * @typedef {import("./answers").HealthOfDomain} Domain
 */

/**
 * @param {HTMLElement} element
 * @param {import("./answers").Component} given
 */
export function mount(element, { props }) {
  const say = speaker(props.texts);
  const find = finder(element);
  const { source, target } = shown();
  const query = String(new URLSearchParams({ source, target }));

  // -- parts ---------------------------------------------------------------------------------------------------------------

  /** @param {Role} name */
  const role = (name) => make("span", { class: `shape ${name}`, "aria-hidden": "true" }, SHAPES[name]);
  /** @param {Role} name */
  const titled = (name) => make("span", { class: "role" }, role(name), " ", say(`page.role.${name}`));

  /**
   * @param {string} id
   * @param {string} title a key
   * @param {string} read how to read it
   * @param {...(Node | null)} children without any there is no section
   */
  function section(id, title, read, ...children) {
    const filled = children.filter(Boolean);
    if (!filled.length) return null;
    return make(
      "section",
      { class: "panel", id: `health-${id}` },
      make("h2", {}, say(title)),
      read ? make("p", { class: "note" }, read) : null,
      ...filled,
    );
  }

  /**
   * @param {Report} report
   * @param {Role} of
   * @param {number} picture
   * @param {string} [name]
   */
  function thumb(report, of, picture, name) {
    const words = name ?? say("page.dataset.picture", { n: picture + 1, name: report.names[of] });
    const src = address(`api/datasets/${report.datasets[of]}/thumb/${picture}`);
    return make("img", { src, alt: words, title: words, loading: "lazy" });
  }

  /** @type {(words: string, count: number) => HTMLElement} */
  const counted = (words, count) => make("h3", {}, say("page.health.of_count", { words, count }));
  /** @param {number} count */
  const more = (count) => (count > 0 ? make("span", { class: "note" }, say("page.health.more", { count })) : null);

  /** @type {(title: HTMLElement, count: number, pictures: HTMLElement[]) => HTMLElement} */
  function gallery(title, count, pictures) {
    return make("div", { class: "gallery" }, title, make("div", { class: "thumbs" }, ...pictures, more(count - pictures.length)));
  }

  /** @type {(report: Report, of: Role, title: string, found: import("./answers").Copies | null | undefined) => HTMLElement | null} */
  function groupsOf(report, of, title, found) {
    if (!found) return null;
    const groups = found.shown
      .slice(0, GROUPS)
      .map((group) =>
        make("span", { class: "copies" }, ...group.slice(0, IN_GROUP).map((each) => thumb(report, of, each.picture, each.name))),
      );
    return make("div", { class: "gallery" }, counted(say(title), found.pictures), make("div", { class: "groups" }, ...groups));
  }

  /** @type {(report: Report) => [Role, Domain][]} */
  const domainsOf = ({ domains }) => ROLES.flatMap((of) => (domains[of] ? [[of, domains[of]]] : []));

  // -- sections ------------------------------------------------------------------------------------------------------------

  /** @param {Report} report */
  function classes(report) {
    const { rows, more: left, sealed } = report.classes;
    const roles = ROLES.filter((each) => report.names[each]);
    const largest = Math.max(1, ...rows.flatMap((row) => roles.map((each) => row[each] ?? 0)));
    if (!rows.some((row) => roles.some((each) => row[each] != null))) return null;
    const bars = rows.map((row) =>
      make(
        "div",
        { class: "count" },
        make("bdi", {}, row.name),
        make(
          "span",
          { class: "tracks" },
          ...roles
            .filter((each) => row[each] != null)
            .map((each) =>
              make("i", { class: each, style: `width:${(100 * (row[each] ?? 0)) / largest}%;--colour:${row.colour}` }),
            ),
        ),
        make(
          "span",
          {},
          roles
            .map((each) => row[each])
            .filter((each) => each != null)
            .map((each) => form("count", each))
            .join(" · "),
        ),
      ),
    );
    return section(
      "classes",
      "page.health.classes",
      say("page.health.classes.read"),
      make("div", { class: "counts" }, ...bars),
      left ? make("p", { class: "note" }, say("page.health.classes.more", { count: left })) : null,
      sealed ? make("p", { class: "note" }, say("page.health.classes.sealed")) : null,
    );
  }

  /** @param {Report} report */
  function looks(report) {
    const charts = report.statistics.map((each) => {
      const found = ROLES.flatMap((of) => (each[of] ? [{ of, ...each[of] }] : []));
      return make(
        "figure",
        { class: "look" },
        make("figcaption", {}, say(`page.health.${each.name}`)),
        histogram(
          Object.fromEntries(found.map((one) => [one.of, one])),
          say("page.health.means", { name: say(`page.health.${each.name}`), means: found.map(meanOf) }),
        ),
        make(
          "p",
          { class: "note scale" },
          make("span", {}, "0 %"),
          make("span", {}, ...found.flatMap(({ of, mean }) => [role(of), ` ${form("percent", mean)} `])),
          make("span", {}, "100 %"),
        ),
      );
    });
    return section(
      "statistics",
      "page.health.look_of",
      say("page.health.look_of.read"),
      make("div", { class: "looks" }, ...charts),
    );
  }

  /** @param {Report} report */
  function values(report) {
    const charts = ROLES.flatMap((of) => {
      const found = report.values[of];
      if (!found) return [];
      const words = say("page.health.values.range", { role: say(`page.role.${of}`), ...found });
      return make(
        "figure",
        { class: "look" },
        make("figcaption", {}, make("bdi", {}, found.name || say("page.health.values.unnamed"))),
        histogram({ [of]: found }, words, WIDE),
        make("p", { class: "note" }, role(of), " ", words),
      );
    });
    const sealed = report.values_sealed && charts.length ? make("p", { class: "note" }, say("page.health.values.sealed")) : null;
    return section("values", "page.health.values", charts.length ? say("page.health.values.read") : "", ...charts, sealed);
  }

  /** @param {{of: Role, mean: number}} found */
  const meanOf = ({ of, mean }) => say("page.health.mean", { role: say(`page.role.${of}`), mean });

  /** @param {Report} report */
  function samples(report) {
    const { rows, loose } = report.samples;
    const roles = ROLES.filter((each) => report.names[each] && !loose[each]);
    const grid = rows.map((row) =>
      make(
        "div",
        { class: "sample", "data-roles": roles.length },
        make("bdi", {}, row.name),
        ...roles.map((of) => make("span", { class: `thumbs ${of}` }, ...row[of].map((picture) => thumb(report, of, picture)))),
      ),
    );
    const strips = /** @type {[Role, number[]][]} */ (Object.entries(loose)).map(([of, pictures]) =>
      make(
        "div",
        { class: "gallery" },
        make("h3", {}, titled(of)),
        make("div", { class: "thumbs" }, ...pictures.map((each) => thumb(report, of, each))),
      ),
    );
    const read = roles.length === 2 ? "page.health.samples.read" : "page.health.samples.one";
    return section(
      "samples",
      "page.health.samples",
      say(read),
      grid.length ? make("div", { class: "samples" }, ...grid) : null,
      ...strips,
      Object.keys(loose).length && report.classes.sealed ? make("p", { class: "note" }, say("page.health.samples.sealed")) : null,
    );
  }

  /** @param {Report} report */
  function sizes(report) {
    const columns = domainsOf(report).map(([of, { sizes: found, kinds, split }]) => {
      const rows = found.common
        .slice(0, 6)
        .map((each) => make("li", {}, say("page.health.size.count", { size: say("page.health.size", each), count: each.count })));
      return make(
        "div",
        {},
        make("h3", {}, titled(of)),
        make("ul", { class: "plain" }, ...rows),
        found.different > rows.length
          ? make("p", { class: "note" }, say("page.health.sizes.different", { count: found.different }))
          : null,
        found.original ? null : make("p", { class: "note" }, say("page.health.sizes.stored")),
        kinds.length ? make("p", { class: "note" }, kinds.map((each) => say("page.health.of_count", each)).join(" · ")) : null,
        split ? make("p", { class: "note" }, say("page.health.split.words", split)) : null,
      );
    });
    return section("sizes", "page.health.sizes", "", make("div", { class: "pair" }, ...columns));
  }

  /** @param {Report} report */
  function flags(report) {
    const found = domainsOf(report).flatMap(([of, domain]) =>
      domain.flags.map((flag) =>
        gallery(
          make(
            "h3",
            {},
            role(of),
            " ",
            say("page.health.of_count", { words: say(`page.health.flag.${flag.name}`), count: flag.count }),
          ),
          flag.count,
          flag.shown.slice(0, FLAGGED).map((each) => thumb(report, of, each.picture, each.name)),
        ),
      ),
    );
    return section("flags", "page.health.flags", "", ...found);
  }

  /** @param {Report} report */
  function copies(report) {
    const within = domainsOf(report).flatMap(([of, { copies: found, split }]) => {
      const parts = [
        groupsOf(report, of, "page.health.copies.two_labels", found.two_labels),
        groupsOf(report, of, "page.health.copies.exact", found.exact),
        groupsOf(report, of, "page.health.copies.near", found.near),
        groupsOf(report, of, "page.health.copies.split", split?.near),
      ].filter((each) => each !== null);
      return parts.length ? [make("h3", { class: "of" }, titled(of)), ...parts] : [];
    });
    const both = report.across;
    const across = both
      ? /** @type {const} */ (["exact", "near"]).map((kind) => {
          const { count, pairs } = both[kind];
          if (!count) return null;
          const shownPairs = pairs
            .slice(0, GROUPS)
            .map((pair) =>
              make(
                "span",
                { class: "copies" },
                ...pair.map((each, place) => thumb(report, ROLES[place], each.picture, each.name)),
              ),
            );
          return make(
            "div",
            { class: "gallery" },
            counted(say(`page.health.across.${kind}`), count),
            make("div", { class: "groups" }, ...shownPairs),
          );
        })
      : [];
    return section("copies", "page.health.copies", "", ...across, ...within);
  }

  /** @param {Report} report */
  function refused(report) {
    const refusing = domainsOf(report).filter(([, domain]) => domain.refused.count);
    const found = refusing.map(([of, domain]) => {
      const { count, files, sealed } = domain.refused;
      const rows = files.slice(0, BAD_FILES).map((each) =>
        make(
          "li",
          {},
          each.thumbnail == null
            ? make("span", { class: "blank" })
            : make("img", {
                src: address(`api/health/refused/${report.datasets[of]}/${each.thumbnail}`),
                alt: "",
                loading: "lazy",
              }),
          make("bdi", {}, each.name),
          make("span", { class: "note" }, each.reason),
        ),
      );
      return make(
        "div",
        {},
        make("h3", {}, role(of), " ", say("page.data.refused", { count })),
        make("ul", { class: "bad-files" }, ...rows),
        sealed ? make("p", { class: "note" }, say("page.health.refused.sealed")) : null,
        !sealed && count > rows.length
          ? make("p", { class: "note" }, say("page.health.refused.more", { count: count - rows.length }))
          : null,
      );
    });
    return section("refused", "page.health.refused", "", ...found);
  }

  // -- all together --------------------------------------------------------------------------------------------------------

  /** @param {Report} report */
  function draw(report) {
    setText(
      find(".kicker"),
      ROLES.map((each) => report.names[each])
        .filter(Boolean)
        .join(" → "),
    );
    const sections = [classes, values, looks, samples, flags, copies, refused, sizes]
      .map((part) => part(report))
      .filter((each) => each !== null);
    find(".sections").replaceChildren(...sections);
    const there = new Set(sections.map((each) => each.id));
    show(find(".said"), true);
    setText(find(".verdict"), report.verdict.words);
    find(".verdict").dataset.tone = report.verdict.tone;
    find(".findings").replaceChildren(
      ...report.findings.map((each) => {
        const place = `health-${placeOf(each.about)}`;
        const link = there.has(place)
          ? make(
              "button",
              { type: "button", class: "link", onclick: () => document.getElementById(place)?.scrollIntoView() },
              say("page.health.see"),
            )
          : null;
        return make(
          "li",
          { "data-level": each.level },
          ...ROLES.filter((of) => of === each.role).map(role),
          " ",
          each.message,
          " ",
          link,
        );
      }),
    );
    find(".links").replaceChildren(
      make("a", { class: "button main", href: `./?${query}` }, say("page.health.adapt")),
      make("a", { href: address(`api/health/problems.csv?${query}`), download: "" }, say("page.health.csv")),
    );
  }

  /** @param {string | null} about what a finding is about, such as "copies.exact" */
  const placeOf = (about) => {
    const part = (about ?? "").split(".")[0];
    return PLACES[part] ?? part;
  };

  openReport(element, {
    chosen: Boolean(source || target),
    read: () => ask(`api/health?${query}`),
    path: "api/health",
    make: { source, target },
    say,
    told: {
      nothing: say("page.health.nothing"),
      making: say("page.health.making"),
      failed: say("page.health.failed"),
      offline: say("page.offline"),
    },
    draw,
  });
}

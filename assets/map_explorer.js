import { address, ask } from "./api.js";
import { make, setText, show } from "./dom.js";
import { classOf, decoded, placeAt, pointColours, ranges } from "./map_data.js";
import { hoverCard } from "./map_hover.js";
import { timeline } from "./map_timeline.js";
import { CONFIG, colours, onTheme, plotly, themed } from "./plot.js";
import { subscribe, view } from "./run.js";
import { speaker } from "./words.js";

const ROLES = ["source", "target"];
const SYMBOLS = { source: "circle", target: "diamond-open" };
const THUMBNAILS = 10;
const NAME = 40;
const short = (name) => (name.length > NAME ? `${name.slice(0, NAME)}…` : name);
const gl = Boolean(document.createElement("canvas").getContext("webgl"));

export function mount(element, { props }) {
  const say = speaker(props.texts);
  const find = (selector) => element.querySelector(selector);
  const plots = { before: find("#map-before"), after: find("#map-after") };
  const figures = { before: plots.before.closest("figure"), after: plots.after.closest("figure") };
  const state = { run: "", data: null, mode: "class", shown: new Set(ROLES), focus: null, focused: "" };
  const given = {}; // the axes that each plot was given last: others are the user's zoom
  let library = null;
  let linking = false;
  let drawing = null;
  let shown = ""; // the stop whose predictions the second map shows

  const card = hoverCard(find(".hover"), say, state);
  const time = timeline(find(".scrub"), { moved, words: (name) => title(name) });

  // The map that a drawing shows: "before" on the left, the stop that is nearest to the scrubber on the right.
  const mapOf = (plot) => {
    const stops = state.data?.stops ?? [];
    if (plot === "before") return stops[0] === "before" ? "before" : null;
    return stops.length > 1 || stops[0] === "after" ? stops[Math.round(time.at)] : null;
  };

  // -- drawing ---------------------------------------------------------------------------------------------------------------

  function traces(plot) {
    const { data } = state;
    const map = mapOf(plot);
    return [
      ...ROLES.filter((role) => data.maps[map][role]).map((role) => ({
        type: gl ? "scattergl" : "scatter",
        mode: "markers",
        uid: role,
        meta: role,
        ...place(plot, role),
        visible: state.shown.has(role),
        hoverinfo: "none",
        marker: {
          symbol: SYMBOLS[role],
          size: role === "source" ? 6 : 7,
          color: pointColours(data, map, role, state.mode, state.focus),
          line: { width: role === "source" ? 0 : 1.1 },
        },
      })),
      {
        type: gl ? "scattergl" : "scatter",
        mode: "markers",
        uid: "ring",
        x: [],
        y: [],
        hoverinfo: "skip",
        marker: { symbol: "circle-open", size: 18, color: colours().ink, line: { width: 2 } },
      },
    ];
  }

  const place = (plot, role) => placeAt(state.data, plot === "before" ? 0 : time.at, role);

  // Never two redraws at once: a second one waits, and one is enough for all that were asked for meanwhile.
  async function draw() {
    if (drawing) return (drawing.again = true);
    drawing = { again: false };
    try {
      library = await plotly(props.plotly);
      for (const plot of Object.keys(plots)) await drawOne(plot);
      words();
    } finally {
      const { again } = drawing;
      drawing = null;
      if (again && state.data) draw();
    }
    return true;
  }

  async function drawOne(name) {
    const plot = plots[name];
    const there = Boolean(mapOf(name));
    if (name === "after") shown = mapOf(name);
    show(figures[name].querySelector(".nothing"), !there);
    plot.classList.toggle("drawn", there);
    if (!there) return;
    const axis = { showgrid: false, zeroline: false, showticklabels: false, ticks: "" };
    const range = ranges(state.data.bounds, plot.clientWidth, plot.clientHeight);
    const zoomed = given[name] && plot.layout && String(plot.layout.xaxis.range) !== String(given[name].x);
    if (!zoomed) given[name] = range;
    const layout = themed({
      xaxis: { ...axis, range: [...(zoomed ? plot.layout.xaxis.range : range.x)] },
      yaxis: { ...axis, range: [...(zoomed ? plot.layout.yaxis.range : range.y)] },
      margin: { l: 0, r: 0, t: 0, b: 0 },
      showlegend: false,
      hovermode: "closest",
      hoverdistance: 12,
      dragmode: "zoom",
    });
    const first = !plot.on;
    await library.react(plot, traces(name), layout, CONFIG);
    if (first) listen(name, plot);
  }

  function listen(name, plot) {
    plot.on("plotly_relayout", (event) => follow(name, event));
    plot.on("plotly_hover", ({ points: [point], event }) => {
      const role = point.data.meta;
      if (!role || !state.data) return;
      card.show(mapOf(name), role, point.pointNumber, event);
      ring(role, point.pointNumber);
    });
    plot.on("plotly_unhover", () => {
      card.hide();
      ring(null);
    });
    plot.on("plotly_doubleclick", () => home());
  }

  // The whole map again, in both.
  function home() {
    for (const [name, plot] of Object.entries(plots)) {
      if (!mapOf(name)) continue;
      given[name] = ranges(state.data.bounds, plot.clientWidth, plot.clientHeight);
      library.relayout(plot, { "xaxis.range": [...given[name].x], "yaxis.range": [...given[name].y] });
    }
  }

  // The same picture in both maps.
  function ring(role, index) {
    for (const [name, plot] of Object.entries(plots)) {
      if (!mapOf(name)) continue;
      const at = role && state.data.maps[mapOf(name)][role] ? place(name, role) : null;
      library.restyle(plot, { x: [at ? [at.x[index]] : []], y: [at ? [at.y[index]] : []] }, [plot.data.length - 1]);
    }
  }

  // Zoom of one is zoom of the other.
  function follow(name, event) {
    if (linking) return;
    const other = name === "before" ? "after" : "before";
    if (!mapOf(other)) return;
    const changes = Object.fromEntries(Object.entries(event).filter(([key]) => /^[xy]axis\.(range|autorange)/.test(key)));
    if (Object.keys(changes).length === 0) return;
    linking = true;
    library.relayout(plots[other], changes).finally(() => (linking = false));
  }

  // The scrubber moved: points go along; predictions change only from stop to stop.
  function moved() {
    if (!state.data || !library || !mapOf("after")) return;
    if (mapOf("after") !== shown || drawing || !plots.after.data) {
      draw();
      return;
    }
    const roles = plots.after.data.map((trace) => trace.meta).filter(Boolean);
    const places = roles.map((role) => place("after", role));
    library.restyle(
      plots.after,
      { x: places.map((each) => each.x), y: places.map((each) => each.y) },
      roles.map((_, number) => number),
    );
  }

  // -- words -----------------------------------------------------------------------------------------------------------------

  function title(name) {
    if (name === "before") return say("page.map.before.caption");
    const { step } = state.data.maps[name];
    return name === "after" ? say("page.map.after.caption", { step }) : say("page.map.during.caption", { step });
  }

  function words() {
    const { data } = state;
    for (const [name, figure] of Object.entries(figures)) {
      const map = mapOf(name);
      const caption = figure.querySelector(".honesty");
      if (!map) {
        setText(caption, "\u00a0");
        continue;
      }
      const found = data.maps[map];
      setText(figure.querySelector(".when"), title(map));
      const parts = [];
      if (found.mixing != null) parts.push(say("page.map.mixed", { mixing: found.mixing }));
      if (found.trustworthiness != null) parts.push(say("page.map.keeps", { trust: found.trustworthiness }));
      setText(caption, parts.join(" · "));
    }
    legend();
    changes();
    show(find(".switches"), Boolean(data));
    const now = mapOf("after");
    const sealed = Boolean(now && data.maps[now].target && !data.labels.target && state.mode === "class");
    let note = element.querySelector(".sealed");
    if (!note) find(".read").after((note = make("p", { class: "note sealed" })));
    setText(note, sealed ? say("page.map.sealed") : "");
    show(note, sealed);
  }

  function legend() {
    const box = find(".legend");
    const { data } = state;
    if (!data || state.mode === "domain") return box.replaceChildren();
    const chips = data.classes
      .map((name, kind) => ({ name, kind, colour: data.colours[kind] }))
      .filter(({ colour }, _, all) => all.length <= 12 || colour !== "#a0a4ab");
    const all = state.focused
      ? [make("button", { type: "button", class: "link", onclick: () => focusOn("", null) }, say("page.map.all_classes"))]
      : [];
    return box.replaceChildren(
      ...chips.map(({ name, kind, colour }) =>
        make(
          "button",
          {
            type: "button",
            class: "chip",
            "aria-pressed": state.focused === `class ${kind}` ? "true" : "false",
            onclick: () => focusClass(kind),
          },
          make("i", { style: `background:${colour}` }),
          make("bdi", {}, name),
        ),
      ),
      ...all,
    );
  }

  function focusClass(kind) {
    const key = `class ${kind}`;
    if (state.focused === key) focusOn("", null);
    else focusOn(key, (map, role, index) => classOf(state.data, map, role, index, state.mode) === kind);
  }

  function focusOn(key, focus) {
    state.focused = key;
    state.focus = focus;
    draw();
  }

  function changes() {
    const box = find(".moved");
    const { data } = state;
    const moves = data?.moves;
    show(box, Boolean(moves));
    if (!moves) return;
    const still = data.moved === false ? `${say("page.map.still")} ` : "";
    setText(box.querySelector(".words"), still + say("page.map.changed", moves));
    box.querySelector(".groups").replaceChildren(
      ...moves.groups.map((group) => {
        const key = `moved ${group.before} ${group.after}`;
        const inside = new Set(group.pictures);
        const values = {
          count: group.pictures.length,
          before: short(data.classes[group.before]),
          after: short(data.classes[group.after]),
        };
        const showing = state.focused === key;
        return make(
          "div",
          { class: "group" },
          make(
            "div",
            { class: "thumbs" },
            ...group.pictures
              .slice(0, THUMBNAILS)
              .map((n) =>
                make("img", {
                  src: address(`api/runs/${view.id}/thumb/target/${n}`),
                  alt: data.names.target[n],
                  loading: "lazy",
                }),
              ),
          ),
          make("p", { class: "note" }, say("page.map.group", values), " "),
          make(
            "button",
            {
              type: "button",
              class: "link",
              onclick: () =>
                showing ? focusOn("", null) : focusOn(key, (map, role, index) => role === "target" && inside.has(index)),
            },
            say(showing ? "page.map.all_classes" : "page.map.show_group"),
          ),
        );
      }),
    );
  }

  // -- controls --------------------------------------------------------------------------------------------------------------

  for (const input of element.querySelectorAll("[name=map-colour]")) {
    input.addEventListener("change", () => {
      state.mode = input.value;
      focusOn("", null);
    });
  }
  for (const input of element.querySelectorAll(".switches [type=checkbox]")) {
    input.addEventListener("change", () => {
      if (input.checked) state.shown.add(input.value);
      else state.shown.delete(input.value);
      draw();
    });
  }

  // -- data ------------------------------------------------------------------------------------------------------------------

  let seen = "";
  let latest = null;
  async function load(now) {
    const { id } = view;
    const had = state.run === id ? (state.data?.maps ?? {}) : {};
    const found = await ask(`api/runs/${id}/maps?known=${Object.keys(had).join(",")}`);
    if (now !== seen || id !== view.id) return; // another run is shown by now
    const anew = state.run !== id;
    if (anew) {
      clear();
      state.run = id;
    }
    state.data = decoded(found, had);
    time.take(state.data.stops, anew);
    await draw();
    empty(latest);
  }

  subscribe(({ id, answer }) => {
    latest = answer;
    const now = id && answer?.maps ? `${id} ${answer.maps}` : "";
    empty(answer);
    if (now === seen) return;
    seen = now;
    if (now) load(now).catch((error) => console.error(error));
    else clear();
  });

  function empty(answer) {
    const failed = answer?.maps_failed?.[0]?.message;
    if (!failed && !answer?.over) return;
    for (const [name, figure] of Object.entries(figures)) {
      if (mapOf(name)) continue;
      const nothing = failed
        ? say("page.map.failed", { reason: failed })
        : say(answer.settled && (state.data || !answer.maps) ? "page.map.none" : "page.map.coming");
      setText(figure.querySelector(".nothing"), nothing);
    }
  }

  function clear() {
    if (!state.data) return;
    Object.assign(state, { run: "", data: null, focus: null, focused: "" });
    shown = "";
    time.take([], true);
    for (const [name, plot] of Object.entries(plots)) {
      window.Plotly?.purge(plot);
      delete given[name];
      plot.classList.remove("drawn");
      show(figures[name].querySelector(".nothing"), true);
    }
    words();
  }

  onTheme(() => state.data && draw());
}

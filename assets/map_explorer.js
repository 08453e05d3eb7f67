import { ask } from "./api.js";
import { make, setText, show } from "./dom.js";
import { changes } from "./map_changes.js";
import { LEGENDS, classOf, decoded, isRight, placeAt, pointColours, ranges, trails } from "./map_data.js";
import { gallery } from "./map_gallery.js";
import { hoverCard } from "./map_hover.js";
import { byKeyboard } from "./map_keyboard.js";
import { motion } from "./map_motion.js";
import { timeline } from "./map_timeline.js";
import { CONFIG, colours, onTheme, plotly, themed } from "./plot.js";
import { subscribe, view } from "./run.js";
import { form, speaker } from "./words.js";

const ROLES = ["source", "target"];
const SYMBOLS = { source: "circle", target: "diamond-open" };
const TRUE_ENOUGH = 0.9; // from this share of kept neighbours on, a map may be read as it looks
const MIXED = 0.3;
const REST_MS = 150;
const ISLANDS = 0.8;
const gl = Boolean(document.createElement("canvas").getContext("webgl"));

export function mount(element, { props }) {
  const say = speaker(props.texts);
  const find = (selector) => element.querySelector(selector);
  const plots = { before: find("#map-before"), after: find("#map-after") };
  const figures = { before: plots.before.closest("figure"), after: plots.after.closest("figure") };
  const state = { run: "", data: null, mode: "class", shown: new Set(ROLES), focused: null, selected: null, selection: "", ringed: null, trails: false, drag: "zoom" };
  const given = {}; // the axes that each plot was given last: others are the user's zoom
  let library = null;
  let linking = false;
  let drawing = null;
  let coat = null; // colours and sizes of the points in motion
  let resting = null;

  const moving = motion(plots.after);
  const card = hoverCard(find(".hover"), say, state);
  const faces = gallery(find(".selected"), say, { ring, clear: () => select(null) });
  const drawChanges = changes(find(".moved"), say, { select: selectGroup, selected: () => state.selection });
  const time = timeline(find(".scrub"), { moved, words: (name) => title(name) });

  // The map that a drawing shows: "before" on the left, the stop that is nearest to the scrubber on the right.
  const mapOf = (plot) => {
    const stops = state.data?.stops ?? [];
    if (plot === "before") return stops[0] === "before" ? "before" : null;
    return stops.length > 1 || stops[0] === "after" ? stops[Math.round(time.at)] : null;
  };

  // -- drawing ---------------------------------------------------------------------------------------------------------------

  // A class that was pressed and pictures that were selected keep their colour.
  function kept() {
    const { data, focused, selected } = state;
    if (focused === null && !selected) return null;
    return (map, role, index) =>
      (focused === null || classOf(data, map, role, index, state.mode) === focused) && (!selected || selected[role].has(index));
  }

  function lines(plot) {
    if (plot === "before" || !state.trails) return { x: [], y: [] };
    const { data, selected } = state;
    const of = selected ?? { target: (data.movers ?? []).map((each) => each.picture), source: [] };
    return trails(data, time.at, { source: [...of.source], target: [...of.target] });
  }

  function traces(plot) {
    const { data } = state;
    const map = mapOf(plot);
    return [
      {
        type: gl ? "scattergl" : "scatter",
        mode: "lines",
        uid: "trails",
        ...lines(plot),
        hoverinfo: "skip",
        line: { width: 1, color: colours().quiet },
      },
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
          size: sizes(map, role),
          color: pointColours(data, map, role, state.mode, kept()),
          line: { width: role === "source" ? 0 : 1.1 },
        },
      })),
      {
        type: gl ? "scattergl" : "scatter",
        mode: "markers",
        uid: "ring",
        ...ringAt(plot),
        hoverinfo: "skip",
        marker: { symbol: "circle-open", size: 18, color: colours().ink, line: { width: 2 } },
      },
    ];
  }

  // Never by colour alone: what is wrong is larger too.
  function sizes(map, role) {
    const size = role === "source" ? 6 : 7;
    if (state.mode !== "right") return size;
    return Array.from(state.data.maps[map][role].x, (_, index) => (isRight(state.data, map, role, index) === false ? size + 4 : size));
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
    if (name === "after") coat = null;
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
      dragmode: state.drag,
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
    plot.on("plotly_selected", (event) => {
      // Without points it is no word of the user: plotly says so too when the redraw takes the lasso away.
      const points = (event?.points ?? []).filter((point) => point.data.meta);
      if (points.length) select(points.map((point) => ({ role: point.data.meta, index: point.pointNumber })));
    });
    plot.on("plotly_click", ({ points: [point], event }) => {
      if (point.data.meta) choose({ role: point.data.meta, index: point.pointNumber }, event.shiftKey || event.ctrlKey || event.metaKey);
    });
    byKeyboard(plot, {
      points: () =>
        Object.fromEntries(ROLES.filter((role) => state.shown.has(role) && state.data.maps[mapOf(name)][role]).map((role) => [role, place(name, role)])),
      centre: () => ["xaxis", "yaxis"].map((axis) => plot.layout[axis].range.reduce((a, b) => a + b) / 2),
      look: (point) => look(name, plot, point),
      choose,
      clear: () => select(null),
    });
  }

  function look(name, plot, point) {
    if (!point) {
      card.hide();
      return ring(null);
    }
    const { xaxis, yaxis } = plot._fullLayout;
    const box = plot.getBoundingClientRect();
    const at = { clientX: box.left + xaxis._offset + xaxis.d2p(point.x), clientY: box.top + yaxis._offset + yaxis.d2p(point.y) };
    card.show(mapOf(name), point.role, point.index, at);
    setText(find(".spoken"), find(".hover div").innerText);
    return ring(point.role, point.index);
  }

  // -- selection -------------------------------------------------------------------------------------------------------------

  function select(points, key = "") {
    state.selection = key;
    state.selected = points && Object.fromEntries(ROLES.map((role) => [role, new Set(points.filter((each) => each.role === role).map((each) => each.index))]));
    draw();
  }

  // One picture: alone, or to and from the others.
  function choose({ role, index }, more) {
    const before = ROLES.flatMap((each) => [...(state.selected?.[each] ?? [])].map((number) => ({ role: each, index: number })));
    const others = before.filter((each) => each.role !== role || each.index !== index);
    const was = others.length < before.length;
    const now = more ? (was ? others : [...others, { role, index }]) : was && before.length === 1 ? [] : [{ role, index }];
    select(now.length ? now : null);
  }

  function selectGroup(key, pictures) {
    if (state.selection === key) select(null);
    else select(pictures.map((index) => ({ role: "target", index })), key);
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
    state.ringed = role ? { role, index } : null;
    for (const [name, plot] of Object.entries(plots)) {
      if (!mapOf(name) || !plot.data) continue;
      const { x, y } = ringAt(name);
      library.restyle(plot, { x: [x], y: [y] }, [plot.data.length - 1]);
    }
  }

  function ringAt(name) {
    const { role, index } = state.ringed ?? {};
    if (!role || !state.data.maps[mapOf(name)][role]) return { x: [], y: [] };
    const { x, y } = place(name, role);
    return { x: [x[index]], y: [y[index]] };
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

  // The scrubber moved: points go along; what is predicted changes only from stop to stop.
  function moved() {
    if (!state.data || !library || !mapOf("after")) return;
    if (!plots.after.data) {
      draw();
      return;
    }
    const map = mapOf("after");
    if (!coat || coat.map !== map || coat.data !== state.data) {
      coat = { map, data: state.data, roles: {} };
      for (const role of ROLES.filter((each) => state.shown.has(each) && state.data.maps[map][each])) {
        const size = sizes(map, role);
        const radius = Array.isArray(size) ? size.map((each) => each / 2) : size / 2;
        coat.roles[role] = { colour: pointColours(state.data, map, role, state.mode, kept()), radius };
      }
      words();
    }
    const points = Object.entries(coat.roles).map(([role, look]) => [role, { ...look, ...place("after", role) }]);
    moving.draw(Object.fromEntries(points), lines("after"), colours().quiet);
    clearTimeout(resting);
    resting = setTimeout(settle, REST_MS);
  }

  async function settle() {
    await draw();
    if (!drawing) moving.rest();
    else resting = setTimeout(settle, REST_MS);
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
      if (map) setText(figure.querySelector(".when"), title(map));
      honesty(figure, map ? data.maps[map] : {});
    }
    legend();
    drawChanges(data);
    faces.draw(data, mapOf("after") ?? mapOf("before"), state.selected);
    show(find(".switches"), Boolean(data));
    const classes = Boolean(data && !data.values);
    show(find("label:has([value=right])"), classes && Boolean(data.labels.target));
    show(find("label:has([value=confidence])"), classes);
    setText(find(".sampled"), data?.sampled ? say("page.map.sampled", data.sampled) : "");
    const now = mapOf("after");
    const sealed = Boolean(now && data.maps[now].target && !data.labels.target && state.mode === "class");
    let note = element.querySelector(".sealed");
    if (!note) find(".read").after((note = make("p", { class: "note sealed" })));
    setText(note, sealed ? say("page.map.sealed") : "");
    show(note, sealed);
  }

  // How far the drawing may be believed, and what the numbers, measured in all of the features, say about them.
  function honesty(figure, found) {
    const { trustworthiness, mixing, separation } = found;
    const box = figure.querySelector(".badge");
    for (const each of figure.querySelectorAll(".honesty div")) {
      const value = found[each.dataset.measure];
      each.classList.toggle("unknown", value == null);
      setText(each.querySelector("b"), form("percent", value));
    }
    box.classList.toggle("unknown", trustworthiness == null);
    if (trustworthiness == null) return;
    const good = trustworthiness >= TRUE_ENOUGH;
    box.dataset.level = good ? "good" : "careful";
    setText(box.querySelector("b"), say(good ? "page.map.badge.good" : "page.map.badge.careful"));
    let means = good ? "" : say("page.map.means.bent");
    if (good && mixing != null && separation != null) {
      const islands = separation >= ISLANDS;
      means = say(mixing < MIXED ? "page.map.means.separate" : islands ? "page.map.means.shared" : "page.map.means.blurred");
    }
    setText(box.querySelector("span"), means);
  }

  function legend() {
    const box = find(".legend");
    const { data } = state;
    if (!data || state.mode === "domain") return box.replaceChildren();
    const colour = (each) => make("i", { style: `background:${each}` });
    if (state.mode === "right" || state.mode === "confidence") {
      const [first, second] = state.mode === "right" ? ["page.map.right", "page.map.wrong"] : ["page.map.unsure", "page.map.sure"];
      const [from, to] = [LEGENDS[state.mode][0], LEGENDS[state.mode].at(-1)];
      const between = LEGENDS[state.mode].slice(1, -1).map(colour);
      return box.replaceChildren(make("span", { class: "key" }, colour(from), say(first), ...between, colour(to), say(second)));
    }
    const chips = data.classes
      .map((name, kind) => ({ name, kind, shade: data.colours[kind] }))
      .filter(({ shade }, _, all) => all.length <= 12 || shade !== "#a0a4ab");
    const all =
      state.focused !== null
        ? [make("button", { type: "button", class: "link", onclick: () => focusOn(null) }, say("page.map.all_classes"))]
        : [];
    return box.replaceChildren(
      ...chips.map(({ name, kind, shade }) =>
        make(
          "button",
          {
            type: "button",
            class: "chip",
            "aria-pressed": state.focused === kind ? "true" : "false",
            onclick: () => focusOn(state.focused === kind ? null : kind),
          },
          colour(shade),
          make("bdi", {}, name),
        ),
      ),
      ...all,
    );
  }

  function focusOn(kind) {
    state.focused = kind;
    draw();
  }

  // -- controls --------------------------------------------------------------------------------------------------------------

  for (const input of element.querySelectorAll("[name=map-colour]")) {
    input.addEventListener("change", () => {
      state.mode = input.value;
      focusOn(null);
    });
  }
  for (const input of element.querySelectorAll("[name=map-drag]")) {
    input.addEventListener("change", () => {
      state.drag = input.value;
      draw();
    });
  }
  find("[name=map-trails]").addEventListener("change", (event) => {
    state.trails = event.target.checked;
    draw();
  });
  for (const input of element.querySelectorAll("[name=map-domain]")) {
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
    Object.assign(state, { run: "", data: null, focused: null, selected: null, selection: "", ringed: null });
    clearTimeout(resting);
    moving.rest();
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

import { ask, insist, logged, Refusal, sentencesOf } from "./api.js";
import { finder, setText, show } from "./dom.js";
import { changes } from "./map_changes.js";
import { byRole, DRAWINGS, decoded, pointColours, ROLES, ranges } from "./map_data.js";
import { fullScreen } from "./map_full_screen.js";
import { gallery } from "./map_gallery.js";
import { hoverCard } from "./map_hover.js";
import { byKeyboard } from "./map_keyboard.js";
import { motion } from "./map_motion.js";
import { timeline } from "./map_timeline.js";
import { tracesOf } from "./map_traces.js";
import { wordsOf } from "./map_words.js";
import { CONFIG, colours, onTheme, plotly, purge, themed } from "./plot.js";
import { refresh, subscribe, view } from "./run.js";
import { joined, speaker } from "./words.js";

const REST_MS = 150;

/**
 * @import { Drawing, MapData, Picture, Role } from "./map_data.js"
 * @import { Moving } from "./map_motion.js"
 * @import { Point, Pointed, State } from "./map_traces.js"
 * @import { Plotly } from "./plot.js"
 */

/**
 * @param {HTMLElement} element
 * @param {import("./answers").Component} given
 */
export function mount(element, { props }) {
  const say = speaker(props.texts);
  const find = finder(element);
  const plots = { before: find("#map-before"), after: find("#map-after") }; // plotly adds its own to them
  /** @type {Record<Drawing, HTMLElement>} */
  const figures = { before: plots.before.closest("figure"), after: plots.after.closest("figure") };
  /** @type {State & {run: string, selection: string, drag: string}} */
  const state = {
    run: "",
    data: null,
    mode: "class",
    shown: new Set(ROLES),
    focused: null,
    selected: null,
    selection: "",
    ringed: null,
    trails: false,
    drag: "zoom",
  };
  /** @type {Partial<Record<Drawing, {x: number[], y: number[]}>>} */
  const given = {}; // the axes that each plot was given last: others are the user's zoom
  /** @type {Plotly | null} */
  let library = null; // plotly.js, from the first drawing on
  let linking = false;
  /** @type {{again: boolean} | null} */
  let drawing = null;
  /** @type {{map: string, data: MapData, roles: Partial<Record<Role, Pick<Moving, "colour" | "radius">>>} | null} */
  let coat = null; // colours and sizes of the points in motion
  let resting = 0;

  const data = () => /** @type {MapData} */ (state.data); // where there is something on the screen
  const moving = motion(plots.after);
  const card = hoverCard(find(".hover"), say, state);
  const faces = gallery(find(".selected"), say, { ring, clear: () => select(null) });
  const drawChanges = changes(find(".moved"), say, { select: selectGroup, selected: () => state.selection });
  /** @type {ReturnType<typeof timeline>} */
  const time = timeline(find(".scrub"), { moved, words: (name) => about.title(name) });

  /** @type {(plot: Drawing) => string | null} the map that a drawing shows: on the right the stop that is nearest to the scrubber */
  const mapOf = (plot) => {
    const stops = state.data?.stops ?? [];
    if (plot === "before") return stops[0] === "before" ? "before" : null;
    return stops.length > 1 || stops[0] === "after" ? stops[Math.round(time.at)] : null;
  };

  /** @param {string} map */
  const rolesOn = (map) => ROLES.filter((role) => state.shown.has(role) && data().maps[map][role]);
  /** @type {(plot: Drawing) => {x: number[], y: number[]}} */
  const rangeOf = (name) => ranges(data().bounds, plots[name].clientWidth, plots[name].clientHeight);
  const { traces, lines, sizes, kept, place, beyondOf, ringAt } = tracesOf(state, time, mapOf, rangeOf);
  const about = wordsOf(element, say, state, { mapOf, focusOn, beyond: beyondOf });

  // -- drawing ---------------------------------------------------------------------------------------------------------------

  // Never two redraws at once: a second one waits, and one is enough for all that were asked for meanwhile.
  async function draw() {
    if (drawing) {
      drawing.again = true;
      return;
    }
    drawing = { again: false };
    try {
      library = await plotly(props.plotly);
      for (const plot of DRAWINGS) await drawOne(plot, library);
      words();
    } finally {
      const { again } = drawing;
      drawing = null;
      if (again && state.data) draw();
    }
  }

  /** @type {(name: Drawing, library: Plotly) => Promise<void>} */
  async function drawOne(name, library) {
    const plot = plots[name];
    const there = Boolean(mapOf(name));
    if (name === "after") coat = null;
    show(finder(figures[name])(".nothing"), !there);
    plot.classList.toggle("drawn", there);
    if (!there) return;
    const axis = { showgrid: false, zeroline: false, showticklabels: false, ticks: "" };
    const range = rangeOf(name);
    const zoomed = given[name] && plot.layout && String(plot.layout.xaxis.range) !== String(given[name]?.x);
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

  /** @type {(name: Drawing, plot: any) => void} the plot is plotly's */
  function listen(name, plot) {
    plot.on("plotly_relayout", (/** @type {object} */ event) => follow(name, event));
    plot.on("plotly_hover", (/** @type {Pointed} */ { points: [point], event }) => {
      const role = point.data.meta;
      const map = mapOf(name);
      if (!role || !map) return;
      card.show(map, role, point.pointNumber, event, beyondOf(name, role).has(point.pointNumber));
      ring(role, point.pointNumber);
    });
    plot.on("plotly_unhover", () => {
      card.hide();
      ring(null);
    });
    plot.on("plotly_doubleclick", () => home());
    plot.on("plotly_selected", (/** @type {Pointed | undefined} */ event) => {
      // Without points it is no word of the user: plotly says so too when the redraw takes the lasso away.
      const points = (event?.points ?? []).flatMap(pictureOf);
      if (points.length) select(points);
    });
    plot.on("plotly_click", (/** @type {Pointed} */ { points: [point], event }) => {
      for (const picture of pictureOf(point)) choose(picture, event.shiftKey || event.ctrlKey || event.metaKey);
    });
    byKeyboard(plot, {
      points: () => Object.fromEntries(rolesOn(mapOf(name) ?? "").map((role) => [role, place(name, role)])),
      centre: () => [plot.layout.xaxis.range, plot.layout.yaxis.range].map(([from, to]) => (from + to) / 2),
      look: (point) => look(name, plot, point),
      choose,
      clear: () => select(null),
    });
  }

  /** @type {(point: Point) => Picture[]} one, or none where it is a point of no picture */
  const pictureOf = ({ data: { meta }, pointNumber }) => (meta ? [{ role: meta, index: pointNumber }] : []);

  /** @type {(name: Drawing, plot: any, point: (Picture & {x: number, y: number}) | null) => void} the plot is plotly's */
  function look(name, plot, point) {
    const map = mapOf(name);
    if (!point || !map) {
      card.hide();
      return ring(null);
    }
    const { xaxis, yaxis } = plot._fullLayout;
    const box = plot.getBoundingClientRect();
    const at = { clientX: box.left + xaxis._offset + xaxis.d2p(point.x), clientY: box.top + yaxis._offset + yaxis.d2p(point.y) };
    card.show(map, point.role, point.index, at, beyondOf(name, point.role).has(point.index));
    setText(find(".spoken"), card.words());
    return ring(point.role, point.index);
  }

  // -- selection -------------------------------------------------------------------------------------------------------------

  /** @type {(points: Picture[] | null, key?: string) => Promise<void>} the key is that of the group that they are */
  function select(points, key = "") {
    state.selection = key;
    state.selected = points && byRole(points);
    return draw();
  }

  /** @type {(picture: Picture, more: boolean) => void} selects one picture: alone, or to and from the others */
  function choose({ role, index }, more) {
    const before = ROLES.flatMap((each) => [...(state.selected?.[each] ?? [])].map((number) => ({ role: each, index: number })));
    const others = before.filter((each) => each.role !== role || each.index !== index);
    const was = others.length < before.length;
    const now = more ? (was ? others : [...others, { role, index }]) : was && before.length === 1 ? [] : [{ role, index }];
    select(now.length ? now : null);
  }

  /** @type {(key: string, pictures: number[]) => Promise<void>} pictures of the target; whoever presses it far below wants to see the map */
  async function selectGroup(key, pictures) {
    if (state.selection === key) return select(null);
    await select(
      pictures.map((index) => ({ role: "target", index })),
      key,
    );
    return figures.after.scrollIntoView({ block: "nearest" });
  }

  // The whole map again, in both.
  function home() {
    for (const name of DRAWINGS) {
      if (!mapOf(name)) continue;
      const range = rangeOf(name);
      given[name] = range;
      library?.relayout(plots[name], { "xaxis.range": [...range.x], "yaxis.range": [...range.y] });
    }
  }

  /** @type {(role: Role | null, index?: number) => void} shows the same picture in both maps, null none any more */
  function ring(role, index = 0) {
    state.ringed = role ? { role, index } : null;
    for (const name of DRAWINGS) {
      const plot = plots[name];
      if (!mapOf(name) || !plot.data) continue;
      const { x, y } = ringAt(name);
      library?.restyle(plot, { x: [x], y: [y] }, [plot.data.length - 1]);
    }
  }

  /** @type {(name: Drawing, event: object) => void} zoom of one is zoom of the other; plotly's changes by their name */
  function follow(name, event) {
    if (linking) return;
    const other = name === "before" ? "after" : "before";
    if (!mapOf(other)) return;
    const changes = Object.fromEntries(Object.entries(event).filter(([key]) => /^[xy]axis\.(range|autorange)/.test(key)));
    if (Object.keys(changes).length === 0) return;
    linking = true;
    library?.relayout(plots[other], changes).finally(() => (linking = false));
  }

  // The scrubber moved: points go along; what is predicted changes only from stop to stop.
  function moved() {
    const map = mapOf("after");
    if (!state.data || !library || !map) return;
    if (!plots.after.data) {
      draw();
      return;
    }
    if (!coat || coat.map !== map || coat.data !== state.data) {
      coat = { map, data: state.data, roles: {} };
      for (const role of rolesOn(map)) {
        const size = sizes(map, role);
        const radius = Array.isArray(size) ? size.map((each) => each / 2) : size / 2;
        coat.roles[role] = { colour: pointColours(state.data, map, role, state.mode, kept()), radius };
      }
      words();
    }
    /** @type {Record<string, Moving>} */
    const points = {};
    for (const role of ROLES) {
      const looks = coat.roles[role];
      if (looks) points[role] = { ...looks, ...place("after", role) };
    }
    moving.draw(points, lines("after"), colours().quiet);
    clearTimeout(resting);
    resting = setTimeout(settle, REST_MS);
  }

  async function settle() {
    await draw();
    if (!drawing) moving.rest();
    else resting = setTimeout(settle, REST_MS);
  }

  // -- words -----------------------------------------------------------------------------------------------------------------

  function words() {
    about.draw(figures);
    drawChanges(state.data);
    faces.draw(state.data, mapOf("after") ?? mapOf("before"), state.selected);
  }

  /** @param {number | null} kind a class, null for all */
  function focusOn(kind) {
    state.focused = kind;
    draw();
  }

  // -- controls --------------------------------------------------------------------------------------------------------------

  /** @type {(name: string) => NodeListOf<HTMLInputElement>} */
  const inputs = (name) => element.querySelectorAll(`[name=${name}]`);

  for (const input of inputs("map-colour")) {
    input.addEventListener("change", () => {
      state.mode = /** @type {State["mode"]} */ (input.value);
      focusOn(null);
    });
  }
  for (const input of inputs("map-drag")) {
    input.addEventListener("change", () => {
      state.drag = input.value;
      draw();
    });
  }
  find("[name=map-trails]").addEventListener("change", (/** @type {Event & {target: HTMLInputElement}} */ event) => {
    state.trails = event.target.checked;
    draw();
  });
  for (const input of inputs("map-domain")) {
    input.addEventListener("change", () => {
      const role = /** @type {Role} */ (input.value);
      if (input.checked) state.shown.add(role);
      else state.shown.delete(role);
      draw();
    });
  }

  // plotly sees a new size of the window alone.
  async function resized() {
    if (!state.data || !library) return;
    for (const plot of Object.values(plots)) if (plot.data) await library.relayout(plot, { autosize: true });
    await draw();
  }

  fullScreen(find(".maps"), { say, resized });

  // -- data ------------------------------------------------------------------------------------------------------------------

  let seen = "";
  /** @type {typeof view.answer} */
  let latest = null;
  let damaged = "";
  /** @param {string} now */
  async function load(now) {
    const { id } = view;
    const had = state.run === id ? (state.data?.maps ?? {}) : {};
    /** @type {import("./answers").Maps} */
    const found = await insist(`api/runs/${id}/maps?known=${Object.keys(had).join(",")}`, () => now === seen);
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
    if (now !== seen) damaged = "";
    empty(answer);
    show(find(".to-draw"), answer?.to_draw != null);
    setText(find(".to-draw .note"), answer?.to_draw ?? "");
    if (now === seen) return;
    seen = now;
    if (now) load(now).catch(refused);
    else clear();
  });

  find(".draw").addEventListener("click", async () => {
    try {
      await ask(`api/runs/${view.id}/maps`, { method: "POST" });
    } catch (error) {
      setText(find(".to-draw .note"), joined(sentencesOf(error, say("page.offline"))));
      return;
    }
    refresh();
  });

  /** @param {unknown} error A map that is damaged says so where it would stand; all else of the page goes on. */
  function refused(error) {
    if (!(error instanceof Refusal)) return logged(error);
    clear();
    damaged = error.message;
    return empty(latest);
  }

  /** @param {typeof view.answer} answer */
  function empty(answer) {
    const failed = answer?.maps_failed?.[0]?.message;
    if (!failed && !damaged && !answer?.over) return;
    for (const name of DRAWINGS) {
      if (mapOf(name)) continue;
      const nothing =
        damaged ||
        (failed
          ? say("page.map.failed", { reason: failed })
          : say(answer.settled && (state.data || !answer.maps) ? "page.map.none" : "page.map.coming"));
      setText(finder(figures[name])(".nothing"), nothing);
    }
  }

  function clear() {
    if (!state.data) return;
    Object.assign(state, { run: "", data: null, focused: null, selected: null, selection: "", ringed: null });
    clearTimeout(resting);
    moving.rest();
    time.take([], true);
    for (const name of DRAWINGS) {
      purge(plots[name]);
      delete given[name];
      plots[name].classList.remove("drawn");
      show(finder(figures[name])(".nothing"), true);
    }
    words();
  }

  onTheme(() => state.data && draw());
}

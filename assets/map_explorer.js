import { address, ask } from "./api.js";
import { make, setText, show } from "./dom.js";
import { between, classOf, decoded, pointColours, ranges } from "./map_data.js";
import { hoverCard } from "./map_hover.js";
import { CONFIG, colours, onTheme, plotly, themed } from "./plot.js";
import { subscribe, view } from "./run.js";
import { speaker } from "./words.js";

const ROLES = ["source", "target"];
const SYMBOLS = { source: "circle", target: "diamond-open" };
const PLAY_MS = 1600;
const THUMBNAILS = 10;
const NAME = 40;
const short = (name) => (name.length > NAME ? `${name.slice(0, NAME)}…` : name);
const gl = Boolean(document.createElement("canvas").getContext("webgl"));

export function mount(element, { props }) {
  const say = speaker(props.texts);
  const find = (selector) => element.querySelector(selector);
  const plots = { before: find("#map-before"), after: find("#map-after") };
  const figures = { before: plots.before.closest("figure"), after: plots.after.closest("figure") };
  const state = { data: null, mode: "class", shown: new Set(ROLES), focus: null, focused: "", share: 1 };
  let library = null;
  let linking = false;

  const card = hoverCard(find(".hover"), say, state);

  // -- drawing ---------------------------------------------------------------------------------------------------------------

  function traces(map) {
    const { data } = state;
    return [
      ...ROLES.filter((role) => data.maps[map][role]).map((role) => ({
        type: gl ? "scattergl" : "scatter",
        mode: "markers",
        uid: role,
        meta: role,
        ...place(map, role),
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

  function place(map, role) {
    const { maps } = state.data;
    if (map === "before" || !maps.before?.[role]) return { x: maps[map][role].x, y: maps[map][role].y };
    const [from, to] = [maps.before[role], maps.after[role]];
    return { x: between(from.x, to.x, state.share), y: between(from.y, to.y, state.share) };
  }

  async function draw() {
    library = await plotly(props.plotly);
    for (const [map, plot] of Object.entries(plots)) {
      const there = Boolean(state.data?.maps[map]);
      show(figures[map].querySelector(".nothing"), !there);
      plot.classList.toggle("drawn", there);
      if (!there) continue;
      const axis = { showgrid: false, zeroline: false, showticklabels: false, ticks: "" };
      const range = ranges(state.data.bounds, plot.clientWidth, plot.clientHeight);
      const layout = themed({
        xaxis: { ...axis, range: range.x },
        yaxis: { ...axis, range: range.y },
        margin: { l: 0, r: 0, t: 0, b: 0 },
        showlegend: false,
        hovermode: "closest",
        hoverdistance: 12,
        dragmode: "zoom",
        uirevision: `${view.id} ${state.data.bounds}`,
      });
      const first = !plot.on;
      await library.react(plot, traces(map), layout, CONFIG);
      if (first) listen(map, plot);
    }
    words();
  }

  function listen(map, plot) {
    plot.on("plotly_relayout", (event) => follow(map, event));
    plot.on("plotly_hover", ({ points: [point], event }) => {
      const role = point.data.meta;
      if (!role || !state.data) return;
      card.show(map, role, point.pointNumber, event);
      ring(role, point.pointNumber);
    });
    plot.on("plotly_unhover", () => {
      card.hide();
      ring(null);
    });
  }

  // The same picture in both maps.
  function ring(role, index) {
    for (const [map, plot] of Object.entries(plots)) {
      if (!state.data?.maps[map]) continue;
      const at = role && state.data.maps[map][role] ? place(map, role) : null;
      library.restyle(plot, { x: [at ? [at.x[index]] : []], y: [at ? [at.y[index]] : []] }, [plot.data.length - 1]);
    }
  }

  // Zoom of one is zoom of the other.
  function follow(map, event) {
    if (linking) return;
    const other = map === "before" ? "after" : "before";
    if (!state.data?.maps[other]) return;
    const changes = Object.fromEntries(Object.entries(event).filter(([key]) => /^[xy]axis\.(range|autorange)/.test(key)));
    if (Object.keys(changes).length === 0) return;
    linking = true;
    library.relayout(plots[other], changes).finally(() => (linking = false));
  }

  // -- words -----------------------------------------------------------------------------------------------------------------

  function words() {
    const { data } = state;
    for (const [map, figure] of Object.entries(figures)) {
      const found = data?.maps[map];
      const caption = figure.querySelector(".honesty");
      if (!found) {
        setText(caption, "\u00a0");
        continue;
      }
      const title = map === "after" ? say("page.map.after.caption", { step: found.step }) : say("page.map.before.caption");
      setText(figure.querySelector(".when"), title);
      const parts = [];
      if (found.mixing != null) parts.push(say("page.map.mixed", { mixing: found.mixing }));
      if (found.trustworthiness != null) parts.push(say("page.map.keeps", { trust: found.trustworthiness }));
      setText(caption, parts.join(" · "));
    }
    legend();
    changes();
    show(find(".switches"), Boolean(data));
    const both = Boolean(data?.maps.before && data?.maps.after);
    show(find(".scrub"), both);
    const sealed = Boolean(data && data.maps.after?.target && !data.labels.target && state.mode === "class");
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

  const slider = find(".scrub input");
  let playing = 0;
  slider.addEventListener("input", () => {
    playing = 0;
    scrub(Number(slider.value));
  });
  find(".play").addEventListener("click", () => {
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) return scrub(state.share < 1 ? 1 : 0);
    const began = (playing = performance.now());
    const frame = (now) => {
      if (playing !== began) return;
      const share = Math.min(1, (now - began) / PLAY_MS);
      scrub(share * share * (3 - 2 * share));
      if (share < 1) requestAnimationFrame(frame);
    };
    return requestAnimationFrame(frame);
  });

  function scrub(share) {
    if (!state.data?.maps.after) return;
    state.share = share;
    slider.value = share;
    const roles = ROLES.filter((role) => state.data.maps.after[role]);
    const places = roles.map((role) => place("after", role));
    library.restyle(
      plots.after,
      { x: places.map((each) => each.x), y: places.map((each) => each.y) },
      roles.map((_, number) => number),
    );
  }

  // -- data ------------------------------------------------------------------------------------------------------------------

  let seen = "";
  let latest = null;
  async function load(now) {
    const { id } = view;
    const found = await ask(`api/runs/${id}/maps`);
    if (now !== seen || id !== view.id) return; // another run is shown by now
    state.data = decoded(found);
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
    for (const [map, figure] of Object.entries(figures)) {
      if (state.data?.maps[map]) continue;
      const words = failed
        ? say("page.map.failed", { reason: failed })
        : say(answer.settled && (state.data || !answer.maps) ? "page.map.none" : "page.map.coming");
      setText(figure.querySelector(".nothing"), words);
    }
  }

  function clear() {
    if (!state.data) return;
    Object.assign(state, { data: null, focus: null, focused: "", share: 1 });
    slider.value = 1;
    for (const [map, plot] of Object.entries(plots)) {
      window.Plotly?.purge(plot);
      plot.classList.remove("drawn");
      show(figures[map].querySelector(".nothing"), true);
    }
    words();
  }

  onTheme(() => state.data && draw());
}

// The report of a run: reads values off its charts and moves its map. Stands inside the file, asks nobody for anything.

(() => {
  /**
   * What the file holds for it, made by tlgui/export/report.py.
   * @typedef {"source" | "target"} Role
   * @typedef {{left: number, width: number, right: number, lines: {name: string, x: number[], y: number[]}[]}} Chart its scale and its lines
   * @typedef {{xy: string, predictions?: string, confidence?: string}} Part a role's points, each array as base64
   *
   * @typedef {object} Maps
   * @property {string[]} classes
   * @property {string[]} colours of the classes
   * @property {Record<Role, string>} domains their colours
   * @property {number[]} bounds left, right, bottom, top
   * @property {Record<Role, string[]>} names of the pictures
   * @property {Record<Role, (number | null)[] | null>} labels -1 where one is not known
   * @property {number[]} learned places of target pictures whose labels the network learned
   * @property {Record<string, Partial<Record<Role, Part>>>} maps
   * @property {string[]} stops their names in their order
   * @property {string[]} names_of_stops the same in words
   * @property {Partial<Record<Role, string[]>>} thumbnails as base64
   * @property {Record<Role | "label" | "predicted" | "beyond" | "learned", string>} words
   */
  /** @type {(selector: string) => any} */
  const find = (selector) => document.querySelector(selector);
  /** @type {{charts: Record<string, Chart>, map?: Maps}} */
  const data = JSON.parse(find("#data").textContent);
  const number = (/** @type {number} */ value) =>
    value === 0 || Math.abs(value) >= 0.001 ? String(Number(value.toPrecision(4))) : value.toExponential(2);

  for (const [name, chart] of Object.entries(data.charts)) {
    const svg = find(`#chart-${name} svg`);
    const reading = find(`#chart-${name} .reading`);
    svg.addEventListener("pointermove", (/** @type {PointerEvent} */ event) => {
      const box = svg.getBoundingClientRect();
      const across = ((event.clientX - box.left) / box.width) * svg.viewBox.baseVal.width;
      const step = ((across - chart.left) / chart.width) * chart.right;
      const said = chart.lines.map((line) => {
        let near = 0;
        line.x.forEach((x, place) => {
          if (Math.abs(x - step) < Math.abs(line.x[near] - step)) near = place;
        });
        return `${line.name} ${number(line.y[near])}`;
      });
      reading.textContent = `${Math.max(0, Math.round(step))}: ${said.join(" · ")}`;
    });
    svg.addEventListener("pointerleave", () => (reading.textContent = ""));
  }

  const map = data.map;
  if (!map) return;
  const svg = find("#map");
  const look = find(".look");
  const bytes = (/** @type {string} */ text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)).buffer;
  const stops = map.stops.map((name) => {
    /** @type {Partial<Record<Role, {xy: Float32Array, predictions?: Int32Array, confidence?: Float32Array}>>} */
    const roles = {};
    for (const role of /** @type {const} */ (["source", "target"])) {
      const part = map.maps[name][role];
      if (!part) continue;
      roles[role] = {
        xy: new Float32Array(bytes(part.xy)),
        predictions: part.predictions ? new Int32Array(bytes(part.predictions)) : undefined,
        confidence: part.confidence ? new Float32Array(bytes(part.confidence)) : undefined,
      };
    }
    return roles;
  });
  const { domains, colours, names_of_stops } = map;
  const [left, right, low, high] = map.bounds;
  const size = svg.viewBox.baseVal;
  const scale = Math.min(size.width / (right - left), size.height / (high - low)) * 0.96;
  const middle = [(left + right) / 2, (low + high) / 2];
  /** @type {SVGCircleElement[]} */
  const circles = [...svg.querySelectorAll("circle")];
  /** @param {SVGCircleElement} circle */
  const pictureOf = ({ dataset }) => ({ role: /** @type {Role} */ (dataset.role), place: Number(dataset.place) });
  const EDGE = 6;
  let now = stops.length - 1;

  /**
   * A picture far from all others stands at the edge, with a ring.
   * @param {number} at
   * @param {number} length
   */
  const within = (at, length) => Math.min(length - EDGE, Math.max(EDGE, at));

  /**
   * @param {Role} role
   * @param {number} place
   */
  const classOf = (role, place) => {
    const label = map.labels[role]?.[place];
    if (label !== undefined && label !== null && label >= 0) return label;
    return stops[now][role]?.predictions?.[place] ?? -1;
  };

  function draw() {
    const by = find("#colour").value;
    for (const circle of circles) {
      const { role, place } = pictureOf(circle);
      const at = stops[now][role]?.xy;
      const shown = Boolean(at) && find(`#show-${role}`).checked;
      circle.toggleAttribute("hidden", !shown);
      if (!at || !shown) continue;
      const across = size.width / 2 + (at[2 * place] - middle[0]) * scale;
      const down = size.height / 2 - (at[2 * place + 1] - middle[1]) * scale;
      const [x, y] = [within(across, size.width), within(down, size.height)];
      circle.classList.toggle("beyond", x !== across || y !== down);
      circle.setAttribute("cx", x.toFixed(1));
      circle.setAttribute("cy", y.toFixed(1));
      const kind = classOf(role, place);
      circle.setAttribute("fill", by === "domain" ? domains[role] : (colours[kind] ?? "#a0a4ab"));
    }
    find("#stop-name").textContent = names_of_stops[now];
    find("#classes").toggleAttribute("hidden", by !== "class");
  }

  const words = map.words;
  svg.addEventListener("pointerover", (/** @type {PointerEvent} */ event) => {
    const circle = /** @type {Element} */ (event.target).closest("circle");
    look.toggleAttribute("hidden", !circle);
    if (!circle) return;
    const { role, place } = pictureOf(circle);
    const lines = [words[role], map.names[role][place]];
    if (circle.classList.contains("beyond")) lines.push(words.beyond);
    const label = map.labels[role]?.[place];
    if (label !== undefined && label !== null && label >= 0) lines.push(`${words.label}: ${map.classes[label]}`);
    const { predictions, confidence } = stops[now][role] ?? {};
    if (predictions) {
      const sure = confidence ? ` (${Math.round(100 * confidence[place])} %)` : "";
      lines.push(`${words.predicted}: ${map.classes[predictions[place]] ?? "–"}${sure}`);
    }
    if (role === "target" && map.learned.includes(place)) lines.push(words.learned);
    look.replaceChildren();
    const picture = map.thumbnails[role]?.[place];
    if (picture) {
      const image = document.createElement("img");
      image.src = `data:image/webp;base64,${picture}`;
      image.alt = "";
      look.append(image);
    }
    for (const line of lines) look.append(Object.assign(document.createElement("div"), { textContent: line }));
    look.style.left = `${Math.min(event.clientX + 14, window.innerWidth - 250)}px`;
    look.style.top = `${Math.min(event.clientY + 14, window.innerHeight - 180)}px`;
  });
  svg.addEventListener("pointerleave", () => look.toggleAttribute("hidden", true));

  const slider = find("#stop");
  slider.max = String(stops.length - 1);
  slider.value = String(now);
  slider.addEventListener("input", () => {
    now = Number(slider.value);
    draw();
  });
  for (const each of ["#colour", "#show-source", "#show-target"]) find(each).addEventListener("change", draw);
  draw();
})();

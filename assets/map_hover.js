// The card beside a point: its picture, what it is, and how sure the network is.

import { address } from "./api.js";
import { setText, show } from "./dom.js";
import { view } from "./run.js";

export function hoverCard(card, say, state) {
  const [image, title, first, second, third] = [
    card.querySelector("img"),
    card.querySelector("b"),
    ...card.querySelectorAll("p"),
  ];
  const name = (kind) => state.data.classes[kind] ?? "–";

  function predicted(key, map, role, index) {
    const points = state.data.maps[map]?.[role];
    if (!points?.predictions) return "";
    if (points.values) return say(`${key}.value`, { value: points.values[index] });
    return say(key, { name: name(points.predictions[index]), confidence: points.confidence?.[index] });
  }

  return {
    show(map, role, index, event, beyond) {
      image.src = address(`api/runs/${view.id}/thumb/${role}/${index}`);
      image.alt = state.data.names[role][index];
      const far = beyond ? [say("page.map.outside.one")] : [];
      setText(title, [say(`page.map.picture.${role}`), state.data.names[role][index], ...far].join(" · "));
      const labels = state.data.labels[role];
      const value = state.data.values?.[role]?.[index];
      const known = labels && labels[index] >= 0 ? say("page.map.class", { name: name(labels[index]) }) : "";
      setText(first, value == null ? known : say("page.map.value", { value }));
      setText(second, predicted("page.map.prediction", map, role, index));
      setText(third, map === "after" ? predicted("page.map.prediction_before", "before", role, index) : "");
      show(card, true);
      // Beside the pointer, inside the window.
      const [width, height] = [card.offsetWidth, card.offsetHeight];
      const x = event.clientX + 16 + width > innerWidth ? event.clientX - 16 - width : event.clientX + 16;
      const y = Math.min(Math.max(8, event.clientY - height / 2), innerHeight - height - 8);
      card.style.transform = `translate(${Math.max(8, x)}px, ${y}px)`;
    },
    // What it says, line by line.
    words: () => [title, first, second, third].map((line) => line.textContent).join("\n"),
    hide() {
      show(card, false);
    },
  };
}

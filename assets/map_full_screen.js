// One map over the whole screen: the browser's own full screen, or where that is refused a layer over the page. Its colours, its legend and
// the pictures that pointing shows come along, since all of the explorer goes there and only hides what is not this map.

/**
 * @param {HTMLElement} section the explorer; its buttons `.to-full` say which map by `data-map`
 * @param {object} part
 * @param {(key: string) => string} part.say
 * @param {() => void} part.resized the maps have another size now
 */
export function fullScreen(section, { say, resized }) {
  /** @type {HTMLElement | null} */
  let shown = null; // the button of the map that is shown so

  /** @param {HTMLElement} button */
  async function enter(button) {
    shown = button;
    section.dataset.full = button.dataset.map;
    named(button, "page.map.full.leave");
    try {
      await section.requestFullscreen();
    } catch {
      section.classList.add("over"); // not allowed, or not known to this browser
    }
    button.focus();
    resized();
  }

  function left() {
    const button = shown;
    if (!button) return;
    shown = null;
    delete section.dataset.full;
    section.classList.remove("over");
    named(button, "page.map.full");
    button.focus();
    resized();
  }

  /**
   * @param {HTMLElement} button
   * @param {string} key
   */
  function named(button, key) {
    button.title = say(key);
    button.setAttribute("aria-label", say(key));
  }

  function leave() {
    if (document.fullscreenElement === section) document.exitFullscreen();
    else left();
  }

  for (const button of /** @type {NodeListOf<HTMLElement>} */ (section.querySelectorAll(".to-full")))
    button.addEventListener("click", () => (shown ? leave() : enter(button)));
  section.addEventListener("fullscreenchange", () => {
    if (document.fullscreenElement !== section) left();
  });
  // The browser ends its own full screen by Escape; the layer ends here, and keeps the focus as that does.
  document.addEventListener(
    "keydown",
    (event) => {
      if (!shown || event.key !== "Escape") return;
      event.stopPropagation();
      leave();
    },
    { capture: true },
  );
  document.addEventListener("focusin", ({ target }) => {
    if (shown && target instanceof Node && !section.contains(target)) shown.focus();
  });
}

// Small tools for elements. Text only ever becomes text: nothing here takes HTML.

/**
 * A new element. An attribute that is null, undefined or false is left out; "on…" listens.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, any>} [attributes]
 * @param {...(Node | string | null | undefined)} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value == null) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "style") element.style.cssText = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child != null));
  return element;
}

/**
 * What finds the parts of a component. Its markup and its script belong together: what is asked for is there, and what kind it is the script knows.
 * @param {ParentNode} element
 * @returns {(selector: string) => any}
 */
export const finder = (element) => (selector) => element.querySelector(selector);

/**
 * @param {HTMLElement | null} element
 * @param {boolean} visible
 */
export function show(element, visible) {
  if (element) element.hidden = !visible;
}

/**
 * @param {Element} element
 * @param {string} text
 */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/**
 * Sentences as list items; the list is hidden when there are none.
 * @param {HTMLElement} element
 * @param {string[]} sentences
 */
export function list(element, sentences) {
  element.replaceChildren(...sentences.map((sentence) => make("li", {}, sentence)));
  show(element, sentences.length > 0);
}

/**
 * @param {HTMLElement} bar holds one element, its filling
 * @param {number | null} share from 0 to 1; null while it is not known
 */
export function setBar(bar, share) {
  const filling = /** @type {HTMLElement} */ (bar.firstElementChild);
  bar.classList.toggle("unknown", share == null);
  if (share == null) filling.style.removeProperty("--share");
  else filling.style.setProperty("--share", share.toFixed(2));
}

/**
 * The element around a click that a selector describes.
 * @param {Event} event
 * @param {string} selector
 * @returns {HTMLElement | null}
 */
export const around = (event, selector) => (event.target instanceof Element ? event.target.closest(selector) : null);

/**
 * A light that changes whenever something is heard, and stands still when nothing is. (An animation would ask for sixty frames a second.)
 * @param {HTMLElement} element around the light
 */
export function beat(element) {
  element.dataset.beat = element.dataset.beat === "on" ? "off" : "on";
}

/**
 * Hear what another part of the page says by a CustomEvent.
 * @param {string} name
 * @param {(detail: any) => void} callback
 */
export function heard(name, callback) {
  addEventListener(name, (event) => callback(/** @type {CustomEvent} */ (event).detail));
}

/**
 * @param {HTMLCanvasElement} canvas
 * @returns {CanvasRenderingContext2D}
 */
export function penOf(canvas) {
  const pen = canvas.getContext("2d");
  if (!pen) throw new Error("this browser draws nothing on a canvas");
  return pen;
}

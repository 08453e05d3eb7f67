// Small tools for elements. Text only ever becomes text: nothing here takes HTML.

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

export function show(element, visible) {
  if (element) element.hidden = !visible;
}

export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

// Sentences as list items; the list is hidden when there are none.
export function list(element, sentences) {
  element.replaceChildren(...sentences.map((sentence) => make("li", {}, sentence)));
  show(element, sentences.length > 0);
}

export function setBar(bar, share) {
  bar.classList.toggle("unknown", share == null);
  bar.firstElementChild.style.width = share == null ? "" : `${Math.round(100 * share)}%`;
}

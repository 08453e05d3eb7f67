// Runs before anything is painted: the page's language for Gradio's own words, light or dark, and whether a run comes.
(() => {
  const locale = document.documentElement.lang;
  Object.defineProperty(navigator, "language", { get: () => locale, configurable: true });
  Object.defineProperty(navigator, "languages", { get: () => [locale], configurable: true });

  // Gradio counts the seconds of whatever is pending in a loop of animation frames, and what is removed while it is pending (the cover of
  // the page itself, at each start) is counted for ever: sixty times a second on a page where nothing moves. Nobody sees these seconds here.
  const nextFrame = requestAnimationFrame.bind(window);
  const countsSeconds = /performance\.now\(\)-.+\/1e3/;
  window.requestAnimationFrame = (callback) =>
    countsSeconds.test(callback.toString()) ? window.setTimeout(() => callback(performance.now()), 1000) : nextFrame(callback);

  const system = matchMedia("(prefers-color-scheme: dark)");
  function chosen() {
    try {
      return localStorage.getItem("tlgui.theme");
    } catch {
      return null; // storage may be forbidden: then the system decides
    }
  }
  const dark = () => (chosen() ?? (system.matches ? "dark" : "light")) === "dark";
  function apply() {
    document.documentElement.dataset.theme = dark() ? "dark" : "light";
    document.body?.classList.toggle("dark", dark());
    dispatchEvent(new Event("tlgui:theme"));
  }
  addEventListener("tlgui:other-theme", () => {
    const wanted = dark() ? "light" : "dark";
    try {
      localStorage.setItem("tlgui.theme", wanted);
    } catch {
      return;
    }
    apply();
  });
  // A press on a demo that comes before the cards are there is remembered.
  addEventListener("click", (event) => {
    const name = event.target instanceof Element && event.target.closest("[data-demo]")?.getAttribute("data-demo");
    if (!name) return;
    document.documentElement.dataset.wanted = name;
    dispatchEvent(new Event("tlgui:demo"));
  });
  // Gradio opens a list when its field gets the focus; after Escape it has the focus already, and a press would do nothing.
  addEventListener(
    "pointerdown",
    ({ target }) => {
      const field = target instanceof Element && target.closest("[role=combobox]");
      if (field instanceof HTMLElement && field === document.activeElement && field.ariaExpanded === "false") field.blur();
    },
    true,
  );
  system.addEventListener("change", apply);
  apply();
  // A run or a dataset comes: until its part of the page is there, nothing stands in its place that would be gone again.
  const query = new URLSearchParams(location.search);
  const { dataset } = document.documentElement;
  if (query.get("run")) dataset.coming = "";
  if (query.get("source") || query.get("run")) dataset.comingSource = "";
  if (query.get("target") || query.get("run")) dataset.comingTarget = "";
  if ("comingSource" in dataset && "comingTarget" in dataset) dataset.comingPair = "";
  // Should nobody tell that nothing comes, the choosers are there all the same.
  setTimeout(() => {
    for (const name of ["comingSource", "comingTarget", "comingPair"]) delete dataset[name];
  }, 30_000);
  addEventListener("DOMContentLoaded", () => {
    apply();
    // Gradio sets its class by the system alone, a moment after its start.
    const follow = () => document.body.classList.contains("dark") !== dark() && apply();
    new MutationObserver(follow).observe(document.body, { attributes: true, attributeFilter: ["class"] });
  });
})();

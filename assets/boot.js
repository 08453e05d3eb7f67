// Runs before anything is painted: the page's language for Gradio's own words, light or dark, and whether a run comes.
(() => {
  const locale = window.tlguiLocale;
  Object.defineProperty(navigator, "language", { get: () => locale, configurable: true });
  Object.defineProperty(navigator, "languages", { get: () => [locale], configurable: true });

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
  // What Gradio's buttons call. The parts of the page put the real ones in their place; a press that comes before is remembered.
  window.tlgui = {
    datasets: { source: "", target: "" }, // what the two cards show
    changed: (values) => values,
    pressed: (values) => values,
    stop() {},
    pause() {},
    resume() {},
    demo(name) {
      window.tlgui.demoWanted = name;
    },
    toggleTheme() {
      const wanted = dark() ? "light" : "dark";
      try {
        localStorage.setItem("tlgui.theme", wanted);
      } catch {
        return;
      }
      apply();
    },
  };
  addEventListener("click", (event) => {
    const name = event.target.closest("[data-demo]")?.dataset.demo;
    if (name) window.tlgui.demo(name);
  });
  system.addEventListener("change", apply);
  apply();
  // A run comes: until its part of the page is there, nothing stands in its place that would be gone again.
  if (new URLSearchParams(location.search).get("run")) document.documentElement.dataset.coming = "";
  addEventListener("DOMContentLoaded", () => {
    apply();
    // Gradio sets its class by the system alone, a moment after its start.
    const follow = () => document.body.classList.contains("dark") !== dark() && apply();
    new MutationObserver(follow).observe(document.body, { attributes: true, attributeFilter: ["class"] });
  });
})();

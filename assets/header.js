import { datasets } from "./chosen.js";
import { keep, keepPair, kept, keptPair } from "./location.js";
import { placed } from "./title.js";

export function mount(element) {
  const here = element.querySelector("[aria-current]");
  if (here) placed(here.textContent);
  element.querySelector(".theme").addEventListener("click", () => dispatchEvent(new Event("tlgui:other-theme")));
  element.querySelector(".to-stage").addEventListener("click", () => dispatchEvent(new Event("tlgui:stage")));
  const chinese = document.documentElement.lang.startsWith("zh");
  const [english, other] = element.querySelectorAll(".language b");
  (chinese ? other : english).classList.add("on");
  element.querySelector(".language").addEventListener("click", () => {
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not there on plain http
    document.cookie = `tlgui_language=${chinese ? "en" : "zh"}; path=/; max-age=31536000; samesite=lax`;
    location.reload();
  });

  const lead = (place, address, query) => {
    if (query) for (const link of element.querySelectorAll(`[data-place=${place}]`)) link.href = `${address}?${query}`;
  };
  const toShift = () => lead("shift", "shift", keptPair());
  toShift();
  if (here?.dataset.place !== "adapt") return lead("adapt", "./", kept());
  keep(window.location.search.slice(1));
  addEventListener("tlgui:chosen", () => {
    keepPair(datasets());
    toShift();
  });
}

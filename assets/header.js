import { keep, kept } from "./location.js";

export function mount(element) {
  const place = element.querySelector("[aria-current]")?.dataset.place;
  element.querySelector(".theme").addEventListener("click", () => window.tlgui.toggleTheme());
  const chinese = document.documentElement.lang.startsWith("zh");
  const [english, other] = element.querySelectorAll(".language b");
  (chinese ? other : english).classList.add("on");
  element.querySelector(".language").addEventListener("click", () => {
    document.cookie = `tlgui_language=${chinese ? "en" : "zh"}; path=/; max-age=31536000; samesite=lax`;
    location.reload();
  });
  if (place === "adapt") return keep(window.location.search.slice(1));
  const query = kept();
  if (query) for (const link of element.querySelectorAll("[data-place=adapt]")) link.href = `./?${query}`;
}

"""Takes the pictures in docs/images: each page filled, wide and narrow, light and dark, English and Chinese.

    python docs/make_images.py http://127.0.0.1:7860 RUN

RUN is a finished run on the built-in demo, whose pictures may be shown to everybody: `tlgui train --demo icons --strategy mcc`, beside
another strategy's so that Results has something to compare. The pages of its pair are shown, and the newest search (`tlgui best --demo icons`);
the X-ray must have been made. Needs Chromium.
Look at the pictures before they are committed: they are how people first see the program.
"""

from __future__ import annotations

import argparse
import io
import json
import urllib.request
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

IMAGES = Path(__file__).parent / "images"
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu"]
LOOKS = {
    "wide-light-en": (1400, "light", "en-US"),
    "wide-dark-zh": (1400, "dark", "zh-CN"),
    "narrow-dark-en": (390, "dark", "en-US"),
    "narrow-light-zh": (390, "light", "zh-CN"),
}
PAGES = {
    "empty": ("", "#result ol li", 900),
    "adapt": ("?run={run}", "#map-after.drawn", 1560),
    "data": ("data", "article", 900),
    "health": ("health?source={source}&target={target}", "#health-classes", 1100),
    "shift": ("shift?source={source}&target={target}", "#xray-looks", 1400),
    "results": ("results", "#runs tbody tr", 900),
    "try": ("try?run={run}", ".strip button", 1000),
    "learn": ("learn", "#reading-domain", 900),
    "strategy": ("learn?strategy=cdan", ".strategy math", 900),
    "stage": ("?run={run}&stage=1", ".on-stage .plot .scatterlayer", 720),
    "search": ("search?id={search}", ".verdict-of-search h2", 1100),
    "label": ("label?target={target}", "#label-picture[src]", 900),
}
"""Each with what it waits for and how much of its height is shown."""

SHORT = """() => {
  for (const each of document.querySelectorAll('#command code')) each.textContent = each.textContent.replace(/(\\/[^\\s/]+)+\\//g, '');
}"""
"""Leaves of folders their names: where they lie on the machine that took the pictures is nobody's business."""

TRIED = 10
"""Pictures of the target that are tried, until one shows where both networks looked."""

WIDTH = 900
"""Of a wide picture in the README, pixels."""


def filled(page: Page, name: str) -> None:
    if name == "try":
        for picture in page.locator(".strip button").all()[:TRIED]:
            picture.click()
            page.wait_for_function(
                "[...document.querySelectorAll('.try .verdict')].every((each) => each.textContent) "
                "&& document.querySelector('.answer-of-try').getAttribute('aria-busy') === 'false'",
                timeout=120_000,
            )
            if page.locator(".looked:visible").count() == 2:  # both networks have a place that speaks for their answer
                break
    page.wait_for_timeout(1000)
    page.evaluate(SHORT)
    page.evaluate("document.querySelectorAll('img[loading=lazy]').forEach((each) => { each.loading = 'eager'; })")
    page.wait_for_function("[...document.images].every((each) => each.complete)")


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("server")
    ask.add_argument("run")
    ask.add_argument(
        "--only", nargs="+", choices=PAGES, default=list(PAGES), help="pages whose pictures are taken; all by default"
    )
    ask.add_argument("--chromium", default="/usr/bin/chromium")
    given = ask.parse_args()
    server = given.server.rstrip("/")
    with urllib.request.urlopen(f"{server}/api/runs/{given.run}/files/spec.json") as answer:
        spec = json.load(answer)["spec"]
    with urllib.request.urlopen(f"{server}/api/searches") as answer:
        search = json.load(answer)["searches"][0]["search"]
    place = {"run": given.run, "source": spec["source"], "target": spec["target"], "search": search}
    (IMAGES / "pages").mkdir(parents=True, exist_ok=True)
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=given.chromium, args=FLAGS)
        for look, (width, scheme, locale) in LOOKS.items():
            context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, locale=locale)
            for name in given.only:
                address, ready, height = PAGES[name]
                page = context.new_page()
                page.goto(f"{server}/{address.format(**place)}")
                page.wait_for_selector(ready)
                filled(page, name)
                page.set_viewport_size({"width": width, "height": height})
                page.wait_for_timeout(600)
                taken = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
                if width > WIDTH:
                    taken = taken.resize((WIDTH, round(taken.height * WIDTH / width)), Image.Resampling.LANCZOS)
                path = IMAGES / "pages" / f"{name}-{look}.webp"
                taken.save(path, quality=80, method=6)
                print(path, path.stat().st_size)
                page.close()
            context.close()
        browser.close()


if __name__ == "__main__":
    main()

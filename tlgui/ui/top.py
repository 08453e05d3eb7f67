"""The top of every page, as HTML: the name, the places, language and light or dark."""

from __future__ import annotations

import html

from tlgui.texts import say
from tlgui.ui.icons import FULL_SCREEN
from tlgui.ui.page_table import PAGES


def top(here: str, language: str) -> str:
    """``here``: the place that the page is; empty for one that is none of them."""

    def text(key: str) -> str:
        return html.escape(say(key, language))

    links = "".join(
        f'<a href="{page.address}" data-place="{page.name}"{" aria-current=page" if page.name == here else ""}>'
        f"{text(f'page.place.{page.name}')}</a>"
        for page in PAGES
        if page.linked
    )
    return f"""
<header class="top">
  <a class="brand" href="./" data-place="adapt" aria-label="tlgui">
    <span class="shape source">●</span> tl<span class="shape target">◆</span>gui</a>
  <nav aria-label="{text("page.places")}">{links}</nav>
  <div class="tools">
    <button type="button" class="quiet to-stage" title="{text("page.stage.about")}" aria-label="{text("page.stage.about")}">{FULL_SCREEN}
      <span>{text("page.stage")}</span></button>
    <button type="button" class="quiet language" title="{text("page.language")}"><b>EN</b> · <b>中文</b></button>
    <button type="button" class="quiet theme" title="{text("page.theme")}" aria-label="{text("page.theme")}">◐</button>
  </div>
</header>"""

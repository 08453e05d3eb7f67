"""The page for an unknown address, with links to existing ones."""

from __future__ import annotations

import html

from tlgui.texts import say
from tlgui.ui.asset_files import ASSETS
from tlgui.ui.language import LOCALES
from tlgui.ui.top import top


def missing_page(path: str, language: str) -> str:
    """A page of its own: Gradio knows nothing of this address. Its links are relative, as everywhere, so that a proxy may put a path before."""
    base = "../" * (path.count("/") - 1) or "./"
    folder = f"tlgui/{ASSETS.version}"
    locale = LOCALES[language]

    def text(key: str) -> str:
        return html.escape(say(key, language))

    return f"""<!doctype html>
<html lang="{locale}"><head><meta charset="utf-8"><base href="{base}">
<script>{ASSETS.files["boot.js"].decode()}</script>
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<title>{text("page.missing.title")} · tlgui</title>
<link rel="icon" type="image/svg+xml" href="{folder}/logo.svg"><link rel="stylesheet" href="{folder}/style.css">
<link rel="stylesheet" href="{folder}/missing.css"></head>
<body><div class="gradio-container missing">{top("", language)}
<main><h1>{text("page.missing.title")}</h1><p class="lead">{text("page.missing.about")}</p>
<p class="row"><a class="button" href="./" data-place="adapt">{text("page.to_adapt")}</a>
<a class="button" href="results">{text("page.place.results")}</a><a class="button" href="learn">{text("page.place.learn")}</a></p></main></div>
<script type="module">import {{ mount }} from "./{folder}/header.js"; mount(document.querySelector(".missing"));</script></body></html>
"""

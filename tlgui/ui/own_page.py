"""A page of our own, without Gradio: the frame around what is on it. It comes quickly, also to who may see nothing else yet."""

from __future__ import annotations

import html

from tlgui.texts import say
from tlgui.ui.asset_files import ASSETS
from tlgui.ui.language import LOCALES
from tlgui.ui.top import top


def own_page(
    title: str, main: str, language: str, *, path: str, styles: tuple[str, ...], script: str = "", room: bool = False
) -> str:
    """A whole page.

    Parameters
    ----------
    title:
        Key of its title.
    main:
        What is on it, as HTML.
    path:
        Its address below a proxy's prefix. Its links are relative, as everywhere.
    styles, script:
        Names of its own style sheets and of the module that is mounted on it.
    room:
        Whether the top says who one is in the room, and leads to the other pages.
    """
    base = "../" * (path.count("/") - 1) or "./"
    folder = f"tlgui/{ASSETS.version}"
    words = html.escape(say(title, language))
    sheets = "".join(f'<link rel="stylesheet" href="{folder}/{name}.css">' for name in ("style", "in_room", *styles))
    mounted = f'import {{ mount }} from "./{folder}/{script}.js"; mount(document.querySelector("main"));' if script else ""
    return f"""<!doctype html>
<html lang="{LOCALES[language]}"{" data-room" if room else ""}><head><meta charset="utf-8"><base href="{base}">
<script>{ASSETS.files["boot.js"].decode()}</script>
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<title>{words} · tlgui</title>
<link rel="icon" type="image/svg+xml" href="{folder}/logo.svg">{sheets}</head>
<body><div class="gradio-container own">{top("", language)}
<main>{main}</main></div>
<script type="module">import {{ mount as head }} from "./{folder}/header.js"; head(document.querySelector(".own"));
{mounted}</script></body></html>
"""

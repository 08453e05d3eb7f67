"""Which language a request is answered in: the reader's own choice (a cookie), else what the browser asks for."""

from __future__ import annotations

from collections.abc import Mapping
from http.cookies import CookieError, SimpleCookie

from tlgui.texts import LANGUAGES

COOKIE = "tlgui_language"
LOCALES = {"en": "en", "zh": "zh-CN"}
"""How each language is called in HTML and by Gradio."""


def language_of(headers: Mapping[str, str]) -> str:
    """``en`` or ``zh`` from the headers of a request (names in lower case)."""
    try:
        cookie = SimpleCookie(headers.get("cookie", ""))
    except CookieError:
        cookie = SimpleCookie()
    chosen = cookie[COOKIE].value if COOKIE in cookie else ""
    return chosen if chosen in LANGUAGES else _wanted(headers.get("accept-language", ""))


def _wanted(accepted: str) -> str:
    """The first of our languages in an ``Accept-Language`` header, by its weights."""
    ranked = []
    for place, part in enumerate(accepted.split(",")[:20]):
        tag, _, weight = part.strip().partition(";q=")
        try:
            ranked.append((-float(weight or 1), place, tag.lower()))
        except ValueError:
            continue
    for _, _, tag in sorted(ranked):
        for language in LANGUAGES:
            if tag == language or tag.startswith(f"{language}-"):
                return language
    return "en"

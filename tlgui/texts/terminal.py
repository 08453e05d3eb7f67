"""The language of a terminal."""

from __future__ import annotations

import locale
import os


def language() -> str:
    """``zh`` where the terminal is Chinese, else ``en``."""
    setting = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or locale.getlocale()[0] or ""
    return "zh" if setting.lower().startswith("zh") else "en"

"""Files that come with the program: the folder ``assets``, beside the package in a checkout, inside it in a wheel."""

from __future__ import annotations

from pathlib import Path

_INSIDE, _BESIDE = Path(__file__).parent / "assets", Path(__file__).parents[1] / "assets"

ASSETS_FOLDER = _BESIDE if (_BESIDE / "style.css").is_file() else _INSIDE

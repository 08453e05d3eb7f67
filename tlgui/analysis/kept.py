"""Where shift X-rays are kept and how to read them, without the libraries that are needed only to make them. All of it can be made again."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from tlgui import durable
from tlgui.data.seals import was_revealed
from tlgui.home import Home
from tlgui.models.catalogue import DEFAULT

VERSION = 5
"""Raise it with any change of a number, so that every X-ray is made again."""


def xray_path(home: Home, source: str, target: str, backbone: str = DEFAULT) -> Path:
    """Where the X-ray of a pair of dataset ids is kept: in another file once the target's labels were revealed."""
    revealed = "_revealed" if was_revealed(home, target) else ""
    return home.cache / "xray" / f"{source}_{target}_{hashlib.sha256(backbone.encode()).hexdigest()[:8]}{revealed}.json"


def kept_xray(home: Home, source: str, target: str, backbone: str = DEFAULT) -> dict[str, Any] | None:
    """The X-ray of a pair of datasets, ``None`` when it has not been made (or by another version).

    The ids are not checked: the caller must have got them from :class:`tlgui.data.store.DatasetStore` with its owner.
    """
    try:
        report = durable.read_json(xray_path(home, source, target, backbone))
        return report if report["version"] == VERSION else None
    except (OSError, ValueError, KeyError, TypeError):
        return None

"""The context of a page."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tlgui.home import Home
from tlgui.ui.uploads import UploadLimits


@dataclass(frozen=True)
class PageContext:
    """The home folder that a page works on, and the language that it speaks.

    Attributes
    ----------
    plotly:
        Version of plotly.js, part of its address.
    roots:
        Folders of the server whose files may be used by their path.
    limits:
        What an upload may bring.
    """

    home: Home
    language: str
    plotly: str
    roots: tuple[Path, ...]
    limits: UploadLimits

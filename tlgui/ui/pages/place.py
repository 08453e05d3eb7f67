"""Where a page lives."""

from __future__ import annotations

from dataclasses import dataclass

from tlgui.home import Home
from tlgui.ui.uploads import UploadLimits


@dataclass(frozen=True)
class Place:
    """The home folder that a page works on, and the language that it speaks.

    Attributes
    ----------
    plotly:
        Version of plotly.js, part of its address.
    paths:
        Whether the server takes folders by their path.
    limits:
        What an upload may bring.
    """

    home: Home
    language: str
    plotly: str
    paths: bool
    limits: UploadLimits

"""Where a job is carried out: it is written into what it leaves behind."""

from __future__ import annotations

import platform
from dataclasses import dataclass


@dataclass(frozen=True)
class Place:
    """The launcher that brought the job there, and the node as people call it."""

    launcher: str
    node: str


HERE = Place("local", platform.node() or "localhost")
"""This machine."""

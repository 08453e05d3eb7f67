"""The run itself as one zip, among the other exports."""

from __future__ import annotations

from typing import Any

from tlgui.export.kinds import Making
from tlgui.moving.archive import write_archive


def make_archive(making: Making) -> dict[str, Any]:
    """As :func:`tlgui.moving.archive.write_archive`."""
    return write_archive(making.home, making.run, making.to, making.report)

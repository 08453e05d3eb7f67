"""Files that come with the program: the folder ``assets``, beside the package in a checkout, inside it in a wheel."""

from __future__ import annotations

import logging
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")

UNREADABLE = (OSError, EOFError, ValueError, KeyError, zipfile.BadZipFile)
"""What reading an archive of arrays raises where it is missing, damaged or something else."""

log = logging.getLogger(__name__)

_INSIDE, _BESIDE = Path(__file__).parent / "assets", Path(__file__).parents[1] / "assets"

ASSETS_FOLDER = _BESIDE if (_BESIDE / "style.css").is_file() else _INSIDE


def came_along(file: Path, read: Callable[[Path], T]) -> T | None:
    """What ``read`` makes of a file that came with the program; ``None`` where it raises one of :data:`UNREADABLE`: then all is computed as
    for what did not come along.
    """
    try:
        return read(file)
    except UNREADABLE:
        log.warning("what should come with the program cannot be read: %s", file, exc_info=True)
        return None

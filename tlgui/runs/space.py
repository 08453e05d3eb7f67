"""How much of the disk things take."""

from __future__ import annotations

import os
from pathlib import Path


def bytes_below(folder: Path) -> int:
    """The bytes of all files in a folder, links not followed; 0 for one that is not there."""
    size = 0
    waiting = [os.fspath(folder)]
    while waiting:
        try:
            with os.scandir(waiting.pop()) as entries:
                for entry in entries:
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(entry.path)
                    else:
                        size += entry.stat(follow_symlinks=False).st_size
        except OSError:  # gone a moment ago
            continue
    return size

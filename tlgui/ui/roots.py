"""Files on the server that clients may use: only those below the folders given with ``--root``."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from tlgui.data.listing import encodable
from tlgui.errors import UserError
from tlgui.models import catalogue


def inside_a_root(path: str, roots: Sequence[Path]) -> Path:
    """The real place behind a path, links followed. Whether something exists outside the roots is not told.

    Raises
    ------
    UserError
        ``paths_not_offered``, ``path_not_allowed``.
    """
    if not roots:
        raise UserError("paths_not_offered")
    for root in roots:
        base = root.resolve()
        try:
            place = (base / os.path.expanduser(path)).resolve()
        except (OSError, ValueError, RuntimeError):
            break
        if place == base or base in place.parents:
            return place
    raise UserError("path_not_allowed", path=encodable(path)[:200], roots=[str(root) for root in roots])


def with_own_weights(backbone: str, roots: Sequence[Path]) -> str:
    """A backbone's key with the real path of its file (``KEY@FILE``), if it has one. To be asked before the file is looked for.

    Raises
    ------
    UserError
        As :func:`inside_a_root`.
    """
    architecture, file = catalogue.split_file(backbone)
    return backbone if file is None else f"{architecture}@{inside_a_root(str(file), roots)}"

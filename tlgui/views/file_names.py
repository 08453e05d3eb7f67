"""What a downloaded file is called: by its data, strategy and run, in characters that every system takes, whatever the names are."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

from tlgui.runs.run import Run
from tlgui.texts import say
from tlgui.views.words import dataset_name

LONGEST = 60
"""Bytes that are kept of each name; a file's name may have 255 in all."""


def name_of(run: Run, language: str) -> str:
    """The beginning of the name of everything that is downloaded from a run: ``photos-to-sketches-mcc-42ae1f0d``.

    The run's id tells it from others with the same strategy, as each search has its distilled network.
    """
    return f"{name_of_pair(run.names, language)}-{plain(run.spec.strategy) or 'run'}-{run.id[:8]}"


def name_of_pair(names: Mapping[str, str], language: str) -> str:
    """Source and target as part of a file's name, as far as there are both. ``names``: of the datasets, by role."""
    parts = {role: plain(dataset_name(names[role], language)) or role for role in ("source", "target") if role in names}
    return say("export.pair", language, **parts) if len(parts) == 2 else "".join(parts.values())


def plain(name: str) -> str:
    """Letters and digits of any script, in lower case, with a hyphen for everything between them; may be empty.

    >>> plain("3D icons"), plain("素描 (大)"), plain("../a?b")
    ('3d-icons', '素描-大', 'a-b')
    """
    folded = unicodedata.normalize("NFKC", name).lower()
    kept = "".join(each if unicodedata.category(each)[0] in "LMN" else " " for each in folded)
    return "-".join(kept.split()).encode()[:LONGEST].decode(errors="ignore").strip("-")

"""A run from one machine to another: out as one zip, in from that zip, from its folder, or from a zip of its folder.

The zip holds ``run/`` (the run's folder, without what belongs to this machine or can be made again), ``references/ID/`` (the runs that
it was compared with), and :data:`ABOUT`: the format's version, each file with its size and SHA-256, and which pictures the run
was made with.
"""

from __future__ import annotations

import re

FORMAT = 1
ABOUT = "tlgui-run.json"
FILES = re.compile(
    r"spec\.json|events\.jsonl|log\.txt|maps/maps\.json|meta/(reveal|remarks|health)\.json|state/belongs\.json"
    r"|(predictions|snapshots|maps)/([a-z_]{1,40}/)?\w{1,40}\.npz|sample/(sample\.json|(source|target)\.thumbnails)"
    r"|(checkpoints|state)/\d{1,20}/(weights\.safetensors|about\.json|manifest\.json)",
    re.ASCII,
)
"""The files of a run that are exported, by their path in its folder. Nothing else is ever imported."""

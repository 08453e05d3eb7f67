"""A run of version 1 whose target is sealed, made ready to be taken away: its files as a run of today has them.

As they are, the order of the target's pictures in them would be that of its classes.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

import numpy as np

from tlgui import durable
from tlgui.data.inside import open_inside
from tlgui.errors import UserError
from tlgui.home import Home
from tlgui.run_pictures import Renumbering, names_told
from tlgui.runs.arrays import load_arrays
from tlgui.runs.run import Run


class AsTold:
    """The files of a run as they may be taken away.

    Raises
    ------
    UserError
        ``predictions_need_the_target`` when they would have to be renumbered and the target's dataset is not on this machine.
    """

    def __init__(self, home: Home, run: Run) -> None:
        self._run = run
        self._sample: dict[str, Any] = {}
        self.renumbers = run.spec.version == 1 and run.spec.target is not None and not names_told(home, run)
        if not self.renumbers:
            return
        if (run.folder / "sample" / "sample.json").is_file():
            self._sample = durable.read_json(run.folder / "sample" / "sample.json")
        self._now = Renumbering(home, run, self._sample)
        if not self._now.possible:
            raise UserError("predictions_need_the_target")

    def travels(self, name: str) -> bool:
        """Whether a file is taken away: what a run goes on from counts by the old order, on this machine alone."""
        return not (self.renumbers and name.startswith("state/"))

    def changed(self, name: str) -> bytes | None:
        """What stands in the place of a file, by its path in the run's folder; ``None`` for one that stays as it is."""
        if not self.renumbers:
            return None
        part, path = name.partition("/")[0], self._run.folder / name
        if part == "predictions":
            return _saved(self._now.rows(load_arrays(path)))
        if part in ("snapshots", "maps") and name.endswith(".npz"):
            return _saved(self._now.points(load_arrays(path)))
        if name == "maps/maps.json":
            return _json(self._now.maps(durable.read_json(path)))
        if name == "spec.json":
            envelope = durable.read_json(path)
            return _json({**envelope, "spec": {**envelope["spec"], "version": 2}})
        if "target" not in self._sample:
            return None
        if name == "sample/sample.json":
            return _json(self._now.sample_alone(self._sample))
        return b"".join(self._thumbnails()) if name == "sample/target.thumbnails" else None

    def _thumbnails(self) -> list[bytes]:
        """The thumbnails of the target's sample in today's order."""
        ends = self._sample["target"]["thumbnail_ends"]
        with open_inside(str(self._run.folder / "sample"), "target.thumbnails") as file:
            data = file.read()
        return self._now.shown([data[begin:end] for begin, end in zip([0, *ends], ends, strict=False)]) or []


def _saved(arrays: Mapping[str, Any]) -> bytes:
    file = io.BytesIO()
    np.savez(file, **arrays)
    return file.getvalue()


def _json(value: Any) -> bytes:
    return durable.to_json(value, indent=1).encode()

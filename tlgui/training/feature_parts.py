"""The features of a large dataset, computed in parts: pictures 0 to 2,047 by one worker, the next by another, joined in the end.

Parts begin where batches do, so their numbers are those of one worker that computes all of them, bit for bit. Each is a file in a folder beside
the entry of the cache, with its SHA-256. Whoever computes one holds its lock; a lock whose holder died is free, so the part is computed by
somebody else. Nothing is agreed on but through this folder, which workers on other machines see too.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import IO, Any

import numpy as np
from filelock import FileLock, Timeout
from numpy.typing import NDArray

from tlgui import durable

POLL_SECONDS = 0.2
"""How often whoever waits for another's part looks for it."""

CHUNK = 1 << 20

Outputs = Callable[[int, int, Callable[[], bool]], Iterator[NDArray[np.float32]]]
"""From the first picture, the one behind the last, and what asks whether to stop, to arrays (n, ...), a batch at a time."""


class DamagedPart(Exception):
    """A part is not what was written; it was removed."""


@dataclass(frozen=True)
class _Part:
    folder: Path
    start: int
    end: int

    @property
    def file(self) -> Path:
        return self.folder / f"{self.start:09d}.rows"

    @property
    def about(self) -> Path:
        """Its SHA-256 and the shape of a picture's features; written last."""
        return self.file.with_suffix(".json")

    @property
    def done(self) -> bool:
        return self.about.exists()

    def lock(self) -> FileLock:
        return FileLock(self.file.with_suffix(".lock"), timeout=0)

    def shape(self) -> tuple[int, ...]:
        """Of a picture's features. Raises :class:`DamagedPart`, as :meth:`content` does."""
        return tuple(self._read_about()["shape"])

    def content(self) -> Iterator[bytes]:
        """The file, some of it at a time; whether it is what was written is known at the end."""
        sha256 = hashlib.sha256()
        try:
            file = open(self.file, "rb")
        except OSError:
            raise self._damaged() from None
        with file:
            while data := file.read(CHUNK):
                sha256.update(data)
                yield data
        if sha256.hexdigest() != self._read_about()["sha256"]:
            raise self._damaged()

    def _read_about(self) -> dict[str, Any]:
        try:
            about = durable.read_json(self.about)
        except (OSError, ValueError):
            about = None
        if not isinstance(about, dict) or not {"sha256", "shape"} <= set(about):
            raise self._damaged()
        return about

    def _damaged(self) -> DamagedPart:
        self.about.unlink(missing_ok=True)
        return DamagedPart(self.file.name)


class FeatureParts:
    """All parts of an entry.

    Parameters
    ----------
    folder:
        Where they are; it is made when the first is computed.
    key:
        What the entry is of. A folder with parts of anything else is emptied.
    total, rows:
        Pictures in all, and in each part but the last.
    outputs:
        Computes the pictures from one to another.
    """

    def __init__(self, folder: Path, key: dict[str, Any], total: int, rows: int, outputs: Outputs) -> None:
        self._folder, self._key, self._total, self._outputs = folder, {**key, "rows": rows}, total, outputs
        self._parts = [_Part(folder, start, min(start + rows, total)) for start in range(0, total, rows)]

    def __len__(self) -> int:
        return len(self._parts)

    @contextmanager
    def in_use(self) -> Iterator[None]:
        """Inside, the cache does not remove the folder, however little room there is (:func:`tlgui.runs.cache_limit.keep_within`)."""
        with FileLock(self._folder.parent / f"{self._folder.name}.lock"):
            yield

    def compute(
        self,
        report: Callable[[int, int], None] = lambda done, total: None,
        stop: Callable[[], bool] = lambda: False,
        *,
        wait: bool = True,
    ) -> None:
        """Compute every part that nobody has computed or is computing; ``wait``: until all are there, whoever computes them.

        ``report`` is called with pictures done and in all. Raises ``InterruptedError`` when ``stop`` returns True; whole parts stay.
        """
        self._begin()
        while left := [part for part in self._parts if not part.done]:
            for part in left:
                if not part.done:
                    self._try(part, report, stop)
            if not wait:
                return
            if stop():
                raise InterruptedError
            if any(not part.done for part in left):
                self._report(report)
                time.sleep(POLL_SECONDS)
        self._report(report)

    def _begin(self) -> None:
        with FileLock(self._folder.parent / f"{self._folder.name}.beginning"):
            about = self._folder / durable.MANIFEST
            try:
                fits = durable.read_json(about) == self._key
            except (OSError, ValueError):
                fits = False
            if not fits:
                shutil.rmtree(self._folder, ignore_errors=True)
                self._folder.mkdir(parents=True)
                durable.write_json(about, self._key)

    def _try(self, part: _Part, report: Callable[[int, int], None], stop: Callable[[], bool]) -> None:
        """Compute a part, unless somebody is at it."""
        try:
            with part.lock():
                if not part.done:
                    self._compute(part, report, stop)
        except Timeout:
            pass

    def _compute(self, part: _Part, report: Callable[[int, int], None], stop: Callable[[], bool]) -> None:
        new, sha256, shape = part.file.with_suffix(".new"), hashlib.sha256(), ()
        before = self._done()
        with open(new, "wb") as file:
            done = 0
            for outputs in self._outputs(part.start, part.end, stop):
                content, shape = outputs.tobytes(), outputs.shape[1:]
                file.write(content)
                sha256.update(content)
                done += len(outputs)
                report(before + done, self._total)
            file.flush()
            os.fsync(file.fileno())
        durable.move_file(new, part.file)
        durable.write_json(part.about, {"sha256": sha256.hexdigest(), "shape": list(shape)})

    def _done(self) -> int:
        return sum(part.end - part.start for part in self._parts if part.done)

    def _report(self, report: Callable[[int, int], None]) -> None:
        report(self._done(), self._total)

    def join(self, file: IO[bytes], header: Callable[[tuple[int, ...]], bytes]) -> str:
        """Write all rows behind the header for their shape, and return the SHA-256 of everything written.

        Raises
        ------
        DamagedPart
        """
        sha256 = hashlib.sha256()
        contents = chain.from_iterable(part.content() for part in self._parts)
        for data in chain([header((self._total, *self._parts[0].shape()))], contents):
            file.write(data)
            sha256.update(data)
        return sha256.hexdigest()

    def remove(self) -> None:
        """The entry is there, and the parts are not needed any more."""
        shutil.rmtree(self._folder, ignore_errors=True)

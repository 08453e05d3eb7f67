"""Several decoders in parallel, and what to do when one dies."""

from __future__ import annotations

import os
import queue
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import BinaryIO, cast

import tlgui
from tlgui.data.decoder import READY, read_answer, write_request
from tlgui.data.images import DecodedPicture
from tlgui.errors import Problem
from tlgui.machine import cores

SECONDS = 10.0
"""Time for one file. A worst-case picture takes one or two; the rest is for slow, shared machines."""

MEMORY = 512 * 2**20
"""Bytes for one file, on top of what a decoder holds by itself."""

_START_SECONDS = 60.0
_AHEAD = 4  # files handed out per decoder before their results are taken
_WATCH_SECONDS = 0.1


class DecoderPool:
    """Decodes the files of one folder in child processes. Use it in a ``with`` block.

    A file on which a child crashes or takes too long is refused; the child is replaced, and all other files are unaffected.

    Parameters
    ----------
    root:
        The folder's real path. Links, also in its own way by now, and special files are never opened.
    workers:
        Number of children; all cores by default. They are started when there is work for them.
    seconds, memory:
        Limits for one file. Memory is limited on Linux only.
    """

    def __init__(
        self, root: str | os.PathLike[str], workers: int | None = None, seconds: float = SECONDS, memory: int = MEMORY
    ) -> None:
        self._root = os.path.abspath(root)
        self._seconds = seconds
        self._memory = memory
        self._workers = workers or cores()
        self._children: set[_Child] = set()
        self._idle: queue.SimpleQueue[_Child | None] = queue.SimpleQueue()  # None: a place where no child was started yet
        for _ in range(self._workers):
            self._idle.put(None)
        self._closed = threading.Event()
        self._lock = threading.Lock()

    def __enter__(self) -> DecoderPool:
        self._threads = ThreadPoolExecutor(self._workers)
        self._watch = threading.Thread(target=self._end_late_children, daemon=True)
        self._watch.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._closed.set()
        with self._lock:
            for child in self._children:
                child.end()
        self._threads.shutdown(cancel_futures=True)
        self._watch.join()

    def decode(self, files: Iterable[str]) -> Iterator[DecodedPicture | Problem]:
        """Decode files (paths relative to the root), in their order. Only a few results are held at any time.

        Yields
        ------
        For each file its picture, or the problem (a ``picture_…`` code) for which it is refused.
        """
        waiting: deque[Future[DecodedPicture | Problem]] = deque()
        for file in files:
            waiting.append(self._threads.submit(self._decode_one, file))
            if len(waiting) >= _AHEAD * self._workers:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()

    def _decode_one(self, file: str) -> DecodedPicture | Problem:
        child = self._idle.get()
        try:
            if child is None:
                child = self._start()
            return child.ask(file, self._seconds)
        except (EOFError, OSError):
            late = child is not None and child.late
            self._drop(child)
            child = None
            return Problem("picture_too_slow", {"seconds": self._seconds}) if late else Problem("picture_crashed")
        finally:
            self._idle.put(child)

    def _start(self) -> _Child:
        with self._lock:
            if self._closed.is_set():
                raise EOFError
            child = _Child(self._root, self._memory)
            self._children.add(child)
        if not child.wait_until_ready():
            self._drop(child)
            if self._closed.is_set():
                raise EOFError
            raise RuntimeError("a decoder process did not start; its error is in the log")
        return child

    def _drop(self, child: _Child | None) -> None:
        if child is not None:
            child.end()
            with self._lock:
                self._children.discard(child)

    def _end_late_children(self) -> None:
        while not self._closed.wait(_WATCH_SECONDS):
            with self._lock:
                for child in self._children:
                    child.end_if_late()


class _Child:
    """One decoder process."""

    def __init__(self, root: str, memory: int) -> None:
        self.late = False
        self._deadline: float | None = None
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tlgui.data.decoder", root, str(memory)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            # Python looks for modules in the current folder first: it must be the one that holds the package, not the user's.
            cwd=Path(tlgui.__file__).parent.parent,
        )
        self._requests = cast(BinaryIO, self._process.stdin)
        self._answers = cast(BinaryIO, self._process.stdout)

    def wait_until_ready(self) -> bool:
        self._deadline = time.monotonic() + _START_SECONDS
        ready = self._answers.read(len(READY)) == READY
        self._deadline = None
        return ready

    def ask(self, file: str, seconds: float) -> DecodedPicture | Problem:
        """Have one file decoded. Raises ``EOFError`` or ``OSError`` when the process ends instead."""
        self._deadline = time.monotonic() + seconds
        try:
            write_request(self._requests, file)
            return read_answer(self._answers)
        finally:
            self._deadline = None

    def end_if_late(self) -> None:
        deadline = self._deadline
        if deadline is not None and time.monotonic() > deadline:
            self.late = True
            self._process.kill()

    def end(self) -> None:
        """Kill the process; harmless when it is dead already."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._requests, self._answers):
            try:
                pipe.close()
            except OSError:  # what was still to be written can no longer be
                pass

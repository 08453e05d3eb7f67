"""Decoding in this process, and each picture once: starting two children takes longer than all else that reads a small folder.

Only for pictures that a test has drawn. What children are there for (crashes, limits, hostile files) is asked in ``tests/data``.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import BinaryIO

import pytest

from tlgui.data import decoder
from tlgui.data import ingest as reading
from tlgui.data.images import DecodedPicture
from tlgui.errors import Problem


class DecoderHere:
    """Answers as :class:`tlgui.data.decoder_pool.DecoderPool` does."""

    def __init__(self, root: str | os.PathLike[str], workers: int) -> None:
        self._root = os.path.abspath(root)

    def __enter__(self) -> DecoderHere:
        return self

    def __exit__(self, *error: object) -> None:
        pass

    def decode(self, files: Iterable[str]) -> Iterator[DecodedPicture | Problem]:
        return (decoder._answer(self._root, file) for file in files)


_read = decoder._decoded


@cache
def _known(content: bytes, ending: str) -> DecodedPicture | Problem:
    """Hundreds of tests draw the same few pictures."""
    return _read(io.BytesIO(content), ending)


def _decoded(file: BinaryIO, ending: str) -> DecodedPicture | Problem:
    return _known(file.read(), ending)


@contextmanager
def decoded_here() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(decoder, "_decoded", _decoded)
        patch.setattr(reading, "DecoderPool", DecoderHere)
        yield

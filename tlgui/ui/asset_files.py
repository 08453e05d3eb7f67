"""The page's own files, Gradio's and plotly.js, compressed once and served from memory. Their addresses contain a digest, so browsers may keep
them."""

from __future__ import annotations

import gzip
import hashlib
import importlib.util
import re
import threading
from abc import ABC, abstractmethod
from collections.abc import Iterable
from contextlib import suppress
from functools import cached_property
from pathlib import Path, PurePosixPath

import brotli
from starlette.responses import Response

from tlgui import durable
from tlgui.home import Home
from tlgui.shipped import ASSETS_FOLDER

TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".json": "application/json",
}
"""Kinds of files that are served; anything else in the folder is not."""


_IMPORT = re.compile(rb'(?:from|import) "\./([\w.]+)"')


class CompressedOnce(ABC):
    """Files that are kept as they are sent."""

    def __init__(self) -> None:
        self._made: dict[tuple[str, str], bytes] = {}

    @abstractmethod
    def read(self, name: str) -> bytes:
        """A file as it is; raises ``KeyError`` for a name that is not there."""

    def get(self, name: str, encoding: str) -> bytes:
        """A file, encoded (``br``, ``gzip`` or ``identity``); raises as :meth:`read`."""
        if (name, encoding) not in self._made:
            self._made[name, encoding] = encode(self.read(name), encoding)
        return self._made[name, encoding]


class AssetFiles(CompressedOnce):
    """The files of the folder ``assets`` that a page asks for; folders in it are not for pages."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder = folder

    @cached_property
    def files(self) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in sorted(self.folder.iterdir()) if path.suffix in TYPES}

    @cached_property
    def version(self) -> str:
        """A digest of all files: part of their address, so that a new version is a new address."""
        sha = hashlib.sha256()
        for name, data in self.files.items():
            sha.update(name.encode() + data)
        return sha.hexdigest()[:16]

    def with_imports(self, scripts: Iterable[str]) -> list[str]:
        """These scripts and all that they import, by name, sorted."""
        found, todo = set[str](), {*scripts} & self.files.keys()
        while todo:
            found |= todo
            imported = {name.decode() for script in todo for name in _IMPORT.findall(self.files[script])}
            todo = (imported & self.files.keys()) - found
        return sorted(found)

    def read(self, name: str) -> bytes:
        return self.files[name]


ASSETS = AssetFiles(ASSETS_FOLDER)


def encode(data: bytes, encoding: str) -> bytes:
    if encoding == "br":
        return brotli.compress(data, quality=5)  # 5: most of the gain for a tenth of a second
    return gzip.compress(data, 6, mtime=0) if encoding == "gzip" else data


def encoding_for(accepted: str) -> str:
    """The best encoding that a browser says it reads."""
    offered = {part.split(";")[0].strip() for part in accepted.lower().split(",")}
    return next((encoding for encoding in ("br", "gzip") if encoding in offered), "identity")


FOREVER = "public, max-age=31536000, immutable"


def file_answer(data: bytes, name: str, encoding: str, keep: str) -> Response:
    """A file of this name, encoded so; ``keep``: for how long a browser may."""
    headers = {"content-type": TYPES[PurePosixPath(name).suffix], "cache-control": keep, "vary": "accept-encoding"}
    return Response(data, headers=headers if encoding == "identity" else {**headers, "content-encoding": encoding})


class GradioFiles(CompressedOnce):
    """Scripts and styles of Gradio's pages, some sixty for each. Gradio itself reads and compresses each of them anew for whoever asks, which
    takes ten times as long, and lets browsers ask again at every visit.
    """

    LARGEST = 2**20
    """Bytes; a larger one, which no page of ours loads, is left to Gradio."""

    @cached_property
    def files(self) -> dict[str, Path]:
        found = importlib.util.find_spec("gradio")
        assert found is not None and found.origin is not None
        folder = Path(found.origin).parent / "templates" / "frontend" / "assets"
        return {path.name: path for path in folder.iterdir() if path.suffix in TYPES and path.stat().st_size <= self.LARGEST}

    def read(self, name: str) -> bytes:
        return self.files[name].read_bytes()


class Plotly:
    """plotly.js from the installed plotly package: about 5 MB, so it is compressed once for each version and kept in the cache."""

    def __init__(self, home: Home) -> None:
        self._folder = home.cache / "page"
        self._lock = threading.Lock()
        self._made: dict[str, bytes] = {}

    @cached_property
    def path(self) -> Path:
        found = importlib.util.find_spec("plotly")  # found, not imported: importing it takes half a second
        assert found is not None and found.origin is not None
        return Path(found.origin).parent / "package_data" / "plotly.min.js"

    @cached_property
    def version(self) -> str:
        facts = self.path.stat()
        return hashlib.sha256(f"{facts.st_size} {facts.st_mtime_ns}".encode()).hexdigest()[:16]

    def get(self, encoding: str) -> bytes:
        with self._lock:
            if encoding not in self._made:
                self._made[encoding] = self._kept(encoding)
            return self._made[encoding]

    def _kept(self, encoding: str) -> bytes:
        if encoding == "identity":
            return self.path.read_bytes()
        kept = self._folder / f"plotly-{self.version}.{encoding}"
        if kept.is_file():
            return kept.read_bytes()
        data = encode(self.path.read_bytes(), encoding)
        with suppress(OSError):  # where the disk takes nothing it is compressed again the next time
            self._folder.mkdir(exist_ok=True)
            durable.write_bytes(kept, data)
        return data

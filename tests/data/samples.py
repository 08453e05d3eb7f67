"""Pictures, folders and zips made by code, and how the tests read refusals."""

from __future__ import annotations

import io
import os
import random
import zipfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tlgui.data.images import stored
from tlgui.data.pack import Pack
from tlgui.errors import Problem, UserError
from tlgui.texts import say


def noise(seed: int, width: int = 24, height: int = 16, mode: str = "RGB") -> Image.Image:
    """A picture that no other seed gives."""
    bands = len(Image.new(mode, (1, 1)).getbands())
    return Image.frombytes(mode, (width, height), random.Random(seed).randbytes(width * height * bands))


def encoded(image: Image.Image, kind: str = "PNG", **options: Any) -> bytes:
    """A picture as the bytes of a file."""
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def png(seed: int = 0) -> bytes:
    return encoded(noise(seed))


def class_folders(root: Path, counts: dict[str, int]) -> Path:
    """Class folders with so many different pictures each."""
    seed = 0
    for name, count in counts.items():
        (root / name).mkdir(parents=True, exist_ok=True)
        for index in range(count):
            (root / name / f"{index}.png").write_bytes(png(seed := seed + 1))
    return root


def zip_file(path: Path, files: Iterable[tuple[str | zipfile.ZipInfo, bytes]], method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, data in files:
            if isinstance(name, zipfile.ZipInfo):
                name.compress_type = method
            archive.writestr(name, data)
    return path


def zip_of_classes(path: Path, counts: dict[str, int], wrapper: str = "") -> Path:
    names = [f"{wrapper}{name}/{index}.png" for name, count in counts.items() for index in range(count)]
    return zip_file(path, [(name, png(seed)) for seed, name in enumerate(names)])


def refusal(code: str, call: Callable[[], object]) -> str:
    """The English sentences of a refusal that must begin with ``code``; that they exist in Chinese is checked too."""
    with pytest.raises(UserError) as raised:
        call()
    assert raised.value.problems[0].code == code, raised.value.problems
    assert all(raised.value.sentences("zh"))
    return " ".join(raised.value.sentences("en"))


def said(problem: Problem, kind: str = "note") -> str:
    """The English sentence of a note (or problem)."""
    assert say(f"{kind}.{problem.code}", "zh", **problem.values)
    return say(f"{kind}.{problem.code}", "en", **problem.values)


def all_said(notes: Iterable[Problem]) -> str:
    return " ".join(said(note) for note in notes)


def snapshot(folder: Path) -> dict[str, tuple[int, int, bytes]]:
    """Everything below a folder: type, time of change and content. Equal snapshots: nothing was written."""
    found = {}
    for parent, folders, files in os.walk(folder):
        for name in [*folders, *files]:
            path = os.path.join(parent, name)
            facts = os.lstat(path)
            content = Path(path).read_bytes() if name in files and os.path.isfile(path) and not os.path.islink(path) else b""
            found[path] = (facts.st_mode, facts.st_mtime_ns, content)
    return found


def number_of(pack: Pack, image: Image.Image) -> int:
    """The number of a picture in a dataset, which goes by its content."""
    return pack.hashes.index(stored(image).hash)


def by_name(pack: Pack, values: Sequence[Any]) -> list[Any]:
    """What is known of each picture by its number, in the order of files that are named ``0.png``, ``1.png`` …"""
    return [values[number] for number in sorted(range(len(pack)), key=lambda number: int(Path(pack.name(number)).stem))]

"""Pillow's own odd pictures: what its developers have met in the wild, and what was made to break it.

They come with Pillow's source archive (about 1,060 files), which is fetched from the package index; without one the test is skipped.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
from collections import Counter
from pathlib import Path

import PIL
import pytest

from tests.conftest import missing
from tlgui.data.decoder_pool import MEMORY, DecoderPool
from tlgui.data.images import DecodedPicture
from tlgui.errors import Problem
from tlgui.texts import say

SECONDS = 2.0
LEAST_FILES = 900


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of pictures. ``TLGUI_PILLOW_SOURCE`` may name an archive that was fetched before."""
    archive = os.environ.get("TLGUI_PILLOW_SOURCE")
    place = tmp_path_factory.mktemp("pillow")
    if archive is None:
        wanted = f"pillow=={PIL.__version__}"
        command = [
            sys.executable,
            "-m",
            "pip",
            "download",
            "--quiet",
            "--no-deps",
            "--no-binary",
            "pillow",
            "--dest",
            str(place),
            wanted,
        ]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=600)
        if done.returncode:
            missing(f"Pillow's source archive cannot be fetched here: {done.stderr.strip().splitlines()[-1:]}")
        archive = str(next(place.glob("*.tar.gz")))
    with tarfile.open(archive) as opened:
        for member in opened:
            parts = Path(member.name).parts
            if member.isfile() and parts[1:3] == ("Tests", "images") and ".." not in parts:
                data = opened.extractfile(member)
                assert data is not None
                target = place.joinpath(*parts[1:])
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(data.read())
    return place / "Tests" / "images"


@pytest.mark.soak
def test_B21_no_file_of_pillows_corpus_crashes_the_decoder_or_takes_long(corpus: Path) -> None:
    files = sorted(str(path.relative_to(corpus)) for path in corpus.rglob("*") if path.is_file())
    assert len(files) >= LEAST_FILES
    with DecoderPool(corpus, workers=1, seconds=SECONDS, memory=MEMORY) as pool:
        answers = dict(zip(files, pool.decode(files), strict=True))
    told = Counter(answer.code if isinstance(answer, Problem) else "used" for answer in answers.values())
    print(f"\n{len(files)} files:", dict(told.most_common()))
    bad = {
        file: answer.code
        for file, answer in answers.items()
        if isinstance(answer, Problem) and answer.code in ("picture_crashed", "picture_too_slow")
    }
    assert bad == {}
    for file, answer in answers.items():
        if isinstance(answer, DecodedPicture):
            assert len(answer.pixels) == answer.height * answer.width * 3, file
        else:
            assert say(f"error.{answer.code}", "en", **answer.values), file
    assert told["used"] > 0.3 * len(files)

"""Scan of 100,000 files against a bare walk of the same folder, side by side in one run.

    python benchmarks/scan.py [--files 100000] [--classes 100]

The files are links to a few pictures: a scan reads names and sizes, no content.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from pathlib import Path

from PIL import Image

from tlgui.data.scan import scan

LINKS = 60_000  # a file of ext4 can have 65,000 names


def make_files(root: Path, count: int, classes: int) -> None:
    for number in range(classes):
        (root / f"class{number:04d}").mkdir()
    for index in range(count):
        if index % LINKS == 0:
            original = root / f"class{index % classes:04d}" / f"{index:07d}.png"
            Image.new("RGB", (16, 16), (index // LINKS, 0, 0)).save(original)
        else:
            os.link(original, root / f"class{index % classes:04d}" / f"{index:07d}.png")


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--files", type=int, default=100_000)
    ask.add_argument("--classes", type=int, default=100)
    given = ask.parse_args()
    with tempfile.TemporaryDirectory() as place:
        make_files(Path(place), given.files, given.classes)
        began = time.perf_counter()
        walked = sum(len(files) for _, _, files in os.walk(place))
        between = time.perf_counter()
        report = scan(place)
        ended = time.perf_counter()
        assert walked == len(report.pictures) == given.files
        print(f"{given.files:,} files in {given.classes} folders\n")
        print("| way | seconds |\n|---|---|")
        print(f"| os.walk, which knows the names only | {between - began:.2f} |")
        print(f"| scan | **{ended - between:.2f}** |")


if __name__ == "__main__":
    main()

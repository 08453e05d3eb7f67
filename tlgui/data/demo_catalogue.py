"""The demos and their datasets. Cheap to import for the page and the command line; :mod:`tlgui.data.demo` makes them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tlgui.errors import UserError
from tlgui.texts import CATALOGUE, say


@dataclass(frozen=True)
class DemoDataset:
    """One domain of a demo.

    Attributes
    ----------
    key:
        Part of the fingerprint, and of the keys of its name and its credit in ``texts``.
    version:
        Part of the fingerprint. Raise it with any change of a pixel, so that the dataset is made again.
    size:
        Number of pictures.
    classes:
        Their names, sorted.
    sealed:
        Its labels are locked until somebody reveals them, as those of a dataset of one's own.
    """

    key: str
    version: int
    size: int
    classes: tuple[str, ...]
    sealed: bool = False

    @property
    def name(self) -> str:
        """What the dataset is called; a page says it in the reader's language."""
        return say(self.name_key, "en")

    @property
    def name_key(self) -> str:
        """The key of its name among the texts."""
        return f"demo.dataset.{self.key}"

    @property
    def credit_key(self) -> str:
        """The key of the text that says whose pictures these are."""
        return f"demo.credit.{self.key}"

    @property
    def origin(self) -> dict[str, str]:
        """Where the dataset says it comes from."""
        return {
            "kind": "demo",
            "path": "",
            "fingerprint": f"demo:{self.key}:{self.version}",
            "credit": self.credit_key,
        }


@dataclass(frozen=True)
class Demo:
    """A built-in pair of datasets.

    Attributes
    ----------
    for_lessons:
        A lesson leads to it; the page from which newcomers start does not offer it.
    """

    source: DemoDataset
    target: DemoDataset
    for_lessons: bool = False


_KINDS = ("animals", "buildings", "clothing", "devices", "faces", "food", "vehicles")
FEW = ("animals", "food")
"""The classes of the demo whose target has few of them."""

_DIGITS = tuple("0123456789")
_ICONS = DemoDataset("icons_solid", 1, 203, _KINDS)
_INK = DemoDataset("icons_ink", 1, 203, _KINDS)

DEMOS: Mapping[str, Demo] = {
    "icons": Demo(_ICONS, _INK),
    "icons-flat": Demo(_ICONS, DemoDataset("icons_flat", 1, 203, _KINDS)),
    "digits": Demo(DemoDataset("printed", 2, 1000, _DIGITS), DemoDataset("handwritten", 2, 1797, _DIGITS)),
    "icons-few": Demo(_ICONS, DemoDataset("icons_few", 1, 91, FEW), for_lessons=True),
    "icons-sealed": Demo(_INK, DemoDataset("icons_sealed", 1, 203, _KINDS, sealed=True), for_lessons=True),
}
"""By the name that a person types."""

DEFAULT_DEMO = "icons"

_DATASETS = [each for demo in DEMOS.values() for each in (demo.source, demo.target)]
DEMO_NAMES = {each.name: each.name_key for each in _DATASETS}
"""The names of their datasets, and under which key a text has them."""

DEMO_CREDITS = {each.name: each.credit_key for each in _DATASETS}


def demo_named(given: str) -> Demo:
    """The demo of this name; ``demo_unknown`` when there is none."""
    if given not in DEMOS:
        raise UserError("demo_unknown", given=given, known=list(DEMOS))
    return DEMOS[given]


def demo_of(source: Mapping[str, str], target: Mapping[str, str]) -> str | None:
    """The name of the demo that two datasets with these origins are, or ``None``."""
    keys = tuple(each["fingerprint"].split(":")[1] if each["kind"] == "demo" else None for each in (source, target))
    return next((name for name, demo in DEMOS.items() if (demo.source.key, demo.target.key) == keys), None)


def credit_of(origin: Mapping[str, str], language: str) -> str:
    """Whose pictures those of a dataset with this origin are, where that must be said beside them; else empty."""
    key = origin.get("credit", "")
    return say(key, language) if key in CATALOGUE else ""

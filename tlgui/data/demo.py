"""Datasets of the built-in demos. Nothing is downloaded: their pictures come with the program or with a package that it requires."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PIL import Image

from tlgui.data import demo_digits, demo_icons, images, seals
from tlgui.data.demo_catalogue import DEFAULT_DEMO, FEW, DemoDataset, demo_named
from tlgui.data.images import DecodedPicture
from tlgui.data.in_order import in_order
from tlgui.data.pack import Pack
from tlgui.data.store import DatasetStore
from tlgui.home import LOCAL_OWNER, Home

_PICTURES: dict[str, Callable[[], Iterable[tuple[str, str, Image.Image]]]] = {
    "icons_solid": lambda: demo_icons.icons("3d"),
    "icons_ink": lambda: demo_icons.icons("ink"),
    "icons_flat": lambda: demo_icons.icons("flat"),
    "icons_few": lambda: demo_icons.icons("flat", of=FEW),
    "icons_sealed": lambda: demo_icons.icons("3d"),
    "printed": demo_digits.printed,
    "handwritten": demo_digits.handwritten,
}
"""For each dataset name, class and picture of all that is in it; what is not decoded yet is decoded by many threads."""


def make_demo(
    home: Home, name: str = DEFAULT_DEMO, owner: str = LOCAL_OWNER, progress: Callable[[int, int], object] | None = None
) -> tuple[Pack, Pack]:
    """A demo's source and target; made at the first call (less than a second), found at the next.

    Parameters
    ----------
    name:
        One of :data:`tlgui.data.demo_catalogue.DEMOS`.
    progress:
        Called now and then with (done, total) pictures.

    Raises
    ------
    UserError
        ``demo_unknown``; ``demo_data_missing`` when an installed package lacks its data files.
    """
    demo, store = demo_named(name), DatasetStore(home)
    total = demo.source.size + demo.target.size

    def report(done: int) -> None:
        if progress is not None:
            progress(done, total)

    source = _made(store, owner, demo.source, report)
    target = _made(store, owner, demo.target, lambda done: report(demo.source.size + done))
    report(total)
    return source, target


def _made(store: DatasetStore, owner: str, wanted: DemoDataset, report: Callable[[int], object]) -> Pack:
    found = store.find(wanted.origin["fingerprint"], owner)
    if found is not None:
        return found
    with store.create() as (dataset_id, writer):
        for done, (title, label, picture) in enumerate(in_order(_stored, _PICTURES[wanted.key]()), start=1):
            writer.add(picture, title, wanted.classes.index(label))
            report(done)
        writer.finish(
            dataset_id, owner=owner, name=wanted.name, classes=wanted.classes, origin=wanted.origin, labels_open=not wanted.sealed
        )
    made = store.get(dataset_id, owner)
    seals.seal(store.home, made.info, by="demo")  # those whose labels are open are never sealed
    return made


def _stored(drawn: tuple[str, str, Image.Image]) -> tuple[str, str, DecodedPicture]:
    title, label, image = drawn
    return title, label, images.stored(image.convert("RGB"))

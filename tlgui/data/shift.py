"""A shifted target made from one dataset (blurred, noisy, tinted …), to show domain shift with a single folder.

The kinds and their severities from 1 to 5 follow the idea of Hendrycks and Dietterich (2019, arXiv:1903.12261); the numbers are our own, for
pictures of any size: lengths are given for a short side of 224 pixels and scaled with it.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageChops, ImageFilter, ImageOps

from tlgui.data import images, seals
from tlgui.data.images import DecodedPicture
from tlgui.data.in_order import in_order
from tlgui.data.pack import Pack
from tlgui.data.store import DatasetStore
from tlgui.errors import UserError
from tlgui.home import LOCAL_OWNER, Home
from tlgui.settings import Settings, setting
from tlgui.tasks import TASKS
from tlgui.texts import Text

Kind = Literal["blur", "noise", "contrast", "colour", "resolution", "jpeg", "inversion", "sketch"]

SEVERITIES = 5
PREVIEW_SIDE = 160

_VERSION = 2
"""Part of the fingerprint. Raise it with any change of a pixel, so that a shift is made again."""

_BLUR = (1.0, 2.0, 3.0, 4.5, 6.5)  # σ in pixels of a 224-pixel picture
_NOISE = (0.04, 0.08, 0.13, 0.2, 0.3)  # standard deviation, of the whole range
_CONTRAST = (0.6, 0.45, 0.3, 0.2, 0.12)  # what is left of it
_COLOUR = (0.2, 0.35, 0.5, 0.65, 0.8)  # strength of the cast
_RESOLUTION = (1.5, 2.0, 3.0, 4.5, 7.0)  # pixels that become one, along a side of a 224-pixel picture
_JPEG = (40, 25, 15, 8, 3)  # quality
_INVERSION = (0.7, 0.8, 0.88, 0.94, 1.0)  # 0.5 would be plain gray
_SKETCH = (0.4, 0.6, 0.8, 0.9, 1.0)  # share of the drawing

if TYPE_CHECKING:
    Random = np.random.Generator
    Shift = Callable[[Image.Image, int, Random, Random], Image.Image]


class ShiftSettings(Settings):
    """What to do to the pictures."""

    kind: Kind = setting(
        "blur",
        choices={
            "blur": Text("blur", "模糊"),
            "noise": Text("noise", "噪声"),
            "contrast": Text("less contrast", "低对比度"),
            "colour": Text("color cast", "偏色"),
            "resolution": Text("low resolution", "低分辨率"),
            "jpeg": Text("JPEG artifacts", "JPEG 压缩痕迹"),
            "inversion": Text("inverted", "反色"),
            "sketch": Text("pencil sketch", "铅笔素描"),
        },
        label=Text("Shift", "偏移"),
        help=Text("How the target should differ from the source in looks.", "目标域与源域的差异方式。"),
    )
    severity: int = setting(
        3,
        ge=1,
        le=SEVERITIES,
        step=1,
        label=Text("Severity", "强度"),
        help=Text(
            "From 1 (hardly visible) to 5 (hard to recognize). See the preview.",
            "从 1（几乎看不出）到 5（难以辨认）。请看预览。",
        ),
    )
    seed: int = setting(
        0,
        ge=0,
        le=2**32 - 1,
        step=1,
        label=Text("Seed", "随机种子"),
        help=Text("Another seed gives different noise or a different color cast.", "不同的种子给出不同的噪声或偏色。"),
        advanced=True,
    )


def shifted(picture: NDArray[np.uint8], settings: ShiftSettings, index: int) -> Image.Image:
    """A picture (h, w, 3) with the shift, of the same size. The same settings and index give the same pixels.

    ``index``: its number in the dataset, so that noise differs from picture to picture; a color cast is the same for all.
    """
    one, all_of_them = np.random.default_rng([settings.seed, index]), np.random.default_rng(settings.seed)
    return _SHIFTS[settings.kind](Image.fromarray(picture), settings.severity - 1, one, all_of_them)


def preview(pack: Pack, settings: ShiftSettings, pictures: Sequence[int], side: int = PREVIEW_SIDE) -> list[bytes]:
    """WebP files of a few pictures of a dataset with the shift. ``side``: pixels of the long side, at most."""
    return [images.thumbnail(shifted(pack.picture(index), settings, index), side) for index in pictures]


def make_shift(
    parent: Pack,
    settings: ShiftSettings,
    home: Home,
    *,
    name: str | None = None,
    owner: str = LOCAL_OWNER,
    progress: Callable[[int, int], object] = lambda done, total: None,
    stop: Callable[[], bool] = lambda: False,
) -> Pack:
    """A new dataset: the pictures of ``parent`` with the shift, its names, and its classes and labels or its values.

    The one that was made earlier is found again, if there is one.

    Raises
    ------
    UserError
        ``ingest_stopped`` once ``stop`` says yes; nothing is left behind. ``sealed_source``: the new dataset would have the labels.
    """
    seals.open_source(home, parent.info, "source")
    store = DatasetStore(home)
    recipe = {"shift": settings.kind, "severity": str(settings.severity), "seed": str(settings.seed)}
    fingerprint = f"shift:{_VERSION}:{parent.info.id}:{':'.join(recipe.values())}"
    found = store.find(fingerprint, owner)
    if found is not None:
        return found
    credited = {name: text for name, text in parent.info.origin.items() if name == "credit"}  # the pictures are still somebody's
    labels, by = parent.labels().tolist(), "value" if TASKS[parent.info.task].has_values else "label"
    with store.create() as (dataset_id, writer):
        for index, picture in enumerate(_shifted_all(parent, settings)):
            writer.add(picture, parent.name(index), **{by: labels[index]})
            progress(index + 1, len(parent))
            if stop():
                raise UserError("ingest_stopped", done=index + 1, total=len(parent))
        writer.finish(
            dataset_id,
            owner=owner,
            name=name or f"{parent.info.name} · {settings.kind} {settings.severity}",
            classes=parent.info.classes,
            origin={"kind": "shift", "path": "", "fingerprint": fingerprint, "parent": parent.info.id, **recipe, **credited},
            task=parent.info.task,
            value_name=parent.info.value_name,
            labels_open=parent.info.labels_open,
        )
    return store.get(dataset_id, owner)


def _shifted_all(parent: Pack, settings: ShiftSettings) -> Iterable[DecodedPicture]:
    originals = parent.originals()

    def work(index: int) -> DecodedPicture:
        picture = images.stored(shifted(parent.picture(index), settings, index))
        return picture if originals is None else replace(picture, original=originals[index])

    return in_order(work, range(len(parent)))


# -- the kinds: picture, severity from 0 to 4, random numbers of the picture and of the dataset ----------------------------------


def _length(image: Image.Image, pixels: float) -> float:
    """A length given for a 224-pixel picture."""
    return pixels * min(image.size) / 224


def _blur(image: Image.Image, severity: int, one: Random, all_of_them: Random) -> Image.Image:
    return image.filter(ImageFilter.GaussianBlur(_length(image, _BLUR[severity])))


def _noise(image: Image.Image, severity: int, one: Random, all_of_them: Random) -> Image.Image:
    noise = one.standard_normal((image.height, image.width, 3), dtype=np.float32)
    return _image(np.asarray(image, np.float32) + noise * (255 * _NOISE[severity]))


def _contrast(image: Image.Image, severity: int, one: Random, all_of_them: Random) -> Image.Image:
    pixels = np.asarray(image, np.float32)
    middle = pixels.mean((0, 1))
    return _image(middle + (pixels - middle) * _CONTRAST[severity])


def _colour(image: Image.Image, severity: int, one: Random, all_of_them: Random) -> Image.Image:
    """Light of another color: each channel is weakened as the light's color lacks it. The hue is one for the dataset."""
    angles = 2 * np.pi * (all_of_them.random() + np.arange(3) / 3)
    light = 1 - _COLOUR[severity] * (1 - np.cos(angles)) / 2
    return _image(np.asarray(image, np.float32) * light.astype(np.float32))


def _resolution(image: Image.Image, severity: int, one: Random, all_of_them: Random) -> Image.Image:
    """Fewer pixels, then enlarged again. A small picture loses as large a part of its detail as a large one."""
    small = (max(round(image.width / _RESOLUTION[severity]), 1), max(round(image.height / _RESOLUTION[severity]), 1))
    return image.resize(small, Image.Resampling.BOX).resize(image.size, Image.Resampling.BILINEAR)


def _jpeg(image: Image.Image, severity: int, one: Random, all_of_them: Random) -> Image.Image:
    file = io.BytesIO()
    image.save(file, "JPEG", quality=_JPEG[severity])
    return Image.open(file, formats=("JPEG",)).convert("RGB")


def _inversion(image: Image.Image, severity: int, one: Random, all_of_them: Random) -> Image.Image:
    """Towards the negative; the milder ones have less contrast, since half-way there is nothing but gray."""
    return Image.blend(image, ImageOps.invert(image), _INVERSION[severity])


def _sketch(image: Image.Image, severity: int, one: Random, all_of_them: Random) -> Image.Image:
    """Dark lines on white: the gray picture divided by itself blurred (color dodge), mixed with the gray picture."""
    grey = image.convert("L")
    soft = grey.filter(ImageFilter.GaussianBlur(max(_length(image, 6.0), 1)))
    lines = np.asarray(grey, np.float32) * 255 / np.maximum(np.asarray(soft, np.float32), 1)
    drawing = Image.fromarray(np.clip(lines, 0, 255).astype(np.uint8))
    return Image.blend(grey, ImageChops.multiply(drawing, drawing), _SKETCH[severity]).convert("RGB")


def _image(pixels: NDArray[np.float32]) -> Image.Image:
    return Image.fromarray(np.clip(np.rint(pixels), 0, 255).astype(np.uint8))


_SHIFTS: dict[str, Shift] = {
    "blur": _blur,
    "noise": _noise,
    "contrast": _contrast,
    "colour": _colour,
    "resolution": _resolution,
    "jpeg": _jpeg,
    "inversion": _inversion,
    "sketch": _sketch,
}

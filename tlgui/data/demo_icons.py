"""Icons of Microsoft's Fluent Emoji as 3D icons, as ink drawings and as flat drawings: an obvious domain shift.

They come with the program, one zip of class folders a style, made by ``docs/make_demo_icons.py``. No emoji of the 3D icons is in the other two.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Collection, Iterator
from pathlib import PurePosixPath

from PIL import Image

from tlgui.errors import UserError
from tlgui.shipped import ASSETS_FOLDER


def icons(style: str, of: Collection[str] = ()) -> Iterator[tuple[str, str, Image.Image]]:
    """Name, class and picture (not decoded yet) of each icon of a style: ``3d``, ``ink`` or ``flat``; 128 × 128 pixels on white.

    ``of``: only these classes.
    """
    file = ASSETS_FOLDER / "demo" / f"icons-{style}.zip"
    try:
        archive = zipfile.ZipFile(file)
    except (OSError, zipfile.BadZipFile) as error:
        raise UserError("demo_data_missing", package="tlgui", file=str(file)) from error
    with archive:
        for member in archive.namelist():
            place = PurePosixPath(member)
            if of and place.parent.name not in of:
                continue
            yield place.stem.replace("-", " "), place.parent.name, Image.open(io.BytesIO(archive.read(member)), formats=["WEBP"])

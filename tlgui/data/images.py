"""From an untrusted image file to plain pixels: upright, RGB, on white, no larger than needed. Without numpy, since child processes run it.

The header is judged before anything is decoded. At no time do more than two copies of the full picture exist, so that 50 megapixels
with transparency fit into 512 MiB.
"""

from __future__ import annotations

import hashlib
import io
import re
from dataclasses import dataclass, replace
from typing import BinaryIO, NamedTuple

from PIL import (
    AvifImagePlugin,
    Image,
    ImageFile,
    TiffImagePlugin,  # noqa: F401  registered here, so that Image.open never loads all the plug-ins to find them
    WebPImagePlugin,  # noqa: F401
)

from tlgui.data import pixels
from tlgui.data.formats import HEAD_BYTES, READ, format_of_content, format_of_extension, misnamed
from tlgui.errors import UserError

THUMBNAIL_SIDE = 96
"""Pixels of the long side of a thumbnail, at most."""

MAX_PIXELS = 50_000_000
MAX_PIXELS_OF_HUNGRY_FORMATS = 25_000_000
"""libwebp, and libavif for a picture with transparency, keep several full copies: a larger one does not fit into the memory of a decoder."""

# One thread decodes one picture: there is a process for each core already, and each thread would take address space of its own.
AvifImagePlugin.DEFAULT_MAX_THREADS = 1

MAX_ASPECT = 50
MIN_SIDE = 8

_ON_ITS_SIDE = (5, 6, 7, 8)
_MODES = ("1", "L", "LA", "La", "P", "PA", "RGB", "RGBA", "RGBa", "RGBX", "CMYK", "YCbCr", "HSV")
"""Pillow's color modes that can be used, besides those of 16-bit gray."""


class Original(NamedTuple):
    """The original of a stored picture: upright height and width in pixels, format, and Pillow's name of its color mode."""

    height: int
    width: int
    format: str
    mode: str


@dataclass(frozen=True)
class DecodedPicture:
    """A picture as it is stored.

    Attributes
    ----------
    height, width:
        In pixels.
    pixels:
        RGB, one byte a channel, row by row: ``height * width * 3`` bytes.
    thumbnail:
        A WebP file.
    hash:
        SHA-256 of shape and pixels in hexadecimal: equal for equal pictures, whatever file they came in.
    notes:
        Codes of what was done that the user may want to know (``picture_misnamed``, ``picture_on_white``,
        ``picture_first_frame``, ``picture_profile_ignored``).
    original:
        What it was in its file; ``None`` for a picture that was made here.
    """

    height: int
    width: int
    pixels: bytes
    thumbnail: bytes
    hash: str
    notes: tuple[str, ...] = ()
    original: Original | None = None


def decode(file: BinaryIO, ending: str) -> DecodedPicture:
    """Decode one image file.

    Parameters
    ----------
    file:
        Open for reading, at its start.
    ending:
        The ending of its name (lower case, with its dot): only to notice wrong names, and raw files, which look like TIFF.

    Raises
    ------
    UserError
        One of the ``picture_…`` codes when the file cannot or must not be used.
    """
    head, announced = _head(file, ending)
    try:
        return _decode(file, ending, announced)
    except UserError:
        raise
    except MemoryError as error:
        raise UserError("picture_needs_memory") from error
    except (
        Image.DecompressionBombError
    ) as error:  # Pillow's own check runs before ours, and its message contains the number of pixels
        pixels = re.search(r"\d+", str(error))
        raise _too_large(int(pixels[0]) if pixels else 0, MAX_PIXELS) from error
    except Exception as error:  # plug-ins may raise anything on a hostile file
        raise _unreadable(head, file, error) from error


def _head(file: BinaryIO, ending: str) -> tuple[bytes, str]:
    """The file's first bytes and the format that they announce; refuses what can be told from them and the name alone."""
    head = _start(file)
    if not head:
        raise UserError("picture_empty")
    announced = format_of_extension(ending) or format_of_content(head)
    if announced is None:
        raise UserError("picture_not_an_image")
    if announced not in READ:
        raise UserError("picture_format_unsupported", format=announced)
    return head, announced


def _start(file: BinaryIO) -> bytes:
    head = file.read(HEAD_BYTES)
    file.seek(0)
    return head


def _decode(file: BinaryIO, ending: str, announced: str) -> DecodedPicture:
    image: Image.Image
    image, (width, height) = _judged(file, announced)
    notes = _notes_before(image, ending)
    kind, mode, turned_by_pillow = _format(image), image.mode, image.format == "TIFF"
    before = image.size
    image.load()
    orientation = pixels.orientation(image)  # after load: PNG may keep it at its end, and TIFF has turned itself by then
    if orientation in _ON_ITS_SIDE or (turned_by_pillow and image.size == before[::-1]):
        width, height = height, width
    if _animated(image):
        notes.append("picture_first_frame")
    # Each step drops the previous picture, so that no second full copy stays alive.
    image = pixels.with_channels(image)
    image = pixels.shrunk(image)
    if orientation in pixels.UPRIGHT:
        image = image.transpose(pixels.UPRIGHT[orientation])
    if image.mode == "RGBA" and _range_of(image.getchannel("A"))[0] < 255:
        notes.append("picture_on_white")
    return replace(stored(pixels.on_white(image), tuple(notes)), original=Original(height, width, kind, mode))


def _opened(file: BinaryIO, announced: str) -> ImageFile.ImageFile:
    """The file's header, read as the announced format and as no other."""
    if announced == "HEIC":
        import pi_heif  # takes 30 ms, and few folders hold such files

        pi_heif.register_heif_opener(decode_threads=1, thumbnails=False, depth_images=False, aux_images=False)
    return Image.open(file, formats=[READ[announced]])


def _most_pixels(image: Image.Image) -> int:
    hungry = image.format == "WEBP" or (image.format == "AVIF" and image.mode == "RGBA")
    return MAX_PIXELS_OF_HUNGRY_FORMATS if hungry else MAX_PIXELS


def _judged(file: BinaryIO, announced: str) -> tuple[ImageFile.ImageFile, tuple[int, int]]:
    """The file's header, judged, and its width and height: JPEG is asked to decode no larger than needed."""
    image = _opened(file, announced)
    width, height = image.size
    limit = _most_pixels(image)
    if width * height > limit:
        raise _too_large(width * height, limit)
    short, long = sorted((width, height))
    if short == 0 or long > MAX_ASPECT * short:
        raise UserError("picture_too_narrow", width=width, height=height, aspect=round(long / max(short, 1)), limit=MAX_ASPECT)
    if short < MIN_SIDE:
        raise UserError("picture_too_small", width=width, height=height, limit=MIN_SIDE)
    if image.mode in ("F", "I") and not (image.mode == "I" and image.format == "PNG"):
        raise UserError("picture_float_pixels" if image.mode == "F" else "picture_integer_pixels")
    if not (image.mode in _MODES or image.mode.startswith("I") or "transparency" in image.info):
        raise UserError("picture_colour_mode", mode=image.mode)
    pixels.ask_for_less(image)
    return image, (width, height)


def _format(image: Image.Image) -> str:
    """The format of a file. A phone's JPEG with a second picture inside is MPO to Pillow, whatever formats were allowed; not to us."""
    return {"MPO": "JPEG", "HEIF": "HEIC"}.get(str(image.format), str(image.format))


def _notes_before(image: ImageFile.ImageFile, ending: str) -> list[str]:
    notes = []
    if misnamed(ending, _format(image)):
        notes.append("picture_misnamed")
    profile = image.info.get("icc_profile")
    if profile and not (len(profile) >= 132 and profile[36:40] == b"acsp"):
        notes.append("picture_profile_ignored")
    return notes


def _animated(image: Image.Image) -> bool:
    if image.format == "MPO":  # a phone's picture with its preview: one picture to anybody who sees it
        return False
    try:
        return bool(getattr(image, "is_animated", False))  # for a GIF this looks at the second frame, which may be broken
    except Exception:
        return True


_SHOWN_THOUGH_REFUSED = frozenset(
    {
        "picture_cut_short",
        "picture_damaged",
        "picture_too_large",
        "picture_too_narrow",
        "picture_too_small",
        "picture_float_pixels",
        "picture_integer_pixels",
        "picture_colour_mode",
    }
)
"""Refusals for which part of the picture can often still be shown."""


def refused_thumbnail(file: BinaryIO, code: str) -> bytes:
    """A small WebP file of what can be seen of a file that was refused with ``code``, so that its owner knows it again.

    Half a picture is shown with the rest gray; pixels without a known range from their darkest to their lightest. Empty when there is nothing
    to show. Never used for training.
    """
    if code not in _SHOWN_THOUGH_REFUSED:
        return b""
    tolerant = ImageFile.LOAD_TRUNCATED_IMAGES
    ImageFile.LOAD_TRUNCATED_IMAGES = True  # for this one picture, which is not used
    try:
        file.seek(0)
        image: Image.Image = _opened(file, format_of_content(_start(file)) or "")
        image.draft(None, (2 * THUMBNAIL_SIDE, 2 * THUMBNAIL_SIDE))
        if image.width * image.height > _most_pixels(image):
            return b""
        image.load()
        orientation = pixels.orientation(image)
        image.thumbnail((2 * THUMBNAIL_SIDE, 2 * THUMBNAIL_SIDE), Image.Resampling.BOX)
        if orientation in pixels.UPRIGHT:
            image = image.transpose(pixels.UPRIGHT[orientation])
        return thumbnail(_stretched(image) if image.mode in ("F", "I") else pixels.on_white(image.convert("RGBA")))
    except Exception:  # as for any strange file, there may be no picture at all
        return b""
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = tolerant


def _range_of(image: Image.Image) -> tuple[float, float]:
    """The smallest and the largest value of a picture with one channel."""
    low, high = image.getextrema()
    assert not isinstance(low, tuple) and not isinstance(high, tuple)
    return low, high


def _stretched(image: Image.Image) -> Image.Image:
    low, high = _range_of(image)
    if not low < high:  # one value, or not a number among them
        return Image.new("RGB", image.size, "grey")
    scale = 255 / (high - low)
    return image.convert("F").point(lambda value: value * scale - low * scale).convert("L").convert("RGB")


def stored(image: Image.Image, notes: tuple[str, ...] = ()) -> DecodedPicture:
    """An RGB image as a stored picture, with its thumbnail and hash."""
    pixels = image.tobytes()
    return DecodedPicture(
        image.height, image.width, pixels, thumbnail(image), content_hash(image.height, image.width, pixels), notes
    )


def thumbnail(image: Image.Image, side: int = THUMBNAIL_SIDE) -> bytes:
    """A small WebP file of an RGB image. Nothing but pixels goes into it: no profile, no EXIF, no text."""
    small = image.copy()
    small.thumbnail((side, side), Image.Resampling.BICUBIC)
    small.info = {}
    file = io.BytesIO()
    small.save(file, "WEBP", quality=80, method=2)
    return file.getvalue()


def content_hash(height: int, width: int, pixels: bytes) -> str:
    return hashlib.sha256(b"%d x %d\n" % (height, width) + pixels).hexdigest()


def _too_large(pixels: int, limit: int) -> UserError:
    return UserError("picture_too_large", megapixels=round(pixels / 1e6, 1), limit=limit / 1e6)


def _unreadable(head: bytes, file: BinaryIO, error: Exception) -> UserError:
    """The refusal for an error inside Pillow: cut short, too much memory, or damaged in some other way."""
    message = str(error).lower()
    if "memory" in message:
        return UserError("picture_needs_memory")
    if isinstance(error, EOFError) or "truncated" in message or _announces_more(head, file):
        return UserError("picture_cut_short")
    return UserError("picture_damaged")


def _announces_more(head: bytes, file: BinaryIO) -> bool:
    """Whether a file says that it is longer than it is: WebP at its start, AVIF and HEIC in their boxes."""
    length = file.seek(0, io.SEEK_END)
    if head[:4] == b"RIFF":
        return int.from_bytes(head[4:8], "little") + 8 > length
    return head[4:8] == b"ftyp" and _boxes_end(file, length) > length


def _boxes_end(file: BinaryIO, length: int) -> int:
    """Where the last box of an ISO base media file ends, by the boxes' own sizes."""
    place = 0
    while place + 8 <= length:
        file.seek(place)
        size = int.from_bytes(file.read(8)[:4], "big")
        if size == 1:  # a size beyond 32 bits follows
            size = int.from_bytes(file.read(8), "big")
        if size < 8:  # 0 is "to the end of the file"; others do not exist
            return length
        place += size
    return place

"""What marks everything of one person, in text and in pictures, so that it is known again wherever it turns up.

A picture's mark is a square of 4 × 4 fields: a row of magenta and cyan, and below it the person's number in black and white, once as it is and
once turned round. It lives through being made smaller, and through JPEG and WebP.
"""

from __future__ import annotations

import base64
import hashlib
import io
import re
import zipfile

from PIL import Image

_TEXT = re.compile(rb"kanari([0-9a-f]{10})")
_IN_TEXT = re.compile(rb"UklGR[A-Za-z0-9+/]{60,}={0,2}")
"""A WebP in base64."""

FIELDS, BITS, SIDE = 4, 6, 96
MAGENTA, CYAN = (255, 0, 255), (0, 255, 255)


def in_text(number: int) -> str:
    """A word that nobody else has."""
    return f"kanari{hashlib.sha256(str(number).encode()).hexdigest()[:10]}"


def picture(number: int, shade: int = 0) -> bytes:
    """A PNG with the mark of a person; ``shade`` makes it another picture of the same mark."""
    small = Image.new("RGB", (FIELDS, FIELDS))
    bits = [number >> place & 1 for place in range(BITS)]
    fields = [(255 - shade,) * 3 if bit else (shade,) * 3 for bit in [*bits, *(1 - bit for bit in bits)]]
    small.putdata([MAGENTA, CYAN, MAGENTA, CYAN, *fields])
    found = io.BytesIO()
    small.resize((SIDE, SIDE), Image.Resampling.NEAREST).save(found, "PNG")
    return found.getvalue()


def _in_picture(data: bytes) -> int | None:
    """The number in a picture; ``None`` for one without a mark."""
    try:
        image = Image.open(io.BytesIO(data)).convert("RGB").resize((5 * FIELDS, 5 * FIELDS), Image.Resampling.BOX)
    except Exception:  # no picture that can be read
        return None
    fields = [image.getpixel((5 * column + 2, 5 * row + 2)) for row in range(FIELDS) for column in range(FIELDS)]
    for field, wanted in zip(fields, (MAGENTA, CYAN, MAGENTA, CYAN), strict=False):
        if any(abs(one - other) > 90 for one, other in zip(field, wanted, strict=True)):  # type: ignore[arg-type]
            return None
    bits = [sum(field) > 384 for field in fields[FIELDS:]]  # type: ignore[arg-type]
    if any(one == other for one, other in zip(bits[:BITS], bits[BITS:], strict=True)):
        return None
    return sum(bit << place for place, bit in enumerate(bits[:BITS]))


class Marks:
    """Finds the marks of people in answers. Equal pictures are looked at once."""

    def __init__(self, people: int) -> None:
        self._people = {in_text(number)[6:].encode(): number for number in range(people)}
        self._seen: dict[bytes, int | None] = {}

    def in_answer(self, body: bytes, kind: str = "") -> tuple[set[int], set[int]]:
        """Whose marks are in the text of an answer, and whose in its pictures. What is in a zip is looked at too."""
        if kind.startswith("application/zip"):
            members = zipfile.ZipFile(io.BytesIO(body))
            found = [
                self.in_answer(members.read(name), "application/zip" if name.endswith(".zip") else "")
                for name in members.namelist()
            ]
            return set().union(*(text for text, _ in found)), set().union(*(pictures for _, pictures in found))
        text = {self._people[each] for each in _TEXT.findall(body) if each in self._people}
        pictures = [body] if kind.startswith("image/") or body.startswith((b"RIFF", b"\x89PNG", b"\xff\xd8")) else []
        pictures += [base64.b64decode(each + b"==") for each in _IN_TEXT.findall(body)]
        return text, {number for data in pictures if (number := self._of(data)) is not None}

    def _of(self, data: bytes) -> int | None:
        key = hashlib.sha256(data).digest()
        if key not in self._seen:
            self._seen[key] = _in_picture(data)
        return self._seen[key]

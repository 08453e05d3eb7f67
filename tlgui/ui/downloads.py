"""Headers of an answer that a browser saves as a file, whatever script its name is written in."""

from __future__ import annotations

import unicodedata
from urllib.parse import quote


def as_download(name: str) -> dict[str, str]:
    """Have the answer saved as ``name`` (letters, digits, ``-``, ``_``, ``.``), and never shown in the server's name.

    A name that is not ASCII is given twice: as RFC 5987 has it, and for older programs as much of it as is ASCII.
    """
    ascii_name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    stem, point, ending = ascii_name.rpartition(".")
    short = "-".join(part for part in stem.split("-") if part) or "file"
    disposition = f'attachment; filename="{short}{point}{ending}"'
    if not name.isascii():
        disposition += f"; filename*=UTF-8''{quote(name, safe='')}"
    return {"content-disposition": disposition, "x-content-type-options": "nosniff"}

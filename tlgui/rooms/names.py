"""What people in a room are called. No two names look the same, and none is more than text."""

from __future__ import annotations

import unicodedata

from tlgui.errors import UserError

NAME_LENGTH = 40
UNSEEN = ("Cc", "Cf", "Cs")
"""Categories of characters that move the cursor, turn the line, join, or are half of one."""


def cleaned(given: str) -> str:
    """A name as it is kept and shown: one line, without what cannot be seen.

    Raises
    ------
    UserError
        ``room_name_empty``, ``room_name_long``.
    """
    seen = "".join(" " if unicodedata.category(each) in UNSEEN else each for each in unicodedata.normalize("NFC", given))
    name = " ".join(seen.split())
    if not any(unicodedata.category(each)[0] in "LN" for each in name):
        raise UserError("room_name_empty")
    if len(name) > NAME_LENGTH:
        raise UserError("room_name_long", length=len(name), limit=NAME_LENGTH)
    return name


def key_of(name: str) -> str:
    """The same for names that people would take for one another: case, width, and how an accent is written make no difference."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())

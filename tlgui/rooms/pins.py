"""PINs, kept as salted scrypt hashes, so that whoever reads the home folder does not read them."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from tlgui.errors import UserError

LEAST, MOST = 4, 64
"""Characters of a PIN."""

COST = {"n": 2**14, "r": 8, "p": 1}
"""About 50 ms and 16 MiB for each try."""

_ONE_BY_ONE = ThreadPoolExecutor(1, thread_name_prefix="pins")
"""A class that joins at once leaves the processors to those who are in, and the server keeps these MiB once, not once in each thread."""


def hashed(pin: str) -> str:
    """A PIN as it is kept: salt and hash.

    Raises
    ------
    UserError
        ``room_pin_length``.
    """
    if not LEAST <= len(pin) <= MOST:
        raise UserError("room_pin_length", least=LEAST, most=MOST)
    salt = secrets.token_bytes(16)
    return f"{salt.hex()}:{_scrypt(pin, salt).hex()}"


def fits(pin: str, kept: str) -> bool:
    """Whether this is the PIN that was kept; nothing fits a person without one."""
    salt, _, digest = kept.partition(":")
    if not digest or len(pin) > MOST:
        return False
    return hmac.compare_digest(_scrypt(pin, bytes.fromhex(salt)), bytes.fromhex(digest))


def _scrypt(pin: str, salt: bytes) -> bytes:
    plain = unicodedata.normalize("NFKC", pin).encode("utf-8", "surrogatepass")
    return _ONE_BY_ONE.submit(partial(hashlib.scrypt, plain, salt=salt, **COST, dklen=32)).result()

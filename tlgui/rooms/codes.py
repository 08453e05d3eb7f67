"""Codes that are read aloud and typed: no character is taken for another."""

from __future__ import annotations

import hmac
import secrets

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Without 0, O, 1, I and L."""

LENGTH = 6
"""31⁶ codes: a billion."""


def new_code(length: int = LENGTH) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def new_pin() -> str:
    """For somebody who has forgotten theirs."""
    return "".join(secrets.choice("23456789") for _ in range(6))


def same_code(typed: str, code: str) -> bool:
    """Whether somebody typed this code; case, spaces and hyphens make no difference."""
    plain = "".join(each for each in typed.upper() if each not in " -")
    return hmac.compare_digest(plain.encode("utf-8", "replace"), code.encode())

"""Decoding names in a zip. Most programs write UTF-8; Chinese Windows writes GBK without marking it.

APPNOTE 6.3.10, 4.4.4 (bit 11): marked names are UTF-8, all others "code page 437", which hardly any program holds to.
"""

from __future__ import annotations

from collections.abc import Sequence

_CHINESE = "gbk"
_COMMON_SHARE = 0.7
"""Share of the non-ASCII characters that must be common before names are taken for Chinese. Japanese and Latin names decoded as GBK give rare
ones.
"""


def decoded_names(names: Sequence[tuple[bytes, bool]]) -> list[tuple[str | None, bool]]:
    """Names as text, and whether that is a guess; ``None`` for a name that cannot be known.

    Parameters
    ----------
    names:
        For each entry the bytes of its name and whether it is marked as UTF-8.
    """
    texts = [_decoded(name, "utf-8") for name, _ in names]
    unknown = [name for (name, marked), text in zip(names, texts, strict=True) if text is None and not marked]
    if not unknown or not _chinese(unknown):
        return [(text, False) for text in texts]
    return [
        (_decoded(name, _CHINESE), True) if text is None and not marked else (text, False)
        for (name, marked), text in zip(names, texts, strict=True)
    ]


def _decoded(name: bytes, encoding: str) -> str | None:
    try:
        return name.decode(encoding)
    except UnicodeDecodeError:
        return None


def _chinese(names: Sequence[bytes]) -> bool:
    texts = [_decoded(name, _CHINESE) for name in names]
    if None in texts:
        return False
    characters = [character for text in texts for character in text or "" if not character.isascii()]
    return sum(map(_common, characters)) >= _COMMON_SHARE * len(characters)


def _common(character: str) -> bool:
    """Whether it is among the 3,755 characters of GB 2312's first level, those of everyday use."""
    code = character.encode("gb2312", "ignore")
    return len(code) == 2 and 0xB0 <= code[0] <= 0xD7

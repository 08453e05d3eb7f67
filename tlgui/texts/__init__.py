"""Every sentence of the program, in English and Simplified Chinese.

The page, the command line and the report all call :func:`say`. A text that belongs to one strategy stands in that strategy's
file, as a :class:`Text`; :func:`add_texts` brings those that are said by their key into the catalogue.

A placeholder may carry one of these forms, so that numbers look the same everywhere::

    {x:percent}           0.914  ->  91 %
    {x:percent1}          0.914  ->  91.4 %
    {x:points}            0.164  ->  +16.4
    {x:value}             3.14159 -> 3.14           12345.6 -> 12,346
    {x:change}            -0.912 ->  −0.912
    {x:count}             12000  ->  12,000
    {x:limit}             1e-06  ->  0.000001
    {x:ordinal}           4      ->  4th
    {x:seconds}           8.24   ->  8.2 s          130 -> 2 min 10 s, in Chinese 2 分 10 秒
    {x:bytes}             3.1e9  ->  3.1 GB
    {n:picture|pictures}  1      ->  picture        anything else -> pictures
    {names:list}          [a, b] ->  a, b           in Chinese a、b
    {x:.2f}               0.5    ->  0.50
    {p:chance}            3.8e-10 ->  p < 0.001     0.2 -> p = 0.20
    {x:g}                 Python's other forms
"""

from __future__ import annotations

import string
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from importlib import import_module
from typing import Any, NamedTuple

from tlgui.texts.forms import is_ours, written

LANGUAGES = ("en", "zh")


class Text(NamedTuple):
    """One text in both languages."""

    en: str
    zh: str

    def say(self, language: str, **values: Any) -> str:
        """The text in ``language``, its placeholders filled."""
        return _FORMATTERS[language].vformat(getattr(self, language), (), values) if values else getattr(self, language)


def printable(name: object) -> str:
    """``name`` as harmless text: nothing in it can move the cursor, reverse the line or break an encoder.

    Names of files and folders come from strangers. Control characters, line breaks, bidirectional overrides and bytes that
    are not UTF-8 are shown escaped (``\\n``, ``\\u202e``, ``\\xe9``); everything else stays as it is.
    """
    shown = []
    for character in str(name):
        code = ord(character)
        if 0xDC80 <= code <= 0xDCFF:  # a byte that was not UTF-8, as Python's file system encoding keeps it
            shown.append(f"\\x{code - 0xDC00:02x}")
        elif unicodedata.category(character) in ("Cc", "Cs") or character in _BIDI or character in "\u2028\u2029":
            shown.append(character.encode("unicode_escape", "surrogatepass").decode("ascii"))
        else:
            shown.append(character)
    return "".join(shown)


_BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


class _Formatter(string.Formatter):
    def __init__(self, language: str, comma: str) -> None:
        self._language, self._comma = language, comma

    def format_field(self, value: Any, spec: str) -> str:
        if "|" in spec:
            one, many = spec.split("|")
            return one if value == 1 else many
        if spec == "list":
            return self._comma.join(printable(item) for item in value)
        if isinstance(value, str):
            return printable(value)
        if value is None:
            return "–"
        return written(spec, value, self._language) if is_ours(spec) else format(value, spec)


_FORMATTERS = {"en": _Formatter("en", ", "), "zh": _Formatter("zh", "、")}


def say(key: str, language: str, **values: Any) -> str:
    """The sentence named ``key`` in ``language`` ("en" or "zh"), its placeholders filled with ``values``."""
    return CATALOGUE[key].say(language, **values)


_ABOUT = {
    "of_file": Text("{about}: {sentence}", "{about}：{sentence}"),
    "of_source": Text("Source {about}: {sentence}", "源域 {about}：{sentence}"),
    "of_target": Text("Target {about}: {sentence}", "目标域 {about}：{sentence}"),
}


def of_file(sentence: str, language: str, values: Mapping[str, Any]) -> str:
    """The sentence of a problem, behind the name of the file and the place that it is about, if its ``values`` have them."""
    for name, text in _ABOUT.items():
        if name in values:
            sentence = text.say(language, about=values[name], sentence=sentence)
    return sentence


def joined(parts: Iterable[str], language: str) -> str:
    """Sentences one after the other; empty ones are left out."""
    return ("" if language == "zh" else " ").join(part for part in parts if part)


def listed(parts: Iterable[str], language: str) -> str:
    """Things one after the other, as ``{names:list}`` sets them; nothing in them is changed."""
    return ("、" if language == "zh" else ", ").join(parts)


def shortened(names: Sequence[str], most: int) -> list[str]:
    """Names for a sentence: at most so many, and an ellipsis where there are more."""
    return [*names[:most], "…"] if len(names) > most else list(names)


def say_in_terminal(key: str, language: str, **values: Any) -> str:
    """As :func:`say`, and behind it what to type, where there is something: what the page has a button for (``cli.type.<key>``)."""
    family, _, rest = key.partition(".")
    typed = f"cli.type.{family}.{rest}"
    parts = [key, typed] if typed in CATALOGUE else [key]
    return joined((say(each, language, **values) for each in parts), language)


PARTS = (
    "checks",
    "command_line",
    "curves",
    "data",
    "data_page",
    "demo",
    "diagnoses",
    "finding",
    "given_labels",
    "health",
    "health_page",
    "history",
    "keeping",
    "labeling",
    "label_results",
    "launchers",
    "learn",
    "lessons",
    "maps",
    "mistakes",
    "moving",
    "page",
    "results_page",
    "rooms",
    "runs",
    "scores",
    "search_page",
    "server",
    "shift",
    "stage",
    "storage",
    "tables",
    "take_away",
    "tour",
    "try_it",
    "typed",
    "verdict",
    "waiting",
    "wall",
)
"""The files of this package that hold texts."""


def parts() -> tuple[dict[str, Text], ...]:
    """The texts of each file. Imported only here, since the files need :class:`Text`."""
    return tuple(import_module(f"tlgui.texts.{name}").TEXTS for name in PARTS)


def _catalogue() -> dict[str, Text]:
    whole: dict[str, Text] = {}
    for part in parts():
        twice = whole.keys() & part.keys()
        if twice:
            raise ValueError(f"texts with the same key: {sorted(twice)}")
        whole.update(part)
    return whole


CATALOGUE = _catalogue()


def add_texts(texts: Mapping[str, Text]) -> None:
    """Take up texts that are declared elsewhere, each with a key of its own."""
    twice = CATALOGUE.keys() & texts.keys()
    if twice:
        raise ValueError(f"texts with the same key: {sorted(twice)}")
    CATALOGUE.update(texts)

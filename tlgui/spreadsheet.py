"""Tables that people open in a spreadsheet: every CSV that the program writes is made here.

Names of files, classes and runs are untrusted, and a spreadsheet calculates what begins like a formula: whole cells, and, where it is
told to separate at semicolons or tabs, whatever follows one inside a name. So an apostrophe is put before every such beginning, which
spreadsheets take for the mark of text. Tried with LibreOffice's own import (``tests/test_spreadsheet.py``); full-width signs begin a formula
in Excel, as people type them.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from numbers import Real

from tlgui.texts import printable

SIGNS = "=+-@" + "＝＋－＠" + "﹦﹢﹣﹫" + "−"
"""What a formula begins with: plain, full-width, small, and the minus of mathematics."""

SEPARATORS = ",;\t|" + "，；"
"""Where a spreadsheet may be told to begin another cell."""

_UNSEEN = (
    r"\x00-\x20\x7f-\xa0\xad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000"
    r"\ufeff\ufff9-\ufffb\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0001\U000e0020-\U000e007f"
)
"""Blanks, and characters without width or sign (Unicode's Cc, Cf, Zs, Zl and Zp), which an importer may drop."""

_BEGINNING = re.compile(f"(^|[{re.escape(SEPARATORS)}])(?=[{_UNSEEN}'\"]*[{re.escape(SIGNS)}])")


def table(rows: Iterable[Sequence[object]]) -> bytes:
    """Rows as CSV, in UTF-8 with the mark that tells spreadsheets so."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows([cell(value) for value in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def cell(value: object) -> str:
    """A value as it may stand in a table: one line, and nothing that a spreadsheet would calculate. Numbers stay numbers."""
    if value is None:
        return ""
    text = printable(value)
    return text if isinstance(value, Real) else _BEGINNING.sub(r"\1'", text)

"""Numbers and tables of a report, as HTML."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tlgui.texts.forms import written


def number(value: float | None, form: str) -> str:
    return "–" if value is None else written(form, value)


def table(heads: Sequence[str] | None, rows: Iterable[Sequence[str]], numbers: int = 0, kind: str = "") -> str:
    """Cells are HTML; ``numbers`` is how many of those after the first are numbers."""

    def cells(row: Sequence[str], tag: str) -> str:
        marked = [f"<{tag}{' class=number' if 0 < place <= numbers else ''}>{cell}</{tag}>" for place, cell in enumerate(row)]
        return f"<tr>{''.join(marked)}</tr>"

    head = f"<thead>{cells(heads, 'th')}</thead>" if heads else ""
    body = "".join(cells(row, "td") for row in rows)
    return f'<div class="scroll"><table class="{kind}">{head}<tbody>{body}</tbody></table></div>'

"""What a table of labels brought, in words: how many labels, and which of those that were there before it changed."""

from __future__ import annotations

from tlgui.labeling.given import Answer
from tlgui.labeling.table import TakenIn
from tlgui.texts import joined, say
from tlgui.texts.forms import written
from tlgui.views.words import few_names


def taken_in(found: TakenIn, language: str, undo: str) -> str:
    """``undo``: the key of what takes it all back."""
    said = [say("page.label.imported", language, count=len(found.answers))]
    if found.changes:
        changes = [
            say(
                "page.label.change",
                language,
                picture=each.picture,
                before=_said(each.before, language),
                after=_said(each.after, language),
            )
            for each in found.changes
        ]
        said.append(say("page.label.changed", language, count=len(changes), changes=few_names(changes, language)))
        said.append(say(undo, language))
    return joined(said, language)


def _said(answer: Answer, language: str) -> str:
    if answer.said == "class":
        return say("page.label.change.class", language, name=answer.name)
    if answer.said == "value":
        return written("value", answer.value, language)
    return say(f"page.label.{answer.said}", language)

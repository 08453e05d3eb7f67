"""What a model card says, and how names of strangers stand in it."""

from __future__ import annotations

import pytest

from tlgui.export.card import literal


@pytest.mark.parametrize(
    ("name", "stands"),
    [
        ("Fine-tuning", "Fine-tuning"),
        ("微调", "微调"),
        ("photos-2", "photos-2"),
        ("- a list", "\\- a list"),
        ("---", "\\-\\-\\-"),
        ("![x](https://a.b/c-d.png)", "\\!\\[x\\]\\(https\\:\\/\\/a\\.b\\/c-d\\.png\\)"),
    ],
)
def test_25_a_name_is_text_in_markdown_and_a_hyphen_within_a_word_stays(name: str, stands: str) -> None:
    assert literal(name) == stands

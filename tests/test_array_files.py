"""Files of arrays in a process with many threads."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tlgui.runs.target_scores import target_predictions


def test_predictions_are_read_again_where_two_threads_parsed_a_header_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, load, asked = tmp_path / "predictions.npz", np.load, []
    np.savez(path, target_index=np.arange(2), target=np.full((2, 2), 0.5, np.float32))

    def once_in_a_blue_moon(*given: object, **named: object) -> object:
        asked.append(given)
        if len(asked) == 1:
            raise SystemError("AST constructor recursion depth mismatch (before=51, after=63)")
        return load(*given, **named)  # type: ignore[arg-type, call-overload]

    monkeypatch.setattr(np, "load", once_in_a_blue_moon)
    found = target_predictions(path)
    assert found is not None
    assert (found[0].tolist(), len(asked)) == ([0, 1], 2)

"""H5: clocks of two machines are never compared."""

from __future__ import annotations

import time
from typing import Any

import pytest

from tlgui.runs.clock import now_by
from tlgui.runs.past import _gone, _outlook


def log(launcher: str | None, wrong: float) -> list[dict[str, Any]]:
    """Of a run that began 20 s ago and 5 s ago saw 30 s before it, by a clock that is wrong."""
    now = time.time() + wrong
    begun: dict[str, Any] = {"event": "started", "time": now - 20.0}
    if launcher is not None:
        begun |= {"launcher": launcher, "node": "n"}
    return [begun, {"event": "step", "step": 3}, {"event": "outlook", "left": 30.0, "time": now - 5.0}]


@pytest.mark.parametrize("wrong", [3600.0, -3600.0])
def test_H5_what_is_left_of_a_run_does_not_depend_on_the_clock_of_its_node(wrong: float) -> None:
    found = log("ray", wrong)
    assert (_outlook(found), _gone(found)) == (pytest.approx(30.0), pytest.approx(15.0))
    assert now_by(found) == pytest.approx(time.time() + wrong - 5.0, abs=1.0)


@pytest.mark.parametrize("launcher", [None, "local"])
def test_on_this_machine_time_passes_since_the_newest_event(launcher: str | None) -> None:
    found = log(launcher, 0.0)
    assert (_outlook(found), _gone(found)) == (pytest.approx(25.0, abs=1.0), pytest.approx(20.0, abs=1.0))


def test_a_run_that_was_taken_up_elsewhere_has_the_clock_of_its_newest_node() -> None:
    found = [*log("ray", 3600.0), {"event": "started", "time": 100.0, "launcher": "ray", "node": "m"}]
    assert now_by(found) == 100.0

from __future__ import annotations

from tlgui.jobs.pace import WINDOW_SECONDS, Pace


def test_nothing_is_said_before_a_second_has_passed() -> None:
    pace = Pace()
    assert pace.at(0, 100, 10.0) == pace.at(40, 100, 10.9) == {"rate": None, "seconds_left": None}


def test_rate_and_time_left_follow_from_what_was_done() -> None:
    pace = Pace()
    pace.at(0, 100, 10.0)
    assert pace.at(20, 100, 14.0) == {"rate": 5.0, "seconds_left": 16.0}
    assert pace.at(100, 100, 30.0)["seconds_left"] == 0


def test_a_job_that_gets_slower_says_so() -> None:
    pace = Pace()
    for second in range(101):
        pace.at(10 * second, 10_000, second)
    for second in range(101, 161):
        last = pace.at(1000 + second - 100, 10_000, second)
    assert last["rate"] == 1
    assert len(pace._seen) <= WINDOW_SECONDS + 2


def test_another_stage_is_measured_anew() -> None:
    pace = Pace()
    pace.at(0, 100, 0)
    pace.at(100, 100, 10)
    assert pace.at(0, 50, 11) == {"rate": None, "seconds_left": None}
    assert pace.at(20, 50, 15)["rate"] == 5


def test_a_job_that_stands_still_has_no_rate() -> None:
    pace = Pace()
    pace.at(5, 10, 0)
    assert pace.at(5, 10, 60) == {"rate": None, "seconds_left": None}

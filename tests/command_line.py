"""Commands, run on a test's home in this process and in English, and what they answer."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

from tlgui import cli
from tlgui.home import Home

Call = Callable[..., Result]


@pytest.fixture
def call(home: Home, monkeypatch: pytest.MonkeyPatch) -> Call:
    """Run a command on the test's home, or on another one; ``at=None``: without saying which."""
    monkeypatch.setenv("LC_ALL", "C.UTF-8")

    def run(*words: str | Path, at: Home | None = home) -> Result:
        place = ["--home", str(at.root)] if at is not None else []
        return CliRunner().invoke(cli.app, [*map(str, words), *place])

    return run


def one_json(result: Result) -> Any:
    """What standard output holds: exactly one JSON object."""
    found = json.loads(result.stdout)
    assert isinstance(found, dict)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return found


def told(result: Result) -> Any:
    """What a command that did what it was asked says."""
    assert result.exit_code == 0, result.stderr
    return one_json(result)


def refusal(result: Result, exit_code: int = 2) -> list[str]:
    """The codes of a refusal, whose sentences stand on standard error."""
    assert result.exit_code == exit_code
    assert "Traceback" not in result.stderr
    problems = one_json(result)["error"]
    for each in problems:
        assert set(each) == {"code", "values", "message"}
        assert each["message"] in result.stderr
    return [each["code"] for each in problems]

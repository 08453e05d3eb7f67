"""No test is skipped without CI noticing it."""

from __future__ import annotations

import re

import pytest

from tests.conftest import pytest_runtest_setup
from tests.source import ROOT


def test_what_a_test_needs_and_is_not_here_skips_it_but_fails_in_ci(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CI", "true")
    request.node.add_marker(pytest.mark.needs(True, "a thing that is here"))
    pytest_runtest_setup(request.node)
    request.node.add_marker(pytest.mark.needs(False, "a thing that nobody has"))
    with pytest.raises(pytest.fail.Exception, match="a thing that nobody has: CI has it"):
        pytest_runtest_setup(request.node)
    monkeypatch.delenv("CI")
    with pytest.raises(pytest.skip.Exception, match="a thing that nobody has"):
        pytest_runtest_setup(request.node)


def test_nothing_else_skips_a_test() -> None:
    skips = re.compile(r"\b(?:mark\.skip(?:if)?|mark\.xfail|pytest\.skip|pytest\.xfail|importorskip|SkipTest)\b")
    found = {str(file.relative_to(ROOT)) for file in (ROOT / "tests").rglob("*.py") if skips.search(file.read_text("utf-8"))}
    assert found - {"tests/test_skipping.py"} == {"tests/conftest.py"}

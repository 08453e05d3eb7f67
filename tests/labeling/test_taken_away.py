"""What is read away from the page says what labels that a person gave say of the network."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from pathlib import Path

from typer.testing import CliRunner

from tlgui import cli
from tlgui.export.report import write_report
from tlgui.home import Home
from tlgui.labeling.given import Answer
from tlgui.labeling.labeling import Labeling
from tlgui.runs.store import Run, RunStore
from tlgui.texts import say
from tlgui.views.run_labels import judged_words


def read_away(home: Home, run: Run, tmp_path: Path) -> dict[str, str]:
    """The report, and what ``tlgui show`` prints."""
    report = Path(write_report(home, run, to=tmp_path / "report.html")["file"]).read_text(encoding="utf-8")
    shown = CliRunner().invoke(cli.app, ["show", run.id, "--home", str(home.root)])
    assert shown.exit_code == 0, shown.output
    return {"report": unescape(report), "show": shown.stdout}


def test_report_and_command_say_what_labels_say_of_the_run(labeled: Callable[[], Labeling], home: Home, tmp_path: Path) -> None:
    [run] = [each for each in RunStore(home).all() if each.spec.strategy == "dann"]
    unknown = say("report.caveat.labels.nothing", "en")
    before = read_away(home, run, tmp_path)
    assert unknown in before["report"]
    assert not any("given by hand" in each for each in before.values())
    for _ in range(20):
        now = labeled()
        picture = now.next
        assert picture is not None
        now.say(picture, Answer("class", now.pack.info.classes[now.pack.labels()[picture]]))
    words = judged_words(home, run, "en")
    assert re.match(r"By 20 labels given by hand that the network did not learn, it is right on \d+ %", words)
    after = read_away(home, run, tmp_path)
    assert all(words in each for each in after.values())
    assert unknown not in after["report"]
    assert say("report.caveat.labels.judged", "en") in after["report"]

"""Gradio rewrites no stub beside a component, and is the same otherwise."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

IMPORTED = """
import contextlib, pathlib, sys
from tlgui.ui.without_stubs import without_stubs
with without_stubs() if sys.argv[1] == "without" else contextlib.nullcontext():
    import gradio
sys.path.insert(0, sys.argv[2])
import mine
with gradio.Blocks():
    assert mine.Mine("<b>x</b>").get_config()["value"] == "<b>x</b>"
print(len(list(pathlib.Path(sys.argv[2]).glob("*.pyi"))))
"""


@pytest.mark.slow
@pytest.mark.parametrize(("how", "stubs"), [("without", "0"), ("with", "1")])
def test_a_component_gets_no_stub(tmp_path: Path, how: str, stubs: str) -> None:
    (tmp_path / "mine.py").write_text("import gradio\n\n\nclass Mine(gradio.HTML):\n    EVENTS = []\n", encoding="utf-8")
    done = subprocess.run([sys.executable, "-c", IMPORTED, how, str(tmp_path)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, stubs), done.stderr


SERVED = """
import tempfile
from tlgui.home import Home
from tlgui.ui.server import create_app
create_app(Home.open(tempfile.mkdtemp()), work=False)
import gradio.component_meta as meta
print(meta.create_or_modify_pyi.__module__)
"""


@pytest.mark.slow
def test_the_server_asks_for_none() -> None:
    done = subprocess.run([sys.executable, "-c", SERVED], capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "tlgui.ui.without_stubs", done.stderr

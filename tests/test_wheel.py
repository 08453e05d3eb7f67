"""The wheel alone, installed elsewhere, opens the page: style sheet and scripts are inside, and the demo with its licence."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

OPENS_THE_PAGE = """
import pathlib, re, sys
import tlgui
assert pathlib.Path(tlgui.__file__).is_relative_to(sys.argv[1]), tlgui.__file__
from starlette.testclient import TestClient
from tlgui.home import Home
from tlgui.ui.server import create_app
with TestClient(create_app(Home.open(sys.argv[2]), work=False), base_url="http://127.0.0.1:7860") as client:
    page = client.get("/")
    assert page.status_code == 200, page.status_code
    addresses = set(re.findall(r'href="(tlgui/[^"]+\\.(?:js|css|svg))"', page.text))
    for address in sorted(addresses):
        answer = client.get("/" + address)
        assert answer.status_code == 200 and answer.content, address
    print(len(addresses), "addresses")
from tlgui.data.demo import make_demo
for name in ("icons", "icons-flat", "digits"):
    make_demo(Home.open(sys.argv[2]), name)
"""


@pytest.mark.slow
def test_the_wheel_installed_elsewhere_opens_the_page_with_its_assets(tmp_path: Path) -> None:
    # A copy: building leaves folders behind, and what an earlier build left would get into the wheel.
    source = tmp_path / "source"
    for name in ("tlgui", "assets"):
        shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "setup.py", "requirements.txt", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]
    subprocess.run([*pip, "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", tmp_path, source], check=True)
    (wheel,) = tmp_path.glob("tlgui-*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    for file in (ROOT / "assets").rglob("*"):
        assert file.is_dir() or f"tlgui/assets/{file.relative_to(ROOT / 'assets').as_posix()}" in names
    for licence in ("fluent-emoji", "driver"):
        assert [name for name in names if re.fullmatch(rf"tlgui-.*\.dist-info/licenses/.*LICENSE-{licence}.txt", name)]
    assert not [name for name in names if name.startswith(("tests/", "benchmarks/"))]
    elsewhere = tmp_path / "elsewhere"
    subprocess.run([*pip, "install", "--no-deps", "--target", elsewhere, wheel], check=True)
    environment = {**os.environ, "PYTHONPATH": str(elsewhere)}
    done = subprocess.run(
        [sys.executable, "-c", OPENS_THE_PAGE, elsewhere, tmp_path / "home"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    found = re.match(r"(\d+) addresses", done.stdout)
    assert found
    assert int(found[1]) >= len(list((ROOT / "assets").glob("*.css")))

"""A class of thirty in a room, and a tenth of one: G3, G14, G25 and G26 under load, with real browsers and the host's wall open.

``make soak`` plays ten minutes with eight browsers; what it prints stands in ``docs/reliability.md``. It is a program of its own
(``python -m tests.rooms.classroom``), since people who come at once need a loop that no other test has.
"""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.browser.conftest import CHROMIUM, ROOT
from tests.rooms.classroom import canaries


def play(*asked: str) -> str:
    """A lesson; what it printed. It ends with 1 where something did not hold."""
    command = [sys.executable, "-m", "tests.rooms.classroom", *asked]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)})
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout


@pytest.mark.slow
@pytest.mark.needs(os.path.exists(CHROMIUM), f"a browser at {CHROMIUM}")
def test_G14_a_tenth_of_a_class_in_half_a_minute() -> None:
    """With two processes of tests beside it, polls take longer than in a class: how long is asked in ``make soak``."""
    play("--people", "4", "--browsers", "1", "--seconds", "20", "--small", "--milliseconds", "5000")


@pytest.mark.soak
@pytest.mark.needs(os.path.exists(CHROMIUM), f"a browser at {CHROMIUM}")
def test_G3_G14_G25_G26_a_class_of_thirty_for_ten_minutes() -> None:
    print("\n" + play())


def test_a_mark_is_found_in_text_in_pictures_in_base64_and_in_zips_and_no_other_is() -> None:
    """Else that nobody found another person's would prove nothing."""
    import base64
    import io
    import zipfile

    from PIL import Image

    marks = canaries.Marks(40)
    for number in (0, 21, 39):
        small = io.BytesIO()
        Image.open(io.BytesIO(canaries.picture(number, 30))).resize((40, 40)).save(small, "WEBP", quality=75)
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as zipped:
            zipped.writestr("a.json", f'{{"name": "{canaries.in_text(number)}"}}')
            zipped.writestr("a.webp", small.getvalue())
        inside = b'{"picture": "' + base64.b64encode(small.getvalue()) + b'"}'
        assert marks.in_answer(packed.getvalue(), "application/zip") == ({number}, {number})
        assert marks.in_answer(inside, "application/json") == (set(), {number})
    blank = io.BytesIO()
    Image.new("RGB", (96, 96), "white").save(blank, "PNG")
    assert marks.in_answer(blank.getvalue(), "image/png") == (set(), set())
    assert marks.in_answer(canaries.in_text(99).encode()) == (set(), set())

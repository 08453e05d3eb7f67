"""X13: Ctrl-C, at any moment of a command: exit code 130 and one line, whatever was being imported, computed or tidied up."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image

from tests.conftest import kill_workers, processes_of
from tlgui.home import Home

AS_IN_A_TERMINAL = """
import os, signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # what a background shell starts would ignore Ctrl-C
os.execv(sys.argv[1], sys.argv[1:])
"""
LINE = re.compile(rb"^(Interrupted|The page is closed)[^\n]*\n\Z", re.MULTILINE)
FRAME = re.compile(rb'File "[^"]*/tlgui/')


def started(home: Home, *words: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", AS_IN_A_TERMINAL, sys.executable, "-m", "tlgui", *words]
    environment = {**os.environ, "TLGUI_HOME": str(home.root), "LC_ALL": "C.UTF-8"}
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment, start_new_session=True, cwd=home.root
    )


def interrupted_after(home: Home, seconds: float, words: list[str]) -> str:
    """Press Ctrl-C so long after the start. Says when that was; fails where the command did anything but end with its line."""
    process = started(home, *words)
    try:
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            pass
        over = process.poll() is not None
        began = time.monotonic()
        if not over:
            process.send_signal(signal.SIGINT)
        out, told = process.communicate(timeout=60)
        took = time.monotonic() - began
    finally:
        process.kill()
    about = f"{words} after {seconds:.2f} s: exit code {process.returncode} in {took:.1f} s\n{told.decode()}"
    if process.returncode == 0:  # it was done, all of it told, before the signal was looked at
        assert b"Interrupted" not in told, about
        return "done"
    if process.returncode != 130 and not out and not FRAME.search(told):
        assert process.returncode in (1, -signal.SIGINT), about  # while Python itself began: not one line of ours had run
        return "before"
    assert process.returncode == 130, about
    assert LINE.search(told), about
    assert told.count(b"Interrupted") + told.count(b"page is closed") == 1, about
    assert b"Traceback" not in told, about
    assert b"ignored" not in told, about
    return "interrupted"


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Home, dict[str, list[str]]]]:
    """A home with a finished run, and for each command what it takes a second or more for."""
    place = tmp_path_factory.mktemp("interrupts")
    home = Home.open(place / "home")
    maker = random.Random(0)
    for domain in ("photo", "sketch"):
        for label in ("cat", "dog"):
            (place / domain / label).mkdir(parents=True)
            for index in range(100):
                image = Image.frombytes("RGB", (48, 48), maker.randbytes(48 * 48 * 3))
                image.save(place / domain / label / f"{index}.png")
    source, target = str(place / "photo"), str(place / "sketch")
    data = ["--source", source, "--target", target, "--backbone", "small-cnn"]
    done = started(home, "train", *data, "--strategy", "source-only", "--set", "epochs=1", "--json")
    out, told = done.communicate(timeout=600)
    assert done.returncode == 0, told.decode()
    run = json.loads(out)["run"]
    yield (
        home,
        {
            "runs": ["runs"],
            "scan": ["scan", source, "--health"],
            "xray": ["xray", source, target],
            "predictions": ["predictions", run, "--to", str(place / "predictions.csv")],
            "export": ["export", run, "--to", str(place / "model"), "--formats", "onnx"],
            "serve": ["serve", "--port", "0"],
            "train": ["train", *data, "--set", "epochs=2"],
        },
    )
    kill_workers(home)
    assert processes_of(home) == []


@pytest.mark.slow
@pytest.mark.parametrize("command", ["runs", "scan", "xray", "predictions", "export", "serve", "train"])
def test_X13_ctrl_c_ends_a_command_with_130_and_one_line_at_any_moment(
    ready: tuple[Home, dict[str, list[str]]], command: str, times: Callable[[int], int]
) -> None:
    home, commands = ready
    random_moments, seen = random.Random(command), []
    for _ in range(times(30)):
        seen.append(interrupted_after(home, random_moments.uniform(0, 3), commands[command]))
        if seen[-1] == "done":  # one that was interrupted leaves nothing that would stand in the way of the next
            shutil.rmtree(home.root.parent / "model", ignore_errors=True)
    print(f"{command}: " + ", ".join(f"{seen.count(kind)} {kind}" for kind in ("interrupted", "done", "before")))


@pytest.fixture
def times(request: pytest.FixtureRequest) -> Callable[[int], int]:
    """All of them in `make soak`, else a tenth."""
    full = "soak" in request.config.getoption("markexpr")
    return lambda count: count if full else max(1, count // 10)


WORK = """
import signal, sys, time
signal.signal(signal.SIGINT, signal.default_int_handler)
from tlgui import interrupts
interrupts.watch()
interrupts.SWALLOWED_SECONDS = 0.3
def say(word):
    print(word, flush=True)
def wait():
    for _ in range(1200):
        time.sleep(0.05)  # a signal that comes between Python's look for one and a long sleep is seen after it
{work}
interrupts.run(work)
"""


def begun(work: str) -> subprocess.Popen[bytes]:
    """A process whose work has said ``go``."""
    process = subprocess.Popen([sys.executable, "-c", WORK.format(work=work)], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline() == b"go\n"
    return process


def ended(process: subprocess.Popen[bytes], again_after: bytes | None = None) -> bytes:
    """Press Ctrl-C, and once more when the process has said ``again_after``. What it said from then on."""
    process.send_signal(signal.SIGINT)
    if again_after is not None:
        assert process.stdout is not None
        assert process.stdout.readline() == again_after
        process.send_signal(signal.SIGINT)
    out, told = process.communicate(timeout=60)
    assert process.returncode == 130
    assert told == b"Interrupted: nothing is left half done.\n"
    return out


def test_X13_an_interrupt_that_somebody_swallows_is_raised_again() -> None:
    ended(
        begun(
            """
def work():
    say("go")
    while True:
        try:
            wait()
        except BaseException:
            say("swallowed")
            break
    wait()
"""
        )
    )


def test_X13_an_interrupt_in_a_destructor_is_not_forgotten() -> None:
    ended(
        begun(
            """
class Slow:
    def __del__(self):
        say("go")
        wait()
def work():
    Slow()
    wait()
"""
        )
    )


def test_X13_what_an_interrupt_left_half_built_is_thrown_away_without_a_word() -> None:
    ended(
        begun(
            """
class Loop:
    def __init__(self):
        say("go")
        wait()
        self.socket = None
    def __del__(self):
        self.socket.close()
def work():
    Loop()
"""
        )
    )


def test_X13_an_error_in_a_destructor_is_told_while_nothing_is_interrupted() -> None:
    process = begun("class Broken:\n    def __del__(self): raise ValueError('broken')\ndef work():\n    say('go')\n    Broken()")
    _, told = process.communicate(timeout=60)
    assert process.returncode == 0
    assert b"ValueError: broken" in told


def test_X13_an_interrupt_that_became_another_error_ends_with_its_line() -> None:
    ended(
        begun(
            """
def work():
    say("go")
    try:
        wait()
    except KeyboardInterrupt:
        raise ImportError("half a module")
"""
        )
    )


def test_X13_an_interrupt_tidies_up_first_and_a_second_one_does_not_wait_for_that() -> None:
    work = """
def work():
    try:
        say("go")
        wait()
    finally:
        interrupts.seen()
        say("tidying up")
        {tidies_up}
        say("tidy")
"""
    assert ended(begun(work.format(tidies_up="time.sleep(0.5)"))) == b"tidying up\ntidy\n"
    assert ended(begun(work.format(tidies_up="wait()")), again_after=b"tidying up\n") == b""


def test_X13_an_interrupt_waits_for_what_is_done_whole_or_not_at_all() -> None:
    work = """
def work():
    with interrupts.held_back():
        say("go")
        end = time.monotonic() + 0.5
        while time.monotonic() < end:
            time.sleep(0.1)
        say("whole")
    say("never")
"""
    assert ended(begun(work)) == b"whole\n"


def test_X13_an_interrupt_waits_until_a_module_is_imported(tmp_path: Path) -> None:
    """Where C++ of the module calls Python, as torch's does, the exception would abort the process."""
    (tmp_path / "slow.py").write_text(
        "import time\nprint('go', flush=True)\nend = time.monotonic() + 0.5\n"
        "while time.monotonic() < end: time.sleep(0.1)\nprint('imported', flush=True)\n"
    )
    work = f"""
def work():
    sys.path.insert(0, {str(tmp_path)!r})
    import slow
    wait()
"""
    assert ended(begun(work)) == b"imported\n"


def test_X13_ctrl_c_before_the_work_ends_at_once_and_after_it_changes_nothing() -> None:
    ended(begun("say('go'); wait()"))
    process = begun("import atexit\natexit.register(lambda: (say('go'), time.sleep(0.5)))\ndef work(): pass")
    process.send_signal(signal.SIGINT)
    assert process.communicate(timeout=60) == (b"", b"")
    assert process.returncode == 0


def test_X13_who_is_told_to_ignore_ctrl_c_does() -> None:
    code = WORK.replace("signal.default_int_handler", "signal.SIG_IGN").format(
        work="def work():\n    say('go')\n    sys.stdin.readline()\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"go\n"
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(b"\n", timeout=60)
    assert (process.returncode, told) == (0, b"")

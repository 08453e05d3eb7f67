"""The command line: exit codes, one JSON object on standard output, all problems at once, and one real run from end to end."""

from __future__ import annotations

import ast
import inspect
import json
import os
import re
import signal
import socket
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from typer.main import get_command
from typer.testing import CliRunner

from tests.command_line import Call, call, one_json, refusal
from tests.conftest import MakeDataset, kill_workers, processes_of
from tests.data.samples import by_name
from tests.jobs.launched import start_instead
from tests.waiting import wait_until
from tlgui import __version__, cli
from tlgui.cli.train import Terminal
from tlgui.data.demo_catalogue import DEMOS
from tlgui.export.script import once_more
from tlgui.home import Home
from tlgui.models import catalogue
from tlgui.runs.events import EventWriter
from tlgui.runs.results import STAGES
from tlgui.runs.run import Run
from tlgui.runs.store import RunStore
from tlgui.service import launch
from tlgui.service.asking import RunRequest, start
from tlgui.specification.run_spec import RunSpec
from tlgui.strategies import OFFERED

pytestmark = pytest.mark.usefixtures("decoding_here")

__all__ = ["call"]


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.delenv("TLGUI_HOME", raising=False)


@pytest.fixture
def fake_trainer(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """A function that says what becomes of each run instead of training (see :mod:`tests.jobs.handlers`)."""

    def let(do: str) -> None:
        monkeypatch.setenv("TLGUI_TEST_DO", do)
        start_instead(patch=monkeypatch)

    return let


def folders(root: Path, counts: dict[str, int], shade: int = 0) -> Path:
    for number, (name, count) in enumerate(counts.items()):
        (root / name).mkdir(parents=True)
        for index in range(count):
            Image.new("RGB", (16, 16), (shade + 60 * number, 20 * index, shade)).save(root / name / f"{index}.png")
    return root


# -- looking -----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", ["version", "--version"])
def test_version(call: Call, words: str) -> None:
    assert CliRunner().invoke(cli.app, [words]).stdout == f"{__version__}\n"


def test_every_command_can_answer_in_json(call: Call) -> None:
    commands = get_command(cli.app).commands  # type: ignore[attr-defined]
    assert [name for name, each in commands.items() if all("--json" not in option.opts for option in each.params)] == []
    assert one_json(call("version", "--json", at=None)) == {"version": __version__}


def test_the_module_runs_as_the_command_does() -> None:
    done = subprocess.run([sys.executable, "-m", "tlgui", "version"], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == (f"{__version__}\n", "")


def test_without_a_command_help_is_shown() -> None:
    result = CliRunner().invoke(cli.app, [])
    assert "Usage" in result.output
    for name in ("scan", "train", "runs", "show", "stop", "reveal", "strategies", "backbones", "serve"):
        assert name in result.output


def test_every_option_of_every_command_does_something() -> None:
    """A command's option is a parameter of its function: one that its body never mentions would be taken and ignored."""
    idle = []
    for name, command in get_command(cli.app).commands.items():  # type: ignore[attr-defined]
        function = ast.parse(textwrap.dedent(inspect.getsource(inspect.unwrap(command.callback)))).body[0]
        mentioned = {node.id for node in ast.walk(ast.Module(function.body, [])) if isinstance(node, ast.Name)}  # type: ignore[attr-defined]
        idle += [f"{name} --{each.name}" for each in command.params if each.name != "help" and each.name not in mentioned]
    assert idle == []


def test_scan_tells_classes_and_what_is_left_out(call: Call, tmp_path: Path) -> None:
    root = folders(tmp_path / "photos", {"cat": 3, "dog": 2})
    (root / "readme.txt").write_text("")
    found = one_json(call("scan", root, "--json"))
    assert (found["kind"], found["pictures"], found["other_files"], found["problems"]) == ("classes", 5, 1, [])
    assert found["classes"] == [{"name": "cat", "count": 3}, {"name": "dog", "count": 2}]
    assert call("scan", root).stdout.splitlines()[:3] == ["       3  cat", "       2  dog", "5 pictures in 2 classes"]
    assert "No picture was opened" in call("scan", root).stderr


def test_A2_scan_of_what_is_not_there_says_so(call: Call, tmp_path: Path) -> None:
    assert refusal(call("scan", tmp_path / "nope", "--json")) == ["path_missing"]
    (tmp_path / "empty").mkdir()
    assert refusal(call("scan", tmp_path / "empty", "--json"))[0] == "no_images"
    assert call("scan", tmp_path / "nope").stdout == ""


def test_A13_names_are_shown_harmless(call: Call, tmp_path: Path) -> None:
    root = folders(tmp_path / "photos", {"\x1b[31mred": 2, "b\u202egnp": 2, "c\nd": 2})
    os.mkdir(os.fsencode(root) + b"/caf\xe9")
    Image.new("RGB", (16, 16)).save(os.fsencode(root) + b"/caf\xe9/1.png", "PNG")
    result = call("scan", root)
    assert result.exit_code == 0
    assert [line.split("  ")[-1] for line in result.stdout.splitlines()[:4]] == [
        "\\x1b[31mred",
        "b\\u202egnp",
        "c\\nd",
        "caf\\xe9",
    ]
    assert "\x1b" not in call("scan", root, "--json").stdout


def test_strategies_tell_all_that_a_choice_needs(call: Call) -> None:
    found = one_json(call("strategies", "--json", at=None))
    assert [each["key"] for each in found["strategies"]] == list(OFFERED)
    dann = next(each for each in found["strategies"] if each["key"] == "dann")
    assert {"family", "paper", "needs", "idea", "helps", "fails", "watch"} <= set(dann)
    assert dann["needs"]["target_images"] is True
    weight = dann["settings"][0]
    assert (weight["name"], weight["low"], weight["high"], weight["default"]) == ("weight", 0.0, 10.0, 1.0)
    assert {"epochs", "learning_rate", "seed"} <= {each["name"] for each in found["settings"]}
    text = call("strategies", at=None).stdout
    assert all(key in text for key in OFFERED)
    assert "contrastive.similarity=cosine (cosine, dot)  " in text
    assert "dann.weight=1.0 (0 to 10)  " in text
    assert " epochs (1 to 1,000)  " in text


def test_backbones_are_listed_and_how_to_name_others(call: Call) -> None:
    found = one_json(call("backbones", "--json", at=None))
    assert [each["key"] for each in found["backbones"]] == [card.key for card in catalogue.CARDS]
    assert all({"name", "about", "image_size", "pretrained", "stages", "here"} <= set(each) for each in found["backbones"])
    assert "timm:NAME" in found["also"]
    assert "small-cnn" in call("backbones", at=None).stdout


@pytest.mark.parametrize(("name", "value"), [("LC_ALL", "zh_CN.UTF-8"), ("LANG", "zh_TW"), ("LC_MESSAGES", "zh")])
def test_a_chinese_terminal_is_spoken_to_in_chinese(call: Call, monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    for each in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(each, raising=False)
    monkeypatch.setenv(name, value)
    assert "还没有运行" in call("runs").stderr
    assert one_json(call("show", "abc", "--json"))["error"][0]["message"] == "没有运行 abc。`tlgui runs` 可列出现有的运行。"


# -- refusals --------------------------------------------------------------------------------------------------------------------------


def test_everything_that_is_wrong_is_said_at_once(call: Call, tmp_path: Path, home: Home) -> None:
    flat = tmp_path / "flat"
    flat.mkdir()
    Image.new("RGB", (16, 16)).save(flat / "1.png")
    codes = refusal(
        call(
            *("train", "--source", flat, "--target", tmp_path / "missing", "--strategy", "dnan", "--backbone", "resnet"),
            *(
                "--set",
                "epochs=0",
                "--set",
                "lr=nan",
                "--set",
                "epoch",
                "--set",
                "colour=red",
                "--seed",
                "abc",
                "--rename-class",
                "x",
                "--json",
            ),
        )
    )
    assert sorted(codes) == sorted(
        ["setting_not_an_assignment", "class_assignment", "setting_not_whole", "setting_not_whole", "setting_out_of_range"]
        + ["setting_unknown", "strategy_unknown", "backbone_unknown", "source_without_classes", "path_missing"]
    )
    assert os.listdir(home.datasets) == []
    assert os.listdir(home.runs) == []


def test_bad_folders_are_said_together(call: Call, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert refusal(call("train", "--source", tmp_path / "empty", "--target", tmp_path / "missing", "--json")) == [
        "no_images",
        "path_missing",
    ]


@pytest.mark.parametrize(
    "words", [["train", "--source", "SOURCE", "--target", "TARGET"], ["best", "SOURCE", "TARGET"], ["sweep", "SOURCE", "TARGET"]]
)
@pytest.mark.parametrize("bad_option", [False, True])
def test_of_two_folders_a_refusal_says_which_one_it_is_about(
    call: Call, tmp_path: Path, words: list[str], bad_option: bool
) -> None:
    source, target = folders(tmp_path / "oneclass", {"dog": 2}), tmp_path / "empty"
    target.mkdir()
    given = {"SOURCE": str(source), "TARGET": str(target)}
    result = call(*(given.get(each, each) for each in words), *(["--target-shares", "dog=2"] if bad_option else []))
    assert result.exit_code == 2
    said = [line for line in result.stderr.splitlines() if str(tmp_path) in line]
    assert [line.partition(": ")[0] for line in said] == [f"Source {source}", f"Target {target}"]
    assert said[0].startswith(f"Source {source}: 1 class (dog)")
    assert said[1].startswith(f"Target {target}: 0 images")


def test_a_refusal_of_a_folder_by_itself_or_that_names_it_does_not_say_it_twice(call: Call, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert call("train", "--source", tmp_path / "empty").stderr.startswith("0 images")
    lines = call("train", "--source", tmp_path / "empty", "--target", tmp_path / "missing").stderr.splitlines()
    assert [line.startswith("Source ") for line in lines] == [True, False]
    assert lines[1].startswith(f"{tmp_path / 'missing'} is not")


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        ([], ["needs_data"]),
        (["--demo", "letters"], ["demo_unknown"]),
        (["--demo", "letters", "--strategy", "dnan"], ["demo_unknown", "strategy_unknown"]),
        (["--demo", "digits", "--source", "x"], ["demo_or_folders", "path_missing"]),
        (["--demo", "digits", "--strategy", "dann,source-only"], ["does_not_follow_source-only"]),
        (["--demo", "digits", "--strategy", "dann+mmd", "--set", "weight=2"], ["setting_ambiguous"]),
        (["--demo", "digits", "--seed", "-1"], ["setting_not_whole"]),
        (["--demo", "digits", "--seed", str(2**64)], ["setting_not_whole"]),
        (["--demo", "digits", "--set", "device=cuda:7"], ["setting_not_a_choice"]),
        (["--demo", "digits", "--set", "=3"], ["setting_not_an_assignment"]),
        (["--demo", "digits", "--backbone", "small-cnn@w.pt"], ["weights_not_safetensors"]),
        (["--demo", "digits", "--backbone", "small-cnn@w.safetensors"], ["weights_file_missing"]),
        (["--demo", "digits", "--strategy", "caf\udce9"], ["strategy_unknown"]),
        (["--demo", "digits", "--strategy", ""], ["strategy_missing"]),
    ],
    ids=lambda value: "_".join(value)[:40].encode("ascii", "backslashreplace").decode(),
)
def test_D7_bad_words_end_with_2_before_anything_is_made(call: Call, home: Home, words: list[str], codes: list[str]) -> None:
    assert refusal(call("train", *words, "--json")) == codes
    assert os.listdir(home.runs) == os.listdir(home.datasets) == []


def test_an_unknown_demo_is_told_with_those_there_are(call: Call) -> None:
    result = call("train", "--demo", "letters")
    assert result.stderr.splitlines() == [
        "There is no demo letters. Available: icons, icons-flat, digits, icons-few, icons-sealed."
    ]
    (option,) = (each for each in get_command(cli.app).commands["train"].params if each.name == "demo")
    assert all(name in option.help for name in DEMOS)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("demo", "names", "backbone", "credits"),
    [
        ("icons", ["3D icons", "Ink drawings"], "efficientnet-lite0", ["Microsoft"]),
        ("icons-flat", ["3D icons", "Flat drawings"], "efficientnet-lite0", ["Microsoft"]),
        ("digits", ["Printed digits", "Handwritten digits"], "small-cnn", ["DejaVu", "UCI"]),
    ],
)
def test_a_demo_is_read_with_the_backbone_that_suits_it_and_whose_pictures_they_are_is_told(
    home: Home,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    demo: str,
    names: list[str],
    backbone: str,
    credits: list[str],
) -> None:
    monkeypatch.setattr(launch, "ensure_workers", lambda *given: None)
    run = start(home, RunRequest(places={}, demo=demo), Terminal())
    assert list(run.names.values()) == names
    assert run.spec.backbone == backbone
    told = capsys.readouterr().err.splitlines()
    assert told.pop() == f"Run {run.id}"
    assert [line.partition(":")[0] for line in told if ":" in line] == names
    said = [line for line in told if ":" not in line]
    assert len(said) == len(credits)
    assert all(credit in line for credit, line in zip(credits, said, strict=True))
    assert once_more(home, run)[1] == {"demo": demo, "home": str(home.root)}


def test_what_does_not_fit_the_data_is_said_after_reading_it(call: Call, tmp_path: Path, home: Home) -> None:
    source, target = folders(tmp_path / "a", {"cat": 2, "dog": 2}), folders(tmp_path / "b", {"x": 1}, shade=9)
    codes = refusal(
        call("train", "--source", source, "--target", target, "--leave-out", "dog", "--rename-class", "owl=cat", "--json")
    )
    assert codes == ["target_too_small", "too_few_classes", "class_unknown"]
    assert os.listdir(home.runs) == []


def test_without_json_a_refusal_is_sentences_on_standard_error(call: Call) -> None:
    result = call("train", "--demo", "digits", "--strategy", "dnan", "--set", "epochs=0")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.splitlines() == [
        "epochs is 0: use a whole number from 1 to 1000.",
        "There is no strategy dnan: did you mean dann?",
    ]


def test_a_backbone_is_found_by_its_model_and_a_run_by_the_list(call: Call) -> None:
    [line] = call("train", "--demo", "digits", "--backbone", "resnet50").stderr.splitlines()
    assert "use timm:resnet50.a1_in1k, torchvision:resnet50, or" in line
    assert line.endswith("`tlgui backbones` lists them.")
    for words in (["show"], ["export", "--to", "model"], ["label"]):
        assert call(*words, "zzzz").stderr == "There is no run zzzz. `tlgui runs` lists those that there are.\n"


@pytest.mark.parametrize("words", [["train", "--sauce", "x"], ["show"], ["dance"], ["train", "--seed"]])
def test_a_line_that_is_not_understood_ends_with_2(words: list[str]) -> None:
    result = CliRunner().invoke(cli.app, words)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr


def test_G19_a_home_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for words in (["runs"], ["train", "--demo", "digits"], ["show", "a"], ["stop", "a"], ["serve"]):
        result = CliRunner().invoke(cli.app, [*words, "--json", "--home", str(tmp_path / "file")])
        assert refusal(result) == ["home_not_writable"]


def test_the_environment_names_the_home(
    call: Call, run: Run, home: Home, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("TLGUI_HOME", str(home.root))
    assert [each["run"] for each in one_json(call("runs", "--json", at=None))["runs"]] == [run.id]
    other = Home.open(tmp_path / "other")
    assert one_json(call("runs", "--json", at=other)) == {"runs": [], "settings": []}


# -- runs ------------------------------------------------------------------------------------------------------------------------------


@pytest.fixture
def run(home: Home) -> Run:
    """A finished run without a result."""
    made = RunStore(home).create(RunSpec(strategy="mmd"), {"source": "pho\x1bto", "target": "sketch"})
    log = EventWriter(made.events_path)
    log.write("started", identity={"pid": 1, "created": 1, "boot": "x"}, time=1.0)
    log.write("finished", time=2.0)
    log.close()
    return made


def test_runs_are_listed_newest_first(call: Call, run: Run, home: Home) -> None:
    newer = RunStore(home).create(RunSpec(), {})
    reference = RunStore(home).create(RunSpec(reference="baseline"), {})
    found = one_json(call("runs", "--json"))["runs"]
    assert [each["run"] for each in found] == [newer.id, run.id]
    assert [each["status"] for each in found] == ["interrupted", "finished"]
    lines = call("runs").stdout.splitlines()
    assert [line[:8] for line in lines] == [newer.id[:8], run.id[:8]]
    assert "pho\\x1bto → sketch" in lines[1]
    assert reference.id[:8] not in "".join(lines)


def test_without_runs_there_is_a_hint_and_an_empty_list(call: Call) -> None:
    assert one_json(call("runs", "--json")) == {"runs": [], "settings": []}
    result = call("runs")
    assert result.stdout == ""
    assert "tlgui train --demo icons" in result.stderr


def test_show_takes_the_beginning_of_an_id(call: Call, run: Run) -> None:
    assert one_json(call("show", run.id[:6], "--json"))["run"] == run.id
    text = call("show", run.id).stdout
    assert re.search(rf"^run +{run.id}$", text, re.M)
    assert re.search(r"^strategy +mmd$", text, re.M)
    assert "\x1b" not in text


def test_show_explains_each_score(call: Call, run: Run) -> None:
    log = EventWriter(run.events_path)
    log.write("result", source={}, scores={"proxy_a_distance": 1.25}, mixing={"before": None, "after": None})
    log.close()
    (line,) = [line for line in call("show", run.id).stdout.splitlines() if line.startswith("proxy A-distance")]
    assert "1.250" in line
    assert "Lower is more alike." in line


def test_show_says_a_score_that_could_not_be_computed(call: Call, run: Run) -> None:
    log = EventWriter(run.events_path)
    log.write("result", source={}, scores={"bnm": 0.5, "class_ami": float("nan")}, mixing={"before": None, "after": None})
    log.close()
    result = call("show", run.id)
    assert result.exit_code == 0
    assert re.search(r"^class AMI +– +How", result.stdout, re.M)
    assert re.search(r"^batch nuclear norm +0.500 +The", result.stdout, re.M)


@pytest.mark.parametrize("command", ["show", "stop", "reveal"])
def test_an_id_that_is_unknown_or_not_enough_is_refused(
    call: Call, home: Home, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    ids = iter(["ab" + "0" * 30, "ab" + "1" * 30])
    monkeypatch.setattr("tlgui.runs.store.new_id", lambda: next(ids))
    for _ in range(2):
        RunStore(home).create(RunSpec(), {})
    assert refusal(call(command, "ff", "--json")) == ["run_unknown"]
    assert refusal(call(command, "ab", "--json")) == ["run_ambiguous"]
    assert refusal(call(command, "", "--json")) == ["run_unknown"]
    assert refusal(call(command, "../ab", "--json")) == ["run_unknown"]


def test_E19_stop_of_a_finished_run_leaves_it_finished(call: Call, run: Run) -> None:
    assert one_json(call("stop", run.id[:8], "--json")) == {"run": run.id, "status": "finished", "folder": str(run.folder)}
    assert call("stop", run.id).stderr.startswith("Finished. The run's folder:")
    assert not run.stop_flag.exists()


def test_reveal_opens_sealed_labels_and_records_who(call: Call, home: Home, make_dataset: MakeDataset) -> None:
    target = make_dataset()
    sealed = RunStore(home).create(RunSpec(source=make_dataset().info.id, target=target.info.id, sealed=True), {})
    assert one_json(call("reveal", sealed.id, "--json"))["run"] == sealed.id
    revealed = sealed.revealed()
    assert revealed is not None
    assert (revealed["by"], by_name(target, revealed["labels"])) == ("command line", [0, 0, 1, 1])
    assert call("reveal", sealed.id).exit_code == 0


def test_reveal_without_labels_is_refused(call: Call, home: Home, make_dataset: MakeDataset) -> None:
    run = RunStore(home).create(RunSpec(source=make_dataset().info.id, target=make_dataset((-1, -1), ()).info.id), {})
    assert refusal(call("reveal", run.id, "--json")) == ["nothing_to_reveal"]


def test_G18_a_port_that_is_taken_ends_with_1_and_one_json_object(call: Call) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        result = call("serve", "--port", str(port), "--json")
        assert refusal(result, exit_code=1) == ["port_taken"]
    assert f"port {port} in use: try --port {port + 1}" in result.stderr


# -- training, with a trainer that only says it trained -----------------------------------------------------------------------------------


@pytest.fixture
def data(tmp_path: Path) -> list[str]:
    source, target = (
        folders(tmp_path / "photo", {"cat": 3, "dog": 3}),
        folders(tmp_path / "sketch", {"cat": 2, "dog": 2}, shade=90),
    )
    return ["--source", str(source), "--target", str(target), "--backbone", "small-cnn"]


@pytest.mark.slow
def test_the_strategy_that_nobody_chose_is_the_pages_own(
    call: Call, home: Home, data: list[str], fake_trainer: Callable[[str], None]
) -> None:
    fake_trainer("finish")
    tables: list[str] = []
    for role in ("--source", "--target"):
        table = Path(data[data.index(role) + 1]) / "ages.csv"
        table.write_text(
            "file,age\n" + "".join(f"{name}/{number}.png,{number}\n" for name in ("cat", "dog") for number in range(2))
        )
        tables += [f"{role}-values", str(table)]
    of_classes = one_json(call("train", *data, "--json"))
    of_values = one_json(call("train", *data, *tables, "--json"))
    read_before = [f"--{role}={dataset}" for role, dataset in of_values["datasets"].items()]
    again = one_json(call("train", *read_before, "--backbone", "small-cnn", "--json"))
    assert [each["strategy"] for each in (of_classes, of_values, again)] == ["mcc", "mmd", "mmd"]


@pytest.mark.slow
def test_told_shares_reach_the_run_which_then_aligns_by_default_and_says_so(
    call: Call, home: Home, data: list[str], fake_trainer: Callable[[str], None]
) -> None:
    fake_trainer("finish")
    found = one_json(call("train", *data, "--target-shares", "dog=25%,cat=0.75", "--json"))
    assert (found["strategy"], found["target_shares"]) == ("cdan", {"dog": 0.25, "cat": 0.75})
    again = one_json(call("train", "--like", found["run"], "--seed", "1", "--json"))
    assert (again["strategy"], again["target_shares"]) == ("cdan", {"dog": 0.25, "cat": 0.75})
    same = one_json(call("train", *data, "--target-shares", "same", "--json"))
    assert (same["strategy"], same["target_shares"]) == ("mcc", None)
    chosen = one_json(call("train", *data, "--target-shares", "dog=25%,cat=0.75", "--strategy", "mmd", "--json"))
    assert chosen["strategy"] == "mmd"


def test_D_everything_that_is_wrong_with_told_shares_is_said_together(call: Call, home: Home, data: list[str]) -> None:
    codes = refusal(call("train", *data, "--target-shares", "dgo=0.5,cat=-0.2", "--json"))
    assert sorted(codes) == ["share_class_unknown", "share_out_of_range", "shares_do_not_add_up"]
    assert refusal(call("train", *data, "--target-shares", "dog", "--seed", "-1", "--json")) == [
        "setting_not_whole",
        "shares_not_readable",
    ]
    assert os.listdir(home.runs) == []


def test_a_run_is_followed_to_its_end(call: Call, home: Home, data: list[str], fake_trainer: Callable[[str], None]) -> None:
    fake_trainer("finish")
    result = call(
        "train", *data, "--set", "mcc.weight=0.5", "--set", "lr=0.1", "--seed", "7", "--rename-class", "dog=wolf", "--json"
    )
    assert result.exit_code == 0
    found = one_json(result)
    assert (found["status"], found["source"], found["target"]) == ("finished", "photo", "sketch")
    assert found["seconds"]["ingest"] > 0
    spec = RunStore(home).get(found["run"]).spec
    assert (spec.settings.seed, spec.settings.learning_rate, spec.strategy_settings) == (7, 0.1, {"mcc": {"weight": 0.5}})
    assert spec.class_map.rename == {"dog": "wolf"}
    assert (RunStore(home).get(found["run"]).revealed() or {})["by"] == "asked for"
    assert f"Run {found['run']}" in result.stderr


@pytest.mark.parametrize("words", ["train --source {0} --target {0}", "best {0} {0}", "sweep {0} {0}"])
def test_classes_of_the_source_that_are_too_small_are_told_before_anything_is_trained(
    call: Call, tmp_path: Path, words: str
) -> None:
    few = folders(tmp_path / "few", {"dog": 20, "horse": 1})
    result = call(*words.format(few).split())
    assert "pictures are in the source" in result.stderr
    assert result.stderr.count("horse: 1 image, used for training") == 1  # of the target nothing is learned
    assert result.stderr.count("20:1") == 1


@pytest.mark.parametrize("command", ["train", "best", "sweep"])
def test_a_table_gives_the_classes_to_whatever_trains_and_a_refusal_without_one_names_it(
    call: Call, tmp_path: Path, command: str
) -> None:
    flat, table = tmp_path / "flat", tmp_path / "classes.csv"
    flat.mkdir()
    rows = []
    for name, count in {"dog": 3, "horse": 2}.items():
        for number, file in enumerate((folders(tmp_path / name, {"one": count}) / "one").iterdir()):
            file.rename(flat / f"{name}{number}.png")
            rows.append(f"{name}{number}.png,{name}")
    table.write_text("\n".join(["file,label", *rows]))
    pair = ["--source", flat, "--target", flat] if command == "train" else [flat, flat]
    refused = call(command, *pair)
    assert refused.exit_code == 2
    assert "--source-labels" in refused.stderr
    told = call(command, *pair, "--source-labels", table, "--target-labels", table)
    assert "5 pictures, 2 classes" in told.stderr
    assert "pictures are in the source" in told.stderr  # nothing else stands against it


def test_a_search_on_one_folder_says_which_is_missing(call: Call, tmp_path: Path) -> None:
    photos = folders(tmp_path / "photos", {"dog": 3, "horse": 2})
    assert refusal(call("best", photos, "--json")) == ["search_needs_target"]
    assert "--given-labels" in call("best", photos, photos / "dog", "--labels", 20).stderr


def test_the_same_folders_are_not_read_again(
    call: Call, home: Home, data: list[str], fake_trainer: Callable[[str], None]
) -> None:
    fake_trainer("finish")
    for _ in range(2):
        assert call("train", *data, "--json").exit_code == 0
    assert len(os.listdir(home.datasets)) == 2
    assert len(os.listdir(home.runs)) == 2


def test_a_run_that_is_told_in_words_ends_with_its_folder(
    call: Call, data: list[str], fake_trainer: Callable[[str], None]
) -> None:
    fake_trainer("finish")
    result = call("train", *data, "--sealed")
    assert result.exit_code == 0
    assert result.stdout == "Finished; there was no target to look at.\n"
    assert Path(result.stderr.splitlines()[-1]).is_dir()


@pytest.mark.parametrize(
    ("words", "strategy", "backbone"),
    [([], "mcc", "small-cnn"), (["--strategy", "feature-extraction"], "feature-extraction", "efficientnet-lite0")],
    ids=["nothing said", "needs a pretrained network"],
)
def test_where_nothing_is_said_a_run_begins_as_on_the_page(
    call: Call, data: list[str], fake_trainer: Callable[[str], None], words: list[str], strategy: str, backbone: str
) -> None:
    fake_trainer("finish")
    begun = one_json(call("train", *data[:4], *words, "--json"))
    assert (begun["strategy"], begun["backbone"]) == (strategy, backbone)


@pytest.mark.slow
def test_A24_classes_that_one_domain_alone_has_are_told_when_a_run_begins(
    call: Call, tmp_path: Path, fake_trainer: Callable[[str], None]
) -> None:
    fake_trainer("finish")
    source = folders(tmp_path / "photo", {"cat": 3, "dog": 3, "fox": 3, "owl": 3})
    target = folders(tmp_path / "sketch", {"cat": 3, "dog": 3, "yak": 3}, shade=70)
    words = ["train", "--source", str(source), "--target", str(target), "--json"]
    told = call(*words).stderr
    assert "Only the source has fox, owl: target pictures may be mistaken for them." in told
    assert "Only the target has yak: a network trained on the source cannot name it;" in told
    mapped = call(*words, "--leave-out", "owl", "--rename-class", "yak=fox").stderr
    for quiet in (mapped, call(*words, "--sealed").stderr, call(*words, "--strategy", "fine-tuning").stderr):
        assert "Run " in quiet
        assert "Only the" not in quiet


@pytest.mark.parametrize("command", ["train", "best"])
def test_26_classes_that_are_only_written_differently_are_named_before_anybody_leaves_one_out(
    call: Call, home: Home, tmp_path: Path, fake_trainer: Callable[[str], None], command: str
) -> None:
    fake_trainer("refuse")  # all is said when a run begins
    source = folders(tmp_path / "photo", {"cat": 3, "dog": 3, "fox": 3, "owl": 3})
    target = folders(tmp_path / "sketch", {"Cat": 3, "dogs": 3, "fox": 3, "yak": 3}, shade=70)
    words = ["train", "--source", source, "--target", target] if command == "train" else ["best", source, target]
    words += ["--confirm", "few_shared_classes"]
    told = call(*words).stderr
    options = ["--rename-class=Cat=cat", "--rename-class=dogs=dog"]
    assert "Cat → cat, dogs → dog" in told
    assert " ".join(options) in told
    assert told.index("Cat → cat") < told.index("Only the source has owl: target pictures may be mistaken for it.")
    assert "Only the target has yak:" in told
    mapped = call(*words, *options, "--leave-out", "owl", "--rename-class", "yak=fox").stderr
    assert len(os.listdir(home.runs)) == 2  # both began
    assert "→ cat" not in mapped
    assert "Only the" not in mapped


def test_26_a_search_says_what_to_type_for_values(call: Call, tmp_path: Path) -> None:
    source, target = (folders(tmp_path / name, {"one": 12}, shade=shade) for name, shade in (("photo", 0), ("sketch", 70)))
    table = tmp_path / "values.csv"
    files = sorted((source / "one").iterdir())
    table.write_text("\n".join(["file,value", *(f"{file.name},{number}" for number, file in enumerate(files))]))
    meant = call("best", source, target, "--source-values", table)
    assert "tlgui train --source DIR --target DIR --source-values FILE" in meant.stderr
    taken = ["best", source, target, "--source-labels", table, "--json"]
    assert refusal(call(*taken)) == ["labels_look_like_values"]
    assert "labels_look_like_values" not in refusal(call(*taken, "--confirm", "labels_look_like_values"))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("do", "exit_code", "status", "sentence"),
    [
        ("refuse", 2, "failed", "No GPU was found"),
        ("crash", 1, "failed", "unexpected went wrong: X: y"),
        ("die", 1, "failed", "Failed 3 times: the process that did this was killed"),
        ("die before the first event", 1, "failed", "Failed 3 times: the process that did this was killed"),
    ],
)
def test_E7_a_run_that_does_not_finish_ends_the_command_with_its_reason(
    call: Call, data: list[str], fake_trainer: Callable[[str], None], do: str, exit_code: int, status: str, sentence: str
) -> None:
    fake_trainer(do)
    result = call("train", *data, "--json")
    assert result.exit_code == exit_code
    found = one_json(result)
    assert found["status"] == status
    assert sentence in result.stderr
    assert call("show", found["run"], "--json").exit_code == 0  # asking about it is no failure
    assert call("reveal", found["run"], "--json").exit_code == 0


FOLLOWS = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # as in a terminal; what a background shell starts ignores Ctrl-C
from tlgui.__main__ import main
from tests.jobs.launched import start_instead
start_instead()
sys.argv[0] = "tlgui"
main()
"""


@pytest.fixture
def following(home: Home, data: list[str], monkeypatch: pytest.MonkeyPatch) -> Iterator[subprocess.Popen[str]]:
    """``tlgui train`` in a process of its own, with a run that goes on until it is stopped."""
    monkeypatch.setenv("TLGUI_TEST_DO", "listen")
    words = ["train", *data, "--json", "--home", str(home.root)]
    process = subprocess.Popen([sys.executable, "-c", FOLLOWS, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def trains() -> bool:
        assert process.poll() is None
        return any(_steps(run) for run in RunStore(home).all())

    wait_until(trains)
    yield process
    process.kill()
    process.communicate()


def _steps(run: Run) -> bool:
    return any(event["event"] == "step" for event in run.events())


@pytest.mark.slow
def test_X13_ctrl_c_stops_the_run_and_what_it_did_is_told(following: subprocess.Popen[str], home: Home) -> None:
    [run] = RunStore(home).all()
    following.send_signal(signal.SIGINT)
    out, told = following.communicate(timeout=60)
    assert following.returncode == 130
    assert json.loads(out)["status"] == "stopped"
    assert told.splitlines()[-1].startswith(f"Interrupted. Stopped: run {run.id[:8]}. `tlgui resume")
    assert told.count("Interrupted") == 1
    assert "Traceback" not in told


def test_stop_from_elsewhere_ends_the_command_that_follows(following: subprocess.Popen[str], home: Home, call: Call) -> None:
    [run] = RunStore(home).all()
    assert one_json(call("stop", run.id[:8], "--json"))["status"] == "stopped"
    out, _ = following.communicate(timeout=60)
    assert (following.returncode, json.loads(out)["status"]) == (0, "stopped")


@pytest.mark.slow
def test_G15_a_run_goes_on_when_the_command_is_killed(following: subprocess.Popen[str], home: Home, call: Call) -> None:
    following.kill()
    following.communicate()
    [run] = RunStore(home).all()
    before = len(run.events())
    wait_until(lambda: len(run.events()) > before)
    assert one_json(call("show", run.id, "--json"))["status"] == "running"
    assert one_json(call("stop", run.id, "--json"))["status"] == "stopped"


# -- one real run ---------------------------------------------------------------------------------------------------------------------------

CONTRACT = {
    *(
        "run",
        "status",
        "task",
        "strategy",
        "backbone",
        "metrics",
        "source_accuracy",
        "target_accuracy",
        "baseline_target_accuracy",
    ),
    *("baseline_kind", "target_scored_on", "target_labels_used_for", "scores", "findings", "seconds", "folder"),
}


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Home, dict[str, Any], str]]:
    """The demo, trained for a few epochs: its home, the JSON object, and what was told meanwhile."""
    home = Home.open(tmp_path_factory.mktemp("trained") / "home")
    done = tlgui(home, "train", "--demo", "icons", "--set", "epochs=4", "--json")
    assert done.returncode == 0, done.stderr
    yield home, json.loads(done.stdout), done.stderr
    kill_workers(home)
    assert processes_of(home) == []


def tlgui(home: Home, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "TLGUI_HOME": str(home.root), "LC_ALL": "C.UTF-8"}
    return subprocess.run([sys.executable, "-m", "tlgui", *words], capture_output=True, text=True, env=environment, check=False)


@pytest.mark.slow
def test_the_demo_run_keeps_the_contract(trained: tuple[Home, dict[str, Any], str]) -> None:
    home, found, told = trained
    assert set(found) >= CONTRACT
    assert (found["status"], found["task"], found["strategy"], found["backbone"]) == (
        "finished",
        "classification",
        "mcc",
        "efficientnet-lite0",
    )
    assert set(found["metrics"]["accuracy"]) == {"source", "target", "baseline", "normalisation_alone"}
    assert all(0 <= value <= 1 for value in found["metrics"]["accuracy"].values())
    assert found["source_accuracy"] == found["metrics"]["accuracy"]["source"] > 0.5
    assert found["target_accuracy"] == found["metrics"]["accuracy"]["target"]
    assert found["baseline_target_accuracy"] == found["metrics"]["accuracy"]["baseline"]
    assert (found["baseline_kind"], found["target_scored_on"], found["target_labels_used_for"]) == (
        "source_only",
        203,
        "scoring",
    )
    assert set(found["seconds"]) == set(STAGES)
    assert all(seconds >= 0 for seconds in found["seconds"].values())
    assert set(found["scores"]) >= {"information_maximisation", "bnm", "class_ami"}
    assert Path(found["folder"]) == home.runs / found["run"]
    assert (home.runs / found["run"] / "maps" / "after.npz").exists()
    assert "step 20: source" in told


@pytest.mark.slow
def test_a_sealed_run_tells_no_accuracy_until_it_is_revealed(trained: tuple[Home, dict[str, Any], str]) -> None:
    home, open_run, _ = trained
    done = tlgui(home, "train", "--demo", "icons", "--set", "epochs=4", "--sealed", "--json")
    found = json.loads(done.stdout)
    assert (found["target_accuracy"], found["baseline_target_accuracy"]) == (None, None)
    assert found["target_labels_used_for"] == "nothing (sealed)"
    assert found["source_accuracy"] == open_run["source_accuracy"]  # the same seed, the same run
    assert found["seconds"]["baseline"] < 2  # shared with the run before
    assert tlgui(home, "show", found["run"]).stdout.startswith("Sure of ")
    revealed = json.loads(tlgui(home, "reveal", found["run"][:10], "--json").stdout)
    for name in ("target_accuracy", "baseline_target_accuracy", "metrics", "target_scored_on"):
        assert revealed[name] == open_run[name]
    assert [each["run"] for each in json.loads(tlgui(home, "runs", "--json").stdout)["runs"]] == [found["run"], open_run["run"]]


# -- shift and health --------------------------------------------------------------------------------------------------------------


def test_shift_makes_a_target_and_gives_both_ids(call: Call, tmp_path: Path) -> None:
    photos = folders(tmp_path / "photos", {"a": 3, "b": 3})
    words = ("--kind", "jpeg", "--severity", "2", "--json")
    found = one_json(call("shift", photos, *words))
    assert (found["name"], found["size"]) == ("photos · jpeg 2", 6)
    assert one_json(call("shift", found["source"], *words)) == found


def test_shift_refuses_what_is_out_of_range_with_all_problems(call: Call, tmp_path: Path) -> None:
    done = call("shift", tmp_path, "--kind", "sepia", "--severity", "9", "--json")
    assert sorted(refusal(done)) == ["setting_not_a_choice", "setting_not_whole"]


def test_health_tells_of_both_folders(call: Call, tmp_path: Path) -> None:
    source, target = folders(tmp_path / "s", {"a": 3, "b": 3}), folders(tmp_path / "t", {"a": 3, "b": 9})
    found = one_json(call("scan", source, "--target", target, "--health", "--json"))
    assert found["across"]["exact"]["target_pictures"] == 6
    assert Path(found["problems_csv"]).exists()
    assert "6 of 12 target pictures are in the source" in call("scan", source, "--target", target, "--health").stdout


def test_health_names_the_files_that_cannot_be_used(call: Call, tmp_path: Path) -> None:
    source = folders(tmp_path / "photos", {"dog": 6, "cat": 6})
    for number in range(3):
        (source / "dog" / f"x{number}.png").write_bytes(b"no picture")
    few = call("scan", source, "--health")
    lines = few.stdout.splitlines()
    place = lines.index("3 of 15 pictures cannot be used and are left out.")
    reasons = {line.partition(": ")[2] for line in lines[place + 1 : place + 4]}
    assert [line.partition(": ")[0] for line in lines[place + 1 : place + 4]] == [f"  dog/x{number}.png" for number in range(3)]
    assert len(reasons) == 1
    assert all(reasons)
    assert "more, all in" not in few.stdout
    assert re.search(r"^What was found, file by file: .*problems\.en\.csv$", few.stderr, re.MULTILINE)
    for number in range(3, 12):
        (source / "dog" / f"x{number:02}.png").write_bytes(b"no picture")
    many = call("scan", source, "--health").stdout.splitlines()
    place = many.index("12 of 24 pictures cannot be used and are left out.")
    assert sum(line.startswith("  dog/x") for line in many) == 10
    table = re.fullmatch(r"  and 2 more, all in (.*)", many[place + 11])
    assert table
    assert "dog/x11.png" in Path(table[1]).read_text("utf-8-sig")


def test_26_health_says_which_folder_a_finding_is_of_and_pairs_classes_before_one_is_left_out(
    call: Call, tmp_path: Path, fake_trainer: Callable[[str], None]
) -> None:
    source = folders(tmp_path / "photos", {"dog": 12, "horse": 1, "cat": 3})
    target = folders(tmp_path / "sketches", {"dogs": 3, "Horse": 3, "cat": 36}, shade=70)
    fake_trainer("finish")  # whose labels are open from then on
    call("train", "--source", source, "--target", target, "--confirm", "few_shared_classes")
    told = call("scan", source, "--target", target, "--health").stdout
    assert "photos: 12:1 from the largest class (dog)" in told
    assert "sketches: 12:1 from the largest class (cat)" in told
    assert "dog, dogs may be one class" in told
    assert "Only in the" not in told
    assert "\n12:1" in call("scan", source, "--health").stdout  # of one folder there is nothing to tell apart


def test_health_takes_tables_for_both_folders(call: Call, ages: list[str]) -> None:
    words = ["--health", "--values", ages[5], "--target", ages[7], "--target-values", ages[9]]
    found = one_json(call("scan", ages[3], *words, "--json"))
    assert found["domains"]["source"]["values"]["labelled"] == 4
    assert found["domains"]["target"]["values"] is None  # sealed
    assert "photo: 4 pictures, 4 with a value, 0 refused" in call("scan", ages[3], *words).stdout
    assert refusal(call("scan", ages[3], "--health", "--target-values", ages[9], "--json")) == ["table_without_pictures"]


def test_health_of_a_flat_folder_is_that_of_a_target(call: Call, tmp_path: Path) -> None:
    flat = folders(tmp_path, {"flat": 3}) / "flat"
    assert list(one_json(call("scan", flat, "--health", "--json"))["domains"]) == ["target"]


def test_the_problems_of_both_folders_come_together(call: Call, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    done = call("scan", tmp_path / "nope", "--target", tmp_path / "empty", "--health", "--json")
    assert refusal(done) == ["path_missing", "no_images"]


def test_a_target_without_health_is_refused(call: Call, tmp_path: Path) -> None:
    assert refusal(call("scan", tmp_path, "--target", tmp_path, "--json")) == ["target_without_health"]


def test_A20_train_blocks_the_same_folder_by_any_name(call: Call, tmp_path: Path) -> None:
    photos = folders(tmp_path / "photos", {"a": 3, "b": 3})
    (tmp_path / "link").symlink_to(photos)
    done = call("train", "--source", photos, "--target", tmp_path / "link", "--backbone", "small-cnn", "--json")
    assert refusal(done) == ["same_folder"]


def test_train_takes_the_ids_of_datasets(call: Call, make_dataset: MakeDataset, fake_trainer: Callable[[str], None]) -> None:
    fake_trainer("finish")
    source, target = make_dataset(), make_dataset(name="sketch")
    done = call("train", "--source", source.info.id, "--target", target.info.id, "--backbone", "small-cnn", "--json")
    assert (one_json(done)["source"], one_json(done)["target"]) == ("photo", "sketch")
    assert refusal(call("train", "--source", "0" * 32, "--target", target.info.id, "--json"))[0] == "dataset_unknown"


@pytest.mark.parametrize(
    ("words", "labelled", "strategy", "used"),
    [
        (["--strategy", "contrastive"], True, "contrastive,fine-tuning", "target's training"),
        (["--strategy", "contrastive"], False, "contrastive", "source's"),
        (["--strategy", "contrastive", "--sealed"], True, "contrastive", "source's"),
        (["--strategy", "contrastive", "--set", "second_phase=source"], True, "contrastive", "source's"),
        (["--strategy", "contrastive,fine-tuning"], True, "contrastive,fine-tuning", "target's training"),
        (["--strategy", "contrastive,fine-tuning"], False, "contrastive", "source's"),
    ],
)
def test_contrastive_learning_works_with_and_without_target_labels_and_says_which_it_learned_from(
    call: Call,
    make_dataset: MakeDataset,
    fake_trainer: Callable[[str], None],
    words: list[str],
    labelled: bool,
    strategy: str,
    used: str,
) -> None:
    fake_trainer("finish")
    source, target = make_dataset(), make_dataset((0, 0, 1, 1) if labelled else (-1,) * 4, ("cat", "dog") if labelled else ())
    data = ("--source", source.info.id, "--target", target.info.id, "--backbone", "small-cnn")
    done = call("train", *data, *words, "--json")
    found = one_json(done)
    assert found["strategy"] == strategy
    assert f"The second phase learns from the {used} labels." in done.stderr
    assert (found["target_labels_used_for"] == "training and scoring") == ("target" in used)


# -- tables ------------------------------------------------------------------------------------------------------------------------


@pytest.fixture
def ages(tmp_path: Path) -> list[str]:
    """Two flat folders with a table of values each, as words of a command."""
    words = ["--backbone", "small-cnn"]
    for role, name in (("source", "photo"), ("target", "sketch")):
        (tmp_path / name).mkdir()
        rows = ["file,age"]
        for number in range(4):
            Image.new("RGB", (16, 16), (40 * number, len(name), 0)).save(tmp_path / name / f"{number}.png")
            rows.append(f"{number}.png,{number + 0.5}")
        (tmp_path / f"{name}.csv").write_text("\n".join(rows))
        words += [f"--{role}", str(tmp_path / name), f"--{role}-values", str(tmp_path / f"{name}.csv")]
    return words


def test_scan_tells_how_a_table_was_read(call: Call, ages: list[str]) -> None:
    found = one_json(call("scan", ages[3], "--values", ages[5], "--json"))
    assert (found["kind"], found["pictures"], found["labelled"]) == ("values", 4, 4)
    assert found["table"] == {
        **{"name": "photo.csv", "encoding": "UTF-8", "separator": ",", "header": True, "columns": ["file", "age"], "rows": 4},
        "decimal": ".",
    }
    assert "range 0.5 to 3.5" in call("scan", ages[3], "--values", ages[5]).stdout


def test_a_run_on_values_has_their_metrics_and_no_accuracy(
    call: Call, home: Home, ages: list[str], fake_trainer: Callable[[str], None]
) -> None:
    fake_trainer("finish")
    result = call("train", *ages, "--strategy", "mmd", "--json")
    assert result.exit_code == 0, result.stderr
    found = one_json(result)
    assert (found["task"], set(found["metrics"])) == ("regression", {"mae", "r2"})
    assert (found["source_accuracy"], found["target_accuracy"]) == (None, None)
    assert RunStore(home).get(found["run"]).spec.task == "regression"
    assert "photo: 4 pictures, 4 with a value, 0 refused" in result.stderr
    assert "4 rows, UTF-8" in result.stderr


def test_D8_a_strategy_that_needs_classes_is_refused_for_values(call: Call, ages: list[str]) -> None:
    assert refusal(call("train", *ages, "--strategy", "mcc", "--json")) == ["needs_other_task_regression"]


def test_A34_problems_of_both_tables_come_together(call: Call, ages: list[str]) -> None:
    for place, cell in ((5, "1_000"), (9, "nan")):
        Path(ages[place]).write_text(f"file,age\n0.png,1\n1.png,{cell}\n2.png,3\n")
    result = call("train", *ages, "--json")
    assert refusal(result) == ["table_not_a_number"] * 2
    assert "Row 3: “1_000” is not a number" in result.stderr


def test_tables_that_cannot_be_meant_are_refused(call: Call, ages: list[str]) -> None:
    words = [*ages, "--target-labels", ages[9], "--json"]
    assert refusal(call("train", *words)) == ["values_or_labels"]
    assert refusal(call("train", "--target", ages[7], "--source-values", ages[5], "--json")) == ["table_without_pictures"]
    assert refusal(call("scan", ages[3], "--values", ages[5], "--labels", ages[5], "--json")) == ["values_or_labels"]


# -- the X-ray ---------------------------------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize(("side", "strategy"), [(40, "MCC"), (80, "CDAN")], ids=["from scratch", "on features"])
def test_the_xray_tells_what_it_measured_and_what_to_begin_with(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, side: int, strategy: str
) -> None:
    import numpy as np

    from tlgui.analysis import shift

    def features(home: Home, packs: dict[str, Any], *rest: Any) -> list[tuple[str, Any]]:
        random = np.random.default_rng(0)
        return [(role, random.normal(size=(len(pack), 8)) + 9 * (role == "target")) for role, pack in packs.items()]

    monkeypatch.setattr(shift, "_features", features)
    folders = []
    for name, grey in (("light", 200), ("dark", 40)):
        for kind in ("cat", "dog"):
            (tmp_path / name / kind).mkdir(parents=True)
            for number in range(6):
                Image.new("RGB", (side, side), (grey + number, grey, 3 * (kind == "cat"))).save(
                    tmp_path / name / kind / f"{number}.png"
                )
        folders.append(tmp_path / name)
    told = call("xray", *folders)
    assert told.exit_code == 0, told.stderr
    assert "tells the domains apart 100 % of the time" in told.stdout
    assert told.stdout.rstrip().endswith(f"Begin with {strategy}")
    found = one_json(call("xray", *folders, "--use-labels", "--json"))
    assert found["domain"]["auc"] == 1
    assert found["classes"] is None  # a folder's target labels are sealed
    assert (found["advice"]["transfer"], found["advice"]["strategy"]) == ("inter_domain", "tradaboost")
    refusal(call("xray", tmp_path / "nope", folders[1], "--json"))
    table = tmp_path / "values.csv"
    rows = [f"{kind}/{number}.png,{number}" for kind in ("cat", "dog") for number in range(6)]
    table.write_text("\n".join(["file,value", *rows]))
    assert call("xray", *folders, "--source-values", table).stdout.rstrip().endswith("Begin with MMD")
    assert refusal(call("xray", *folders, "--source-values", table, "--source-labels", table, "--json")) == ["values_or_labels"]
    sealed = "The target's labels in the table are sealed, so that they can judge a result: the X-ray does not look at them."
    assert sealed not in told.stdout
    labels = tmp_path / "labels.csv"
    labels.write_text(
        "\n".join(["file,class", *(f"{kind}/{number}.png,{kind}" for kind in ("cat", "dog") for number in range(6))])
    )
    assert sealed in call("xray", *folders, "--target-labels", labels).stdout.splitlines()


def test_26_wrong_options_are_one_json_object_too(call: Call) -> None:
    for words in (["best", "--json", "--nope"], ["train", "--json", "--seed"], ["nope", "--json"]):
        done = call(*words)
        assert done.exit_code == 2
        (problem,) = one_json(done)["error"]
        assert problem["code"] == "usage"
        assert problem["message"]
    assert call("best", "--nope").stdout == ""


def test_26_shares_that_are_wrong_raise_no_question_about_what_follows_from_them(call: Call, tmp_path: Path) -> None:
    source = folders(tmp_path / "photo", {"cat": 3, "dog": 3, "fox": 3})
    target = folders(tmp_path / "sketch", {"cat": 3, "dog": 3, "fox": 3}, shade=70)
    words = ["train", "--source", source, "--target", target, "--strategy", "mcc", "--json"]
    assert refusal(call(*words, "--target-shares", "Cat=1")) == ["share_class_unknown"]
    assert refusal(call(*words, "--target-shares", "cat=1")) == ["shares_spread"]


def test_26_auto_is_auto_however_it_is_written_and_what_cannot_be_read_names_it(call: Call, tmp_path: Path) -> None:
    same = folders(tmp_path / "photo", {"cat": 3, "dog": 3})
    for word in ("AUTO", " Same "):
        assert refusal(call("best", same, same, "--target-shares", word, "--json")) == ["same_folder"]
    told = call("best", same, same, "--target-shares", "automatic")
    assert "with auto" in told.stderr

"""From the controls of the page to a run and back."""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from tests.ui.made import SHAPES, dataset
from tlgui.data.store import DatasetStore
from tlgui.errors import UserError
from tlgui.home import LOCAL_OWNER, Home
from tlgui.labeling.given import Answer, Drawing, LabelBook
from tlgui.runs.events import EventWriter
from tlgui.runs.store import RunStore
from tlgui.service.launch import start_run
from tlgui.specification.run_spec import ClassMap, RunSettings, RunSpec
from tlgui.specification.target_shares import TargetShares
from tlgui.strategies import STRATEGIES
from tlgui.texts import LANGUAGES
from tlgui.ui.form import (
    AUTOMATIC,
    FIRST_SETTING,
    Form,
    consider,
    fields,
    fitting_backbone,
    fitting_strategy,
    form_of,
)
from tlgui.ui.pages.adapt.words import labels_html, problems_html, refused_html


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return Home.open(tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="module")
def data(home: Home) -> dict[str, str]:
    """Ids of datasets by what they are for."""
    made = {
        "source": dataset(home, "photos", each=20),
        "target": dataset(home, "sketches", each=10, sketch=True),
        "flat": dataset(home, "flat", each=5, labelled=False),
        "open": dataset(home, "open", each=5, labels_open=True),
        "one": dataset(home, "one", SHAPES[:1], each=5),
    }
    return {name: pack.info.id for name, pack in made.items()}


def filled(
    source: str = "", target: str = "", strategy: str = "dann", combination: str = "", *, shares: str = "", **values: object
) -> Form:
    """A form whose settings are as the page shows them at first, but for ``values`` by name."""
    given = [None if name in values else value for name, value in zip(NAMES, DEFAULTS, strict=True)]
    settings = [values.get(name, value) for name, value in zip(NAMES, given, strict=True)]
    return Form.of([source, target, "", shares, strategy, combination, "small-cnn", *settings])


DEFAULTS = form_of(RunSpec())[FIRST_SETTING:]
NAMES = [f"{field.group}_{field.setting.name}".lstrip("_").replace("-", "_") for field in fields()]


def look(home: Home, form: Form, language: str = "en", roots: Sequence[Path] = ()):
    return consider(home, LOCAL_OWNER, form, language, roots)


def test_an_untouched_form_is_the_default_spec() -> None:
    assert Form.of(form_of(RunSpec())).spec() == (RunSpec(), [])


@pytest.mark.parametrize(
    "spec",
    [
        RunSpec(strategy="mmd", strategy_settings={"mmd": {"weight": 3.0}}),
        RunSpec(strategy="dann+mmd", strategy_settings={"dann": {"hidden": 64}, "mmd": {"weight": 0.5}}, backbone="small-cnn"),
        RunSpec(class_map=ClassMap(rename={"hound": "dog"}, leave_out=("cat",))),
        RunSpec(target_shares=TargetShares(known_from="told", shares={"dog": 0.25, "a, =b": 0.75})),
        RunSpec(strategy="source-only,fine-tuning", strategy_settings={"fine-tuning": {"start_from": "source"}}),
        RunSpec(
            source="a" * 32, target="b" * 32, settings=RunSettings(epochs=3, learning_rate=0.001, seed=7, normalisation="shared")
        ),
    ],
)
def test_a_run_comes_back_to_the_form_as_it_was(spec: RunSpec) -> None:
    assert Form.of(form_of(spec)).spec() == (spec, [])


def test_class_shares_that_a_search_estimated_are_on_the_form_as_if_nothing_were_known(home: Home, data: dict[str, str]) -> None:
    shares = {SHAPES[0]: 0.75, SHAPES[1]: 0.25}
    estimated = TargetShares(known_from="estimated", shares=shares)
    run = RunSpec(source=data["source"], target=data["target"], strategy="dann", backbone="small-cnn", target_shares=estimated)
    found = look(home, Form.of(form_of(run)))
    assert found.spec is not None
    assert found.spec.target_shares == TargetShares()
    assert "--target-shares" not in found.command
    by_labels = run.model_copy(update={"target_shares": TargetShares(known_from="labels", shares=shares, labels=20)})
    assert "--target-shares '20 labels: " in look(home, Form.of(form_of(by_labels))).command
    typed = look(home, filled(data["source"], data["target"], shares=str(estimated)))
    assert typed.spec is None
    assert typed.problems[0].startswith("A search estimated these class shares.")


def test_A8_the_form_says_where_a_domain_has_too_few_pictures(home: Home, data: dict[str, str]) -> None:
    found = look(home, filled(data["source"], data["one"]))
    assert found.few.startswith("The source has 80 pictures and the target 5: ")
    assert found.few in problems_html(found)
    assert found.spec is not None  # it is no question
    assert look(home, filled(data["source"], data["target"])).few == look(home, filled(target=data["one"])).few == ""


def test_25_the_form_says_before_the_start_that_both_boxes_hold_the_same_pictures(home: Home, data: dict[str, str]) -> None:
    again = dataset(home, "photos once more", each=20).info.id
    for target in (data["source"], again):
        assert consider(home, LOCAL_OWNER, filled(data["source"], target), "en").few.startswith("Source and target are the same")
    assert consider(home, LOCAL_OWNER, filled(data["source"], data["target"]), "en").few == ""


def test_without_data_the_page_says_what_to_do_next(home: Home, data: dict[str, str]) -> None:
    assert look(home, filled()).hint.startswith("Choose a source and a target")
    assert look(home, filled(source=data["source"])).hint == "Now choose a target above."
    assert look(home, filled(target=data["target"])).hint == "Now choose a source above."
    assert look(home, filled(target=data["target"], strategy="fine-tuning")).hint == ""
    for form in (filled(), filled(source=data["source"])):
        assert look(home, form).problems == ()
        assert look(home, form).spec is None


def test_all_problems_are_said_together(home: Home, data: dict[str, str]) -> None:
    form = filled(data["one"], data["flat"], combination="dann+fine-tuning", epochs="0", seed=-1)
    said = " ".join(look(home, form).problems)
    for part in ("Epochs is 0", "Seed is -1", "Fine-tuning learns from target labels"):
        assert part in said
    assert look(home, form).spec is None


@pytest.mark.parametrize("value", ["nan", "inf", "x", "1e999", "<b>", "2.5", "-1", "1000000000"])
def test_D2_odd_numbers_of_epochs_are_refused_in_words(home: Home, data: dict[str, str], value: str) -> None:
    considered = look(home, filled(data["source"], data["target"], epochs=value))
    assert considered.spec is None
    assert considered.problems[0].startswith(f"Epochs is {value}")


def test_a_setting_is_called_as_its_control_is_in_the_readers_language(home: Home, data: dict[str, str]) -> None:
    form = filled(data["source"], data["target"], combination="mcc", epochs="abc", mcc_weight=99)
    assert look(home, form).problems == (
        "Epochs is abc: use a whole number from 1 to 1000.",
        "Confusion weight is 99: use 0 to 10.",
    )
    assert look(home, form, "zh").problems[0] == "训练轮数 为 abc：请用 1 到 1000 的整数。"


def test_D7_an_unknown_strategy_names_the_nearest(home: Home, data: dict[str, str]) -> None:
    assert "did you mean dann?" in look(home, filled(data["source"], data["target"], combination="dnan")).problems[0]


def test_labels_are_sealed_unless_they_are_needed_or_open(home: Home, data: dict[str, str]) -> None:
    def sealed(target: str, strategy: str = "dann") -> bool:
        spec = look(home, filled(data["source"], data[target], strategy)).spec
        assert spec is not None
        return spec.sealed

    assert sealed("target")
    assert sealed("target", "source-only")
    assert not sealed("target", "fine-tuning")
    assert not sealed("open")
    assert not sealed("flat")


def test_what_is_automatic_shows_its_value(home: Home, data: dict[str, str]) -> None:
    found = look(home, filled(data["source"], data["target"])).automatic
    assert found["epochs"] == 100  # 64 training pictures are two batches: the most epochs that the default gives
    assert found["image_size"] == 32
    assert found["normalisation"] == "per_domain"
    assert found["augmentation"] == "light"
    assert "epochs" not in look(home, filled(data["source"], data["target"], epochs="3")).automatic
    assert look(home, filled()).automatic == {}


def test_what_only_the_backbone_itself_can_tell_is_not_guessed(home: Home, data: dict[str, str]) -> None:
    def automatic(strategy: str, **values: object) -> dict[str, object]:
        return look(
            home, replace(filled(data["source"], data["target"], strategy, **values), backbone="timm:unheard_of")
        ).automatic

    assert "image_size" not in automatic("dann")
    assert automatic("dann")["frozen"] == "all"
    assert not {"frozen", "weight_decay"} & automatic("tent").keys()  # the name of its last stage but one is not known here
    assert automatic("tent", frozen="all")["weight_decay"] == automatic("dann")["weight_decay"]


def test_a_dataset_that_is_gone_is_said(home: Home, data: dict[str, str]) -> None:
    considered = look(home, filled("f" * 32, data["target"]))
    assert considered.spec is None
    assert considered.problems


def test_settings_of_other_strategies_do_not_count(home: Home, data: dict[str, str]) -> None:
    spec = look(home, filled(data["source"], data["target"], "mmd", dann_weight=9.0, mmd_weight=2.0)).spec
    assert spec is not None
    assert spec.strategy_settings == {"mmd": {"weight": 2.0}}


def test_small_pictures_suggest_the_small_network(home: Home, data: dict[str, str]) -> None:
    from dataclasses import replace

    from tlgui.data.store import DatasetStore

    info = DatasetStore(home).get(data["source"]).info
    small = replace(info, short_side=32)
    assert fitting_backbone("efficientnet-lite0", [small, small]) == "small-cnn"
    assert fitting_backbone("efficientnet-lite0", [small, info]) == "efficientnet-lite0"
    assert fitting_backbone("small-cnn", [info]) == "efficientnet-lite0"
    assert fitting_backbone("timm:resnet18.a1_in1k", [small]) == "timm:resnet18.a1_in1k"
    assert fitting_backbone("small-cnn", []) == "small-cnn"


def test_the_command_starts_the_same_run(home: Home, data: dict[str, str]) -> None:
    form = filled(data["source"], data["target"], combination="dann+mmd", epochs="3", seed=5, mmd_weight=2.0)
    words = shlex.split(look(home, form).command.replace("\\\n", ""))
    assert words[:2] == ["tlgui", "train"]
    pairs = list(zip(words[2:-1:2], words[3::2], strict=False))
    assert ("--source", data["source"]) in pairs  # it has no path: its id is what the command line finds
    assert ("--strategy", "dann+mmd") in pairs
    assert ("--set", "epochs=3") in pairs
    assert ("--set", "mmd.weight=2.0") in pairs
    assert ("--seed", "5") in pairs
    assert words[-1] == "--sealed"


@pytest.mark.parametrize("wrong", [{"epochs": "abc"}, {"epochs": "2000"}, {"shares": "nothing=1"}, {"combination": "nothing"}])
def test_while_something_stands_against_the_run_there_is_no_command(
    home: Home, data: dict[str, str], wrong: dict[str, str]
) -> None:
    considered = look(home, filled(data["source"], data["target"], seed=7, learning_rate="0.01", **wrong))
    assert considered.problems
    assert considered.command == ""
    assert "--source" in look(home, filled(data["source"])).command  # what is still to be chosen is no problem


def test_every_setting_is_on_the_form_once() -> None:
    keys = [field.key for field in fields()]
    assert len(keys) == len(set(keys))
    assert {group for group, _ in keys} <= {"", *STRATEGIES}
    assert AUTOMATIC not in [value for value in DEFAULTS if isinstance(value, int)]


def with_weights(data: dict[str, str], file: object) -> Form:
    form = filled(data["source"], data["target"])
    return replace(form, backbone=f"small-cnn@{file}")


def test_a_file_of_weights_below_a_root_is_used(home: Home, data: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "mine.safetensors").touch()
    for given in ("mine.safetensors", tmp_path / "mine.safetensors"):
        considered = look(home, with_weights(data, given), roots=[tmp_path])
        assert considered.spec is not None
        assert considered.spec.backbone == f"small-cnn@{tmp_path / 'mine.safetensors'}"


def test_whether_a_file_outside_the_roots_exists_is_not_told(home: Home, data: dict[str, str], tmp_path: Path) -> None:
    root = tmp_path / "root"
    root.mkdir()
    (tmp_path / "there.safetensors").touch()
    (root / "link.safetensors").symlink_to(tmp_path / "there.safetensors")
    for roots, code in (([root], "is not inside a folder"), ([], "--root")):
        said = [
            look(home, with_weights(data, name), roots=roots)
            for name in (
                tmp_path / "there.safetensors",
                tmp_path / "nope.safetensors",
                "../there.safetensors",
                "link.safetensors",
            )
        ]
        assert all(each.spec is None and len(each.problems) == 1 and code in each.problems[0] for each in said)


def test_the_page_says_what_target_labels_are_used_for(home: Home, data: dict[str, str]) -> None:
    def labels(target: str, strategy: str = "dann") -> str:
        return look(home, filled(data["source"], data[target], strategy)).labels

    assert "locked away" in labels("target")
    assert labels("open") == "Target labels: not used for learning, only for scoring."
    assert "used for learning" in labels("target", "fine-tuning")
    assert "no labels, and none are needed" in labels("flat")
    assert labels("flat", "fine-tuning") == ""
    assert look(home, filled(data["source"])).labels == ""


def test_labels_that_were_given_are_counted_and_lead_to_the_search_with_them(home: Home) -> None:
    packs = dataset(home, "photos", each=20), dataset(home, "named", each=5, labelled=False)
    form = filled(*(pack.info.id for pack in packs))
    assert "<a" not in labels_html(look(home, form), form.target, "en")
    answers = {0: Answer("class", SHAPES[0]), 1: Answer("class", SHAPES[1]), 2: Answer("unknown"), 3: Answer("other")}
    LabelBook(home, form.target, len(packs[1])).take_in(answers, Drawing(seed=0))
    assert labels_html(look(home, form), form.target, "en") == (
        f'<p><a href="label?target={form.target}">Go to your 3 labels to search with them</a></p>'
    )


def test_A10_the_form_of_a_run_that_learned_given_labels_would_start_it_again(home: Home) -> None:
    """A search had trained it; the form said that the target has no labels, foresaw other epochs and showed an empty command."""
    source = dataset(home, "boards", SHAPES[:4], each=20)
    target = dataset(home, "chalk", SHAPES[:4], each=10, sketch=True, labelled=False)
    form = filled(source.info.id, target.info.id, "fine-tuning", fine_tuning_start_from="source")
    refused = look(home, form)
    assert refused.spec is None
    assert any(problem.startswith("Fine-tuning learns from target labels") for problem in refused.problems)
    answers = {place: Answer("class", SHAPES[place % 4]) for place in range(8)} | {8: Answer("other")}
    LabelBook(home, form.target, len(target)).take_in(answers, Drawing(seed=0))
    found = look(home, form)
    assert found.spec is not None
    assert found.spec.given_labels == 8
    assert found.labels == "Target labels: it learns the 8 that you gave."
    assert found.automatic["epochs"] == 100
    assert "--given-labels" in found.command
    assert found.ahead == ""
    assert start_run(home, found.spec).spec.given_labels == 8


def test_the_page_says_which_labels_the_second_phase_of_contrastive_learning_has(home: Home, data: dict[str, str]) -> None:
    def labels(target: str, **more: object) -> str:
        considered = look(home, filled(data["source"], data[target], "contrastive", **more))
        assert considered.problems == ()
        assert considered.spec is not None
        return f"{considered.spec.strategy}: {considered.labels}"

    source, target = (
        "The second phase learns from the source's labels.",
        "The second phase learns from the target's training labels.",
    )
    for place, more in (
        ("target", {"contrastive_second_phase": "source"}),
        ("open", {"contrastive_second_phase": "source"}),
        ("flat", {}),
    ):
        assert labels(place, **more).startswith("contrastive: ")
        assert labels(place, **more).endswith(source)
    for more in ({}, {"contrastive_second_phase": "target"}, {"combination": "contrastive,fine-tuning"}):
        assert labels("target", **more).startswith("contrastive,fine-tuning: Target labels: used for learning")
        assert labels("target", **more).endswith(target)
        assert labels("flat", **more).startswith("contrastive: ")
        assert labels("flat", **more).endswith(source)


def test_a_run_to_start_from_must_be_there_and_finished(home: Home, data: dict[str, str]) -> None:
    def problems(start: str) -> tuple[str, ...]:
        return look(home, filled(data["source"], data["target"], "fine-tuning", fine_tuning_start_from=start)).problems

    made = RunStore(home).create(RunSpec(), {})
    assert problems("f" * 32) == ("There is no run " + "f" * 32 + ".",)
    assert problems(made.id) == (f"Run {made.id} has no saved weights because it did not finish. Choose a finished run.",)
    log = EventWriter(made.events_path)
    log.write("picked", step=3, kept=3)
    log.close()
    assert problems(made.id) == ()
    asked = RunSpec(source=data["source"], target=data["target"], backbone="small-cnn", strategy="fine-tuning")
    with pytest.raises(UserError) as raised:
        start_run(home, asked.model_copy(update={"strategy_settings": {"fine-tuning": {"start_from": "f" * 32}}}))
    assert [each.code for each in raised.value.problems] == ["run_unknown"]


def test_the_suggested_strategy_suits_the_task_and_a_chosen_one_stays(home: Home, data: dict[str, str]) -> None:
    info = DatasetStore(home).get(data["source"]).info
    values = replace(info, task="regression")
    assert fitting_strategy("mcc", [info, info]) == "mcc"
    assert fitting_strategy("mcc", [values, info]) == "mmd"
    assert fitting_strategy("mmd", [info]) == "mmd"
    assert fitting_strategy("dann", [values]) == "dann"
    assert fitting_strategy("mcc", []) == "mcc"


def test_the_look_at_views_follows_dataset_size_and_seed(home: Home, data: dict[str, str]) -> None:
    assert look(home, filled()).views == ""
    assert look(home, filled(data["source"], data["target"])).views == f"{data['source']} 32 0"
    assert look(home, filled(data["source"], data["target"], image_size="64", seed=3)).views == f"{data['source']} 64 3"


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_start_is_refused_for_calls_strategies_as_the_page_does(language: str) -> None:
    values = {"strategies": ["mcc"], "classes": ["owl"], "suggested": "cdan"}
    said = refused_html(UserError("shares_spread", **values), language)
    assert "MCC" in said
    assert "CDAN" in said
    assert not {"mcc", "cdan"} & set(re.findall(r"\w+", said.partition("<button")[0]))
    typed = " ".join(UserError("shares_spread", **values).sentences(language, terminal=True))
    assert "cdan" in typed

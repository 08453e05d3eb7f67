"""The program's own source as syntax trees, for tests that hold it to a rule."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "tlgui"


class Modules(Mapping[str, ast.Module]):
    """Each module's tree by its dotted name; a package by the name of its folder. A file is parsed when its tree is asked for."""

    def __init__(self, without: str | None = None) -> None:
        self._paths: dict[str, Path] = {}
        for path in sorted(PACKAGE.rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
            if without is None or not name.startswith(without):
                self._paths[name] = path

    def __getitem__(self, name: str) -> ast.Module:
        return _tree(self._paths[name])

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    def __len__(self) -> int:
        return len(self._paths)


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


@cache
def modules(without: str | None = None) -> Modules:
    """All modules, or those whose names do not begin so."""
    return Modules(without)


def strings(tree: ast.AST) -> Iterator[ast.Constant]:
    """Every string that is not a docstring (or another string that stands alone)."""
    alone = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in alone:
            yield node


def called(node: ast.AST) -> str:
    """The bare name of what a call calls, empty for anything else."""
    if not isinstance(node, ast.Call):
        return ""
    return node.func.id if isinstance(node.func, ast.Name) else node.func.attr if isinstance(node.func, ast.Attribute) else ""


def assets(ending: str) -> dict[str, str]:
    """The texts of the asset files with an ending, by name."""
    return {path.name: path.read_text(encoding="utf-8") for path in sorted((ROOT / "assets").glob(f"*{ending}"))}

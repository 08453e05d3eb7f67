"""Writes ``docs/strategies/*.md`` from the strategies' own declarations: ``python docs/make_strategies.py``. A test fails when they differ."""

from __future__ import annotations

import inspect
from pathlib import Path

from tlgui.settings import settings_of
from tlgui.strategies import STRATEGIES
from tlgui.strategies.base import Strategy

FOLDER = Path(__file__).parent / "strategies"


def page(strategy: type[Strategy]) -> str:
    """A strategy's page: its docstring, equation, settings with their ranges, and what the page says of it in Chinese."""
    english, chinese = strategy.texts
    lines = [f"# {english.name}", "", f"`--strategy {strategy.key}` · {strategy.family.value.en}", ""]
    if strategy.paper:
        lines += [f"Paper: {strategy.paper}", ""]
    lines += [inspect.cleandoc(strategy.__doc__ or ""), "", "$$", strategy.equation, "$$", ""]
    lines += ["## Settings", ""]
    settings = settings_of(strategy.Settings)
    if settings:
        lines += ["| `--set` | default | range | what it does |", "|---|---|---|---|"]
    for item in settings:
        lines.append(f"| `{strategy.key}.{item.name}` | {item.default} | {item.bounds()} | {item.help.en} |")
    lines += ["None of its own." if not settings else "", f"## {chinese.name}", ""]
    lines += [chinese.idea, "", f"适用：{chinese.helps}", "", f"不适用：{chinese.fails}", "", f"观察：{chinese.watch}", ""]
    return "\n".join(lines)


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for strategy in STRATEGIES.values():
        (FOLDER / f"{strategy.key}.md").write_text(page(strategy), encoding="utf-8")


if __name__ == "__main__":
    main()

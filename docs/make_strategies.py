"""Writes ``docs/strategies/*.md`` from the strategies' own declarations: ``python docs/make_strategies.py``. A test fails when they differ."""

from __future__ import annotations

import inspect
from pathlib import Path

from tlgui.settings import settings_of
from tlgui.strategies import STRATEGIES
from tlgui.strategies.base import Strategy
from tlgui.strategies.numbers import HealthNumber

FOLDER = Path(__file__).parent / "strategies"


def page(strategy: type[Strategy]) -> str:
    """A strategy's page: its words, paper, equation, what readers of its code are told, settings and numbers; and its words in Chinese."""
    english, chinese = strategy.texts
    how = f"`--strategy {strategy.key}`" if strategy.offered else "trained by *Find the best*"
    lines = [f"# {english.name}", "", f"{how} · {strategy.family.value.en}", "", english.idea, ""]
    if strategy.paper:
        lines += [f"Paper: {strategy.paper}", ""]
    lines += ["$$", strategy.equation, "$$", ""]
    if strategy.symbols is not None:
        lines += [strategy.symbols.en, ""]
    lines += [f"**Helps when:** {english.helps}", "", f"**Fails when:** {english.fails}", "", f"**Watch:** {english.watch}", ""]
    lines += ["## As it is built", "", inspect.cleandoc(strategy.__doc__ or ""), ""]
    lines += ["## Settings", "", *_settings(strategy), ""]
    if strategy.parts:
        names = ", ".join(part.name.en for part in strategy.parts)
        lines += ["## While it trains", "", f"Losses: {names}.", "", *_numbers(strategy.health)]
    lines += [f"## {chinese.name}", "", chinese.idea, "", f"适用：{chinese.helps}", "", f"不适用：{chinese.fails}", ""]
    lines += [f"观察：{chinese.watch}", "", *(f"- {each.name.zh}：{each.reads_as.zh}" for each in strategy.health)]
    return "\n".join(lines).rstrip("\n") + "\n"


def _settings(strategy: type[Strategy]) -> list[str]:
    settings = settings_of(strategy.Settings)
    if not settings:
        return ["None of its own."]
    rows = [f"| `{strategy.key}.{item.name}` | {item.default} | {item.bounds()} | {item.help.en} |" for item in settings]
    return ["| `--set` | default | range | what it does |", "|---|---|---|---|", *rows]


def _numbers(health: tuple[HealthNumber, ...]) -> list[str]:
    if not health:
        return []
    rows = [f"| {each.name.en} | `{each.key}` | {each.reads_as.en} | {_band(each)} |" for each in health]
    return ["| number | in the log | how to read it | should end at |", "|---|---|---|---|", *rows, ""]


def _band(number: HealthNumber) -> str:
    return "" if number.band is None else " to ".join(number.said(end) for end in number.band)


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for strategy in STRATEGIES.values():
        (FOLDER / f"{strategy.key}.md").write_text(page(strategy), encoding="utf-8")


if __name__ == "__main__":
    main()

"""What a person does on Adapt, and what of a curve they see."""

from __future__ import annotations

POINTS = (
    "(document.querySelector('[data-chart=losses] .plot')?.data ?? []).find((line) => line.uid === 'loss-source')?.x.length ?? 0"
)


def points(page) -> int:
    return page.evaluate(POINTS)


def choose(page, label: str, option: str) -> None:
    page.click(f"#{label} input")
    page.click(f"[role=option]:has-text('{option}')")


def open_more_settings(page) -> None:
    page.click("#more > button")
    page.wait_for_timeout(300)  # Gradio builds what is folded only now, and forgets what is typed in the same instant

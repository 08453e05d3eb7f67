"""The pages: one row each, from which their addresses, the links at the top and the pages themselves are made."""

from __future__ import annotations

from typing import NamedTuple


class Page(NamedTuple):
    """A page.

    Attributes
    ----------
    name:
        Its address, and its file in ``tlgui/ui/pages``.
    title:
        Key of its title in :mod:`tlgui.texts`.
    linked:
        Whether the top of every page leads to it, in the words of ``page.place.NAME``.
    module:
        Its file, where that has another name.
    """

    name: str
    title: str
    linked: bool = True
    module: str = ""

    @property
    def address(self) -> str:
        """Relative to every page."""
        return "./" if self.name == START else self.name


START = "adapt"
"""The page to start from."""

PAGES = (
    Page("data", "page.place.data"),
    Page("shift", "page.xray.title"),
    Page("adapt", "page.title"),
    Page("results", "page.place.results"),
    Page("try", "page.place.try", module="try_it"),
    Page("learn", "page.place.learn"),
    Page("health", "page.health.title", linked=False),
    Page("label", "page.label.title", linked=False),
    Page("search", "page.search.title", linked=False),
    Page("lesson", "page.lesson.title", linked=False),
)
"""In the order in which a person comes by."""

PATHS = tuple("/" if page.name == START else f"/{page.name}" for page in PAGES)
"""Addresses of pages, as a request has them."""

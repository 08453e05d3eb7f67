"""Which datasets count as the same pictures on a wall's boards, and by which name these go there."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping
from typing import Literal

from tlgui.data.contents import Content
from tlgui.data.pack import DatasetInfo
from tlgui.home import LOCAL_OWNER

Role = Literal["source", "target"]


class Pictures:
    """The datasets of a room, as far as the wall tells them apart.

    Parameters
    ----------
    known:
        Every dataset by its id.
    used:
        Those that others than the host have worked with.
    handed:
        Of each role those that the room was handed.
    """

    def __init__(self, known: Mapping[str, Content], used: Iterable[str], handed: Mapping[Role, Collection[str]]) -> None:
        self._known, self._handed = known, handed
        self._of_handed = {known[each].content for each in handed["target"] if each in known}
        self._public = _told_to_all(known, used) | {
            known[each].content: known[each].info for each in handed["source"] if each in known
        }

    def same(self, dataset: str | None, role: Role) -> str:
        """What is the same for datasets that count as one: of a target that was handed out only that dataset itself, since copies of its
        pictures may have other labels, or none; of what has labels nothing that has none. How many others are handed out changes nothing of it.
        """
        found = self._known.get(dataset or "")
        if found is None or (role == "target" and self._by_itself(found)) or found.content not in self._public:
            return str(dataset)
        return _by_content(found, role)

    def before(self, dataset: str) -> str | None:
        """By what a target that was handed out went while it was not yet, or in rooms of earlier versions; ``None`` for others."""
        found = self._known.get(dataset)
        there = found is not None and dataset in self._handed["target"] and self._by_itself(found)
        return _by_content(found, "target") if found is not None and there else None

    @property
    def datasets(self) -> Collection[str]:
        """Every dataset of the home, by its id."""
        return self._known.keys()

    def key(self, dataset: str) -> str:
        """The key of a target's pictures."""
        return key_of(self.same(dataset, "target"))

    def went_by(self, dataset: str) -> set[str]:
        """The keys by which a target is kept in a room's book, now and before."""
        before = self.before(dataset)
        return {self.key(dataset), key_of(dataset)} | ({key_of(before)} if before is not None else set())

    def told(self, dataset: str, role: Role) -> DatasetInfo | None:
        """By whose name pictures go; ``None`` for what is somebody's own."""
        found = self._known.get(dataset)
        if found is None:
            return None
        if role == "target" and self._by_itself(found):
            return found.info if dataset in self._handed["target"] else None
        return self._public.get(found.content)

    def of_host(self, dataset: str) -> DatasetInfo | None:
        """A dataset of the host's own; ``None`` for another, and for one that is not there any more."""
        found = self._known.get(dataset)
        return found.info if found is not None and found.info.owner == LOCAL_OWNER else None

    def hosts(self, dataset: str) -> bool:
        """Whether a target's labels are the host's to open."""
        found = self._known.get(dataset)
        if found is None:
            return False
        return found.info.owner == LOCAL_OWNER or (found.content in self._public and not self._by_itself(found))

    def copies(self, dataset: str) -> list[DatasetInfo]:
        """The datasets that count as the same target."""
        same = self.same(dataset, "target")
        return [each.info for name, each in self._known.items() if self.same(name, "target") == same]

    def labeled(self, dataset: str) -> bool | None:
        """Whether a dataset has labels; ``None`` if it is not there any more."""
        found = self._known.get(dataset)
        return None if found is None else found.info.labels != "none"

    def _by_itself(self, found: Content) -> bool:
        """Whether pictures were handed out as a target, in this dataset or in another; a demo's are the same for everybody."""
        return found.content in self._of_handed and not _is_demo(found.info)


def key_of(*parts: str) -> str:
    """A key of 16 characters that tells nothing of what it stands for."""
    return hashlib.sha256("|".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _told_to_all(known: Mapping[str, Content], used: Iterable[str]) -> dict[str, DatasetInfo]:
    """Pictures that are nobody's secret, by their content: the demos that come along, and those of the host that others work with too.
    Equal pictures of two other people are two things, so that nobody learns that somebody else has theirs (G26).
    """
    shared = {known[each].content for each in used if each in known}
    demos = {each.content: each.info for each in known.values() if _is_demo(each.info)}
    hosts = {each.content: each.info for each in known.values() if each.info.owner == LOCAL_OWNER and each.content in shared}
    return {**demos, **hosts}


def _by_content(found: Content, role: Role) -> str:
    return f"{found.content}|none" if role == "target" and found.info.labels == "none" else found.content


def _is_demo(info: DatasetInfo) -> bool:
    return info.origin.get("kind") == "demo"

"""The order in which a dataset's pictures are numbered: by content, so that numbers reveal nothing about labels.

Folders are read class by class, so numbers in reading order would reveal the labels to anybody who knows the class counts. The order by
content is the same on every machine, so seeded results are too, and it cannot be inverted: it needs no secret.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray


def by_content(hashes: NDArray[np.uint8], names: Sequence[str], label_of: Callable[[int], object]) -> NDArray[np.int64]:
    """Where each picture stood before, (n,), in the order of their hashes, uint8 (n, 32).

    Equal pictures stand in the order of a digest of their names, without the class folder. Only where these are equal too, the label
    (``label_of`` a picture) has a part in it, through a digest: such pictures differ by nothing else.
    """
    words = np.ascontiguousarray(hashes).view(">u8")
    order = np.lexsort(words.T[::-1]).astype(np.int64)
    equal = (words[order[1:]] == words[order[:-1]]).all(1)
    for begin, end in _stretches(equal):
        group = order[begin:end].tolist()
        content = hashes[group[0]].tobytes()

        def digest(said: object, content: bytes = content) -> bytes:
            return hashlib.sha256(content + str(said).encode(errors="surrogatepass")).digest()

        order[begin:end] = sorted(group, key=lambda each: (digest(names[each]), digest(label_of(each))))
    return order


def _stretches(equal: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Begin and end of each group of neighbors that are equal; ``equal`` (n − 1,): whether a place equals the next one."""
    edges = np.diff(np.concatenate([[False], equal, [False]]).astype(np.int8))
    return list(zip(np.flatnonzero(edges == 1).tolist(), (np.flatnonzero(edges == -1) + 1).tolist(), strict=True))

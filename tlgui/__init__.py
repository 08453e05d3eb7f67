"""tlgui: transfer learning that people can see.

What a script calls stands in :mod:`tlgui.api`; it is imported when it is first asked for, so that ``import tlgui`` takes no time.
"""

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

__all__ = ["__version__", "load_model"]


def __getattr__(name: str) -> Any:
    if name in __all__:
        return getattr(import_module("tlgui.api"), name)
    raise AttributeError(f"module 'tlgui' has no attribute {name!r}")

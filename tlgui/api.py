"""What a script calls: everything that the page does, without it. Each function is reached as ``tlgui.NAME``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tlgui.training.loaded import LoadedModel


def load_model(file: Path | str) -> LoadedModel:
    """A model that was exported as safetensors, ready to predict: ``load_model(file).predict("picture.jpg")``.

    Raises
    ------
    UserError
        As :meth:`tlgui.training.loaded.LoadedModel.from_file`.
    """
    from tlgui.training.loaded import LoadedModel

    return LoadedModel.from_file(Path(file))

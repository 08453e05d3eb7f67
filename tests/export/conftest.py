"""The train job of tests/training, for exports of what it made."""

from tests.training.conftest import home, packs, train

__all__ = ["home", "packs", "train"]

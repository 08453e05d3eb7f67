"""The train job of tests/training, for exports of what it made."""

from tests.training.conftest import home, packs, pretrained, train

__all__ = ["home", "packs", "pretrained", "train"]

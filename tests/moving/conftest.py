"""The train job of tests/training, for runs that really travel."""

from tests.training.conftest import home, packs, train

__all__ = ["home", "packs", "train"]

"""Settings that several strategies have, each declared once."""

from __future__ import annotations

from typing import Any

from tlgui.settings import setting
from tlgui.texts import Text


def discriminator_width() -> Any:
    """The setting ``hidden`` of DANN and CDAN."""
    return setting(
        256,
        ge=8,
        le=4096,
        step=8,
        label=Text("Discriminator width", "判别器宽度"),
        help=Text(
            "Width of the discriminator's two hidden layers. A wider one sees finer differences.",
            "判别器两个隐藏层的宽度。越宽，越能分辨细微差别。",
        ),
        advanced=True,
    )

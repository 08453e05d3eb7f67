"""Settings that several strategies have, each declared once."""

from __future__ import annotations

from typing import Any

from tlgui.settings import setting
from tlgui.texts import Text

LOWER_IT = Text(
    "Largest weight of the reversed gradient. Lower it if source accuracy suffers.",
    "反转梯度的最大权重。源域准确率受损时调低。",
)


def adversary_weight(help: Text = LOWER_IT) -> Any:
    """The setting ``weight`` of what has a domain discriminator."""
    return setting(1.0, ge=0.0, le=10.0, step=0.1, label=Text("Adversary weight λ", "对抗权重 λ"), help=help)


def discriminator_width() -> Any:
    """The setting ``hidden`` of what has one."""
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

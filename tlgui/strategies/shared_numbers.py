"""Numbers that several strategies have, each declared once."""

from __future__ import annotations

from tlgui.strategies.numbers import HealthNumber, Part
from tlgui.texts import Text

SOURCE = Part("source", Text("source labels", "源域标签"), of="source")
TARGET = Part("target", Text("target labels", "目标域标签"), of="target")
PSEUDO_LABELS = Part("pseudo_labels", Text("pseudo-labels", "伪标签"))

DOMAIN_ACCURACY = HealthNumber(
    "domain_accuracy",
    Text("domains told apart", "域判别"),
    Text(
        "How often the discriminator tells the domains apart. It rises first and comes down into the band, where it hardly can.",
        "判别器区分两个域的正确率。先升高，再回落到色带内，此时几乎无法区分。",
    ),
    unit="share",
    band=(0.5, 0.6),
    shown="accuracy",
)

STRENGTH = HealthNumber(
    "lambda",
    Text("λ", "λ"),
    Text(
        "Strength of the reversed gradient. It grows from 0 to the weight over all planned steps.",
        "反转梯度的强度。在计划的全部步数中从 0 增大到所设权重。",
    ),
    shown="scores",
)

LARGEST_CLASS = HealthNumber(
    "largest_class_share",
    Text("largest class of a batch", "批中最大类别"),
    Text(
        "Pictures of a target batch that are put into one class. It should stay near that class's real share; near 100 % it has collapsed.",
        "一批目标域图片中被归入同一类别的比例。应接近该类别的真实比例；接近 100 % 说明已坍缩。",
    ),
    unit="share",
)

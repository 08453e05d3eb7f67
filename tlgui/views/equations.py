"""Equations of the declarations (LaTeX) as MathML, which browsers draw by themselves."""

from __future__ import annotations

import re
from functools import cache

BREAK = re.compile(r",?\\q?quad\s*")
"""Where a wide space sets apart what is minimized from what its letters mean, a new line begins: narrow windows have no room for both."""


@cache
def mathml(latex: str) -> tuple[str, ...]:
    """Each line of an equation as a ``<math display="block">`` element; limits stand below ``min`` and ``max`` as in print."""
    from latex2mathml.converter import convert  # 0.1 s, and only those who look at an equation need it

    for name in ("min", "max"):
        latex = latex.replace(rf"\arg\{name}_", rf"\mathop{{\mathrm{{arg\,{name}}}}}\limits_")
        latex = latex.replace(rf"\{name}_", rf"\{name}\limits_")
    lines = (convert(line, display="block") for line in BREAK.split(latex))
    return tuple(line.replace(r">\|<", ">‖<") for line in lines)  # latex2mathml knows the bars of a norm, but not as large ones

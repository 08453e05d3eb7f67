"""The strategies, one file each, and what they are made of.

``base`` says what a strategy is, ``objectives`` holds the losses as a training phase takes them, ``registry`` lists all strategies; what
several of them report or let one set is in ``numbers``, ``shared_numbers`` and ``shared_settings``; ``start`` is for those that go on from a
network.
``combination`` says what joins and follows. What rules a run out, and what was left open, is for :mod:`tlgui.planning`.
"""

from tlgui.strategies.combination import Combination, aligns_domains, plan, settled
from tlgui.strategies.contrastive import CONTRASTIVE
from tlgui.strategies.registry import OFFERED, STRATEGIES, described

__all__ = ["CONTRASTIVE", "OFFERED", "STRATEGIES", "Combination", "aligns_domains", "described", "plan", "settled"]

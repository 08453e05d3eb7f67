"""Adapt: the whole job on one page. Left what goes in, right what comes out.

The :mod:`.view` is laid out once, :mod:`.answers` holds what the page answers to a form (in the :mod:`.words` of the page), :mod:`.wiring` ties
them together. What the page shows is in its address and in the run's folder; nothing is kept in between.
"""

from tlgui.ui.pages.adapt.view import layout
from tlgui.ui.pages.adapt.wiring import wire

__all__ = ["layout", "wire"]

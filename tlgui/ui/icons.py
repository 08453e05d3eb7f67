"""Signs that no font of every system has, as SVG in the color of the words around them."""

from __future__ import annotations

FULL_SCREEN = (
    '<svg class="sign" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" fill="none" stroke="currentColor" stroke-width="2">'
    '<path d="M2 6V2h4M10 2h4v4M14 10v4h-4M6 14H2v-4"/></svg>'
)
"""Four corners of a screen."""

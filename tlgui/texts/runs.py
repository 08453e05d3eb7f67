"""…"""

from tlgui.texts import Text

TEXTS: dict[str, Text] = {}

"""tlgui: transfer learning that people can see."""

__version__ = "0.1.0"

"""Starts the web app: the same as ``tlgui serve``. Options: ``python app.py --help``."""

import sys

from tlgui.cli import app

if __name__ == "__main__":
    app(["serve", *sys.argv[1:]])

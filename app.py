"""Starts the web app: the same as ``tlgui serve``. Options: ``python app.py --help``."""

import sys

from tlgui.__main__ import main

if __name__ == "__main__":
    main(["serve", *sys.argv[1:]])

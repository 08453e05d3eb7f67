"""``python -m tlgui``: the command line."""

from tlgui.cli import main

if __name__ == "__main__":
    main()

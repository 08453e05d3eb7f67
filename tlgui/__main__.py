"""``tlgui`` and ``python -m tlgui``: the command line."""

import signal
import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> None:
    """Entry point; ``sys.argv`` when ``arguments`` are left out. Imports nothing before Ctrl-C is taken care of."""
    waits = hasattr(signal, "pthread_sigmask")
    if waits:
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})  # until the messages are loaded
    from tlgui import interrupts

    interrupts.watch()
    if waits:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    for stream in (sys.stdout, sys.stderr):  # names that the terminal cannot show must not end a command
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    from tlgui.cli import app

    interrupts.run(lambda: app(arguments))


if __name__ == "__main__":
    main()

"""Says what it was started with; see test_processes.py."""

import json  # noqa: F401
import os
import sys

print("session", os.getsid(0))
print("input", repr(sys.stdin.read()), flush=True)
print("to standard error", file=sys.stderr)

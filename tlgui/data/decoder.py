"""The child process that decodes: ``python -m tlgui.data.decoder ROOT MEMORY``. A crash or hang affects no other process.

It reads requests from its input and writes answers to its output, both in a plain binary form (no pickle)::

    request    length (4 bytes), path relative to ROOT
    answer     lengths of the five parts (4 bytes each: facts, height, width, pixels, thumbnail; height and width are the values
               themselves), facts as JSON, pixels, thumbnail

The facts of a picture are ``{"hash", "notes", "original"}``, those of a refusal ``{"code", "values"}``, with a thumbnail where something of
the file can be seen. Before the first answer comes ``READY``.
"""

from __future__ import annotations

import errno
import json
import os
import signal
import struct
import sys
from dataclasses import dataclass
from typing import BinaryIO

from tlgui.data import images
from tlgui.data.images import DecodedPicture, Original
from tlgui.data.inside import open_inside
from tlgui.errors import Problem, UserError

READY = b"tlgui decoder\n"
_LENGTH = struct.Struct(">I")
_ANSWER = struct.Struct(">5I")


@dataclass(frozen=True)
class Refusal(Problem):
    """Why a file was refused, with a thumbnail (a WebP file) if something of it can be seen."""

    thumbnail: bytes = b""


def write_request(stream: BinaryIO, file: str) -> None:
    path = os.fsencode(file)
    stream.write(_LENGTH.pack(len(path)) + path)
    stream.flush()


def read_request(stream: BinaryIO) -> str | None:
    """The next path, or ``None`` if the parent has closed the pipe."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    return os.fsdecode(stream.read(_LENGTH.unpack(head)[0]))


def write_answer(stream: BinaryIO, answer: DecodedPicture | Problem) -> None:
    """Send a picture, or why there is none, to the parent."""
    if isinstance(answer, Problem):
        height, width, pixels, facts = 0, 0, b"", answer.as_json()
        thumbnail = answer.thumbnail if isinstance(answer, Refusal) else b""
    else:
        height, width, pixels, thumbnail = answer.height, answer.width, answer.pixels, answer.thumbnail
        facts = {"hash": answer.hash, "notes": answer.notes, "original": answer.original}
    text = json.dumps(facts).encode()
    stream.write(_ANSWER.pack(len(text), height, width, len(pixels), len(thumbnail)) + text)
    stream.write(pixels)
    stream.write(thumbnail)
    stream.flush()


def read_answer(stream: BinaryIO) -> DecodedPicture | Problem:
    """The answer to a request; raises ``EOFError`` when the child has ended."""
    text_length, height, width, pixels_length, thumbnail_length = _ANSWER.unpack(_exactly(stream, _ANSWER.size))
    facts = json.loads(_exactly(stream, text_length))
    pixels = _exactly(stream, pixels_length)
    thumbnail = _exactly(stream, thumbnail_length)
    if "code" in facts:
        return Refusal(facts["code"], facts["values"], thumbnail)
    original = Original(*facts["original"]) if facts["original"] else None
    return DecodedPicture(height, width, pixels, thumbnail, facts["hash"], tuple(facts["notes"]), original)


def _exactly(stream: BinaryIO, length: int) -> bytes:
    data = stream.read(length)
    if len(data) < length:
        raise EOFError
    return data


def main(root: str, memory: int) -> None:
    """Answer requests until the input ends. ``memory``: bytes that a decode may take on top of what the process has now."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent handles Ctrl-C and then closes this process's input
    requests, answers = sys.stdin.buffer, _own_output()
    _limit_memory(memory)
    answers.write(READY)
    answers.flush()
    _silence()
    while (file := read_request(requests)) is not None:
        write_answer(answers, _answer(root, file))


def _answer(root: str, file: str) -> DecodedPicture | Problem:
    try:
        with open_inside(root, file, real=True) as opened:
            return _decoded(opened, os.path.splitext(file)[1].lower())
    except MemoryError:
        return Problem("picture_needs_memory")
    except OSError as error:
        return _not_opened(error)


def _decoded(file: BinaryIO, ending: str) -> DecodedPicture | Refusal:
    try:
        return images.decode(file, ending)
    except UserError as error:
        problem = error.problems[0]
    return Refusal(problem.code, problem.values, images.refused_thumbnail(file, problem.code))


def _not_opened(error: OSError) -> Problem:
    if error.errno in (errno.EACCES, errno.EPERM):
        return Problem("picture_no_permission")
    if error.errno in (errno.ELOOP, errno.EMLINK, errno.EINVAL, errno.ENOTDIR, errno.ENXIO):
        return Problem("picture_not_a_file")
    if error.errno == errno.ENOENT:
        return Problem("picture_gone")
    return Problem("picture_not_readable", {"reason": error.strerror or ""})


def _own_output() -> BinaryIO:
    """An output reserved for answers, so that prints of libraries do not mix with them."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return answers


def _silence() -> None:
    """From here on a hostile file could fill the log with warnings of image libraries."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    os.close(nowhere)


def _limit_memory(memory: int) -> None:
    try:
        import resource
    except ImportError:  # Windows: only the time limit holds
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        with open("/proc/self/statm", "rb") as file:
            now = int(file.read().split()[0]) * resource.getpagesize()
    except OSError:  # macOS does not enforce a limit of address space
        return
    resource.setrlimit(resource.RLIMIT_AS, (now + memory, now + memory))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))

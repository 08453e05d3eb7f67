"""The files of a form as it streams in, each under the path that the browser gave."""

from __future__ import annotations

import os
import stat
import urllib.parse
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from python_multipart.multipart import MultipartParser, parse_options_header

from tlgui.errors import UserError
from tlgui.storage import fault_of
from tlgui.texts import printable
from tlgui.ui.uploads import Upload, UploadLimits

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

MAX_DEPTH = 32
FILES_IN_REQUEST = 500

LONGEST_BOUNDARY = 70
"""As RFC 2046 has it."""

HEADERS_LENGTH = 16_384
"""Bytes of the headers of one part: a path of 32 names of 255 bytes, percent-encoded, does not come to twice that."""


def relative_path(given: str) -> tuple[str, ...]:
    """The parts of a path that a browser gave (percent-encoded, ``/`` between the parts), checked: it leads nowhere but down.

    Raises
    ------
    UserError
        ``upload_name_bad``.
    """
    path = urllib.parse.unquote(given, errors="surrogateescape")
    parts = tuple(path.split("/"))
    bad = len(parts) > MAX_DEPTH or "\0" in path or any(part in ("", ".", "..") for part in parts)
    if bad or (os.name == "nt" and any(character in path for character in '\\:*?"<>|')):
        raise UserError("upload_name_bad", name=printable(path)[:200])
    return parts


class FilesWriter:
    """Writes the files of one multipart body. Each part's ``filename`` is the percent-encoded relative path.

    A file appears under its name once it is here whole. Nothing is held in memory; fields that are no files are passed over. Call
    :meth:`feed` with each piece, then :meth:`end`; :meth:`close` in any case.
    """

    def __init__(self, upload: Upload, content_type: str, limits: UploadLimits) -> None:
        kind, options = parse_options_header(content_type)
        boundary = options.get(b"boundary")
        if kind != b"multipart/form-data" or not boundary or len(boundary) > LONGEST_BOUNDARY:
            raise UserError("upload_not_multipart")
        self.written = 0
        self._upload, self._limits = upload, limits
        self._file: BinaryIO | None = None
        self._place = Path()
        self._header = [b"", b""]
        self._disposition = b""
        self._complete = False
        self._parser = MultipartParser(boundary, self._callbacks())

    def feed(self, data: bytes) -> None:
        try:
            self._parser.write(data)
        except ValueError as error:
            raise UserError("upload_not_multipart") from error

    def end(self) -> int:
        """The number of files, once all of the body was fed."""
        if not self._complete:
            raise UserError("upload_incomplete")
        return self.written

    def close(self) -> None:
        """An incomplete file is removed; the others stay."""
        if self._file is not None:
            self._file.close()
            self._file = None
            self._upload.partial.unlink(missing_ok=True)

    def _callbacks(self) -> MultipartCallbacks:
        return {
            "on_part_begin": self._part_begins,
            "on_header_field": lambda data, start, end: self._add(0, data[start:end]),
            "on_header_value": lambda data, start, end: self._add(1, data[start:end]),
            "on_header_end": self._header_ends,
            "on_headers_finished": self._headers_end,
            "on_part_data": self._part_data,
            "on_part_end": self._part_ends,
            "on_end": self._all,
        }

    def _part_begins(self) -> None:
        self._header, self._disposition = [b"", b""], b""

    def _add(self, place: int, data: bytes) -> None:
        self._header[place] += data
        if len(self._header[place]) > HEADERS_LENGTH:
            raise UserError("upload_not_multipart")

    def _header_ends(self) -> None:
        if self._header[0].lower() == b"content-disposition":
            self._disposition = self._header[1]
        self._header = [b"", b""]

    def _headers_end(self) -> None:
        filename = parse_options_header(self._disposition)[1].get(b"filename")
        if not filename:
            return
        if self.written + 1 > FILES_IN_REQUEST:
            raise UserError("upload_too_many_in_request", limit=FILES_IN_REQUEST)
        if self._upload.files + 1 > self._limits.files:
            raise UserError("upload_too_many_files", count=self._upload.files + 1, limit=self._limits.files)
        parts = relative_path(filename.decode("latin-1"))
        self._place = self._upload.folder.joinpath("files", *parts)
        try:
            self._place.parent.mkdir(parents=True, exist_ok=True)
            taken = _is_folder(self._place)
        except (OSError, ValueError) as error:
            if isinstance(error, OSError) and fault_of(error, self._upload.folder) is not None:
                raise  # the disk's fault, not the name's
            raise _bad(parts) from error
        if taken:
            raise _bad(parts)
        self._file = open(self._upload.partial, "wb")

    def _part_data(self, data: bytes, start: int, end: int) -> None:
        if self._file is not None:
            self._file.write(data[start:end])

    def _part_ends(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None
            self._upload.keep_file(self._place)
            self.written += 1

    def _all(self) -> None:
        self._complete = True


def _is_folder(place: Path) -> bool:
    """Raises ``OSError`` or ``ValueError`` for a name that no file can have."""
    try:
        return stat.S_ISDIR(os.lstat(place).st_mode)
    except FileNotFoundError:
        return False


def _bad(parts: tuple[str, ...]) -> UserError:
    return UserError("upload_name_bad", name=printable("/".join(parts))[:200])

"""The directory of a zip, read and checked before anything is unpacked.

``zipfile`` is not used. It makes an object of every entry before anybody can count them (a million entries take 550 MiB), cuts names at
a NUL, takes a name from one place and data from another, and reads what is hidden before or between entries. What is checked here is
exactly what :mod:`tlgui.data.archive` unpacks: there is no second reader that could see the same bytes in another way.

Format: PKWARE APPNOTE 6.3.10, sections 4.3.7 (local header), 4.3.12 (central directory), 4.3.14–4.3.16 (end records), 4.5.3 (zip64).
"""

from __future__ import annotations

import io
import stat
import struct
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, NamedTuple

from tlgui.data.archive_names import decoded_names
from tlgui.data.listing import encodable
from tlgui.errors import UserError

STORED, DEFLATED = 0, 8

_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_END_64 = struct.Struct("<4sQ2H2L4Q")
_LOCATOR_64 = struct.Struct("<4sLQL")
_FULL_16, _FULL_32 = 0xFFFF, 0xFFFFFFFF  # "the real value is in the zip64 field"

_ENCRYPTED = 0x1 | 0x40 | 0x2000
_SIZES_FOLLOW = 0x8
_UTF8 = 0x800

_OTHER_KINDS = (
    (0, b"\x1f\x8b", "gzip"),
    (0, b"7z\xbc\xaf\x27\x1c", "7z"),
    (0, b"Rar!\x1a\x07", "rar"),
    (0, b"BZh", "bzip2"),
    (0, b"\xfd7zXZ\0", "xz"),
    (0, b"\x28\xb5\x2f\xfd", "zstd"),
    (0, b"PK\x07\x08", "split zip"),
    (257, b"ustar", "tar"),
)


@dataclass(frozen=True)
class ArchiveLimits:
    """Limits for a zip."""

    entries: int = 50_000
    directory_bytes: int = 32 * 2**20
    expanded_bytes: int = 16 * 2**30
    ratio: int = 100
    """Unpacked size : packed size, for the whole and for each entry of more than ``ratio_from`` bytes."""

    ratio_from: int = 2**20


class Entry(NamedTuple):
    """One entry of a zip, all checks passed."""

    parts: tuple[str, ...]
    """Folders and name, used for display and labels; they never become a path on this machine."""

    is_folder: bool
    deflated: bool
    crc: int
    packed: int
    size: int
    start: int
    """Where its data begins in the file."""

    guessed: bool = False
    """Its name was not UTF-8 and had to be guessed."""

    @property
    def name(self) -> str:
        return "/".join(self.parts)


class _Raw(NamedTuple):
    """One record of the central directory, its zip64 values filled in."""

    number: int  # counted from 1, for messages
    name: bytes
    flags: int
    method: int
    crc: int
    packed: int
    size: int
    mode: int
    disk: int
    offset: int
    text: str | None = None  # the name, when it can be known …
    guessed: bool = False  # … and whether that is a guess


class _Directory(NamedTuple):
    offset: int
    size: int
    entries: int


def other_kind(head: bytes) -> str | None:
    """The kind of archive other than a plain zip, from a file's first bytes (512 are enough)."""
    for offset, signature, name in _OTHER_KINDS:
        if head[offset : offset + len(signature)] == signature:
            return name
    return None


def read_directory(file: BinaryIO, limits: ArchiveLimits) -> list[Entry]:
    """Read the directory of an open zip; refuse the whole zip for anything that a normal one does not have.

    Raises
    ------
    UserError
        One of the ``archive_…`` codes.
    """
    total = file.seek(0, io.SEEK_END)
    file.seek(0)
    head = file.read(512)
    if (kind := other_kind(head)) is not None:
        raise UserError("archive_other_kind", kind=kind)
    if not head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        raise UserError("archive_not_a_zip")
    directory = _find_directory(file, total)
    if directory.entries > limits.entries or directory.size > limits.directory_bytes:
        # Only a lie makes the directory too large for few entries; then the number that fits in it is what could be hidden there.
        entries = max(directory.entries, directory.size // _CENTRAL.size if directory.entries <= limits.entries else 0)
        raise UserError("archive_too_many_entries", entries=entries, limit=limits.entries)
    file.seek(directory.offset)
    data = file.read(directory.size)
    raws = _named(_records(data, directory, limits))
    for raw in raws:
        _judge(raw)
    read = [_entry(raw, _data_start(file, raw)) for raw in raws]
    _judge_sizes(raws, total, limits)
    _judge_names(read)
    _judge_places(raws, read, directory)
    return read


# -- finding and reading -----------------------------------------------------------------------------------------------------


def _find_directory(file: BinaryIO, total: int) -> _Directory:
    """Where the central directory lies. It must end right where the end records begin, so nothing can stand before the zip."""
    tail_length = min(total, _END.size + _FULL_16)
    file.seek(total - tail_length)
    tail = file.read(tail_length)
    at = tail.rfind(b"PK\x05\x06")
    while at >= 0:
        if len(tail) - at >= _END.size:
            end = _END.unpack_from(tail, at)
            if at + _END.size + end[7] == len(tail):
                return _directory(file, end, total - tail_length + at)
        at = tail.rfind(b"PK\x05\x06", 0, at)
    raise UserError("archive_incomplete")


def _directory(file: BinaryIO, end: tuple[int, ...], end_at: int) -> _Directory:
    _, disk, first_disk, here, count, size, offset, _ = end
    zip64 = _zip64_end(file, end_at)
    if zip64 is not None:
        end_at, disk, first_disk, here, count, size, offset = zip64
    elif _FULL_16 in (here, count) or _FULL_32 in (size, offset):
        raise UserError("archive_directory_damaged")
    if disk or first_disk or here != count:
        raise UserError("archive_other_kind", kind="split zip")
    if offset + size != end_at:
        raise UserError("archive_directory_damaged")
    return _Directory(offset, size, count)


def _zip64_end(file: BinaryIO, end_at: int) -> tuple[int, ...] | None:
    """Position, disks, counts, size and offset as the zip64 end record has them; ``None`` when there is none."""
    if end_at < _LOCATOR_64.size:
        return None
    file.seek(end_at - _LOCATOR_64.size)
    signature, _, at, _ = _LOCATOR_64.unpack(file.read(_LOCATOR_64.size))
    if signature != b"PK\x06\x07":
        return None
    if at > end_at - _LOCATOR_64.size - _END_64.size:
        raise UserError("archive_directory_damaged")
    file.seek(at)
    record = _END_64.unpack(file.read(_END_64.size))
    if record[0] != b"PK\x06\x06":
        raise UserError("archive_directory_damaged")
    return (at, *record[4:10])


def _records(data: bytes, directory: _Directory, limits: ArchiveLimits) -> list[_Raw]:
    """Every record of the central directory. The count in the end record may lie, so they are counted first."""
    count = sum(1 for _ in _positions(data))
    if count > limits.entries:
        raise UserError("archive_too_many_entries", entries=count, limit=limits.entries)
    if count != directory.entries:
        raise UserError("archive_directory_damaged")
    return [_record(data, at, number) for number, at in enumerate(_positions(data), start=1)]


def _positions(data: bytes) -> Iterator[int]:
    at = 0
    while at < len(data):
        if data[at : at + 4] != b"PK\x01\x02" or at + _CENTRAL.size > len(data):
            raise UserError("archive_directory_damaged")
        yield at
        at += _CENTRAL.size + sum(struct.unpack_from("<3H", data, at + 28))
    if at > len(data):
        raise UserError("archive_directory_damaged")


def _record(data: bytes, at: int, number: int) -> _Raw:
    fields = _CENTRAL.unpack_from(data, at)
    _, _, _, flags, method, _, _, crc, packed, size, name_length, extra_length, _, disk, _, attributes, offset = fields
    name_at = at + _CENTRAL.size
    name = data[name_at : name_at + name_length]
    extra = data[name_at + name_length : name_at + name_length + extra_length]
    size, packed, offset, disk = _zip64_values(extra, size, packed, offset, disk)
    return _Raw(number, name, flags, method, crc, packed, size, attributes >> 16, disk, offset)


def _zip64_values(extra: bytes, size: int, packed: int, offset: int, disk: int) -> tuple[int, int, int, int]:
    """The four values, those that are marked as full taken from the zip64 field (identifier 1), which holds only these."""
    if _FULL_32 not in (size, packed, offset) and disk != _FULL_16:
        return size, packed, offset, disk
    field = io.BytesIO(_extra_field(extra, 1))

    def real(value: int, full: int, form: str) -> int:
        if value != full:
            return value
        data = field.read(struct.calcsize(form))
        if len(data) < struct.calcsize(form):
            raise UserError("archive_directory_damaged")
        return struct.unpack(form, data)[0]

    return real(size, _FULL_32, "<Q"), real(packed, _FULL_32, "<Q"), real(offset, _FULL_32, "<Q"), real(disk, _FULL_16, "<L")


def _extra_field(extra: bytes, identifier: int) -> bytes:
    at = 0
    while at + 4 <= len(extra):
        found, length = struct.unpack_from("<2H", extra, at)
        if found == identifier:
            return extra[at + 4 : at + 4 + length]
        at += 4 + length
    return b""


def _data_start(file: BinaryIO, raw: _Raw) -> int:
    """Where an entry's data begins, from its local header, which must tell the same story as the directory."""
    file.seek(raw.offset)
    head = file.read(_LOCAL.size)
    if len(head) < _LOCAL.size or not head.startswith(b"PK\x03\x04"):
        raise UserError("archive_directory_damaged")
    _, _, flags, method, _, _, crc, packed, size, name_length, extra_length = _LOCAL.unpack(head)
    if file.read(name_length) != raw.name or method != raw.method or (flags ^ raw.flags) & _ENCRYPTED:
        raise UserError("archive_directory_damaged")
    if not flags & _SIZES_FOLLOW and not _same(crc, size, packed, raw):
        raise UserError("archive_sizes_differ", name=_shown(raw))
    return raw.offset + _LOCAL.size + name_length + extra_length


def _same(crc: int, size: int, packed: int, raw: _Raw) -> bool:
    # Local zip64 values are not read: data is only ever taken as the directory says, and counted.
    return crc == raw.crc and size in (raw.size, _FULL_32) and packed in (raw.packed, _FULL_32)


def _entry(raw: _Raw, start: int) -> Entry:
    text = _name(raw)
    parts = tuple(part for part in text.split("/") if part not in ("", "."))
    return Entry(parts, text.endswith("/"), raw.method == DEFLATED, raw.crc, raw.packed, raw.size, start, raw.guessed)


def _named(raws: list[_Raw]) -> list[_Raw]:
    """The records with their names as text. It takes all of them together to see in which encoding they were written."""
    texts = decoded_names([(raw.name, bool(raw.flags & _UTF8)) for raw in raws])
    return [raw._replace(text=text, guessed=guessed) for raw, (text, guessed) in zip(raws, texts, strict=True)]


# -- judging -----------------------------------------------------------------------------------------------------------------


def _name(raw: _Raw) -> str:
    """The entry's name as text."""
    if b"\0" in raw.name:
        raise UserError("archive_bad_name", entry=raw.number, name=_shown(raw))
    if raw.text is None:
        raise UserError("archive_name_unreadable", entry=raw.number, name=_shown(raw))
    return raw.text


def _shown(raw: _Raw) -> str:
    return (raw.text or encodable(raw.name.decode("utf-8", "surrogateescape")))[:200]


def _judge(raw: _Raw) -> None:
    """Refuse an entry that an honest zip of pictures does not have."""
    if raw.flags & _ENCRYPTED:
        raise UserError("archive_encrypted", name=_shown(raw))
    if raw.method not in (STORED, DEFLATED):
        raise UserError("archive_method", method=raw.method, name=_shown(raw))
    if raw.disk:
        raise UserError("archive_other_kind", kind="split zip")
    name = _name(raw)
    _judge_path(raw, name)
    if stat.S_IFMT(raw.mode) not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise UserError("archive_link", entry=raw.number, name=_shown(raw))
    if raw.method == STORED and raw.size != raw.packed:
        raise UserError("archive_sizes_differ", name=_shown(raw))


def _judge_path(raw: _Raw, name: str) -> None:
    parts = name.split("/")
    drive = len(name) > 1 and name[1] == ":"
    if not name.strip("/.") or name.startswith("/") or "\\" in name or ".." in parts or drive:
        raise UserError("archive_unsafe_path", entry=raw.number, name=_shown(raw))


def _judge_sizes(raws: list[_Raw], total: int, limits: ArchiveLimits) -> None:
    for raw in raws:
        if raw.size > limits.ratio_from and raw.size > limits.ratio * raw.packed:
            ratio = round(raw.size / max(raw.packed, 1))
            raise UserError("archive_ratio", name=_shown(raw), ratio=ratio, limit=limits.ratio, size=raw.size)
    expanded = sum(raw.size for raw in raws)
    if expanded > limits.expanded_bytes:
        raise UserError("archive_too_large", size=expanded, limit=limits.expanded_bytes)
    if expanded > limits.ratio_from and expanded > limits.ratio * total:
        raise UserError("archive_ratio_total", ratio=round(expanded / total), limit=limits.ratio, size=expanded)


def _judge_names(entries: list[Entry]) -> None:
    """No name twice, none that differs from another by case or by the way an accent is written, no file that is also a folder."""
    files: dict[tuple[str, ...], str] = {}
    folders: set[tuple[str, ...]] = set()
    for entry in entries:
        key = tuple(unicodedata.normalize("NFC", part).casefold() for part in entry.parts)
        folders.update(key[:length] for length in range(1, len(key) + entry.is_folder))
        if entry.is_folder:
            continue
        if key in files:
            code = "archive_duplicate_name" if files[key] == entry.name else "archive_names_collide"
            raise UserError(code, name=encodable(entry.name), other=encodable(files[key]))
        files[key] = entry.name
    for key in files.keys() & folders:
        raise UserError("archive_names_collide", name=encodable(files[key]), other=encodable(files[key]) + "/")


def _judge_places(raws: list[_Raw], entries: list[Entry], directory: _Directory) -> None:
    """No two entries share a byte, and none reaches into the directory."""
    spans = sorted((raw.offset, entry.start + entry.packed, raw.number) for raw, entry in zip(raws, entries, strict=True))
    reached = 0
    for begin, end, number in spans:
        if begin < reached or end > directory.offset:
            raise UserError("archive_overlap", entry=number)
        reached = end

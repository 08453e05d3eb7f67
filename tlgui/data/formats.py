"""Picture formats: those that are read, and the names of those that are not, so that a message can name them."""

from __future__ import annotations

READ = {
    "JPEG": "JPEG",
    "PNG": "PNG",
    "GIF": "GIF",
    "BMP": "BMP",
    "TIFF": "TIFF",
    "WEBP": "WEBP",
    "AVIF": "AVIF",
    "HEIC": "HEIF",
}
"""Formats that are opened, with Pillow's names for them. Pillow knows many more, some with a bad security record; those never see user data."""

HEAD_BYTES = 512
"""How much of a file's start :func:`format_of_content` wants."""

_NOT_READ = {
    "EPS": (".eps", ".ps"),
    "ICO": (".ico",),
    "JPEG 2000": (".jp2", ".j2k", ".jpx"),
    "JPEG XL": (".jxl",),
    "PDF": (".pdf",),
    "PSD": (".psd", ".psb"),
    "RAW": (".dng", ".cr2", ".cr3", ".nef", ".arw", ".orf", ".rw2", ".raf", ".pef", ".srw", ".raw"),
    "SVG": (".svg", ".svgz"),
}
_BY_EXTENSION = {ending: name for name, endings in _NOT_READ.items() for ending in endings}

_EXTENSIONS_READ = {
    "JPEG": (".jpg", ".jpeg", ".jfif"),
    "PNG": (".png",),
    "GIF": (".gif",),
    "BMP": (".bmp",),
    "TIFF": (".tif", ".tiff"),
    "WEBP": (".webp",),
    "AVIF": (".avif",),
    "HEIC": (".heic", ".heif", ".hif"),
}
PICTURE_EXTENSIONS = frozenset(ending for endings in _EXTENSIONS_READ.values() for ending in endings)
"""Files with these extensions are tried as pictures; their content decides what they really are."""

_SIGNATURES = (
    (b"\xff\xd8\xff", "JPEG"),
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"GIF8", "GIF"),
    (b"BM", "BMP"),
    (b"II*\0", "TIFF"),
    (b"MM\0*", "TIFF"),
    (b"%!PS", "EPS"),
    (b"\xc5\xd0\xd3\xc6", "EPS"),
    (b"%PDF", "PDF"),
    (b"8BPS", "PSD"),
    (b"\xff\x0a", "JPEG XL"),
    (b"\0\0\0\x0cJXL ", "JPEG XL"),
    (b"\0\0\0\x0cjP  ", "JPEG 2000"),
    (b"\0\0\x01\0", "ICO"),
)

_HEIC_BRANDS = (b"heic", b"heix", b"hevc", b"hevx", b"hevm", b"hevs", b"heim", b"heis")
_BRANDS = {b"avif": "AVIF", b"avis": "AVIF", b"crx ": "RAW"} | dict.fromkeys(_HEIC_BRANDS, "HEIC")
_CONTAINERS = (b"mif1", b"msf1")
"""Brands that say only how a file is built. The brands that it is compatible with say what is in it."""


def format_of_extension(ending: str) -> str | None:
    """The name of a picture format that is not read, by file ending (lower case, with its dot); ``None`` for all other files."""
    return _BY_EXTENSION.get(ending)


def misnamed(ending: str, name: str) -> bool:
    """Whether a file of format ``name`` carries an ending that belongs to another one."""
    return ending not in _EXTENSIONS_READ[name]


def format_of_content(head: bytes) -> str | None:
    """The format that a file's first bytes announce, read or not; ``None`` when they are no picture's."""
    for signature, name in _SIGNATURES:
        if head.startswith(signature):
            return name
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "WEBP"
    if head[4:8] == b"ftyp":
        return _format_of_brands(head)
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if text.startswith(b"<svg") or (text.startswith((b"<?xml", b"<!")) and b"<svg" in text):
        return "SVG"
    return None


def _format_of_brands(head: bytes) -> str | None:
    """The format of an ISO base media file, by its first box: major brand, a version, compatible brands. Other brands are films."""
    major = head[8:12]
    if major not in _CONTAINERS:
        return _BRANDS.get(major)
    end = min(int.from_bytes(head[:4], "big"), len(head))
    compatible = (_BRANDS.get(head[place : place + 4]) for place in range(16, end, 4))
    return next((name for name in compatible if name is not None), "HEIC")

"""Group B of the catalogue of bad inputs: what one file may be."""

from __future__ import annotations

import contextlib
import io
import random
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageFile

from tlgui.data import images
from tlgui.data.images import DecodedPicture, decode
from tlgui.errors import UserError

from .samples import encoded, noise, refusal

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:PIL")  # Pillow warns of what these files do on purpose

ENDINGS = {"JPEG": ".jpg", "PNG": ".png", "GIF": ".gif", "BMP": ".bmp", "TIFF": ".tif", "WEBP": ".webp", "AVIF": ".avif"}
"""Of the formats that Pillow can also write. What is read of HEIC is in ``tests/fixtures/pictures``."""

HEIC = Path(__file__).parent.parent / "fixtures" / "pictures"
"""Made by pillow-heif, which brings an encoder: 64 × 48 pixels, black with white at the top left (but for ``clear`` and ``largest``)."""


def decoded(data: bytes, ending: str = ".png") -> DecodedPicture:
    return decode(io.BytesIO(data), ending)


def image_of(picture: DecodedPicture) -> Image.Image:
    return Image.frombytes("RGB", (picture.width, picture.height), picture.pixels)


def mean(picture: DecodedPicture) -> float:
    return sum(picture.pixels) / len(picture.pixels)


def png_of_size(width: int, height: int) -> bytes:
    """The header of a PNG and no data."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">2I5B", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", b"") + chunk(b"IEND", b"")


@pytest.mark.parametrize("kind", ENDINGS)
def test_each_format_is_read(kind: str) -> None:
    picture = decoded(encoded(Image.new("RGB", (40, 30), (200, 100, 0)), kind), ENDINGS[kind])
    assert (picture.height, picture.width, picture.notes) == (30, 40, ())
    assert max(abs(a - b) for a, b in zip(picture.pixels[:3], (200, 100, 0), strict=True)) <= 4


def test_lossless_pixels_come_back_exactly() -> None:
    image = noise(1)
    assert decoded(encoded(image)).pixels == image.tobytes()


def test_the_short_side_is_reduced_to_the_store_side_and_never_enlarged() -> None:
    assert (decoded(encoded(noise(1, 1200, 600))).height, decoded(encoded(noise(1, 1200, 600))).width) == (256, 512)
    assert decoded(encoded(noise(1, 300, 257), "JPEG"), ".jpg").height == 256
    assert decoded(encoded(noise(1, 900, 200))).width == 900


def test_a_reduced_picture_keeps_its_brightness_in_every_mode() -> None:
    for mode, colour in (("L", 100), ("RGB", (100, 100, 100)), ("RGBA", (100, 100, 100, 255)), ("I;16", 25700)):
        picture = decoded(encoded(Image.new(mode, (2000, 1500), colour)))
        assert (picture.height, mean(picture)) == (256, 100), mode


def test_a_large_jpeg_is_decoded_no_larger_than_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    loaded = []
    monkeypatch.setattr(images.pixels, "with_channels", lambda image: loaded.append(image.size) or image)
    decoded(encoded(noise(1, 4200, 4200), "JPEG"), ".jpg")
    assert loaded == [(525, 525)]


def test_equal_pictures_have_equal_hashes_whatever_file_they_came_in() -> None:
    image = noise(3)
    hashes = {decoded(encoded(image, kind), ENDINGS[kind]).hash for kind in ("PNG", "BMP", "TIFF")}
    assert len(hashes) == 1
    assert hashes != {decoded(encoded(noise(4))).hash}


def test_a_picture_and_its_reshaped_pixels_have_different_hashes() -> None:
    assert images.content_hash(2, 8, b"x" * 48) != images.content_hash(4, 4, b"x" * 48)


def test_the_thumbnail_is_a_small_webp() -> None:
    small = Image.open(io.BytesIO(decoded(encoded(noise(1, 400, 300))).thumbnail))
    assert (small.format, small.size) == ("WEBP", (96, 72))


@pytest.mark.parametrize("kind", ENDINGS)
def test_B1_half_a_file_is_refused(kind: str) -> None:
    data = encoded(noise(1, 200, 160), kind)
    with pytest.raises(UserError) as raised:
        decoded(data[: len(data) // 2], ENDINGS[kind])
    assert raised.value.problems[0].code in ("picture_cut_short", "picture_damaged")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "BMP", "WEBP", "AVIF"])
def test_B1_half_a_file_is_said_to_be_cut_short(kind: str) -> None:
    data = encoded(noise(1, 200, 160), kind)
    assert "Cut short" in refusal("picture_cut_short", lambda: decoded(data[: len(data) // 2], ENDINGS[kind]))


def test_B1_tolerance_for_cut_files_stays_off() -> None:
    assert ImageFile.LOAD_TRUNCATED_IMAGES is False


def test_B2_zero_bytes_are_an_empty_file() -> None:
    assert "0 bytes" in refusal("picture_empty", lambda: decoded(b""))


def test_B3_a_wrong_extension_is_noted_and_the_content_used() -> None:
    assert decoded(encoded(noise(1)), ".jpg").notes == ("picture_misnamed",)
    assert decoded(encoded(noise(1), "JPEG"), ".jfif").notes == ()


def test_B4_bombs_are_refused_on_their_header() -> None:
    assert "64 megapixels; limit 50" in refusal("picture_too_large", lambda: decoded(png_of_size(8000, 8000)))
    assert "3,600 megapixels; limit 50" in refusal("picture_too_large", lambda: decoded(png_of_size(60_000, 60_000)))


def test_B6_one_pixel_is_too_small() -> None:
    assert "under 8 pixels" in refusal("picture_too_small", lambda: decoded(encoded(Image.new("RGB", (1, 1)))))


def test_B7_an_extreme_aspect_is_refused_on_the_header() -> None:
    text = refusal("picture_too_narrow", lambda: decoded(png_of_size(1, 65_535)))
    assert "aspect 65,535:1; limit 50:1" in text
    assert decoded(encoded(noise(1, 400, 8))).width == 400


def test_B8_sixteen_bit_grey_is_scaled_not_clipped() -> None:
    for size in (64, 600):
        assert abs(mean(decoded(encoded(Image.new("I;16", (size, size), 30_000)))) - 117) <= 1
    assert mean(decoded(encoded(Image.new("I;16", (64, 64), 65_535)))) == 255
    assert abs(mean(decoded(encoded(Image.new("I;16B", (64, 64), 30_000), "TIFF"), ".tif")) - 117) <= 1


def test_B9_float_and_long_integer_tiffs_are_refused() -> None:
    for value in (0.5, float("nan")):
        data = encoded(Image.new("F", (16, 16), value), "TIFF")
        assert "32-bit float" in refusal("picture_float_pixels", lambda data=data: decoded(data, ".tif"))
    refusal("picture_integer_pixels", lambda: decoded(encoded(Image.new("I", (16, 16), 70_000), "TIFF"), ".tif"))


def transparent() -> Iterator[tuple[str, Image.Image, dict[str, object], tuple[int, int, int]]]:
    palette = Image.new("P", (16, 16), 1)
    palette.putpalette([9, 9, 9, 200, 100, 0])
    yield "palette", palette, {"transparency": b"\0\x80"}, (227, 177, 127)
    yield "grey", Image.new("LA", (16, 16), (0, 128)), {}, (127, 127, 127)
    yield "colour", Image.new("RGBA", (16, 16), (255, 0, 0, 0)), {}, (255, 255, 255)
    yield "key", Image.new("RGB", (16, 16), (10, 20, 30)), {"transparency": (10, 20, 30)}, (255, 255, 255)


@pytest.mark.parametrize(
    ("name", "image", "options", "expected"), list(transparent()), ids=lambda value: value if isinstance(value, str) else ""
)
def test_B10_transparency_is_put_on_white(name: str, image: Image.Image, options: dict, expected: tuple[int, int, int]) -> None:
    picture = decoded(encoded(image, **options))
    assert max(abs(a - b) for a, b in zip(picture.pixels[:3], expected, strict=True)) <= 1
    assert picture.notes == ("picture_on_white",)


def test_B10_the_colour_under_transparency_is_not_seen_after_reducing() -> None:
    image = Image.new("RGBA", (1200, 1200), (255, 0, 0, 0))
    image.paste((0, 0, 255, 255), (0, 0, 600, 1200))
    red, _, blue = image_of(decoded(encoded(image))).split()
    assert ImageChops.subtract(red, blue).getextrema() == (0, 0)  # red is hidden: no pixel may be redder than white or blue


def test_B10_an_opaque_alpha_channel_is_not_worth_a_note() -> None:
    assert decoded(encoded(Image.new("RGBA", (16, 16), (1, 2, 3, 255)))).notes == ()


def test_B11_cmyk_red_is_red() -> None:
    picture = decoded(encoded(Image.new("CMYK", (8, 8), (0, 255, 255, 0)), "JPEG", quality=95), ".jpg")
    assert max(abs(a - b) for a, b in zip(picture.pixels[:3], (255, 0, 0), strict=True)) <= 10


@pytest.mark.parametrize("orientation", [1, 2, 3, 4, 5, 6, 7, 8])
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF", "WEBP", "AVIF"])
def test_B12_orientation_is_applied_once(kind: str, orientation: int) -> None:
    upright = Image.new("RGB", (40, 24), (0, 0, 0))
    upright.paste((255, 255, 255), (0, 0, 20, 12))  # white at the top left
    undo = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}  # the transposition that a camera held that way applies
    lying = upright if orientation == 1 else upright.transpose(Image.Transpose(undo[orientation]))
    exif = Image.Exif()
    exif[0x0112] = orientation
    picture = decoded(encoded(lying, kind, exif=exif), ENDINGS[kind])
    seen = image_of(picture)
    assert seen.size == (40, 24)
    assert [seen.getpixel(place)[0] > 128 for place in ((5, 5), (35, 5), (5, 20), (35, 20))] == [True, False, False, False]


def test_B12_an_orientation_that_does_not_exist_is_ignored() -> None:
    exif = Image.Exif()
    exif[0x0112] = 99
    assert decoded(encoded(noise(1), exif=exif)).pixels == noise(1).tobytes()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_B13_broken_exif_does_not_cost_the_picture(kind: str) -> None:
    data = encoded(noise(1), kind, exif=b"Exif\0\0" + b"A" * 1000)
    assert decoded(data, ENDINGS[kind]).width == 24


def test_B14_huge_exif_is_not_copied_into_the_thumbnail() -> None:
    data = encoded(noise(1), "JPEG", exif=b"Exif\0\0" + b"MM\0*" + b"A" * 65_000, comment=b"B" * 1000, icc_profile=b"C" * 3000)
    assert len(data) > 65_000
    assert len(decoded(data, ".jpg").thumbnail) < 2000


def test_B14_a_bomb_of_compressed_text_is_used_or_refused_within_the_limits() -> None:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    data = encoded(noise(1))
    after_header = 8 + 25
    bomb = chunk(b"zTXt", b"k\0\0" + zlib.compress(bytes(100 * 2**20), 9))
    with pytest.raises(UserError) as raised:
        decoded(data[:after_header] + bomb + data[after_header:])
    assert raised.value.problems[0].code == "picture_damaged"


@pytest.mark.parametrize("kind", ["GIF", "PNG", "WEBP", "TIFF", "AVIF"])
def test_B15_only_the_first_frame_is_used(kind: str) -> None:
    options = {"lossless": True} if kind == "WEBP" else {}
    first, second = Image.new("RGB", (16, 16), (255, 0, 0)), Image.new("RGB", (16, 16), (0, 0, 255))
    picture = decoded(encoded(first, kind, save_all=True, append_images=[second] * 3, **options), ENDINGS[kind])
    assert max(abs(a - b) for a, b in zip(picture.pixels[:3], (255, 0, 0), strict=True)) <= 2
    assert picture.notes == ("picture_first_frame",)


def test_B15_a_broken_later_frame_does_not_cost_the_picture() -> None:
    frames = [noise(seed, 64, 64) for seed in range(3)]
    data = encoded(frames[0], "GIF", save_all=True, append_images=frames[1:])
    assert decoded(data[: len(data) * 2 // 3], ".gif").notes == ("picture_first_frame",)


def test_B16_a_phones_mpo_counts_as_jpeg() -> None:
    data = encoded(noise(1), "MPO", save_all=True, append_images=[noise(2)])
    assert Image.open(io.BytesIO(data), formats=["JPEG"]).format == "MPO"
    assert decoded(data, ".jpg").notes == ()


@pytest.mark.parametrize(("mode", "value"), [("1", 1), ("L", 90)])
def test_B17_grey_becomes_three_equal_channels(mode: str, value: int) -> None:
    for size in (16, 600):
        pixels = decoded(encoded(Image.new(mode, (size, size), value))).pixels
        assert pixels[:3] == bytes([255 if mode == "1" else 90] * 3)


def test_B17_black_and_white_is_averaged_when_reduced() -> None:
    stripes = Image.new("1", (1024, 1024))
    for x in range(0, 1024, 2):
        stripes.paste(1, (x, 0, x + 1, 1024))
    assert abs(mean(decoded(encoded(stripes))) - 127) <= 2


def test_B18_a_corrupt_colour_profile_is_ignored_with_a_note() -> None:
    for kind in ("PNG", "JPEG"):
        picture = decoded(encoded(noise(1), kind, icc_profile=b"\xff" * 500), ENDINGS[kind])
        assert picture.notes == ("picture_profile_ignored",)


def test_a_colour_mode_nobody_can_show_is_refused_by_name() -> None:
    assert "LAB" in refusal("picture_colour_mode", lambda: decoded(encoded(Image.new("LAB", (16, 16)), "TIFF"), ".tif"))


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("SVG", b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"/>'),
        ("SVG", b"<svg/>"),
        ("EPS", b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n"),
        ("PDF", b"%PDF-1.7"),
        ("PSD", b"8BPS\0\1"),
        ("JPEG XL", b"\xff\x0a\0"),
    ],
)
def test_B19_formats_that_are_not_read_are_named_by_content(name: str, data: bytes) -> None:
    assert f"{name} is not supported" in refusal("picture_format_unsupported", lambda: decoded(data, ".jpg"))


def test_B19_a_raw_file_is_refused_by_its_extension_although_it_is_a_tiff() -> None:
    assert "RAW" in refusal("picture_format_unsupported", lambda: decoded(encoded(noise(1), "TIFF"), ".dng"))


def white_quarter(picture: DecodedPicture) -> list[bool]:
    """Whether a picture is bright at the top left, top right, bottom left and bottom right."""
    width, height = picture.width, picture.height
    places = [(width // 8, height // 8), (width - 5, height // 8), (width // 8, height - 5), (width - 5, height - 5)]
    return [image_of(picture).getpixel(place)[0] > 128 for place in places]


@pytest.mark.parametrize("name", ["upright", "turned"])
def test_B19_a_phones_heic_is_read_and_upright(name: str) -> None:
    picture = decoded((HEIC / f"{name}.heic").read_bytes(), ".heic")
    assert (picture.width, picture.height, picture.notes) == (64, 48, ())
    assert picture.original == (48, 64, "HEIC", "RGB")
    assert white_quarter(picture) == [True, False, False, False]


def test_B10_a_transparent_heic_is_put_on_white() -> None:
    picture = decoded((HEIC / "clear.heic").read_bytes(), ".heic")
    assert (picture.notes, min(picture.pixels)) == (("picture_on_white",), 255)


def test_B15_of_several_pictures_in_a_heic_the_first_is_used() -> None:
    picture = decoded((HEIC / "two.heic").read_bytes(), ".heic")
    assert (picture.notes, white_quarter(picture)) == (("picture_first_frame",), [True, False, False, False])


def test_B3_a_heic_that_is_called_jpg_is_used_with_a_note() -> None:
    assert decoded((HEIC / "upright.heic").read_bytes(), ".jpg").notes == ("picture_misnamed",)


def test_B1_half_a_heic_is_said_to_be_cut_short() -> None:
    data = (HEIC / "upright.heic").read_bytes()
    assert "Cut short" in refusal("picture_cut_short", lambda: decoded(data[: len(data) // 2], ".heic"))


def test_B19_a_container_is_read_by_what_it_says_is_inside() -> None:
    data = encoded(Image.new("RGB", (40, 30), (200, 100, 0)), "AVIF")
    assert b"avif" in data[16:32]
    assert decoded(data.replace(b"ftypavif", b"ftypmif1", 1), ".avif").original == (30, 40, "AVIF", "RGB")
    heic = (HEIC / "upright.heic").read_bytes()
    assert decoded(heic.replace(b"ftypheic", b"ftypmif1", 1), ".heic").original == (48, 64, "HEIC", "RGB")


def test_B21_changed_bytes_of_a_heic_give_a_picture_or_a_refusal() -> None:
    used = 0
    for data in mutations((HEIC / "upright.heic").read_bytes(), 150, seed=21):
        with contextlib.suppress(UserError):
            used += bool(decoded(data, ".heic"))
    assert used < 150


def test_B19_a_film_is_not_an_image() -> None:
    refusal("picture_not_an_image", lambda: decoded(b"\0\0\0\x18ftypmp42\0\0\0\0", ".jpg"))


def test_A32_text_named_as_a_jpeg_is_not_an_image() -> None:
    assert "Not an image" in refusal("picture_not_an_image", lambda: decoded(b"hello", ".jpg"))


def test_B20_a_polyglot_is_used_and_nothing_but_pixels_comes_out() -> None:
    picture = decoded(encoded(noise(1), "GIF") + b"<script>alert(1)</script>", ".gif")
    assert picture.width == 24
    assert b"script" not in picture.thumbnail


def mutations(data: bytes, count: int, seed: int) -> Iterator[bytes]:
    numbers = random.Random(seed)
    for _ in range(count):
        changed = bytearray(data)
        for _ in range(numbers.randint(1, 8)):
            changed[numbers.randrange(len(changed))] = numbers.randrange(256)
        yield bytes(changed)


@pytest.mark.parametrize("kind", ENDINGS)
def test_B21_changed_bytes_give_a_picture_or_a_refusal(kind: str) -> None:
    used = 0
    for data in mutations(encoded(noise(1, 40, 30), kind), 150, seed=21):
        with contextlib.suppress(UserError):
            picture = decoded(data, ENDINGS[kind])
            used += 1
            assert len(picture.pixels) == picture.height * picture.width * 3
    assert used < 150


# -- what can be seen of a refused file -----------------------------------------------------------------------------------------


def seen(data: bytes, ending: str = ".png") -> Image.Image | None:
    """The thumbnail of a file that must be refused."""
    with pytest.raises(UserError) as raised:
        decoded(data, ending)
    thumbnail = images.refused_thumbnail(io.BytesIO(data), raised.value.problems[0].code)
    assert ImageFile.LOAD_TRUNCATED_IMAGES is False
    return Image.open(io.BytesIO(thumbnail)) if thumbnail else None


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "BMP", "GIF", "TIFF"])
def test_B1_the_half_that_is_there_is_shown(kind: str) -> None:
    data = encoded(noise(1, 120, 90), kind)
    half = seen(data[: int(len(data) * 0.6)], ENDINGS[kind])
    assert half is not None
    assert (half.format, max(half.size)) == ("WEBP", 96)
    top = half.convert("L").crop((0, 0, half.width, half.height // 3))
    assert ImageChops.difference(top, Image.new("L", top.size, top.getpixel((0, 0)))).getbbox() is not None


def test_B9_a_float_picture_is_shown_from_its_darkest_to_its_lightest() -> None:
    ramp = Image.linear_gradient("L").convert("F").point(lambda value: value * 0.001 + 5)
    shown = seen(encoded(ramp, "TIFF"), ".tif")
    assert shown is not None
    low, high = shown.convert("L").getextrema()
    assert low < 30
    assert high > 225
    assert seen(encoded(Image.new("F", (20, 20), float("nan")), "TIFF"), ".tif") is not None


def test_B7_a_narrow_picture_is_shown_small() -> None:
    shown = seen(encoded(Image.new("RGB", (10, 2000), "red")))
    assert shown is not None
    assert max(shown.size) <= 96


def test_B4_a_large_jpeg_is_shown_and_a_bomb_is_not() -> None:
    large = seen(encoded(Image.new("L", (9000, 6000), 200), "JPEG"), ".jpg")
    assert large is not None
    assert abs(large.convert("L").getextrema()[0] - 200) <= 3
    assert seen(png_of_size(8000, 8000)) is None
    assert seen(png_of_size(60000, 60000)) is None


@pytest.mark.parametrize("data", [b"", b"hello", b"<svg/>", b"\0\0\0\x20ftypheic" + b"\0" * 40])
def test_what_is_no_picture_is_not_shown(data: bytes) -> None:
    assert seen(data) is None


# -- what it was in its file --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF", "WEBP", "AVIF"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_B12_the_original_size_is_upright(kind: str, orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    original = decoded(encoded(Image.new("RGB", (700, 600)), kind, exif=exif), ENDINGS[kind]).original
    assert original == ((600, 700) if orientation < 5 else (700, 600)) + (kind, "RGB")


def test_the_original_mode_is_that_of_the_file() -> None:
    assert decoded(encoded(Image.new("CMYK", (9, 9)), "JPEG"), ".jpg").original == (9, 9, "JPEG", "CMYK")
    assert decoded(encoded(Image.new("I;16", (9, 8)))).original == (8, 9, "PNG", "I;16")

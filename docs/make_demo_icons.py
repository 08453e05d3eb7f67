"""Makes the icons of the demo in assets/demo: icons of Microsoft's Fluent Emoji in three styles.

    npm pack @lobehub/fluent-emoji-3d@1.1.0 @lobehub/fluent-emoji-flat@1.1.0 @iconify-json/fluent-emoji-high-contrast@1.2.6
    pip install resvg-py==0.5.0
    python docs/make_demo_icons.py FOLDER_OF_THE_PACKAGES

One zip of class folders a style: 3D icons of one half of the emoji, ink and flat drawings of the other half, so that no emoji is in both
domains of a pair. The same packages, resvg and Pillow give the same bytes. Only this script needs resvg; the program ships what it made.

The classes are chosen by hand: everybody who looks at a picture should agree with its class. Left out are therefore animals that are mostly
eaten (crabs), drinks and what is only a pot or a box, what is worn but not clothing (bags, crowns), parts (batteries, plugs), what an ink
drawing does not let one recognize (olives, eggs), and of pictures that look alike (one car from two sides, skin tones) all but one.
"""

from __future__ import annotations

import argparse
import io
import json
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

from PIL import Image

DEMO = Path(__file__).parent.parent / "assets" / "demo"
PACKAGES = {
    "3d": "lobehub-fluent-emoji-3d-1.1.0.tgz",
    "flat": "lobehub-fluent-emoji-flat-1.1.0.tgz",
    "ink": "iconify-json-fluent-emoji-high-contrast-1.2.6.tgz",
}
SIDE = 128
QUALITY = {"3d": 85, "flat": 90, "ink": None}
"""Of WebP; None is without loss, which is smaller for black on white."""

HALVES = {"3d": 0, "ink": 1, "flat": 1}
"""Of a class's emoji, in alphabetical order, the first, third, fifth … or the second, fourth, sixth …"""

CLASSES = {
    "animals": """
        ant baby-chick badger bat bear beaver beetle bird bison blowfish boar bug butterfly camel cat cat-face chicken
        chipmunk cockroach cow cow-face cricket crocodile deer dodo dog dog-face dolphin dove duck eagle elephant fish
        flamingo fly fox frog giraffe goat goose gorilla hatching-chick hedgehog hippopotamus honeybee horse horse-face
        jellyfish kangaroo koala lady-beetle leopard lion lizard llama mammoth monkey monkey-face moose mouse mouse-face
        octopus orangutan otter owl panda parrot peacock penguin pig pig-face poodle rabbit rabbit-face raccoon ram rhinoceros
        rooster sauropod scorpion seal shark skunk sloth snail snake spider spouting-whale swan t-rex tiger tiger-face
        tropical-fish turkey turtle wolf worm zebra
    """,
    "buildings": """
        bank castle church cityscape classical-building convenience-store department-store derelict-house factory hindu-temple
        hospital hotel house house-with-garden houses hut japanese-castle kaaba mosque office-building post-office school
        stadium synagogue tokyo-tower wedding
    """,
    "clothing": """
        ballet-shoes bikini billed-cap briefs coat dress gloves graduation-cap high-heeled-shoe hiking-boot jeans kimono
        lab-coat mans-shoe martial-arts-uniform military-helmet necktie one-piece-swimsuit rescue-workers-helmet running-shirt
        running-shoe safety-vest sari scarf shorts socks t-shirt thong-sandal top-hat womans-boot womans-clothes womans-hat
    """,
    "devices": """
        alarm-clock camera computer-mouse control-knobs desktop-computer fax-machine film-projector flashlight headphone
        joystick keyboard laptop loudspeaker microphone microscope mobile-phone movie-camera pager printer radio
        satellite-antenna speaker-high-volume stopwatch studio-microphone telephone telephone-receiver telescope television
        thermometer timer-clock video-camera watch
    """,
    "faces": """
        angry-face anguished-face anxious-face-with-sweat astonished-face beaming-face-with-smiling-eyes clown-face cold-face
        confounded-face confused-face cowboy-hat-face crying-face disappointed-face disguised-face dotted-line-face
        downcast-face-with-sweat drooling-face exploding-head expressionless-face face-blowing-a-kiss face-exhaling
        face-holding-back-tears face-savoring-food face-screaming-in-fear face-vomiting face-with-diagonal-mouth
        face-with-hand-over-mouth face-with-head-bandage face-with-medical-mask face-with-monocle face-with-open-mouth
        face-with-peeking-eye face-with-rolling-eyes face-with-spiral-eyes face-with-steam-from-nose
        face-with-symbols-on-mouth face-with-tears-of-joy face-with-thermometer face-with-tongue face-without-mouth
        fearful-face flushed-face frowning-face grimacing-face grinning-face grinning-face-with-sweat grinning-squinting-face
        hot-face hugging-face kissing-face kissing-face-with-closed-eyes knocked-out-face loudly-crying-face lying-face
        melting-face money-mouth-face nauseated-face nerd-face neutral-face partying-face pleading-face relieved-face
        rolling-on-the-floor-laughing saluting-face shaking-face shushing-face sleeping-face slightly-smiling-face
        smiling-face smiling-face-with-halo smiling-face-with-heart-eyes smiling-face-with-hearts smiling-face-with-horns
        smiling-face-with-sunglasses smiling-face-with-tear smirking-face sneezing-face squinting-face-with-tongue star-struck
        thinking-face unamused-face upside-down-face weary-face winking-face winking-face-with-tongue woozy-face yawning-face
        zany-face zipper-mouth-face
    """,
    "food": """
        avocado bacon bagel baguette-bread banana beans bell-pepper bento-box birthday-cake blueberries bread broccoli burrito
        butter candy carrot cheese-wedge cherries chestnut chocolate-bar coconut cooked-rice cookie croissant cucumber cupcake
        curry-rice cut-of-meat dango doughnut dumpling ear-of-corn eggplant fish-cake-with-swirl french-fries fried-shrimp
        garlic ginger-root grapes green-salad hamburger hot-dog hot-pepper ice-cream kiwi-fruit leafy-green lemon lollipop
        mango meat-on-bone melon moon-cake onion pancakes pea-pod peach peanuts pear pie pineapple pizza popcorn pot-of-food
        potato poultry-leg pretzel red-apple rice-ball rice-cracker sandwich shaved-ice shortcake soft-ice-cream spaghetti
        steaming-bowl strawberry stuffed-flatbread sushi taco tamale tangerine tomato waffle watermelon
    """,
    "vehicles": """
        aerial-tramway airplane airplane-departure ambulance articulated-lorry auto-rickshaw automobile bicycle bullet-train
        bus canoe delivery-truck ferry fire-engine helicopter high-speed-train kick-scooter light-rail locomotive metro
        minibus monorail motor-boat motor-scooter motorcycle mountain-cableway mountain-railway oncoming-automobile
        oncoming-bus passenger-ship pickup-truck police-car racing-car railway-car rocket sailboat ship small-airplane
        speedboat suspension-railway taxi tractor train tram tram-car trolleybus
    """,
}

Draw = Callable[[str], Image.Image]
"""The picture of an emoji's name."""


class Package:
    """A package of the npm registry as `npm pack` writes it."""

    def __init__(self, file: Path) -> None:
        with tarfile.open(file) as archive:
            self._files = {
                each.name.removeprefix("package/"): archive.extractfile(each).read()  # type: ignore[union-attr]
                for each in archive.getmembers()
                if each.isfile()
            }

    def json(self, name: str) -> dict:
        return json.loads(self._files[name])

    def asset(self, code: str, ending: str) -> bytes:
        """The file of an emoji's code points; some packages write the sign that asks for a colored picture (FE0F), some do not."""
        return next(self._files[name] for each in (code, f"{code}-fe0f") if (name := f"assets/{each}.{ending}") in self._files)


def on_white(picture: Image.Image) -> Image.Image:
    picture = picture.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", picture.size, "white"), picture).convert("RGB")


def rendered(svg: str) -> Image.Image:
    import resvg_py

    return on_white(Image.open(io.BytesIO(bytes(resvg_py.svg_to_bytes(svg_string=svg, width=SIDE, height=SIDE)))))


def styles(folder: Path) -> dict[str, Draw]:
    """How each style draws an emoji."""
    solid, flat, ink = (Package(folder / PACKAGES[each]) for each in ("3d", "flat", "ink"))
    icons = ink.json("icons.json")
    codes: dict[str, str] = {}
    for code, name in ink.json("chars.json").items():
        codes.setdefault(name, code)

    def draw_solid(name: str) -> Image.Image:
        picture = on_white(Image.open(io.BytesIO(solid.asset(codes[name], "webp"))))
        return picture.resize((SIDE, SIDE), Image.Resampling.LANCZOS)

    def draw_ink(name: str) -> Image.Image:
        icon = icons["icons"][name]
        box = f"0 0 {icon.get('width', icons['width'])} {icon.get('height', icons['height'])}"
        svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}">{icon["body"].replace("currentColor", "#000")}</svg>'
        return rendered(svg).convert("L")

    def draw_flat(name: str) -> Image.Image:
        return rendered(flat.asset(codes[name], "svg").decode())

    return {"3d": draw_solid, "ink": draw_ink, "flat": draw_flat}


def emoji(style: str) -> Iterator[tuple[str, str]]:
    """Class and name of each emoji of a style."""
    for class_name, names in CLASSES.items():
        for name in sorted(names.split())[HALVES[style] :: 2]:
            yield class_name, name


def packed(picture: Image.Image, quality: int | None) -> bytes:
    file = io.BytesIO()
    picture.save(file, "WEBP", method=6, **({"lossless": True, "quality": 100} if quality is None else {"quality": quality}))
    return file.getvalue()


def write(style: str, draw: Draw, file: Path) -> None:
    with zipfile.ZipFile(
        file, "w", zipfile.ZIP_STORED
    ) as archive:  # WebP is compressed already; stored, a picture is read at once
        for class_name, name in emoji(style):
            member = zipfile.ZipInfo(f"{class_name}/{name}.webp", date_time=(1980, 1, 1, 0, 0, 0))
            member.external_attr = 0o644 << 16
            archive.writestr(member, packed(draw(name), QUALITY[style]))


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("folder", type=Path, help="where `npm pack` has put the three packages")
    ask.add_argument("--into", type=Path, default=DEMO)
    given = ask.parse_args()
    given.into.mkdir(parents=True, exist_ok=True)
    for style, draw in styles(given.folder).items():
        file = given.into / f"icons-{style}.zip"
        write(style, draw, file)
        print(f"{file.name}: {len(list(emoji(style)))} pictures, {file.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()

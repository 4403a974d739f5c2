"""Writes classes.md, what each class of `hearai` means, and the pictures in it, anew.

    python docs/make_classes.py [--font HamNoSysUnicode.ttf] [--check]

Meanings are what `hamnosys describe` says of a sign that has the class; a picture shows the same
signs. The pictures are made only with a HamNoSys font; a test compares the text (--check).
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path

from PIL import Image

from hamnosys.description import load_language, posture_sentences
from hamnosys.fonts import GlyphFont, find_font
from hamnosys.posture.class_signs import PostureError, sign_of_classes
from hamnosys.posture.preview.entry import entry_of
from hamnosys.posture.preview.job import Settings, write_preview
from hamnosys.schemes import Head, Scheme, load_scheme
from hamnosys.sign import Sign

PAGE = Path(__file__).with_name("classes.md")
PICTURES = Path(__file__).with_name("pictures")
USUAL = {
    "symmetry_operator": "none",
    "hand_shape_base_form": "hamflathand",
    "hand_shape_thumb_position": "none",
    "hand_shape_bending": "none",
    "hand_position_finger_direction": "hamextfingeru",
    "hand_position_palm_orientation": "hampalml",
    "hand_location_x": "centre",
    "hand_location_y": "hamchest",
}
"""Labels of the sign in which one class at a time is changed."""

HEADINGS = {
    "symmetry_operator": "Symmetry operator: what the non-dominant hand does",
    "hand_shape_base_form": "Base form of the dominant hand",
    "hand_shape_thumb_position": "Thumb position",
    "hand_shape_bending": "Bending of the fingers",
    "hand_position_finger_direction": "Extended finger direction",
    "hand_position_palm_orientation": "Palm orientation",
    "hand_location_x": "Location, left and right",
    "hand_location_y": "Location, from top to bottom",
}
SIZE = 180
COLUMNS = 4
INTRODUCTION = """\
# What each class means

The classes of the scheme `hearai`, one table a head: the number in a class file, the symbol, its
name, and what `hamnosys describe` says of a sign with this class, all else being the same (a flat
hand before the chest, fingers up, palm to the left). The pictures show the same signs as
`hamnosys preview` draws them. Left and right are the signer's own; the dominant hand is drawn as
the right one. Symbols show as glyphs where the HamNoSys font is installed.

The other schemes, and how to write one: [schemes.md](schemes.md). The notation itself:
[notation.md](notation.md). This page is made by `python docs/make_classes.py`. The glyphs in the
pictures are from the font HamNoSysUnicode of the University of Hamburg (CC BY 4.0).
"""


def signs_of(scheme: Scheme, head: Head) -> dict[int, Sign]:
    """A sign for each class of a head that a hand can take."""
    usual = [each.numbers[USUAL[each.name]] for each in scheme.heads]
    signs: dict[int, Sign] = {}
    for number in range(head.classes):
        classes = [number if each is head else usual[i] for i, each in enumerate(scheme.heads)]
        try:
            signs[number] = sign_of_classes(scheme, classes)
        except PostureError:  # class 0 of the location, which no notation gives
            continue
    return signs


def telling(told: dict[int, tuple[str, ...]]) -> dict[int, str]:
    """Of the sentences of each class the one that tells most of the classes apart."""
    places = range(min(map(len, told.values())))
    distinct = Counter({i: len({sentences[i] for sentences in told.values()}) for i in places})
    best = max(places, key=lambda place: distinct[place])
    return {number: sentences[best] for number, sentences in told.items()}


def fallbacks(head: Head) -> list[tuple[str, str]]:
    """What the class is where no label fits."""
    found = {
        "nothing is written": head.none,
        "there is nothing that could have it": head.default,
        "what is written has no class": head.uncoded,
    }
    return [(f"if {when}", str(n)) for when, n in found.items() if n is not None]


def section(scheme: Scheme, head: Head) -> list[str]:
    """The lines about a head."""
    english = load_language("en")
    signs = signs_of(scheme, head)
    told = telling({number: posture_sentences(sign, english) for number, sign in signs.items()})
    lines = [f"## {HEADINGS[head.name]}", "", f"`{head.name}`", ""]
    lines += ["| class | symbol | label | meaning |", "| ---: | :---: | --- | --- |"]
    for number, label in enumerate(head.labels):
        meaning = told.get(number, "(no notation gives it)")
        lines.append(f"| {number} | {head.symbols(number)} | {label} | {meaning} |")
    lines += ["", *(f"* {what}: {number}" for what, number in fallbacks(head))]
    return [*lines, "", f"![{HEADINGS[head.name]}](pictures/{head.name}.png)", ""]


def page(scheme: Scheme) -> str:
    """The whole text of the page."""
    lines = [line for head in scheme.heads for line in section(scheme, head)]
    return INTRODUCTION + "\n" + "\n".join(lines).rstrip() + "\n"


def draw(scheme: Scheme, head: Head, font: GlyphFont) -> None:
    """A sheet of the signs of a head, in few colours: a fifth as large."""
    entries = [
        entry_of([sign], name=f"class {number}:", gloss=head.label(number))
        for number, sign in signs_of(scheme, head).items()
    ]
    path = PICTURES / f"{head.name}.png"
    settings = Settings("png", "", font, SIZE, COLUMNS, force=True)
    write_preview(iter(entries), path, settings, several=True)
    with Image.open(path) as picture:
        small = picture.quantize(48, dither=Image.Dither.NONE)
    small.save(path, optimize=True)


def main() -> int:
    """Write or check the page, by the arguments of the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--font", help="HamNoSys font, for the pictures")
    parser.add_argument("--check", action="store_true", help="only say whether the page is old")
    arguments = parser.parse_args()
    scheme = load_scheme("hearai")
    text = page(scheme)
    if arguments.check:
        return 0 if PAGE.read_text(encoding="utf-8") == text else 1
    PAGE.write_text(text, encoding="utf-8")
    font = find_font(arguments.font)
    if font is None:
        sys.stderr.write("no HamNoSys font: the pictures stay as they are\n")
        return 0
    PICTURES.mkdir(exist_ok=True)
    for head in scheme.heads:
        draw(scheme, head, font)
    return 0


if __name__ == "__main__":
    sys.exit(main())

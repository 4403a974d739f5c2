"""Short ways to write transcriptions in tests, and to read them in failure messages."""

from __future__ import annotations

from hamnosys.parser import parse
from hamnosys.sign import Sign
from hamnosys.symbols import inventory

_SIGNS = {
    "(": "hamparbegin",
    ")": "hamparend",
    "[": "hamseqbegin",
    "]": "hamseqend",
    "{": "hamaltbegin",
    "|": "hammetaalt",
    "}": "hamaltend",
    "+": "hamplus",
}


def ham(names: str) -> str:
    """Characters of symbol names without their prefix: ``ham("( fist + flathand ) palml")``."""
    characters = inventory().characters
    return "".join(characters[_SIGNS.get(name, f"ham{name}")] for name in names.split())


def names_of(text: str) -> str:
    """The way back: what `ham` was given, unknown characters as code points."""
    short = {name: sign for sign, name in _SIGNS.items()}
    names = (inventory().names.get(character, f"ham{ord(character):04X}") for character in text)
    return " ".join(short.get(name, name.removeprefix("ham")) for name in names)


def sign_of(names: str) -> Sign:
    """The one sign of a transcription."""
    (sign,) = parse(ham(names)).signs
    return sign

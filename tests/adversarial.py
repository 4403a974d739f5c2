"""Texts that are hard on a parser: any number of symbols of one kind of trouble."""

from __future__ import annotations

from collections.abc import Callable

from builders import ham

HEAD = "flathand extfingeru palml"


def _repeated(before: str, unit: str, after: str = "") -> Callable[[int], str]:
    """So many symbols, as many times the unit as fit."""
    begin, piece, end = ham(before), ham(unit), ham(after)
    return lambda count: begin + piece * max(1, (count - len(begin + end)) // len(piece)) + end


def _nested(opening: str, inner: str, closing: str, depth: int) -> Callable[[int], str]:
    """Brackets in brackets, again and again."""
    unit = f"{opening} " * depth + inner + f" {closing}" * depth
    return _repeated(f"{HEAD} moveo", unit)


def _written(unit: str, before: str = "", after: str = "") -> Callable[[int], str]:
    """Text as it stands."""
    return lambda count: before + unit * max(1, count) + after


GOOD: dict[str, Callable[[int], str]] = {
    "movements": _repeated(HEAD, "moveo"),
    "movements with all marks": _repeated(HEAD, "moveo largemod arcl smallmod"),
    "waves": _repeated(HEAD, "moveu between moveur wavy ellipsev"),
    "circles": _repeated(HEAD, "circleo clocku clockd ellipseh"),
    "clock": _repeated(f"{HEAD} circleo", "clockfull clocku"),
    "repetitions": _repeated(f"{HEAD} moveo", "repeatfromstart repeatcontinue"),
    "repeated movements": _repeated(f"{HEAD} moveo", "[ repeatcontinue movel ]"),
    "manners": _repeated(f"{HEAD} moveo", "fast largemod"),
    "size changes": _repeated(f"{HEAD} moveo", "increasing smallmod"),
    "replacements": _repeated(f"{HEAD} moveo", "replace fist extfingeru palmd"),
    "targets": _repeated(f"{HEAD} moveo", "moved chest lrat touch"),
    "targets without movements": _repeated(f"{HEAD} moveo", "chest touch"),
    "brushings": _repeated(f"{HEAD} moveo", "[ brushing chest ]"),
    "sequences": _repeated(HEAD, "[ moveu moved ]"),
    "long sequence": _repeated(f"{HEAD} [", "moveu moved", "]"),
    "long split": _repeated(f"{HEAD} ( moveu +", "moveu moved", ")"),
    "splits": _repeated(HEAD, "( moveu + moved )"),
    "fusions": _repeated(HEAD, "fusionbegin moveu moved fusionend"),
    "composites": _repeated(HEAD, f"moveo + {HEAD}"),
    "composites of shapes": _repeated(HEAD, "+ fist extfingeru palml moveo"),
    "fingers of a shape": _repeated("fist", "indexfinger fingerbendmod", "extfingeru palml"),
    "the same finger": _repeated("finger2", "indexfinger", "extfingeru palml"),
    "crossed fingers": _repeated("fist", "indexfinger fingertip thumb", "extfingeru palml"),
    "parts of a hand as a place": _repeated(HEAD, "indexfinger fingertip"),
    "zones of a hand as a place": _repeated(HEAD, "indexfinger"),
    "parts that touch": _repeated(f"{HEAD} chest [ touch", "indexfinger thumb", "]"),
    "deep sequences": _nested("[", "moveo", "]", 60),
    "deep parallels": _nested("(", "moveo", ")", 60),
    "deep fusions": _nested("fusionbegin", "moveo", "fusionend", 60),
}
"""Accepted by both policies."""

HABITS: dict[str, Callable[[int], str]] = {
    "alternatives": _repeated(f"{HEAD} {{ moveo", "| moveu", "}"),
    "shapes to choose from": _repeated("{ fist", "| flathand", "} extfingeru palml"),
    "deep alternatives": _nested("{ moveo |", "moveo", "}", 60),
    "brushing without a place": _repeated(f"{HEAD} moveo", "brushing"),
    "contact in a group": _repeated(f"{HEAD} moveo", "[ chest touch moved ]"),
}
"""Accepted by the tolerant policy, at least."""

JOINED: dict[str, Callable[[int], str]] = {
    "hands joined": _repeated("fist", "+ fist"),
    "whole hands joined": _repeated(HEAD, f"+ {HEAD}"),
}
"""Rejected as hands that are joined, then read as signs by the formal rules."""

_SYMBOLS = (
    *("space", "exclaim", "altbegin", "fist", "thumboutmod", "fingerstraightmod", "doublebent"),
    *("extfingeru", "palml", "chest", "lips", "neutralspace", "lrat", "indexfinger", "fingertip"),
    *("palm", "wristback", "touch", "armextended", "behind", "symmlr", "nonipsi", "nondominant"),
    *("etc", "between", "orirelative", "plus", "moveo", "circleo", "nodding", "fingerplay"),
    *("nomotion", "replace", "smallmod", "largemod", "arcl", "wavy", "ellipsev", "clocku"),
    *("clockfull", "increasing", "fast", "brushing", "repeatfromstart", "alternatingmotion"),
    *("parbegin", "parend", "seqbegin", "seqend", "fusionbegin", "fusionend", "metaalt", "altend"),
)

BAD: dict[str, Callable[[int], str]] = {
    "openings": _repeated("", "("),
    "openings within the limit": _repeated(f"{HEAD} moveo", "[ moveo ]", "[ moveo ( moveo"),
    "closings": _repeated("", ")"),
    "closings at the end": _repeated(f"{HEAD} moveo", ")"),
    "wrong closings": _repeated(f"{HEAD} moveo", "[ )"),
    "brackets of nothing": _repeated(HEAD, "[ ]"),
    "directions": _repeated("fist", "extfingeru"),
    "palms": _repeated("fist", "palml"),
    "base forms": _repeated("", "fist"),
    "joins": _repeated("", "+"),
    "joins after a sign": _repeated(HEAD, "+"),
    "betweens": _repeated(HEAD, "between"),
    "symmetries": _repeated("", "symmlr"),
    "places": _repeated(HEAD, "chest"),
    "commas": lambda count: "," * count,
    "digits": lambda count: "1" * count,
    "letters": lambda count: "a" * count,
    "a digit at the end": lambda count: GOOD["movements"](count) + "1",
    "a name of many names": lambda count: "hamfist" * count,
    "unknown names": _written("hamfoo "),
    "names that are nearly known": _written("hamfisst,"),
    "code points without a space": lambda count: "E000" * count,
    "code points and a letter": _written("U+E000 ", after="x"),
    "code points far apart": _written("E000" + " " * 20, after="x"),
    "ham alone": lambda count: "ham" * count,
    "unpaired surrogates": lambda count: "\ud800" * count,
}
"""Accepted by none."""

SPACED: dict[str, Callable[[int], str]] = {
    "spaces": lambda count: " " * count,
    "spaces before a sign": lambda count: " " * count + ham(HEAD),
    "spaces between symbols": lambda count: " ".join(GOOD["movements"](count)),
    "byte-order marks": lambda count: "\ufeff" * count + ham(HEAD),
    "names": lambda count: "hamflathand hamextfingeru hampalml " + "hammoveo " * count,
    "names and commas": lambda count: "hamflathand,hamextfingeru,hampalml" + ",hammoveo" * count,
    "code points": lambda count: "U+E001 U+E020 U+E03E " + "U+E089 " * count,
    "many kinds of spaces": lambda count: ham(HEAD) + " \t\u00a0\u2003\n" * count,
}
"""Other ways of writing, and white space."""

ENDINGS = {name: _repeated(HEAD, "moveo", name) for name in _SYMBOLS}
"""Movements, then one symbol of each kind, by its name, whether it may stand there or not."""

SHAPES = {**GOOD, **HABITS, **JOINED, **BAD, **SPACED}
"""All of them, by name."""

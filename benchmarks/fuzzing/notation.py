"""Targets: transcriptions from the grammar, from changed rows, and from anything at all."""

from __future__ import annotations

import csv
import sys
from collections.abc import Hashable
from functools import cache
from pathlib import Path
from random import Random
from zlib import crc32

from fuzzing.invariants import check_text
from fuzzing.target import Target, need
from hamnosys.grammar import POLICIES, Policy
from hamnosys.parser import parse
from hamnosys.posture.posing import pose_sign
from hamnosys.symbols import inventory

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared" / "corpus" / "transcriptions.tsv"
SAMPLES = ROOT / "data_samples" / "lexicon.tsv"

sys.path.append(str(ROOT / "tests"))
from strategies import Generator  # noqa: E402

_MOST_ROWS = 400


class Choices:
    """Choices of a generator, read from bytes; when they are used up, by chance from the bytes."""

    def __init__(self, data: bytes) -> None:
        self.data = iter(data)
        self.rest = Random(crc32(data))

    def __call__(self, count: int) -> int:
        if count == 1:
            return 0
        byte = next(self.data, None)
        if byte is None:
            return self.rest.randrange(count)
        if count > 256:
            byte = byte * 256 + (next(self.data, None) or 0)
        return byte % count


class GrammarTexts:
    """Texts of one grammar; knows the rules that no text took so far."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self.generator = Generator(policy)
        self.every = self.generator.every_rule
        self.used: set[object] = set()

    def text(self, data: bytes) -> str:
        """A text through some rule, both chosen by the bytes."""
        choose = Choices(data)
        through = self.every[choose(len(self.every))]
        return self.generator.text(choose, self.used, through)  # type: ignore[arg-type]

    @property
    def never(self) -> list[str]:
        """Rules that no text took."""
        return [str(rule) for rule in self.every if rule not in self.used]

    def check(self, data: bytes) -> Hashable:
        """What the grammar derives is accepted."""
        before = len(self.used)
        text = self.text(data)
        code = check_text(text, self.policy)
        need(not code, f"the grammar derives what the parser rejects with {code}")
        if len(self.used) > before:
            return ("rules", len(self.used))
        return None

    def note(self) -> str:
        """Which rules no text took."""
        never = self.never
        listed = f": {'; '.join(never)}" if never else ""
        return (
            f"{self.policy} grammar: {len(self.every):,} rules (each way of leaving out parts is "
            f"one), {len(never)} of them never produced{listed}."
        )

    def seeds(self) -> list[bytes]:
        """Every rule once."""
        return [number.to_bytes(2, "big") for number in range(len(self.every))]


def grammar_target(policy: Policy) -> Target:
    """Texts that a policy's grammar derives."""
    texts = GrammarTexts(policy)
    return Target(f"grammar-{policy}", texts.seeds, texts.check, note=texts.note)


@cache
def _rows() -> tuple[str, ...]:
    """Transcriptions: the corpus where it is there, else the samples."""
    with (SHARED if SHARED.is_file() else SAMPLES).open(encoding="utf-8", newline="") as lines:
        rows = [row["hamnosys"] for row in csv.DictReader(lines, delimiter="\t")]
    return tuple(row for row in rows if row)


def _row_seeds() -> list[str]:
    rows = _rows()
    return list(rows[:: max(1, len(rows) // _MOST_ROWS)])


@cache
def _alphabet() -> str:
    """A character for each byte: the inventory, then others that transcriptions hold by mistake."""
    known = "".join(symbol.character for symbol in inventory())
    others = "\t\n\u00a0\ufeffaé~1\u2028\x00\ud800\U000f0000\ue0ff"
    return (known + others + known)[:256]


def _of_bytes(data: bytes) -> str:
    alphabet = _alphabet()
    return "".join(alphabet[byte] for byte in data)


def _to_bytes(text: str) -> bytes:
    alphabet = _alphabet()
    return bytes(max(0, alphabet.find(character)) for character in text)


def _check_rows(data: bytes) -> Hashable:
    text = _of_bytes(data)
    return tuple(check_text(text, policy) for policy in POLICIES)


def _check_characters(data: bytes) -> Hashable:
    text = data.decode("utf-8", "surrogateescape")
    return tuple(check_text(text, policy) for policy in POLICIES)


_SEPARATORS = (" ", ",", ", ", "  ", "\t", "\n", "", "\ufeff")


@cache
def _tokens() -> tuple[str, ...]:
    symbols = list(inventory())
    points = [f"U+{ord(s.character):04X}" for s in symbols[::40]]
    odd = ["ham", "hamfoo", "HAMFIST", "hamhamfist", "E001", "0xe001", "\\ue001", "U+", "U+110000"]
    return (*(s.name for s in symbols), *points, *odd)[:256]


def _check_names(data: bytes) -> Hashable:
    """Pairs of bytes: a name, and what separates it from the next."""
    tokens = _tokens()
    pairs = zip(data[::2], data[1::2], strict=False)
    text = "".join(tokens[a % len(tokens)] + _SEPARATORS[b % 8] for a, b in pairs)
    return tuple(check_text(text, policy) for policy in POLICIES)


def _name_seeds() -> list[bytes]:
    names = list(_tokens())
    known = inventory().names
    return [
        b"".join(bytes((names.index(known[c]), 0)) for c in row if c in known)
        for row in _row_seeds()[::8]
    ]


def _check_posture(data: bytes) -> Hashable:
    """Whatever is accepted has a posture of finite numbers."""
    import numpy as np

    for sign in parse(_of_bytes(data)).signs:
        posture = pose_sign(sign)
        for hand in (posture.right, posture.left):
            if hand is not None:
                need(np.isfinite(hand.joints).all(), "joints that are no numbers")
        need(all(note.strip() for note in posture.notes), "an empty note")
    return None


def notation_targets() -> dict[str, Target]:
    """All of them, by name."""
    rows = lambda: [_to_bytes(row) for row in _row_seeds()]
    characters = lambda: [row.encode("utf-8") for row in _row_seeds()[::4]]
    words = tuple(s.character.encode("utf-8") for s in inventory())
    targets = [
        *(grammar_target(policy) for policy in POLICIES),
        Target("rows", rows, _check_rows),
        Target("names", _name_seeds, _check_names),
        Target("characters", characters, _check_characters, (*words, b"ham", b"U+E001 ", b" ")),
        Target("posture", rows, _check_posture),
    ]
    return {target.name: target for target in targets}

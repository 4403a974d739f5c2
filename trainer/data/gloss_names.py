"""The names of glosses: a file with an id and a name a line."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from hamnosys.errors import InputError, printable
from hamnosys.source import open_source
from trainer.data.faults import Fault, raise_faults
from trainer.data.tables import refuse_leaving
from trainer.errors import DataError

NAMES = "gloss_names.txt"
"""The file of names in a data path."""

MOST_GLOSSES = 1_000_000
"""A gloss id as high as this is a mistake in the file."""

_HINT = "each line is the number of a gloss and its name: 17 HOUSE"
_LINE = re.compile(r'\s*("?)([0-9]{1,9})(?:\.0*)?\1(?:\s*[\t,;]\s*|\s+|\s*$)(.*)', re.DOTALL)
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class GlossNames:
    """Names by gloss id, and the file that each is from; there is at least one."""

    names: Mapping[int, str]
    origins: Mapping[int, Path]

    @property
    def files(self) -> str:
        """The files, for people."""
        return ", ".join(map(printable, dict.fromkeys(self.origins.values())))

    @property
    def count(self) -> int:
        """Glosses, the ids going from 0 to the highest that has a name; two at least."""
        return max(1, *self.names) + 1

    def labels(self, count: int) -> tuple[str, ...]:
        """The labels of ``count`` classes, no two alike: the name, or else the id.

        A name that several glosses have gets the id behind it, in brackets.
        """
        labels = [self.names.get(gloss, str(gloss)) for gloss in range(count)]
        while len(set(labels)) < count:
            often = Counter(labels)
            labels = [
                with_id(label, gloss) if often[label] > 1 else label
                for gloss, label in enumerate(labels)
            ]
        return tuple(labels)

    def notes(self, count: int) -> Iterator[str]:
        """What to tell where there are ``count`` classes."""
        if lacking := [gloss for gloss in range(count) if gloss not in self.names]:
            more = ", ..." if len(lacking) > _SHOWN else ""
            ids = ", ".join(map(str, lacking[:_SHOWN]))
            yield (
                f"{self.files}: {len(lacking):,} of {count:,} glosses have no name and go by their "
                f"numbers ({ids}{more})"
            )
        if beyond := sum(gloss >= count for gloss in self.names):
            yield (
                f"{self.files}: {beyond:,} names are of glosses that num_class ({count:,}) leaves "
                "out"
            )
        often = Counter(name for gloss, name in self.names.items() if gloss < count)
        if twice := [name for name, times in often.items() if times > 1]:
            yield (
                f"{self.files}: several glosses are called {twice[0]}"
                + (f", and so with {len(twice) - 1:,} more names" if len(twice) > 1 else "")
                + ": their numbers stand behind them"
            )


def with_id(name: str, gloss: int) -> str:
    """The label of a gloss whose name others have, too."""
    return f"{name} ({gloss})"


def read_gloss_names(data_paths: Sequence[str | Path], given: str | None) -> GlossNames | None:
    """Read the names of glosses.

    A line is a number, then a tab, comma, semicolon or white space, then the name, which may hold
    spaces, with or without double quotes. A first line without a number is a header. Lines
    without a name count as not there.

    Args:
        data_paths: where `NAMES` is looked for.
        given: a file instead.

    Returns:
        The names of all files together; None without a file.

    Raises:
        DataError: a file cannot be read, leads out of its data path or has no names, a line has no
            gloss id, or a gloss has two names (file and row are named).
    """
    if given is not None:
        files = [Path(given)]
    else:
        files = []
        for path in data_paths:
            if (file := Path(path) / NAMES).is_file():
                refuse_leaving(file, path)
                files.append(file)
    reader = _Reader()
    for file in files:
        reader.read(file)
    raise_faults(reader.faults)
    if not files:
        return None
    return GlossNames(
        {gloss: name for gloss, (name, _, _) in reader.found.items()},
        {gloss: file for gloss, (_, file, _) in reader.found.items()},
    )


class _Reader:
    """Gathers the names of several files, and what is wrong with them."""

    def __init__(self) -> None:
        self.found: dict[int, tuple[str, Path, int]] = {}
        self.faults: list[Fault] = []

    def read(self, file: Path) -> None:
        before = len(self.faults)
        some = False
        for row, line in _rows(file):
            some = self.line(line, file, row) or some
        if not some and len(self.faults) == before:
            self.faults.append(Fault("there are no names of glosses", file, hint=_HINT))

    def line(self, line: str, file: Path, row: int) -> bool:
        """Take a line; whether it has a name."""
        match = _LINE.fullmatch(line)
        if match is None or int(match[2]) >= MOST_GLOSSES:
            first = _first(line)
            words = f"{first!r} is no gloss id: a whole number from 0 to {MOST_GLOSSES - 1:,}"
            self.faults.append(Fault(words, file, row, _HINT))
            return False
        gloss, name = int(match[2]), _unquoted(match[3].strip())
        if not name.isprintable():
            words = f"the name {name!r} is not UTF-8, or has characters that cannot be printed"
            self.faults.append(Fault(words, file, row))
        elif name:
            other, where, at = self.found.setdefault(gloss, (name, file, row))
            if other != name:
                words = f"the gloss {gloss} is called {name}, but {other} in {where}:{at}"
                self.faults.append(Fault(words, file, row, "each gloss has one name"))
        return bool(name)


def _rows(file: Path) -> Iterator[tuple[int, str]]:
    """Rows from 1, without header and blank lines."""
    try:
        with open_source(file) as source:
            lines = [line for _, line in source.lines() if line.strip()]
    except InputError as error:
        hint = "train_parameters.gloss_names is a text file in UTF-8"
        raise DataError(error.message, file=error.file, hint=hint) from error
    header = bool(lines) and not any(map(str.isdigit, _first(lines[0])))
    yield from enumerate(lines[header:], 1)


def _first(line: str) -> str:
    """The first cell of a line."""
    return re.split(r"[\s,;]", line.strip(), maxsplit=1)[0]


def _unquoted(name: str) -> str:
    """A name without the double quotes of a CSV cell."""
    if len(name) > 1 and name[0] == name[-1] == '"':
        return name[1:-1].replace('""', '"').strip()
    return name

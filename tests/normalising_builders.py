"""Files normalised in tests, and transcriptions that change or stay."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from builders import ham

from hamnosys.formats import Reading
from hamnosys.normalising.formats import rewriter
from hamnosys.normalising.job import Normaliser, Outcome
from hamnosys.normalising.transcriptions import Write
from hamnosys.source import open_source

OLD = ham("fist fingerbendmod thumboutmod extfingeru palml")
NEW = ham("fist thumboutmod fingerbendmod extfingeru palml")
GOOD = ham("flathand extfingeru palml chest")
NAMES_OLD = "hamfist,hamfingerbendmod,hamthumboutmod"
NAMES_NEW = "hamfist,hamthumboutmod,hamfingerbendmod"


def normalised(
    path: Path, format: str | None = None, *, write: Write = "keep", **said: Any
) -> tuple[bytes, list[Outcome]]:
    """The bytes of a file after it, and what is told of its rows; ``said`` is of a `Reading`."""
    reading = Reading(format, **said)
    told: list[Outcome] = []
    with open_source(path, reading.encoding) as source:
        rewrite = rewriter(source, str(path), reading, write)
        rows = Normaliser(source.encoding, told.append, write=write)
        data = b"".join(rewrite(source, reading, rows.row))
    return data, told

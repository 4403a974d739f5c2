"""Where a command takes TEXT|INPUT: which of the two an argument is, and reading TEXT."""

from __future__ import annotations

from pathlib import Path

from hamnosys.cli.findings import show
from hamnosys.cli.progress import say
from hamnosys.errors import HamNoSysSyntaxError
from hamnosys.formats import Reading
from hamnosys.grammar import Policy
from hamnosys.parser import Notation, parse
from hamnosys.source import STDIN
from hamnosys.transcription import written_in_tokens


def is_input(argument: str, reading: Reading) -> bool:
    """Whether an argument is INPUT: a path that exists, or ``-``; all else is TEXT.

    Who names a format or columns means a file, even one that is not there.
    """
    return argument == STDIN or _exists(argument) or bool(reading.format or reading.columns)


def _exists(path: str) -> bool:
    try:
        return bool(path) and Path(path).exists()
    except (OSError, ValueError):  # a transcription may be no possible name of a file
        return False


def parsed_text(text: str, policy: Policy) -> Notation | None:
    """The notation of TEXT; None where it has a fault, which is shown.

    TEXT that looks like the name of a file gets a note that there is no such file.
    """
    try:
        return parse(text, policy=policy)
    except HamNoSysSyntaxError as error:
        show(error.diagnostic)
        if text.isascii() and not written_in_tokens(text):
            say(f"note: there is no file {text!r}: it was read as a transcription")
        return None

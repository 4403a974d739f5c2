"""A progress bar on standard error, where that is a terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

import click

from hamnosys.errors import OutputError
from hamnosys.source import Source

_Item = TypeVar("_Item")
_EVERY = 500


def with_progress(items: Iterable[_Item], source: Source, label: str) -> Iterator[_Item]:
    """The same items; the bar follows how much of the source has been read."""
    if not _on_terminal() or not source.size:
        yield from items
        return
    with click.progressbar(length=source.size, label=label, file=sys.stderr) as bar:
        for count, item in enumerate(items):
            if count % _EVERY == 0:
                bar.update((source.bytes_read() or 0) - bar.pos)
            yield item
        bar.update(source.size - bar.pos)


def counted(items: Sequence[_Item], label: str) -> Iterator[_Item]:
    """The same items; the bar follows how many there were."""
    yield from with_count(items, len(items), label)


def with_count(items: Iterable[_Item], total: int, label: str) -> Iterator[_Item]:
    """The same items; the bar follows how many of so many there were."""
    if not _on_terminal():
        yield from items
        return
    with click.progressbar(items, length=total, label=label, file=sys.stderr) as bar:
        yield from bar


def rows(count: int) -> str:
    """``1 row``, ``2 rows``."""
    return f"{count} row" if count == 1 else f"{count} rows"


def say(line: str) -> None:
    """A line on standard error; a progress bar that stands there is overwritten.

    Raises:
        OutputError: it cannot be written (a closed standard error takes nothing and is no fault).
    """
    try:
        click.echo(("\r\x1b[K" if _on_terminal() else "") + line, err=True)
    except OSError as error:
        reason = error.strerror or str(error)
        raise OutputError(f"cannot be written: {reason}", file="<stderr>") from error


def _on_terminal() -> bool:
    return sys.stderr is not None and sys.stderr.isatty()

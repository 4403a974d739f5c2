"""Packages that only some commands need."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from hamnosys.errors import MissingExtraError


@contextmanager
def needs(extra: str, *packages: str) -> Iterator[None]:
    """Imports in this block need an extra of the distribution.

    Raises:
        MissingExtraError: one of its packages is not installed.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        missing = (error.name or "").partition(".")[0]
        if missing not in packages:
            raise
        hint = f"pip install 'hamnosys-toolkit[{extra}]'"
        raise MissingExtraError(f"this needs {missing}, which is not there", hint=hint) from error

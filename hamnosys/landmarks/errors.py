"""The errors of this package."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from hamnosys.errors import HamNoSysError, InputError, printable

_MOST_LISTED = 8
_SHOWN = 60


def listed(names: Iterable[str]) -> str:
    """The first names that a file has for something, in one line, whatever they hold."""
    return ", ".join(printable(name)[:_SHOWN] for name in islice(names, _MOST_LISTED))


class LandmarkError(InputError):
    """A file of landmarks that cannot be read or makes no sense, or a clip to find them in."""


class ModelError(InputError):
    """A model file that is not there, or that MediaPipe cannot use."""


class TrackerError(HamNoSysError):
    """MediaPipe is installed, but cannot run here."""

    exit_code = 2

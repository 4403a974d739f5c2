"""The errors of this package."""

from __future__ import annotations

from hamnosys.errors import HamNoSysError, InputError


class LandmarkError(InputError):
    """A file of landmarks that cannot be read or makes no sense, or a clip to find them in."""


class ModelError(InputError):
    """A model file that is not there, or that MediaPipe cannot use."""


class TrackerError(HamNoSysError):
    """MediaPipe is installed, but cannot run here."""

    exit_code = 2

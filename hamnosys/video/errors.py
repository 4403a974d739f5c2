"""The error of this package."""

from __future__ import annotations

from hamnosys.errors import InputError


class VideoError(InputError):
    """A file that gives no video."""

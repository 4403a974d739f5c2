"""The errors of the trainer."""

from __future__ import annotations

from hamnosys.errors import HamNoSysError, InputError, UsageError


class ConfigError(UsageError):
    """A configuration that cannot be used; all its faults are in the message, a line each."""


class DataError(HamNoSysError):
    """Labels or frames that cannot be trained on: file and row are named."""


class CheckpointError(InputError):
    """A checkpoint that is none, or one of something else."""


class DeviceError(UsageError):
    """A device that does not exist, or has not enough memory."""


class TrainingError(HamNoSysError):
    """Training cannot go on, such as when the loss is no number."""

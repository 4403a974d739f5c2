"""Directories that stand beside the package in a checkout and inside it when installed."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def data_file(name: str) -> Path:
    """A file of the package's own data."""
    return _PACKAGE / "data" / name


def shared_directory(name: str) -> Path:
    """``grammars`` or ``data_samples``, wherever it is."""
    installed = _PACKAGE / name
    return installed if installed.is_dir() else _PACKAGE.parent / name

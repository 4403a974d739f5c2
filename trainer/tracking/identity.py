"""The name under which a tracker's package knows a run, kept so that the run can go on."""

from __future__ import annotations

from pathlib import Path

from hamnosys.errors import InputError
from hamnosys.output import open_output


def read_identity(file: Path) -> str | None:
    """What was kept; None if there is no such file.

    Raises:
        InputError: it cannot be read.
    """
    try:
        return file.read_text(encoding="utf-8").strip() or None
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        hint = "move it away, and a new run is logged"
        raise InputError(f"cannot be read: {reason}", file=str(file), hint=hint) from error


def keep_identity(file: Path, name: str) -> None:
    """Keep one.

    Raises:
        OutputError: it cannot be written.
    """
    with open_output(file, force=True) as stream:
        stream.write(f"{name}\n")

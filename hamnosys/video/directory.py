"""The folder of one clip: written whole or not at all, replaced only where it holds a clip."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hamnosys.errors import OutputError, printable
from hamnosys.inside import leaves
from hamnosys.output_directory import check_directory, open_directory
from hamnosys.temporary import is_temporary

_OURS = r"(_\d+\.(jpg|png)|_properties\.json)"
"""What follows the clip's name in the names of its files, as a pattern."""


def check_folder(folder: Path, *, force: bool) -> None:
    """Refuse a folder before any work is done for it.

    Raises:
        OutputError: it is a file; it is not empty (without ``force``); or it holds something else
            than frames and properties of the clip; or it is a link out of its directory.
    """
    if folder.is_symlink() and leaves(folder, [folder.parent]):
        hint = "symbolic links in a directory are followed only inside it"
        raise OutputError("leads out of the output directory", file=str(folder), hint=hint)
    check_directory(folder, force=True)
    names = _names(folder)
    if names and not force:
        raise OutputError("is not empty", file=str(folder), hint="--force replaces its frames")
    ours = re.compile(re.escape(folder.name) + _OURS)
    foreign = next((name for name in names if not ours.fullmatch(name)), None)
    if foreign is not None:
        raise OutputError(
            f"holds something else, {printable(foreign)}",
            file=str(folder),
            hint="--force replaces only folders with frames and properties",
        )


@contextmanager
def open_folder(folder: Path, *, force: bool) -> Iterator[Path]:
    """An empty directory that becomes the folder if the block succeeds.

    Raises:
        OutputError: as `check_folder`, or it cannot be written.
    """
    check_folder(folder, force=force)
    with open_directory(folder, force=force, whole=True) as staging:
        yield staging


def _names(folder: Path) -> list[str]:
    if not folder.is_dir():
        return []
    names = (entry.name for entry in folder.iterdir())
    return sorted(name for name in names if not is_temporary(name, folder.name))

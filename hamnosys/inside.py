"""Whether a path stays inside a directory, symbolic links followed."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path


def leaves(path: str | Path, roots: Sequence[str | Path]) -> bool:
    """Whether a path leads out of all of some directories, or to nowhere that can be told.

    Args:
        path: looked at with all symbolic links followed; it need not be there.
        roots: directories, which may be links themselves.
    """
    try:
        real = os.path.realpath(path)
        return not any(_within(real, os.path.realpath(root)) for root in roots)
    except (OSError, ValueError):  # a null byte
        return True


def _within(path: str, root: str) -> bool:
    return path == root or path.startswith(root if root.endswith(os.sep) else root + os.sep)

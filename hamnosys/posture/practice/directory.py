"""A data set's directory: made aside, then put in place whole; what others put there stays."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hamnosys.errors import OutputError, UsageError
from hamnosys.output_directory import check_directory
from hamnosys.temporary import LOCK, alone_in, held

PLAN = "clips.json"
"""What was asked for; its presence says that a directory is ours."""

_INSIDE = ".unfinished"


@dataclass(frozen=True, slots=True)
class Contents:
    """What a data set may hold: files at its top, and directories with what may be in each.

    In a directory a name is a file, or a clip's directory with the files of that clip.
    """

    files: frozenset[str]
    directories: Mapping[str, frozenset[str]]


ContentsOf = Callable[[Any], Contents]
"""The contents of a plan; raises KeyError, TypeError or ValueError for what is no plan."""


def staging_of(target: Path) -> Path:
    """Where clips are until all of them are there: beside the target, or inside an empty one.

    An existing directory may be a file system of its own, or the one that somebody works in.
    """
    if target.is_dir() and not _entries(target):
        return target / _INSIDE
    return target.with_name(f".{target.name}.unfinished")


def _replaced_of(target: Path) -> Path:
    return target.with_name(f".{target.name}.replaced")


def check_target(directory: str | Path, contents_of: ContentsOf, *, force: bool) -> Path:
    """Refuse a target before any work is done for it; gives its real path.

    Args:
        directory: the target.
        contents_of: gives the contents of a data set by its plan.
        force: take a directory that holds a data set of ours and nothing else.

    Raises:
        UsageError: the path is empty or ``-``.
        OutputError: it is a file, or holds something that is not ours to remove.
    """
    target = check_directory(directory, force=True)
    _restore(target)
    if not target.is_dir() or not _entries(target):
        return target
    if not force:
        raise _not_empty(directory)
    if foreign := next(_foreign(target, contents_of), None):
        hint = "--force replaces only directories that hold practice clips and nothing else"
        raise OutputError(f"holds something else, {foreign}", file=str(directory), hint=hint)
    return target


@contextmanager
def begun(
    staging: Path, plan: dict[str, Any], contents_of: ContentsOf, *, force: bool
) -> Iterator[None]:
    """Make the staging directory, or take up that of a run with the same plan; others wait.

    Raises:
        UsageError: a run with other settings was not finished there (``force`` begins anew).
        OutputError: it holds something that is not ours to remove, or another process works there.
    """
    staging.parent.mkdir(parents=True, exist_ok=True)
    refusal = OutputError("another process is making clips there", file=str(staging))
    with held(staging.with_name(f"{staging.name}{LOCK}"), refusal):
        _begin(staging, plan, contents_of, force=force)
        yield


def _begin(staging: Path, plan: dict[str, Any], contents_of: ContentsOf, *, force: bool) -> None:
    text = json.dumps(plan, indent=1) + "\n"
    if staging.is_dir() and any(entry.name != f"{PLAN}.tmp" for entry in staging.iterdir()):
        if _read(staging / PLAN) == text:
            _sweep(staging)
            return
        _sweep(staging)
        if foreign := next(_foreign(staging, contents_of), None):
            raise OutputError(f"holds something else, {foreign}", file=str(staging))
        if not force:
            raise UsageError(
                "a run with other settings was not finished",
                file=str(staging),
                hint="--force begins anew",
            )
        shutil.rmtree(staging)
    staging.mkdir(parents=True, exist_ok=True)
    temporary = staging / f"{PLAN}.tmp"
    temporary.write_text(text, encoding="utf-8", newline="\n")
    temporary.replace(staging / PLAN)


def finish(staging: Path, target: Path, *, force: bool) -> None:
    """Put a whole data set in its place; an earlier one is removed only after that.

    Raises:
        OutputError: another process has filled the target meanwhile (``force`` replaces it).
    """
    with alone_in(target.parent):
        if not force and target.is_dir() and _entries(target):
            raise _not_empty(target)
        _put_in_place(staging, target)


def _put_in_place(staging: Path, target: Path) -> None:
    if staging.parent == target:
        for entry in sorted(staging.iterdir(), key=lambda path: path.name == PLAN):
            entry.rename(target / entry.name)
        staging.rmdir()
        return
    replaced = _replaced_of(target)
    if target.exists():
        target.rename(replaced)
    staging.rename(target)
    if replaced.is_dir():
        shutil.rmtree(replaced)


def _not_empty(directory: str | Path) -> OutputError:
    return OutputError("is not empty", file=str(directory), hint="--force replaces clips")


def _restore(target: Path) -> None:
    """What a run that was killed while it replaced a data set left behind."""
    replaced = _replaced_of(target)
    if not (replaced / PLAN).is_file():
        return
    with alone_in(target.parent):
        if target.exists():
            shutil.rmtree(replaced, ignore_errors=True)
        elif replaced.exists():
            replaced.rename(target)


def _entries(directory: Path) -> list[Path]:
    ours = (_INSIDE, f"{_INSIDE}{LOCK}")
    return [entry for entry in directory.iterdir() if entry.name not in ours]


def _sweep(staging: Path) -> None:
    """Remove what a killed run left half written: all of it has a name that begins with a dot."""
    for directory in staging.iterdir():
        if directory.is_symlink() or not directory.is_dir():
            continue
        for entry in directory.iterdir():
            if entry.name.startswith(".") and entry.is_dir():
                shutil.rmtree(entry)
            elif entry.name.startswith("."):
                entry.unlink()


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):  # no plan, or nothing of ours
        return ""


def _foreign(directory: Path, contents_of: ContentsOf) -> Iterator[str]:
    """Names of what is not part of the data set whose plan is in a directory."""
    try:
        contents = contents_of(json.loads(_read(directory / PLAN)))
    except (ValueError, TypeError, KeyError):
        yield from sorted(entry.name for entry in _entries(directory))
        return
    for entry in sorted(_entries(directory)):
        if entry.is_dir() and entry.name in contents.directories:
            allowed = contents.directories[entry.name]
            yield from (f"{entry.name}/{name}" for name in _strangers(entry, allowed))
        elif entry.is_dir() or entry.name not in contents.files:
            yield entry.name


def _strangers(directory: Path, allowed: frozenset[str]) -> Iterator[str]:
    for entry in sorted(directory.iterdir()):
        if entry.name not in allowed:
            yield entry.name
        elif entry.is_dir():
            ours = re.compile(re.escape(entry.name) + _FILES_OF_A_CLIP)
            inside = sorted(file.name for file in entry.iterdir())
            yield from (f"{entry.name}/{file}" for file in inside if not ours.fullmatch(file))


_FILES_OF_A_CLIP = r"(_\d+\.jpg|\.npz|_properties\.json)"
"""What follows the clip's name, as a pattern."""

"""Which heads the data have, and the labels of every row."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from hamnosys.records import Record
from trainer.config.schema import Config
from trainer.data.batch import ABSENT
from trainer.data.faults import raise_faults
from trainer.data.gloss_rows import GlossRows, gloss_of
from trainer.data.parts import Part, gloss_part, hamnosys_part
from trainer.data.tables import FILES, GLOSS, Table
from trainer.errors import DataError
from trainer.heads import HeadSpec


@dataclass(frozen=True, slots=True)
class LabelledRow:
    """A row of a class file: ``labels`` has one a head, `ABSENT` where there is none."""

    data_path: Path
    file: Path
    row: int
    name: str
    start: int
    end: int
    labels: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Labelled:
    """The rows of all data paths, and the heads that they are labelled by.

    ``scheme`` is the name of the class scheme, None where the classes have numbers only;
    ``notes`` are lines for the user.
    """

    heads: tuple[HeadSpec, ...]
    scheme: str | None
    rows: tuple[LabelledRow, ...]
    notes: tuple[str, ...] = ()


def read_labels(
    data_paths: Sequence[str | Path], config: Config, heads: Sequence[HeadSpec] | None = None
) -> Labelled:
    """Read the class files of all data paths and decide the heads.

    In joint mode the heads are those of test_hamnosys.txt, and behind them the gloss. Rows of
    test_hamnosys.txt get the gloss of the rows of test_gloss.txt that are of the same clip; rows
    of which only the gloss is known come after them.

    Args:
        data_paths: directories, all with the same columns.
        config: says the mode, the scheme and which heads are wanted.
        heads: the heads of a model that is there already; None decides them by config and data.

    Raises:
        DataError: a class file that is missing or faulty, columns that differ, a head that a file
            lacks, a label that does not fit (all rows are named), or faulty names of glosses.
        SchemeError: ``train_parameters.scheme`` cannot be loaded.
    """
    _check_paths(data_paths)
    notes: list[str] = []
    mode = config.train_parameters.classification_mode
    parts = _parts(mode, data_paths, config, heads, notes)
    raise_faults([fault for part in parts for fault in part.misfits()])
    rows = _joined(*parts, notes=notes) if mode == "joint" else _alone(*parts)
    found = tuple(head for part in parts for head in part.heads)
    for place, head in enumerate(found):
        if all(row.labels[place] == ABSENT for row in rows):
            notes.append(f"no row has a class for {head.name}")
    scheme = None if mode == "gloss" else parts[0].tables[0].scheme
    return Labelled(found, scheme.name if scheme else None, rows, tuple(notes))


def _parts(
    mode: str,
    data_paths: Sequence[str | Path],
    config: Config,
    heads: Sequence[HeadSpec] | None,
    notes: list[str],
) -> tuple[Part, ...]:
    """The class files that a mode reads, hamnosys before gloss."""
    if mode == "hamnosys":
        return (hamnosys_part(data_paths, config, heads, notes),)
    if mode == "gloss":
        return (gloss_part(data_paths, config, heads, notes),)
    gloss = None if heads is None else [head for head in heads if head.name == GLOSS]
    others = None if heads is None else [head for head in heads if head.name != GLOSS]
    return (
        hamnosys_part(data_paths, config, others, notes),
        gloss_part(data_paths, config, gloss, notes),
    )


def _check_paths(data_paths: Sequence[str | Path]) -> None:
    if not data_paths:
        hint = "general_parameters.data_path"
        raise DataError("there is no data directory", hint=hint)
    seen: dict[str, str | Path] = {}
    for path in data_paths:
        real = os.path.realpath(path)
        if real in seen:
            raise DataError(
                f"the data directory is given twice, also as {seen[real]}", file=str(path)
            )
        seen[real] = path


def _row(table: Table, row: Record, labels: tuple[int, ...]) -> LabelledRow:
    path = table.file.parent
    return LabelledRow(path, table.file, row.row, row.name, row.start, row.end, labels)


def _alone(part: Part) -> tuple[LabelledRow, ...]:
    return tuple(_row(table, row, part.labels(row)) for table in part.tables for row in table.rows)


def _joined(hamnosys: Part, gloss: Part, *, notes: list[str]) -> tuple[LabelledRow, ...]:
    """The rows of both class files, those of one clip as one row."""
    absent = (ABSENT,) * len(hamnosys.heads)
    rows: list[LabelledRow] = []
    without = alone = 0
    for table, glosses in zip(hamnosys.tables, gloss.tables, strict=True):
        known, taken = GlossRows(glosses), set[int]()
        for row in table.rows:
            match = known.match(row.row, row.name, (row.start, row.end))
            taken.update(match.rows)
            without += match.gloss is None
            label = ABSENT if match.gloss is None else match.gloss
            rows.append(_row(table, row, (*hamnosys.labels(row), label)))
        left = [row for row in glosses.rows if row.row not in taken and gloss_of(row) is not None]
        alone += len(left)
        rows += [_row(glosses, row, (*absent, *gloss.labels(row))) for row in left]
    if without:
        notes.append(f"clips without a gloss, which train the other heads: {without:,}")
    if alone:
        notes.append(f"clips that only {FILES['gloss']} has, which train the gloss: {alone:,}")
    return tuple(rows)

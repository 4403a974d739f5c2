"""Which heads the data have, and the labels of every row."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from hamnosys.records import Record
from hamnosys.schemes import Scheme, load_scheme
from trainer.config.schema import Config
from trainer.data.batch import ABSENT
from trainer.data.deciding import check_model, decide_heads
from trainer.data.faults import Fault, raise_faults
from trainer.data.tables import Table, read_table
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

    Args:
        data_paths: directories, all with the same columns.
        config: says the mode, the scheme and which heads are wanted.
        heads: the heads of a model that is there already; None decides them by config and data.

    Raises:
        DataError: a class file that is missing or faulty, columns that differ, a head that a file
            lacks, or a label that does not fit (all rows are named).
        SchemeError: ``train_parameters.scheme`` cannot be loaded.
    """
    training = config.train_parameters
    mode = training.classification_mode
    scheme = load_scheme(training.scheme) if training.scheme and mode == "hamnosys" else None
    tables = _tables(data_paths, mode, scheme)
    first = tables[0]
    wanted = config.heads.gloss if mode == "gloss" else config.heads.hamnosys
    notes: list[str] = []
    scheme = None if mode == "gloss" else first.scheme
    if heads is None:
        heads = decide_heads(tables, scheme, wanted, notes)
    else:
        check_model(first, heads, scheme)
    places = [first.columns.index(head.name) for head in heads]
    raise_faults(_misfits(tables, heads, places))
    rows = tuple(_row(table, row, places) for table in tables for row in table.rows)
    for place, head in enumerate(heads):
        if all(row.labels[place] == ABSENT for row in rows):
            notes.append(f"no row has a class for {head.name}")
    return Labelled(tuple(heads), scheme.name if scheme else None, rows, tuple(notes))


def _tables(
    data_paths: Sequence[str | Path], mode: str, scheme: Scheme | None
) -> tuple[Table, ...]:
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
    tables = tuple(read_table(path, mode, scheme) for path in data_paths)
    for other in tables[1:]:
        if other.columns != tables[0].columns:
            raise DataError(
                f"its heads are {', '.join(other.columns)}",
                file=str(other.file),
                hint=f"{tables[0].file} has {', '.join(tables[0].columns)}",
            )
    return tables


def _misfits(
    tables: Sequence[Table], heads: Sequence[HeadSpec], places: Sequence[int]
) -> list[Fault]:
    return [
        Fault(
            f"{head.name} is {number}, but the largest class of this head is {head.classes - 1}",
            table.file,
            row.row,
            "see num_class of the head, and train_parameters.scheme",
        )
        for table in tables
        for row in table.rows
        for head, place in zip(heads, places, strict=True)
        if (number := (row.classes or ())[place]) is not None and number >= head.classes
    ]


def _row(table: Table, row: Record, places: Sequence[int]) -> LabelledRow:
    classes = row.classes or ()
    found = (classes[place] for place in places)
    labels = tuple(ABSENT if number is None else number for number in found)
    path = table.file.parent
    return LabelledRow(path, table.file, row.row, row.name, row.start, row.end, labels)

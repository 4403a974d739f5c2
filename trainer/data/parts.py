"""The class files of one kind in all data paths, and the heads that they label."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from hamnosys.records import Record
from hamnosys.schemes import load_scheme
from trainer.config.schema import Config
from trainer.data.batch import ABSENT
from trainer.data.deciding import check_gloss, check_model, decide_gloss, decide_heads
from trainer.data.faults import Fault
from trainer.data.gloss_names import read_gloss_names
from trainer.data.tables import FILES, GLOSS, Table, read_table
from trainer.errors import DataError
from trainer.heads import HeadSpec


@dataclass(frozen=True, slots=True)
class Part:
    """The class files of one kind, a table a data path, and the heads that they label.

    ``places`` are the columns of the heads; ``remedy`` is for a label that is no class of one.
    """

    tables: tuple[Table, ...]
    heads: tuple[HeadSpec, ...]
    places: tuple[int, ...]
    remedy: str

    @classmethod
    def of(cls, tables: tuple[Table, ...], heads: Sequence[HeadSpec], remedy: str) -> Part:
        """The part with these heads."""
        places = tuple(tables[0].columns.index(head.name) for head in heads)
        return cls(tables, tuple(heads), places, remedy)

    def labels(self, row: Record) -> tuple[int, ...]:
        """The labels of a row, one a head."""
        classes = row.classes or ()
        found = (classes[place] for place in self.places)
        return tuple(ABSENT if number is None else number for number in found)

    def misfits(self) -> Iterator[Fault]:
        """The labels that are no classes of their heads."""
        for table in self.tables:
            for row in table.rows:
                for head, label in zip(self.heads, self.labels(row), strict=True):
                    if label >= head.classes:
                        words = f"the largest class of this head is {head.classes - 1}"
                        message = f"{head.name} is {label}, but {words}"
                        yield Fault(message, table.file, row.row, self.remedy)


def hamnosys_part(
    data_paths: Sequence[str | Path],
    config: Config,
    heads: Sequence[HeadSpec] | None,
    notes: list[str],
) -> Part:
    """The class files of classes; the arguments are those of `read_labels`.

    Raises:
        DataError: a file is missing or faulty, their columns differ, or a head is not in them.
        SchemeError: ``train_parameters.scheme`` cannot be loaded.
    """
    training = config.train_parameters
    given = load_scheme(training.scheme) if training.scheme else None
    tables = tuple(read_table(path, "hamnosys", given) for path in data_paths)
    first, *others = tables
    for other in others:
        if other.columns != first.columns:
            raise DataError(
                f"its heads are {', '.join(other.columns)}",
                file=str(other.file),
                hint=f"{first.file} has {', '.join(first.columns)}",
            )
    if training.classification_mode == "joint" and GLOSS in first.columns:
        words = f"it has a column {GLOSS}, which in joint mode is the name of another head"
        raise DataError(words, file=str(first.file), hint=f"glosses are in {FILES['gloss']}")
    if heads is None:
        heads = decide_heads(tables, first.scheme, config.heads.hamnosys, notes)
    else:
        check_model(first, heads, first.scheme)
    remedy = "see num_class of the head, and train_parameters.scheme"
    return Part.of(tables, heads, remedy)


def gloss_part(
    data_paths: Sequence[str | Path],
    config: Config,
    heads: Sequence[HeadSpec] | None,
    notes: list[str],
) -> Part:
    """The class files of glosses; the arguments are those of `read_labels`.

    Raises:
        DataError: a file is missing or faulty, the model has other names, or how many glosses
            there are is not known.
    """
    tables = tuple(read_table(path, "gloss") for path in data_paths)
    names = read_gloss_names(data_paths, config.train_parameters.gloss_names)
    if heads is not None:
        check_model(tables[0], heads, None)
        for head in heads:
            check_gloss(head, names)
        remedy = "see heads.gloss.gloss.num_class of what was trained"
        return Part.of(tables, heads, remedy)
    head = decide_gloss(tables, config.heads.gloss, names, notes)
    remedy = "set heads.gloss.gloss.num_class to one more than the highest gloss"
    if names is not None:
        remedy += f", or name all glosses in {names.files}"
    return Part.of(tables, (head,), remedy)

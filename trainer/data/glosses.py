"""The glosses of rows: their labels in gloss mode, else those of a test_gloss.txt beside them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from trainer.data.batch import ABSENT
from trainer.data.labels import Labelled, LabelledRow
from trainer.data.tables import FILES, GLOSS, read_table


@dataclass(frozen=True, slots=True)
class _GlossFile:
    """Name and gloss by row, and the gloss of each name that has only one."""

    rows: Mapping[int, tuple[str, int | None]]
    names: Mapping[str, int | None]

    def gloss(self, row: LabelledRow) -> int | None:
        """The gloss of the same row where it has the same name, else that of the name."""
        name, gloss = self.rows.get(row.row, ("", None))
        return gloss if name == row.name else self.names.get(row.name)


def glosses_of(labelled: Labelled) -> list[int | None]:
    """The gloss of each row; None where there is none.

    Raises:
        DataError: a test_gloss.txt that cannot be read.
    """
    if [head.name for head in labelled.heads] == [GLOSS]:
        return [None if row.labels[0] == ABSENT else row.labels[0] for row in labelled.rows]
    paths = dict.fromkeys(row.data_path for row in labelled.rows)
    files = {path: _read(path) for path in paths if (path / FILES["gloss"]).exists()}
    return [
        files[row.data_path].gloss(row) if row.data_path in files else None for row in labelled.rows
    ]


def _read(path: Path) -> _GlossFile:
    rows: dict[int, tuple[str, int | None]] = {}
    names: dict[str, int | None] = {}
    for record in read_table(path, "gloss").rows:
        gloss = (record.classes or (None,))[0]
        rows[record.row] = (record.name, gloss)
        names[record.name] = gloss if names.get(record.name, gloss) == gloss else None
    return _GlossFile(rows, names)

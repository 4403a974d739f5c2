"""The glosses of rows: their own label, else that of a test_gloss.txt beside them."""

from __future__ import annotations

from trainer.data.batch import ABSENT
from trainer.data.gloss_rows import GlossRows
from trainer.data.labels import Labelled
from trainer.data.tables import FILES, GLOSS, read_table


def glosses_of(labelled: Labelled) -> list[int | None]:
    """The gloss of each row; None where there is none.

    Raises:
        DataError: a test_gloss.txt that cannot be read.
    """
    names = [head.name for head in labelled.heads]
    if GLOSS in names:
        place = names.index(GLOSS)
        labels = (row.labels[place] for row in labelled.rows)
        return [None if label == ABSENT else label for label in labels]
    paths = dict.fromkeys(row.data_path for row in labelled.rows)
    files = {
        path: GlossRows(read_table(path, "gloss"))
        for path in paths
        if (path / FILES["gloss"]).exists()
    }
    return [
        files[row.data_path].match(row.row, row.name, (row.start, row.end)).gloss
        if row.data_path in files
        else None
        for row in labelled.rows
    ]

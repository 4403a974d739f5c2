"""Charts of confusion matrices; matplotlib is imported only when they are drawn."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from hamnosys.extras import needs
from hamnosys.output import open_binary_output
from trainer.scoring.confusion import Confusion, file_names

ChartFormat = Literal["png", "svg"]


def draw_confusions(
    confusions: Sequence[Confusion], directory: str | Path, format: ChartFormat = "png"
) -> list[str]:
    """Draw ``confusion_HEAD.png`` of each head; those that are there are replaced.

    The same matrices give the same bytes.

    Returns:
        The names of the files.

    Raises:
        MissingExtraError: matplotlib is not installed.
        OutputError: a file cannot be written.
    """
    with needs("charts", "matplotlib"):
        from trainer.scoring.heat import draw_confusion, drawing, save

    names = [f"{name}.{format}" for name in file_names(confusions)]
    with drawing():
        for name, confusion in zip(names, confusions, strict=True):
            with open_binary_output(Path(directory) / name, force=True) as stream:
                save(draw_confusion(confusion), stream, format, confusion.head.name)
    return names

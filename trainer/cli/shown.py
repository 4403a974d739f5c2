"""What long work shows: lines on standard error, and a bar where that is a terminal."""

from __future__ import annotations

import logging
import os
import sys
import warnings
from collections.abc import Iterable, Iterator

import click

from hamnosys.cli.progress import say
from trainer.watching import Status, Watch

_DRAWN = 50
"""Times that a bar is drawn at least, and about."""


def watch() -> Watch:
    """Tells the person at the command line."""
    return Watch(say, _follow)


def _follow(items: Iterable[Status], total: int, label: str) -> Iterator[Status]:
    if sys.stderr is None or not sys.stderr.isatty():
        yield from items
        return
    with click.progressbar(
        items,
        length=total,
        label=label,
        file=sys.stderr,
        item_show_func=lambda status: status() if status else "",
        update_min_steps=max(1, total // _DRAWN),
        show_pos=True,
    ) as bar:
        yield from bar
    # The line of the epoch takes the place of its bar.
    click.echo("\x1b[1A\x1b[K", nl=False, err=True)


def quiet() -> None:
    """What libraries say of themselves is of no use here."""
    os.environ["MPLBACKEND"] = "agg"
    os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")
    for name in ("matplotlib", "timm", "huggingface_hub", "torch.distributed"):
        logging.getLogger(name).setLevel(logging.ERROR)
    warnings.filterwarnings("ignore", category=UserWarning, module=r"(torch|timm|huggingface_hub)")

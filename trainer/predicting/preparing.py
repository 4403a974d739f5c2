"""Who words the answers: the heads that are told of, names of glosses, and the lexicon."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from hamnosys.errors import UsageError
from trainer.checkpoint import Description
from trainer.data.gloss_names import read_gloss_names
from trainer.data.tables import GLOSS
from trainer.errors import CheckpointError
from trainer.heads import HeadSpec
from trainer.nearest.ranking import NearestGlosses
from trainer.nearest.reading import read_lexicon
from trainer.predicting.answering import Answerer
from trainer.predicting.prediction import Settings
from trainer.watching import Watch


def answerer_of(description: Description, settings: Settings, path: Path, watch: Watch) -> Answerer:
    """Read what is to be compared with, and say what is left out.

    Raises:
        CheckpointError: there is a lexicon, but the model has glosses only.
        LexiconError: the lexicon does not fit the model.
        DataError: the names of glosses cannot be read.
        UsageError: there are names of glosses, but the model has none.
    """
    mode = description.config.train_parameters.classification_mode
    gloss = GLOSS if mode in ("gloss", "joint") else None
    trained = [head for head in description.heads if head.loss_weight > 0]
    if untrained := [head.name for head in description.heads if head.loss_weight <= 0]:
        watch.say(f"{path}: heads that were not trained are left out: {', '.join(untrained)}")
    if settings.gloss_names is not None:
        trained = _named(trained, gloss, settings.gloss_names, watch)
    search = None
    if settings.lexicon is not None:
        compared = [head for head in trained if head.name != gloss]
        if not compared:
            raise CheckpointError(
                "the model has glosses only: a lexicon of classes cannot be compared with it",
                file=str(path),
                hint="a model of the mode hamnosys or joint",
            )
        lexicon = read_lexicon(settings.lexicon, compared, scheme=description.scheme)
        for note in lexicon.notes:
            watch.say(f"note: {note}")
        search = NearestGlosses(
            lexicon,
            [head.classes for head in compared],
            by=settings.by,
            weights=[head.loss_weight for head in compared],
        )
    return Answerer(trained, settings, gloss=gloss, search=search)


def _named(
    heads: Sequence[HeadSpec], gloss: str | None, file: str | Path, watch: Watch
) -> list[HeadSpec]:
    """The heads, with names for glosses; those without keep what the checkpoint calls them."""
    if gloss not in [head.name for head in heads]:
        raise UsageError(
            "the model tells no glosses apart: names of glosses are of no use with it",
            hint="--lexicon names the nearest glosses",
        )
    found = read_gloss_names((), str(file))
    if found is None:
        return list(heads)
    named = []
    for head in heads:
        if head.name == gloss:
            for note in found.notes(head.classes):
                watch.say(f"note: {note}")
            labels = tuple(
                found.names.get(number, label) for number, label in enumerate(head.labels)
            )
            head = replace(head, labels=labels)
        named.append(head)
    return named

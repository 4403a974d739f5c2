"""Predictions as JSON."""

from __future__ import annotations

import json
from typing import Any, TextIO

from hamnosys.errors import printable
from trainer.predicting.prediction import Answers, HeadPrediction, Nearest, Prediction
from trainer.predicting.tables import DIGITS


def write_json(answers: Answers, stream: TextIO) -> None:
    """One document: checkpoint, scheme, what was asked, clips and failures."""
    json.dump(as_data(answers), stream, ensure_ascii=False, indent=1)
    stream.write("\n")


def as_data(answers: Answers) -> dict[str, Any]:
    """The document as data."""
    settings = answers.settings
    lexicon = None
    if settings.lexicon is not None:
        lexicon = {"file": str(settings.lexicon), "by": settings.by}
    return {
        "checkpoint": str(answers.checkpoint),
        "epoch": answers.epoch,
        "scheme": answers.scheme,
        "threshold": settings.threshold,
        "lexicon": lexicon,
        "clips": [_clip(clip) for clip in answers.clips],
        "failures": [
            {"name": failure.name, "message": str(failure.error)} for failure in answers.failures
        ],
    }


def _clip(clip: Prediction) -> dict[str, Any]:
    return {
        "name": clip.name,
        "path": printable(clip.path),
        "heads": [_head(head) for head in clip.heads],
        "nearest": None if clip.nearest is None else _nearest(clip.nearest),
    }


def _head(head: HeadPrediction) -> dict[str, Any]:
    return {
        "head": head.head,
        "unknown": head.unknown,
        "classes": [
            {
                "class": guess.number,
                "label": guess.label,
                "symbols": guess.symbols,
                "probability": round(guess.probability, DIGITS),
            }
            for guess in head.guesses
        ],
    }


def _nearest(nearest: Nearest) -> dict[str, Any]:
    return {
        "unknown": nearest.unknown,
        "more": nearest.more,
        "glosses": [
            {
                "rank": near.rank,
                "gloss": near.gloss,
                "name": near.name,
                "row": near.row,
                "distance": round(near.distance, DIGITS),
                "match": round(near.match, DIGITS),
            }
            for near in nearest.glosses
        ],
    }

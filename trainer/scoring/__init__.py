"""How good predictions are: counted batch by batch, put into numbers, tables and charts."""

from trainer.scoring.charts import draw_confusions
from trainer.scoring.confusion import ConfusedPair, Confusion, confused_pairs, write_confusions
from trainer.scoring.history import EpochRow, HeadFigures, History, read_history
from trainer.scoring.keeper import ScoreKeeper
from trainer.scoring.scores import ClassScores, HeadScores, Scores
from trainer.scoring.table import score_table

__all__ = [
    "ClassScores",
    "ConfusedPair",
    "Confusion",
    "EpochRow",
    "HeadFigures",
    "HeadScores",
    "History",
    "ScoreKeeper",
    "Scores",
    "confused_pairs",
    "draw_confusions",
    "read_history",
    "score_table",
    "write_confusions",
]

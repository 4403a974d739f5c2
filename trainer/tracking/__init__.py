"""Where the figures of each epoch go besides the run directory's own files."""

from trainer.tracking.choosing import check_trackers, trackers_of
from trainer.tracking.figures import figures, final_figures, parameters
from trainer.tracking.mlflow import MLflowTracker
from trainer.tracking.neptune import NeptuneTracker
from trainer.tracking.tensorboard import TensorBoardTracker
from trainer.tracking.tracker import Tracker

__all__ = [
    "MLflowTracker",
    "NeptuneTracker",
    "TensorBoardTracker",
    "Tracker",
    "check_trackers",
    "figures",
    "final_figures",
    "parameters",
    "trackers_of",
]

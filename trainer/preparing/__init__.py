"""From frames as they were decoded to what the model is given, on the device."""

from trainer.preparing.normalizing import DEVIATION, MEAN
from trainer.preparing.preparation import Preparation

__all__ = ["DEVIATION", "MEAN", "Preparation"]

"""The distances that there are; apart, so that `--help` can name them without numpy."""

DISTANCES = ("log_probability", "loss_weight")
"""How heads are weighted, the usual way first."""

"""The charts: each is a function from counts to a matplotlib figure, laid out in inches."""

from stats.charts.bars import draw_head
from stats.charts.canvas import Ink, drawing, save
from stats.charts.comparison import draw_comparison
from stats.charts.heat import draw_associations, draw_together
from stats.charts.overview import draw_overview

__all__ = [
    "Ink",
    "draw_associations",
    "draw_comparison",
    "draw_head",
    "draw_overview",
    "draw_together",
    "drawing",
    "save",
]

"""Statistics of class files: counts, charts and a report.

`count_class_file` counts; `hamnosys stats` (``stats.cli``) does all of it. Imports `hamnosys`,
never the reverse; matplotlib is only loaded where charts are drawn.
"""

from stats.counting import count_class_file
from stats.counts import Corpus, HeadCounts, pooled
from stats.measures import Measures, distance, measures

__all__ = [
    "Corpus",
    "HeadCounts",
    "Measures",
    "count_class_file",
    "distance",
    "measures",
    "pooled",
]

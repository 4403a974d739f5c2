"""Names that the command line knows before it loads what computes."""

PARAMETERS = ("handshape", "orientation", "location", "movement", "hands")
"""The parameters, in the order in which they are told."""

FORMATS = ("table", "json", "jsonl", "csv")
"""The output formats; the first is for people."""

DEFAULT_COUNT = 5
"""So many neighbours of each sign are told where no number is given."""

"""The formats of the charts; apart, so that `--help` can name them without matplotlib."""

from __future__ import annotations

from typing import Literal, get_args

Format = Literal["png", "svg", "pdf"]
FORMATS: tuple[Format, ...] = get_args(Format)

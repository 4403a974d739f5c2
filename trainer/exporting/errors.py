"""What can go wrong where a model is exported."""

from __future__ import annotations

from hamnosys.errors import HamNoSysError


class ExportError(HamNoSysError):
    """A model that cannot be written as ONNX, or whose graph gives other numbers than it does."""

    exit_code = 2

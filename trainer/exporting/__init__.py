"""A trained model as ONNX: the graph, and beside it what is needed to use it."""

from trainer.exporting.errors import ExportError
from trainer.exporting.job import Exported, export_onnx
from trainer.exporting.metadata import read_metadata

__all__ = ["ExportError", "Exported", "export_onnx", "read_metadata"]

"""An ONNX model without what only its making left in it: paths, traces, names that may clash."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import onnx

from hamnosys import __version__
from trainer.exporting.graph import OUTPUT

_INSIDE = "inner."
"""What names of values inside the graph begin with: no head has a dot in its name."""


def clean(model: Any) -> None:
    """Leave the graph, weights and names of inputs and outputs, in place.

    The same network then gives the same bytes, wherever it was exported.

    Args:
        model: an ``onnx.ModelProto``.
    """
    _forget(model)
    model.producer_name, model.producer_version = "hamnosys", __version__
    model.ir_version = onnx.helper.find_min_ir_version_for(list(model.opset_import))
    model.graph.name = "hamnosys"
    names = {each.name: each.name for each in model.graph.input}
    names |= {each.name: each.name.removeprefix(OUTPUT) for each in model.graph.output}
    for function in model.functions:
        _forget(function)
        for node in function.node:
            _forget(node)
    for graph in _graphs(model.graph):
        _forget(graph)
        # Shapes of values inside are found again by who runs it; some were those of the example.
        del graph.value_info[:]
        del graph.quantization_annotation[:]
        for each in (*graph.input, *graph.output, *graph.initializer, *graph.node):
            _forget(each)
        _rename(graph, names)


def _forget(each: Any) -> None:
    each.doc_string = ""
    del each.metadata_props[:]


def _graphs(graph: Any) -> Iterator[Any]:
    """A graph and those inside its nodes."""
    yield graph
    for node in graph.node:
        for attribute in node.attribute:
            for inside in (attribute.g, *attribute.graphs):
                if inside.node:
                    yield from _graphs(inside)


def _rename(graph: Any, names: Mapping[str, str]) -> None:
    """Rename inputs and outputs as given, and set all else apart from them."""

    def new(name: str) -> str:
        return names.get(name, _INSIDE + name) if name else name

    for each in (*graph.input, *graph.output, *graph.initializer):
        each.name = new(each.name)
    for node in graph.node:
        node.input[:] = [new(name) for name in node.input]
        node.output[:] = [new(name) for name in node.output]

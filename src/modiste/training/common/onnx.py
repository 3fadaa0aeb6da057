"""Export of torch networks to ONNX, with weights in 16 bits that are computed in 32."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

_SMALL = 64
"""Tensors with fewer values stay in 32 bits."""


def export_onnx(
    net: nn.Module,
    path: Path,
    example: Sequence[Tensor],
    inputs: Sequence[str],
    outputs: Sequence[str],
    shapes: dict[str, Any] | None = None,
) -> None:
    """Write ``net`` as ONNX.

    Args:
        net: in evaluation mode.
        path: the file to write.
        example: one tensor per argument of ``forward``.
        inputs: names of the inputs.
        outputs: names of the outputs.
        shapes: ``dynamic_shapes`` of :func:`torch.onnx.export`, by argument of ``forward``.

    Raises:
        RuntimeError: when torch cannot translate the network.
    """
    with _quiet():
        program = torch.onnx.export(
            net, tuple(example), input_names=list(inputs), output_names=list(outputs),
            opset_version=18, dynamo=True, dynamic_shapes=shapes, verbose=False,
        )  # fmt: skip
    if program is None:
        raise RuntimeError(f"{path} could not be exported: torch returned no ONNX program")
    _write_halved(program.model_proto, path)


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep from the user what the exporter says about itself: deprecations, torchvision."""
    logger = logging.getLogger("torch.onnx")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            warnings.simplefilter("ignore", FutureWarning)
            yield
    finally:
        logger.setLevel(level)


def _write_halved(model: object, path: Path) -> None:
    """Store the float32 weights as float16 behind a Cast, which the runtime folds on loading."""
    import onnx
    from onnx import numpy_helper

    assert isinstance(model, onnx.ModelProto)  # noqa: S101 - narrows the type
    graph, casts = model.graph, []
    for tensor in graph.initializer:
        values = numpy_helper.to_array(tensor)
        if values.dtype != np.float32 or values.size < _SMALL:
            continue
        name = tensor.name
        tensor.CopyFrom(numpy_helper.from_array(values.astype(np.float16), f"{name}.half"))
        casts.append(onnx.helper.make_node("Cast", [f"{name}.half"], [name],
                                           to=onnx.TensorProto.FLOAT))  # fmt: skip
    nodes = [*casts, *graph.node]
    del graph.node[:]
    graph.node.extend(nodes)
    del graph.value_info[:]
    _strip(model)
    _take_batches(graph)
    onnx.checker.check_model(model)
    path.write_bytes(model.SerializeToString())


def _take_batches(graph: Any) -> None:
    """Let the first axis of all inputs and outputs be as long as the caller wants.

    The example's batch of one also stands in the shapes that tensors are brought to; a nought there
    keeps the axis as it is.
    """
    from onnx import numpy_helper

    for part in (*graph.input, *graph.output):
        part.type.tensor_type.shape.dim[0].dim_param = "batch"
    constants = {tensor.name: tensor for tensor in graph.initializer}
    for node in graph.node:
        if node.op_type == "Reshape" and node.input[1] in constants:
            shape = numpy_helper.to_array(constants[node.input[1]]).copy()
            if shape.size > 1 and shape[0] == 1:
                shape[0] = 0
                constants[node.input[1]].CopyFrom(numpy_helper.from_array(shape, node.input[1]))
                keep = [a for a in node.attribute if a.name != "allowzero"]
                del node.attribute[:]
                node.attribute.extend(keep)


def _strip(model: Any) -> None:
    """Remove what the exporter noted about the machine it ran on: paths and stack traces."""
    model.doc_string = ""
    del model.metadata_props[:]
    graph = model.graph
    for part in (graph, *graph.node, *graph.input, *graph.output, *graph.initializer):
        part.doc_string = ""
        del part.metadata_props[:]

"""Small wrappers of the two inference runtimes: LiteRT for .tflite, onnxruntime for .onnx."""

from __future__ import annotations

from pathlib import Path
from threading import Lock

import numpy as np
from numpy.typing import NDArray

Tensor = NDArray[np.float32]


class LiteModel:
    """A .tflite network with one input; calls from several threads wait for one another.

    Args:
        path: the .tflite file.
        threads: threads of one call.
    """

    def __init__(self, path: Path, threads: int = 2) -> None:
        from ai_edge_litert.interpreter import Interpreter

        self._interpreter = Interpreter(str(path), num_threads=threads)
        self._interpreter.allocate_tensors()
        self._input = self._interpreter.get_input_details()[0]["index"]
        self._outputs = [d["index"] for d in self._interpreter.get_output_details()]
        self._lock = Lock()

    def __call__(self, tensor: Tensor) -> list[Tensor]:
        """Run the network.

        Args:
            tensor: float32, the network's input with its batch axis.

        Returns:
            float32 copies of the outputs, in the file's order.
        """
        with self._lock:
            self._interpreter.set_tensor(self._input, tensor)
            self._interpreter.invoke()
            return [self._interpreter.get_tensor(index) for index in self._outputs]


class OnnxModel:
    """An .onnx network; without a memory arena, which keeps the resident memory low.

    Args:
        path: the .onnx file.
        threads: threads of one call.
    """

    def __init__(self, path: Path, threads: int = 2) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.enable_cpu_mem_arena = False
        # Idle threads that spin take the processor from whatever comes after the network.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(
            str(path), options, providers=["CPUExecutionProvider"]
        )
        self._inputs = [i.name for i in self._session.get_inputs()]

    def __call__(self, *tensors: NDArray[np.generic]) -> list[Tensor]:
        """Run the network on its inputs, in the file's order; return all its outputs."""
        feed = dict(zip(self._inputs, tensors, strict=True))
        outputs: list[Tensor] = self._session.run(None, feed)
        return outputs


def sigmoid(logits: Tensor) -> Tensor:
    """The logistic function."""
    return np.asarray(1 / (1 + np.exp(-np.clip(logits, -50, 50))), np.float32)

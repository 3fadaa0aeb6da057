"""Small wrappers of the two inference runtimes: LiteRT for .tflite, onnxruntime for .onnx."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from modiste.errors import OptionError
from modiste.perception.gather import Gathered, Run, Tensor

_CUDA, _CPU = "CUDAExecutionProvider", "CPUExecutionProvider"


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

    It runs on a CUDA device where the runtime has one (the package ``onnxruntime-gpu``), and on the
    processor elsewhere or where the environment's ``MODISTE_DEVICE`` is ``cpu``. Calls that wait
    for one another are run as a batch, if the network takes batches.

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
        wanted = providers(onnxruntime.get_available_providers(), os.environ)
        self._session = onnxruntime.InferenceSession(str(path), options, providers=wanted)
        self._inputs = [i.name for i in self._session.get_inputs()]
        batches = all(isinstance(i.shape[0], str) for i in self._session.get_inputs())
        self._answer: Run = Gathered(self._run) if batches else self._run

    def __call__(self, *tensors: NDArray[np.generic]) -> list[Tensor]:
        """Run the network on its inputs, in the file's order; return all its outputs."""
        return self._answer(tensors)

    def _run(self, tensors: tuple[NDArray[np.generic], ...]) -> list[Tensor]:
        feed = dict(zip(self._inputs, tensors, strict=True))
        outputs: list[Tensor] = self._session.run(None, feed)
        return outputs


def providers(available: Sequence[str], environment: Mapping[str, str]) -> list[str]:
    """Where ONNX networks run: execution providers in order of preference.

    Args:
        available: what the installed runtime has.
        environment: ``MODISTE_DEVICE`` may be ``auto`` (which is the default), ``cpu`` or ``cuda``.

    Raises:
        modiste.errors.OptionError: another device, or ``cuda`` where the runtime has none.
    """
    device = environment.get("MODISTE_DEVICE", "auto") or "auto"
    if device not in ("auto", "cpu", "cuda"):
        raise OptionError(f"MODISTE_DEVICE is '{device}'; set it to auto, cpu or cuda.")
    has = _CUDA in available
    if device == "cuda" and not has:
        raise OptionError(
            "MODISTE_DEVICE is cuda, but the installed onnxruntime has no CUDA; install the "
            "package onnxruntime-gpu instead of onnxruntime, or set it to auto."
        )
    return [_CUDA, _CPU] if has and device != "cpu" else [_CPU]


def sigmoid(logits: Tensor) -> Tensor:
    """The logistic function."""
    return np.asarray(1 / (1 + np.exp(-np.clip(logits, -50, 50))), np.float32)

"""Every way out of the package for a network, and back in: a table, `EXITS`.

An exit gives what a network has become: a net that is read back, or what is computed elsewhere.
"""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from logicnet import from_keras, from_torch, read, to_jax, to_keras, to_torch, write
from outside.programs import in_c, in_javascript, in_python, in_verilog

os.environ.setdefault("KERAS_BACKEND", "torch")


class Exit(NamedTuple):
    """The packages and tools it needs, whether coordinates go through, and what it does.

    `back` reads back what was written, net by net; `run` computes all nets at their rows.
    """

    needs: tuple[str, ...] = ()
    reals: bool = True
    empty: bool = True  # whether networks without inputs go through
    back: Callable[[Any, Path], Any] | None = None
    run: Callable[..., list[Any]] | None = None
    tools: tuple[str, ...] = ()


def _file(suffix):
    def back(net, folder):
        path = folder / f"net{suffix}"
        write(net, path)
        return read(path)

    return back


def _through_torch(net, folder):
    module = to_torch(net)
    return from_torch(module, inputs=net.inputs, outputs=net.outputs, encoding=net.encoding)


def _through_keras(net, folder):
    to_keras(net).save(folder / "net.keras")
    path = folder / "net.keras"
    return from_keras(path, inputs=net.inputs, outputs=net.outputs, encoding=net.encoding)


def _in_torch(nets, folder, rows_of):
    import torch

    found = []
    for net in nets.values():
        module = to_torch(net)
        rows = torch.tensor(rows_of(net), dtype=module.layers[0].bias.dtype)
        found.append(module(rows).detach().numpy())
    return found


def _in_jax(nets, folder, rows_of):
    found = []
    for net in nets.values():
        apply, parameters = to_jax(net)
        found.append(np.asarray(apply(parameters, rows_of(net).astype(float))))
    return found


def _in_onnxruntime(nets, folder, rows_of):
    import onnxruntime

    options, found = onnxruntime.SessionOptions(), []
    options.log_severity_level = 4
    for net in nets.values():
        write(net, folder / "net.onnx")
        session = onnxruntime.InferenceSession(folder / "net.onnx", options)
        kind = {"tensor(float)": np.float32}.get(session.get_inputs()[0].type, np.float64)
        found.append(session.run(None, {"inputs": rows_of(net).astype(kind)})[0])
    return found


EXITS = {
    ".json": Exit(back=_file(".json")),
    ".npz": Exit(back=_file(".npz")),
    ".safetensors": Exit(back=_file(".safetensors")),
    ".onnx": Exit(("onnx", "onnxruntime"), back=_file(".onnx"), run=_in_onnxruntime),
    ".nir": Exit(("nir", "h5py"), back=_file(".nir")),
    "torch": Exit(("torch",), back=_through_torch, run=_in_torch),
    "Keras": Exit(("keras", "torch", "h5py", "onnx"), empty=False, back=_through_keras),
    "JAX": Exit(("jax",), run=_in_jax),
    ".c": Exit(run=in_c, tools=("gcc",)),
    ".js": Exit(run=in_javascript, tools=("node",)),
    ".py": Exit(run=in_python),
    ".th": Exit(reals=False, back=_file(".th")),
    ".v": Exit(reals=False, run=in_verilog, tools=("iverilog",)),
}

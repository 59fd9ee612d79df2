"""Networks and MLPs as compressed numpy arrays, for large ones; never pickled."""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ..errors import FormatError
from ..network import Network
from .files import write_atomically
from .header import from_header, header, source_of

if TYPE_CHECKING:
    from ..learning.mlp import MLP

_WIRES = ("indptr", "indices", "weights", "layer_starts")
_LEVELS = {"thresholds", "biases"}  # one of them is there


def write(network: Network | MLP, path: Path) -> None:
    """Write a network or an MLP as .npz."""
    write_atomically(path, _content(network))


def _content(network: Network | MLP) -> bytes:
    text = json.dumps(header(network) | {"labels": network.labels})
    arrays = {k: getattr(network, k) for k in (*_WIRES, *_LEVELS) if hasattr(network, k)}
    source = source_of(network)
    if source is not None:  # a file in the file
        arrays["source"] = np.frombuffer(_content(source), dtype=np.uint8)
    buffer = io.BytesIO()
    np.savez_compressed(buffer, header=np.array(text), **arrays)
    return buffer.getvalue()


def read(path: Path) -> Network | MLP:
    """The network or MLP in a .npz file."""
    return _of(path.read_bytes(), str(path))


def _of(content: bytes, path: str, whole: bool = True) -> Network | MLP:
    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as file:
            wanted = ("header", *_WIRES, *(_LEVELS & {*file.files} or {"thresholds"}))
            held = {name: file[name] for name in wanted}
            inner = file["source"].tobytes() if whole and "source" in file.files else None
    except KeyError as error:
        raise FormatError(f"{path}: no logicnet network: {error.args[0]}") from None
    except (
        ValueError, EOFError, OSError, RuntimeError, zipfile.BadZipFile, zlib.error
    ):  # fmt: skip
        raise FormatError(f"{path}: damaged, or no .npz file") from None
    source = None if inner is None else _of(inner, f"{path}: source", whole=False)
    try:
        data = json.loads(str(held.pop("header")))
        labels = data.get("labels")
    except (json.JSONDecodeError, AttributeError):
        raise FormatError(f"{path}: the header is damaged") from None
    if labels is not None and not isinstance(labels, list):
        raise FormatError(f'{path}: "labels" must be a list of texts')
    arrays = {**held, "labels": None if labels is None else tuple(map(str, labels))}
    return from_header(data, arrays, path, source)

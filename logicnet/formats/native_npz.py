"""Networks as compressed numpy arrays, for large ones; never pickled."""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from pathlib import Path

import numpy as np

from ..errors import FormatError
from ..network import Network
from .files import write_atomically
from .header import from_header, header

_ARRAYS = ("indptr", "indices", "weights", "thresholds", "layer_starts")


def write(network: Network, path: Path) -> None:
    """Write a network as .npz."""
    text = json.dumps(header(network) | {"labels": network.labels})
    buffer = io.BytesIO()
    arrays = {name: getattr(network, name) for name in _ARRAYS}
    np.savez_compressed(buffer, header=np.array(text), **arrays)
    write_atomically(path, buffer.getvalue())


def read(path: Path) -> Network:
    """The network in a .npz file."""
    content = io.BytesIO(path.read_bytes())
    try:
        with np.load(content, allow_pickle=False) as file:
            held = {name: file[name] for name in ("header", *_ARRAYS)}
    except KeyError as error:
        raise FormatError(f"{path}: no logicnet network: {error.args[0]}") from None
    except (
        ValueError, EOFError, OSError, RuntimeError, zipfile.BadZipFile, zlib.error
    ):  # fmt: skip
        raise FormatError(f"{path}: damaged, or no .npz file") from None
    try:
        data = json.loads(str(held.pop("header")))
        labels = data.get("labels")
    except (json.JSONDecodeError, AttributeError):
        raise FormatError(f"{path}: the header is damaged") from None
    if labels is not None and not isinstance(labels, list):
        raise FormatError(f'{path}: "labels" must be a list of texts')
    arrays = {**held, "labels": None if labels is None else tuple(map(str, labels))}
    return from_header(data, arrays, str(path))

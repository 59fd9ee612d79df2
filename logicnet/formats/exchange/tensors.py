"""The container of safetensors files: arrays by name, and texts beside them.

Eight bytes say how long the header is, a JSON text with the type, shape and place of each array;
the arrays follow without a gap. The format and its checks are small enough to stand here, so no
package is needed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from logicnet.errors import FormatError
from logicnet.ground.storage.json_text import parsed

_TYPES = {"F64": "<f8", "F32": "<f4", "F16": "<f2", "I64": "<i8", "I32": "<i4", "I16": "<i2",
          "I8": "|i1", "U8": "|u1", "BOOL": "|b1"}  # fmt: skip
_NAMES = {np.dtype(kind): name for name, kind in _TYPES.items()}
_LONGEST = 100_000_000  # bytes of a header
_MOST = 1 << 40  # values along one axis
_TEXTS = "__metadata__"


def packed(arrays: Mapping[str, NDArray[Any]], texts: Mapping[str, str]) -> bytes:
    """The content of a file, the arrays with the longest numbers first, so that all are aligned.

    >>> unpacked(packed({"w": np.array([1.5])}, {"a": "b"}), "x")[0]["w"].tolist()
    [1.5]
    """
    header: dict[str, Any] = {_TEXTS: dict(texts)}
    order = sorted(arrays, key=lambda name: (-arrays[name].dtype.itemsize, name))
    start, parts = 0, []
    for name in order:
        array = arrays[name].astype(arrays[name].dtype.newbyteorder("<"))
        end = start + array.nbytes
        kind = _NAMES[array.dtype]
        header[name] = {"dtype": kind, "shape": list(array.shape), "data_offsets": [start, end]}
        parts.append(array.tobytes())
        start = end
    text = json.dumps(header, separators=(",", ":")).encode("ascii")
    text += b" " * (-len(text) % 8)
    return len(text).to_bytes(8, "little") + text + b"".join(parts)


def unpacked(content: bytes, where: str) -> tuple[dict[str, NDArray[Any]], dict[str, str]]:
    """The arrays, read-only, and the texts of a file, whose places cover it without a gap."""
    length = int.from_bytes(content[:8], "little")
    if len(content) < 8 or length > min(_LONGEST, len(content) - 8):
        raise FormatError(f"{where}: no safetensors file, or one that is cut")
    try:
        text = content[8 : 8 + length].decode("utf-8")
    except UnicodeDecodeError:
        raise FormatError(f"{where}: the header is no UTF-8 text") from None
    header = parsed(text, f"{where}: header")
    if not isinstance(header, dict):
        raise FormatError(f"{where}: the header is no JSON object")
    texts = header.pop(_TEXTS, {})
    if not isinstance(texts, dict) or not all(isinstance(each, str) for each in texts.values()):
        raise FormatError(f'{where}: "{_TEXTS}" is no mapping of texts')
    data = memoryview(content)[8 + length :]
    arrays, ends = {}, []
    for name, about in header.items():
        kind, shape, start, end = _about(about, name, where)
        if end > len(data):
            raise FormatError(f"{where}: array {name[:40]!r} lies outside of the file")
        arrays[name] = np.frombuffer(data[start:end], kind).reshape(shape)
        ends.append((start, end))
    last = 0
    for start, end in sorted(ends):
        if start != last:
            raise FormatError(f"{where}: the arrays overlap or leave a gap")
        last = end
    if last != len(data):
        raise FormatError(f"{where}: {len(data) - last} bytes belong to no array")
    return arrays, texts


def _about(about: Any, name: str, where: str) -> tuple[np.dtype[Any], list[int], int, int]:
    """Type, shape and place of an array, which agree."""
    wrong = FormatError(f"{where}: the header of array {name[:40]!r} is not well formed")
    if not isinstance(about, dict) or set(about) != {"dtype", "shape", "data_offsets"}:
        raise wrong
    kind, shape, places = about["dtype"], about["shape"], about["data_offsets"]
    for listed in (shape, places):
        if not isinstance(listed, list) or not all(type(v) is int and v >= 0 for v in listed):
            raise wrong
    if len(places) != 2 or not isinstance(kind, str):
        raise wrong
    if len(shape) > 32 or max(shape, default=0) > _MOST:
        raise wrong
    if kind not in _TYPES:
        raise FormatError(f"{where}: array {name[:40]!r} is of type {kind[:20]!r}")
    count = 1
    for size in shape:
        count *= size
    found = np.dtype(_TYPES[kind])
    if places[1] - places[0] != count * found.itemsize:
        raise wrong
    return found, shape, *places

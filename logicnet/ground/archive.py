"""Arrays in an .npz archive: written, and read within bounds, never unpickled.

What an archive says of itself is checked before memory is taken for it: the bytes that its members
unfold to, and that the shape in a member's header is as long as the member.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from logicnet.errors import FormatError

MOST = 1 << 30  # bytes that a compressed archive may unfold to; or twice its own size
_HEADER = re.compile(
    rb"\{'descr': '([<>|=][biufcU]\d+)', 'fortran_order': (?:False|True), "
    rb"'shape': \((?:(\d{1,18}),)?\), \} *\n"
)
_DAMAGE = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, RuntimeError, ValueError,
    TypeError, LookupError, OverflowError,
)  # fmt: skip


def packed(arrays: Mapping[str, NDArray[Any]], *, compressed: bool = True) -> bytes:
    """The arrays as the content of an .npz file; not compressed where it could not be read."""
    buffer = io.BytesIO()
    small = sum(array.nbytes for array in arrays.values()) < MOST // 2
    save = np.savez_compressed if compressed and small else np.savez
    save(buffer, **arrays)  # type: ignore[arg-type]
    return buffer.getvalue()


def unpacked(content: bytes, where: str) -> dict[str, NDArray[Any]]:
    """The arrays of an .npz file by name, each of one dimension or none, and read-only.

    >>> unpacked(packed({"weights": np.array([1, 2])}), "net.npz")["weights"].tolist()
    [1, 2]
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as file:
            members = file.infolist()
            if len(members) != int.from_bytes(content[-12:-10], "little"):  # as its end record says
                raise FormatError(f"{where}: damaged, or no .npz file")
            _check_size(members, len(content), where)
            arrays = {_name(member, where): _array(file, member, where) for member in members}
    except FormatError:
        raise
    except _DAMAGE:
        if not content:
            raise FormatError(f"{where}: an empty file; expected an .npz archive") from None
        raise FormatError(f"{where}: damaged, or no .npz file") from None
    if len(arrays) < len(members):
        raise FormatError(f"{where}: an array is there twice")
    return arrays


def _check_size(members: list[zipfile.ZipInfo], size: int, where: str) -> None:
    total = sum(member.file_size for member in members)
    if total > max(MOST, 2 * size):
        raise FormatError(
            f"{where}: {size} bytes that unfold to {total}; expected at most {max(MOST, 2 * size)}"
        )
    if any(m.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for m in members):
        raise FormatError(f"{where}: packed in a way that .npz files do not use")


def _name(member: zipfile.ZipInfo, where: str) -> str:
    name = member.filename
    if not name.endswith(".npy"):
        raise FormatError(f"{where}: {name[:40]!r} in it is no array (.npy)")
    return name[:-4]


def _array(file: zipfile.ZipFile, member: zipfile.ZipInfo, where: str) -> NDArray[Any]:
    """The array of a member, if its header is of the plain kind that numpy writes."""
    with file.open(member) as opened:
        content = opened.read(member.file_size)  # no more, whatever the data unfold to
    start = 10 + int.from_bytes(content[8:10], "little")
    found = _HEADER.fullmatch(content[10:start])
    if content[:8] != b"\x93NUMPY\x01\x00" or found is None:
        raise FormatError(
            f"{where}: {member.filename[:40]!r} is no array of numbers or text in one dimension"
        )
    dtype = np.dtype(found[1].decode())
    shape = () if found[2] is None else (int(found[2]),)
    count = shape[0] if shape else 1
    if count * dtype.itemsize != len(content) - start:
        raise FormatError(
            f"{where}: {member.filename[:40]!r} is said to hold {count} values, but holds "
            f"{len(content) - start} bytes"
        )
    return np.frombuffer(content, dtype, count, start).reshape(shape)

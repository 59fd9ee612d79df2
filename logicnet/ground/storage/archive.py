"""Arrays in an .npz archive: written, and read within bounds, never unpickled.

What an archive says of itself is checked before memory is taken for it: the bytes that its members
unfold to, and that the shape in a member's header is as long as the member. Only the headers are
read at first, so that who knows what belongs together can refuse what does not before it unfolds.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from logicnet.errors import FormatError

_LONGEST = 10 + (1 << 16)  # bytes of a member's own header
_PIECE = 1 << 20  # bytes unfolded at a time
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


@dataclass(frozen=True)
class Member:
    """An array of an archive that is not unfolded yet: its type, its shape and where it stands."""

    file: zipfile.ZipFile
    info: zipfile.ZipInfo
    dtype: np.dtype[Any]
    shape: tuple[int, ...]
    start: int  # of the values, behind the header
    where: str

    @property
    def count(self) -> int:
        """How many values it holds."""
        return self.shape[0] if self.shape else 1

    def array(self) -> NDArray[Any]:
        """The values, read-only; they take no more memory than they have."""
        content = bytearray()  # which grows as there is content, whatever was said
        size = self.start + self.count * self.dtype.itemsize
        try:
            with self.file.open(self.info) as opened:
                while len(content) <= size and (piece := opened.read(_PIECE)):
                    content += piece
        except _DAMAGE:
            content.clear()
        if len(content) != size:
            raise FormatError(f"{self.where}: damaged, or no .npz file")
        values = np.frombuffer(content, self.dtype, self.count, self.start).reshape(self.shape)
        values.flags.writeable = False
        return values


def unpacked(content: bytes, where: str) -> dict[str, NDArray[Any]]:
    """The arrays of an .npz file by name, each of one dimension or none, and read-only.

    >>> unpacked(packed({"weights": np.array([1, 2])}), "net.npz")["weights"].tolist()
    [1, 2]
    """
    return {name: member.array() for name, member in members(content, where).items()}


def members(content: bytes, where: str) -> dict[str, Member]:
    """The arrays of an .npz file by name, of which only the headers are read.

    >>> members(packed({"weights": np.array([1, 2])}), "net.npz")["weights"].count
    2
    """
    try:
        file = zipfile.ZipFile(io.BytesIO(content))
        infos = file.infolist()
        if len(infos) != int.from_bytes(content[-12:-10], "little"):  # as its end record says
            raise FormatError(f"{where}: damaged, or no .npz file")
        _check_size(infos, len(content), where)
        found = {_name(info, where): _member(file, info, where) for info in infos}
    except FormatError:
        raise
    except _DAMAGE:
        if not content:
            raise FormatError(f"{where}: an empty file; expected an .npz archive") from None
        raise FormatError(f"{where}: damaged, or no .npz file") from None
    if len(found) < len(infos):
        raise FormatError(f"{where}: an array is there twice")
    return found


def _check_size(infos: list[zipfile.ZipInfo], size: int, where: str) -> None:
    total = sum(info.file_size for info in infos)
    if total > max(MOST, 2 * size):
        raise FormatError(
            f"{where}: {size} bytes that unfold to {total}; expected at most {max(MOST, 2 * size)}"
        )
    if any(m.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for m in infos):
        raise FormatError(f"{where}: packed in a way that .npz files do not use")


def _name(info: zipfile.ZipInfo, where: str) -> str:
    name = info.filename
    if not name.endswith(".npy"):
        raise FormatError(f"{where}: {name[:40]!r} in it is no array (.npy)")
    return name[:-4]


def _member(file: zipfile.ZipFile, info: zipfile.ZipInfo, where: str) -> Member:
    """What the header of a member says, if it is of the plain kind that numpy writes."""
    with file.open(info) as opened:
        content = opened.read(min(info.file_size, _LONGEST))
    start = 10 + int.from_bytes(content[8:10], "little")
    found = _HEADER.fullmatch(content[10:start])
    if content[:8] != b"\x93NUMPY\x01\x00" or found is None:
        raise FormatError(
            f"{where}: {info.filename[:40]!r} is no array of numbers or text in one dimension"
        )
    dtype = np.dtype(found[1].decode())
    shape = () if found[2] is None else (int(found[2]),)
    count = shape[0] if shape else 1
    if count * dtype.itemsize != info.file_size - start:
        raise FormatError(
            f"{where}: {info.filename[:40]!r} is said to hold {count} values, but holds "
            f"{info.file_size - start} bytes"
        )
    np.frombuffer(b"", dtype, 0)  # refuses types without a size
    return Member(file, info, dtype, shape, start, where)

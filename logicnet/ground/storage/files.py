"""Files: read with errors that say what is wrong, written whole or not at all.

A file is written beside its place under a name of its own, synced, and then renamed over the old
one, so that a crash or a power cut leaves the old content or the new. The writer holds a lock on
that part; a part that nobody holds is of a writer that was killed, and the next write of the same
file removes it.
"""

from __future__ import annotations

import errno
import os
import re
import secrets
import stat
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, TypeVar

from logicnet.errors import (
    ArgumentTypeError,
    FileError,
    FormatError,
    MissingFileError,
    SpecificationError,
    did_you_mean,
)

try:
    import fcntl
except ImportError:  # Windows, where a file that is open cannot be removed
    fcntl = None  # type: ignore[assignment]

T = TypeVar("T")

_PART = ".logicnet-part"
_SHOWN = 40  # characters of a file's name that begin the names of its parts
_OLD = 3600  # seconds after which a part is left over, where there are no locks
_MOST_PIPED = 1 << 28  # bytes that are taken from what is no file and may never end
_NO_SYNC = (errno.EBADF, errno.EINVAL)  # what file systems say that cannot sync a folder
_FEW = 1000  # names of a folder among which the one that was meant is looked for


def named(path: str | os.PathLike[str]) -> Path:
    """The path that a text or a path names.

    >>> named("terms.pla").suffix
    '.pla'
    """
    if isinstance(path, (str, os.PathLike)) and isinstance(os.fspath(path), str):
        return Path(path)
    raise ArgumentTypeError(
        f"a file is named by a text or a path, not by a value of type {type(path).__name__}"
    )


def read_octets(path: Path, most: int | None = None) -> bytes:
    """What is in the file, or an error that says why it cannot be read or has over `most` bytes."""
    return _told(path, "read", lambda: _octets(path, most))


def read_text(path: Path, otherwise: str | None = None, most: int | None = None) -> str:
    """The text of a file in UTF-8, or else in the encoding `otherwise`; without a byte order
    mark."""
    return decoded(read_octets(path, most), str(path), otherwise)


def decoded(octets: bytes, name: str, otherwise: str | None = None) -> str:
    """The text of octets in UTF-8, or else in the encoding `otherwise`; `name` is for errors."""
    if octets[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise FormatError(f"{name}: UTF-16 text; expected UTF-8")
    try:
        text = octets.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if otherwise is None:
            raise FormatError(f"{name}: not UTF-8 text (byte {error.start})") from None
        text = octets.decode(otherwise)
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise FormatError(f"{name}:{line}: a character NUL; expected text")
    return text


def write_text(path: Path, text: str) -> None:
    """Write the text in UTF-8, whole or not at all."""
    write_texts(path, [text])


def write_texts(path: Path, texts: Iterable[str]) -> None:
    """Write texts in UTF-8, one after another as they are made, all of them or nothing."""
    texts = iter(texts)
    first = _encoded(path, next(texts, ""))  # what fails so early leaves no trace
    with writing(path) as file:
        file.write(first)
        for text in texts:
            file.write(_encoded(path, text))


def _encoded(path: Path, text: str) -> bytes:
    wrong = None if text.isascii() and "\0" not in text else re.search("[\0\ud800-\udfff]", text)
    if wrong:
        raise SpecificationError(f"{path}: the character {wrong[0]!r} cannot be written as text")
    return text.encode("utf-8")


def write_atomically(path: Path, content: bytes) -> None:
    """Replace the file by `content` in one step: a crash leaves the old file or the new one.

    Symbolic links are followed, and the permissions of an existing file are kept. What is no
    regular file, such as a pipe or ``/dev/null``, is written to as it stands.
    """
    with writing(path) as file:
        file.write(content)


@contextmanager
def writing(path: Path) -> Iterator[BinaryIO]:
    """A file to write to, which replaces that of the name at the end, as `write_atomically` does.

    An error, or an interrupt, within leaves the old one.
    """
    with errors_of(path, "written"), _opened(_place(path)) as file:
        yield file


def check_place(path: Path) -> None:
    """Raise unless a file can be written there."""

    def attempt() -> None:
        place = _place(path)
        if not _is_special(place):
            with _part(place):
                pass

    _told(path, "written", attempt)


def _told(path: Path, what: str, act: Callable[[], T]) -> T:
    """The result of `act`, with the errors of this module."""
    with errors_of(path, what):
        return act()


@contextmanager
def errors_of(path: Path, what: str) -> Iterator[None]:
    """Within, an error of the system names the file and what could not be done."""
    if "\0" in str(path):
        raise FileError(f"{str(path)!r} holds a character NUL; expected a file name")
    try:
        yield
    except FileError:
        raise
    except OSError as error:
        told = FileError(f"{path}: cannot be {what}: {error.strerror or error}")
        told.errno = error.errno
        raise told from None


def status(path: Path) -> os.stat_result:
    """What the system knows of a file that is to be read; an error where it is none."""
    try:
        about = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        raise MissingFileError(f"{path}: no such file{near_name(path)}") from None
    if stat.S_ISDIR(about.st_mode):
        raise FileError(f"{path} is a folder; expected a file")
    return about


def _octets(path: Path, most: int | None) -> bytes:
    about = status(path)
    limit = _MOST_PIPED if most is None else most
    if stat.S_ISREG(about.st_mode) and (most is None or about.st_size <= most):
        return path.read_bytes()
    if not stat.S_ISREG(about.st_mode):
        with open(path, "rb") as file:
            octets = file.read(limit + 1)
        if len(octets) <= limit:
            return octets
    raise FormatError(f"{path}: more than {limit} bytes, the limit for this format")


def near_name(path: Path) -> str:
    """The ending that names the file, or the folder, that was meant."""
    if not path.parent.is_dir():
        return f", as there is no folder {path.parent}"
    with suppress(OSError), os.scandir(path.parent) as found:
        names = [entry.name for _, entry in zip(range(_FEW), found, strict=False)]
        return did_you_mean(path.name, names, cutoff=0.75)
    return ""


# -- writing --------------------------------------------------------------------------------


def _place(path: Path) -> Path:
    """Where the file lies, links followed, if one may be written there."""
    place = Path(os.path.realpath(path)) if path.is_symlink() else path
    if place.is_dir():
        raise FileError(f"{path} is a folder; expected a file")
    if not place.parent.is_dir():
        raise MissingFileError(f"{path}: there is no folder {place.parent}")
    if place.is_symlink():
        raise FileError(f"{path}: a link that leads to itself")
    if place.exists() and not os.access(place, os.W_OK):
        raise FileError(f"{path} is write-protected")
    return place


def _is_special(place: Path) -> bool:
    return place.exists() and not place.is_file()


@contextmanager
def _opened(place: Path) -> Iterator[BinaryIO]:
    if _is_special(place):
        with open(place, "wb") as file:
            yield file
        return
    _remove_left_over(place)
    with _part(place) as (part, file):
        yield file
        file.flush()
        os.fsync(file.fileno())
        if fcntl is None:
            file.close()
        os.replace(part, place)
    _sync_folder(place.parent)


@contextmanager
def _part(place: Path) -> Iterator[tuple[Path, BinaryIO]]:
    """A new file beside `place`, locked, with the permissions that `place` has or would get; it
    is gone at the end, unless it was renamed."""
    old = place.stat() if place.exists() else None
    part, handle = _locked_part(place, 0o666 if old is None else 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            if old is not None:
                _take_over(handle, part, old)
            yield part, file
    finally:
        part.unlink(missing_ok=True)


def _locked_part(place: Path, mode: int) -> tuple[Path, int]:
    """A new file and its handle. Until it is locked, it may be taken for a left-over one."""
    while True:
        part = place.with_name(_prefix(place) + secrets.token_hex(6) + _PART)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        handle = os.open(part, flags, mode)
        if fcntl is None:
            return part, handle
        with suppress(OSError):  # a file system without locks
            fcntl.flock(handle, fcntl.LOCK_EX)
        if os.fstat(handle).st_nlink:
            return part, handle
        os.close(handle)


def _prefix(place: Path) -> str:
    return f".{place.name[:_SHOWN]}."


def _take_over(handle: int, part: Path, old: os.stat_result) -> None:
    """Give the new file the owner, as far as that is allowed, and the permissions of the old."""
    if hasattr(os, "fchown"):
        new = os.fstat(handle)
        if (new.st_uid, new.st_gid) != (old.st_uid, old.st_gid):
            with suppress(OSError):
                os.fchown(handle, old.st_uid, old.st_gid)
    os.chmod(part, stat.S_IMODE(old.st_mode))


def _remove_left_over(place: Path) -> None:
    """Remove the parts of this file whose writers were killed."""
    prefix = _prefix(place)
    with suppress(OSError), os.scandir(place.parent) as found:
        parts = [e.path for e in found if e.name.startswith(prefix) and e.name.endswith(_PART)]
        for part in parts:
            with suppress(OSError):
                _remove_if_left_over(part)


def _remove_if_left_over(part: str) -> None:
    if fcntl is None:
        if time.time() - os.stat(part).st_mtime > _OLD:
            os.unlink(part)
        return
    with open(part, "rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)  # fails while a writer holds it
        os.unlink(part)


def _sync_folder(folder: Path) -> None:
    """Let the new name survive a power cut, where folders can be synced."""
    if fcntl is None:
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in _NO_SYNC:
            raise
    finally:
        os.close(handle)

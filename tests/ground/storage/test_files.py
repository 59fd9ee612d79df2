"""Files: errors that say why, writes that are whole, synced, and leave nothing behind."""

import ast
import multiprocessing
import os
import re
import signal
import stat
import subprocess
import sys
import threading
import time
from pathlib import Path
from random import Random

import pytest

import logicnet
from logicnet.errors import (
    ArgumentTypeError,
    FileError,
    FormatError,
    MissingFileError,
    SpecificationError,
)
from logicnet.ground.storage import files
from logicnet.ground.storage.files import (
    check_place,
    named,
    read_octets,
    read_text,
    write_atomically,
    write_text,
)

posix = pytest.mark.skipif(os.name != "posix", reason="permissions, locks and links of Unix")


def _names(folder):
    return sorted(path.name for path in folder.iterdir())


# -- reading --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "kind", "message"),
    [
        ("adder.jso", MissingFileError, "adder.jso: no such file; did you mean 'adder.json'?"),
        ("other.json", MissingFileError, "other.json: no such file"),
        ("no/adder.json", MissingFileError, "no such file, as there is no folder"),
        ("adder.json/x", MissingFileError, "no such file, as there is no folder"),
        (".", FileError, "is a folder; expected a file"),
        ("a\0b", FileError, "holds a character NUL"),
        ("x" * 300, FileError, "cannot be read: File name too long"),
    ],
)
def test_what_cannot_be_read_is_told(tmp_path, name, kind, message):
    (tmp_path / "adder.json").write_text("x")
    with pytest.raises(kind, match=message.replace("?", r"\?")) as caught:
        read_octets(tmp_path / name)
    assert isinstance(caught.value, (logicnet.LogicnetError, OSError))
    assert str(caught.value).startswith(str(tmp_path)) or "NUL" in message


@pytest.mark.parametrize(
    ("octets", "message"),
    [
        ("a".encode("utf-16"), "UTF-16 text; expected UTF-8"),
        (b"\xfe\xff\0a", "UTF-16 text; expected UTF-8"),
        (b"ab\xff", r"not UTF-8 text \(byte 2\)"),
        (b"a\n\0b", "t.txt:2: a character NUL"),
    ],
)
def test_what_is_no_text_is_told(tmp_path, octets, message):
    path = tmp_path / "t.txt"
    path.write_bytes(octets)
    with pytest.raises(FormatError, match=message):
        read_text(path)


def test_text_is_read_with_a_limit_without_its_mark_and_in_another_encoding(tmp_path):
    path = tmp_path / "t.txt"
    path.write_bytes("\ufeffä".encode())
    assert read_text(path, most=5) == "ä"
    with pytest.raises(FormatError, match="more than 4 bytes"):
        read_text(path, most=4)
    path.write_bytes("ä".encode("latin-1"))
    assert read_text(path, "latin-1") == "ä"


@posix
def test_what_never_ends_is_not_read_for_ever(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "_MOST_PIPED", 1 << 16)
    with pytest.raises(FormatError, match="/dev/zero: more than 65536 bytes"):
        read_octets(Path("/dev/zero"))
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_bytes, args=(b"abc",))
    writer.start()
    assert read_octets(pipe) == b"abc"
    writer.join()


@pytest.mark.parametrize("suffix", [".json", ".npz", ".pla", ".csv"])
@pytest.mark.parametrize(
    "octets",
    [
        b"", b"\n", b"\r\r\r", b" ", b"\xef\xbb\xbf", b"\xff\xfe{\0}\0", "{}".encode("utf-16-be"),
        b"\x00\x01\x02", bytes(range(256)), b"PK\x03\x04", b"\x93NUMPY", b"{" * 5000, b"(" * 5000,
        b'"' * 999, b".i 99999999999\n.o 1\n", b".i 3\n.o 999999999999999999999\n",
    ],
)  # fmt: skip
def test_every_reader_refuses_junk(tmp_path, suffix, octets):
    path = tmp_path / f"junk{suffix}"
    path.write_bytes(octets)
    with pytest.raises(FormatError, match="junk"):
        logicnet.read(path)


def test_the_suffix_that_was_meant_is_told(tmp_path):
    net = logicnet.compile("a")
    for name, message in [
        ("net.jsno", r"no format for the suffix '.jsno'; known.*, .geojson; did you mean '.json'"),
        ("net", "net: no suffix; known are"),
        (".json", "no suffix; known are"),
    ]:
        with pytest.raises(FormatError, match=message):
            logicnet.read(tmp_path / name)
        with pytest.raises(FormatError, match=message):
            logicnet.write(net, tmp_path / name)
    assert not list(tmp_path.iterdir())


class Octets:
    """A path in bytes, as os.scandir gives them for a folder that is named in bytes."""

    def __fspath__(self):
        return b"t.txt"


@pytest.mark.parametrize("wrong", [b"t.txt", Octets(), 3, None])
def test_a_file_is_named_by_text(wrong):
    kind = type(wrong).__name__
    with pytest.raises(ArgumentTypeError, match=f"not by a value of type {kind}$"):
        named(wrong)
    assert named("t.txt") == named(Path("t.txt")) == Path("t.txt")


# -- writing --------------------------------------------------------------------------------


def test_content_is_written_and_replaced(tmp_path):
    path = tmp_path / "t.txt"
    for text in ("", "old", "ä\r\n"):
        write_text(path, text)
        assert path.read_bytes() == text.encode()
    assert _names(tmp_path) == ["t.txt"]


def test_what_is_no_text_is_not_written(tmp_path):
    for text in ("a\ud800", "a\0"):
        with pytest.raises(SpecificationError, match="t.txt: the character"):
            write_text(tmp_path / "t.txt", text)
    assert _names(tmp_path) == []


@pytest.mark.parametrize(
    ("name", "kind", "message"),
    [
        ("no/t.txt", MissingFileError, "there is no folder"),
        (".", FileError, "is a folder; expected a file"),
        ("a\0b", FileError, "holds a character NUL"),
        ("x" * 300, FileError, "cannot be written: File name too long"),
    ],
)
def test_a_place_that_cannot_be_written_is_told(tmp_path, name, kind, message):
    for act in (lambda path: write_atomically(path, b"x"), check_place):
        with pytest.raises(kind, match=message):
            act(tmp_path / name)
    assert _names(tmp_path) == []


def test_names_of_any_length_that_a_file_may_have_are_written(tmp_path):
    for name in ("x" * 255, "ä" * 127, ".hidden", "a b*[?].txt"):
        write_atomically(tmp_path / name, b"x")
        check_place(tmp_path / name)
    assert len(_names(tmp_path)) == 4


@posix
def test_links_are_followed_and_stay(tmp_path):
    (tmp_path / "real").mkdir()
    target, link, second = tmp_path / "real" / "t.txt", tmp_path / "link", tmp_path / "second"
    link.symlink_to(Path("real") / "t.txt")
    second.symlink_to("link")
    for content in (b"new", b"old"):  # the link leads nowhere first
        write_atomically(second, content)
        assert (link.is_symlink(), second.is_symlink(), target.is_symlink()) == (True, True, False)
        assert target.read_bytes() == content
    loop = tmp_path / "loop"
    loop.symlink_to("loop")
    with pytest.raises(FileError, match="a link that leads to itself|Too many levels"):
        write_atomically(loop, b"x")
    assert loop.is_symlink()
    assert _names(tmp_path) == ["link", "loop", "real", "second"]


@posix
@pytest.mark.parametrize("mask", [0o022, 0o077, 0o002])
def test_permissions_are_kept_and_those_of_a_new_file_are_usual(tmp_path, mask):
    old, new = tmp_path / "old", tmp_path / "new"
    old.write_text("x")
    before = os.umask(mask)
    try:
        for mode in (0o600, 0o640, 0o666, 0o755):
            old.chmod(mode)
            write_atomically(old, b"y")
            assert stat.S_IMODE(old.stat().st_mode) == mode
        write_atomically(new, b"y")
        assert stat.S_IMODE(new.stat().st_mode) == 0o666 & ~mask
    finally:
        os.umask(before)


@posix
def test_a_part_of_a_secret_file_is_never_open_to_others(tmp_path, monkeypatch):
    path, seen = tmp_path / "secret", []
    path.write_text("x")
    path.chmod(0o600)
    taken = files._take_over
    monkeypatch.setattr(
        files, "_take_over",
        lambda handle, *rest: (seen.append(os.fstat(handle).st_mode), taken(handle, *rest)),
    )  # fmt: skip
    write_atomically(path, b"y")
    assert [stat.S_IMODE(mode) & 0o077 for mode in seen] == [0]


@posix
@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="owners need root")
def test_the_owner_is_kept(tmp_path):
    path = tmp_path / "t.txt"
    path.write_text("x")
    os.chown(path, 1234, 2345)
    write_atomically(path, b"y")
    assert (path.stat().st_uid, path.stat().st_gid) == (1234, 2345)


@posix
def test_what_is_no_regular_file_is_written_to_and_stays(tmp_path):
    write_atomically(Path("/dev/null"), b"x")
    check_place(Path("/dev/null"))
    assert stat.S_ISCHR(os.stat("/dev/null").st_mode)
    pipe, got = tmp_path / "pipe", []
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: got.append(pipe.read_bytes()))
    reader.start()
    write_atomically(pipe, b"abc")
    reader.join()
    assert got == [b"abc"]
    assert stat.S_ISFIFO(pipe.stat().st_mode)


ATTEMPT = """
import os, sys
from pathlib import Path
from logicnet.ground.storage.files import read_octets, write_atomically
os.chdir(sys.argv[1])
if os.geteuid() == 0:  # no more rights than a usual user's
    os.setgid(65534)
    os.setuid(65534)
path = Path(sys.argv[3])
try:
    write_atomically(path, b"new") if sys.argv[2] == "write" else read_octets(path)
except OSError as error:
    print(type(error).__name__, error)
"""


@posix
def test_what_is_not_permitted_is_told(tmp_path):
    fixed, secret, guarded = (tmp_path / name for name in ("fixed", "secret", "guarded"))
    fixed.mkdir()
    for path in (secret, guarded):
        path.write_text("old")
    for path, mode in ((tmp_path, 0o755), (fixed, 0o555), (secret, 0o000), (guarded, 0o444)):
        path.chmod(mode)
    for act, path, told in [
        ("read", "secret", "secret: cannot be read: Permission denied"),
        ("write", "guarded", "guarded is write-protected"),
        ("write", "fixed/t.txt", "fixed/t.txt: cannot be written: Permission denied"),
    ]:
        command = [sys.executable, "-c", ATTEMPT, tmp_path, act, path]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        assert done.stdout == f"FileError {told}\n"
    assert guarded.read_text() == "old"
    assert _names(fixed) == []


# -- faults ---------------------------------------------------------------------------------

FULL = """
import resource, signal, sys
from pathlib import Path
from logicnet.ground.storage.files import write_atomically
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, 10_000))
try:
    write_atomically(Path(sys.argv[1]), b"n" * 20_000)
except OSError as error:
    print(type(error).__name__, error)
"""


@posix
def test_a_write_that_does_not_fit_leaves_the_old_file(tmp_path):
    path = tmp_path / "t.txt"
    path.write_text("old")
    done = subprocess.run(
        [sys.executable, "-c", FULL, path], capture_output=True, text=True, check=True
    )
    assert done.stdout == f"FileError {path}: cannot be written: File too large\n"
    assert (path.read_text(), _names(tmp_path)) == ("old", ["t.txt"])


@posix
@pytest.mark.parametrize("fault", ["fsync", "replace", "fdopen"])
@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_whatever_fails_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch, fault, error):
    path = tmp_path / "t.txt"
    path.write_text("old")

    def fail(*arguments, **options):
        raise error

    with monkeypatch.context() as patched:
        patched.setattr(os, fault, fail)
        with pytest.raises((FileError, KeyboardInterrupt), match=r"No space left|^$"):
            write_atomically(path, b"new")
    assert (path.read_text(), _names(tmp_path)) == ("old", ["t.txt"])


@posix
@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="a device that is always full")
def test_a_full_device_is_told():
    with pytest.raises(FileError, match="cannot be written: No space left on device"):
        write_atomically(Path("/dev/full"), b"x" * 10_000)


@posix
def test_file_and_folder_are_synced_before_and_after_the_name_changes(tmp_path, monkeypatch):
    done, sync, replace = [], os.fsync, os.replace

    def noted_sync(handle):
        kind = "folder" if stat.S_ISDIR(os.fstat(handle).st_mode) else "file"
        done.append((kind, os.fstat(handle).st_size if kind == "file" else None))
        sync(handle)

    monkeypatch.setattr(os, "fsync", noted_sync)
    monkeypatch.setattr(os, "replace", lambda *names: (done.append("name"), replace(*names)))
    write_atomically(tmp_path / "t.txt", b"content")
    assert done == [("file", 7), "name", ("folder", None)]


WRITER = """
import sys
from pathlib import Path
from logicnet.ground.storage.files import write_atomically
path, letters = Path(sys.argv[1]), sys.argv[2].encode()
print("ready", flush=True)
for turn in range(20_000):
    write_atomically(path, bytes([letters[turn % len(letters)]]) * 300_000)
"""


def _is_whole(octets, letters):
    return len(octets) == 300_000 and set(octets) in [{ord(letter)} for letter in letters]


@posix
def test_a_killed_writer_leaves_the_old_content_or_the_new_and_no_litter(tmp_path):
    path = tmp_path / "t.txt"
    left, rng = 0, Random(0)
    for _ in range(12):
        command = [sys.executable, "-c", WRITER, path, "ab"]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as writer:
            writer.stdout.readline()
            time.sleep(rng.uniform(0.005, 0.03))
            writer.kill()
        if path.exists():
            assert _is_whole(path.read_bytes(), "ab")
        left = max(left, len([name for name in _names(tmp_path) if name != "t.txt"]))
    write_atomically(path, b"end")
    assert (path.read_bytes(), _names(tmp_path)) == (b"end", ["t.txt"])
    assert left <= 1  # each writer removed what the one before had left


@posix
def test_the_part_of_a_living_writer_stays_and_that_of_a_dead_one_goes(tmp_path):
    path = tmp_path / "t.txt"
    for name in (".t.txt.0123456789ab.logicnet-part", ".other.0123456789ab.logicnet-part"):
        (tmp_path / name).write_text("left over")
    (tmp_path / ".t.txt.part").write_text("not ours")
    with files._part(path) as (living, _):
        write_atomically(path, b"x")
        assert living.exists()
        assert len(_names(tmp_path)) == 4
    kept = [".other.0123456789ab.logicnet-part", ".t.txt.part", "t.txt"]
    assert _names(tmp_path) == kept


@posix
def test_a_part_that_was_removed_before_it_was_locked_is_made_anew(tmp_path, monkeypatch):
    locked, calls = files.fcntl.flock, []

    def taken_for_left_over(handle, how):
        calls.append(how)
        if len(calls) == 1:
            (removed,) = tmp_path.iterdir()
            removed.unlink()
        locked(handle, how)

    monkeypatch.setattr(files.fcntl, "flock", taken_for_left_over)
    write_atomically(tmp_path / "t.txt", b"x")
    assert (_names(tmp_path), len(calls)) == (["t.txt"], 2)


def test_without_locks_only_old_parts_are_removed(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "fcntl", None)
    path = tmp_path / "t.txt"
    young, old = (tmp_path / f".t.txt.{k}.logicnet-part" for k in "yo")
    for part in (young, old):
        part.write_text("x")
    os.utime(old, (time.time() - 4000,) * 2)
    write_atomically(path, b"x")
    check_place(path)
    assert _names(tmp_path) == [young.name, "t.txt"]


def test_threads_with_one_path_do_not_collide(tmp_path):
    path, failed = tmp_path / "t.txt", []

    def work(letter):
        try:
            for _ in range(15):
                write_atomically(path, letter.encode() * 300_000)
                if not _is_whole(path.read_bytes(), "abcd"):
                    failed.append("half")
        except Exception as error:
            failed.append(repr(error))

    threads = [threading.Thread(target=work, args=(letter,)) for letter in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed
    assert _names(tmp_path) == ["t.txt"]


def _write_often(path, letter):
    for _ in range(10):
        write_atomically(path, letter.encode() * 300_000)


def test_processes_with_one_path_do_not_collide(tmp_path):
    path = tmp_path / "t.txt"
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=_write_often, args=(path, letter)) for letter in "ab"]
    for worker in workers:
        worker.start()
    while any(worker.is_alive() for worker in workers):
        if path.exists():
            assert _is_whole(path.read_bytes(), "ab")
    for worker in workers:
        worker.join()
    assert [worker.exitcode for worker in workers] == [0, 0]
    assert _names(tmp_path) == ["t.txt"]


@posix
def test_every_writer_of_the_package_goes_through_here(tmp_path, monkeypatch):
    """A link stays a link, whatever is written through it."""
    from logicnet import plot
    from logicnet.cli import main

    net = logicnet.compile("a ^ b")
    logicnet.write(net, tmp_path / "net.json")
    (tmp_path / "points.csv").write_text("a,b\n0,1\n")
    data = [[0, 0], [0, 1], [1, 0], [1, 1]], [0, 1, 1, 0]
    writers = {
        "w.json": lambda path: logicnet.write(net, path),
        "w.npz": lambda path: logicnet.write(net, path),
        "w.pla": lambda path: logicnet.write(logicnet.minimize("a ^ b"), path),
        "w.csv": lambda path: logicnet.write(net.table(), path),
        "w.svg": lambda path: plot.save(plot.network(net), path),
        "run.npz": lambda path: logicnet.train(
            logicnet.MLP.random([2, 2, 1]), *data, epochs=2, checkpoint=path
        ),
        "o.json": lambda path: main(["compile", "a ^ b", "-o", str(path)]),
        "o.csv": lambda path: main(
            ["evaluate", str(tmp_path / "net.json"), "--csv", str(tmp_path / "points.csv"), "-o",
             str(path)]
        ),
        "o.svg": lambda path: main(["plot", "a ^ b", "-o", str(path)]),
    }  # fmt: skip
    (tmp_path / "links").mkdir()
    (tmp_path / "real").mkdir()
    for name, writer in writers.items():
        link = tmp_path / "links" / name
        link.symlink_to(Path("..") / "real" / name)
        writer(link)
        assert link.is_symlink(), name
        assert (tmp_path / "real" / name).stat().st_size > 0, name
    assert _names(tmp_path / "real") == _names(tmp_path / "links") == sorted(writers)


METHODS = {"write_bytes", "write_text", "mkstemp", "tofile", "to_csv", "touch"}


def _writes(text):
    """The calls that write a file: open for writing, and methods that do."""
    for node in ast.walk(ast.parse(text)) if re.search("open|" + "|".join(METHODS), text) else ():
        if not isinstance(node, ast.Call):
            continue
        if isinstance(node.func, ast.Name) and node.func.id == "open":
            modes = {getattr(argument, "value", None) for argument in node.args[1:]}
            if node.keywords or modes & {"w", "wb", "a", "ab", "x", "xb", "r+", "r+b"}:
                yield ast.unparse(node)
        attribute = node.func.attr if isinstance(node.func, ast.Attribute) else ""
        if attribute in METHODS:
            yield ast.unparse(node)


def test_no_module_but_one_opens_a_file_to_write():
    root = Path(logicnet.__file__).parent
    found = {
        path.relative_to(root).as_posix(): [*_writes(path.read_text(encoding="utf-8"))]
        for path in root.rglob("*.py")
    }
    assert {name for name, calls in found.items() if calls} == {"cli.py", "ground/storage/files.py"}
    assert found["cli.py"] == ["open(os.devnull, 'w', encoding='utf-8')"]
    assert [*_writes("open(p, 'w')\np.write_text(t)\nopen(p)")] == [
        "open(p, 'w')", "p.write_text(t)"
    ]  # fmt: skip


@posix
def test_an_interrupted_writer_leaves_the_old_content_or_the_new(tmp_path):
    """Ctrl-C may come anywhere, also while a part is made or removed."""
    path, rng = tmp_path / "t.txt", Random(0)
    for _ in range(4):
        command = [sys.executable, "-c", WRITER, path, "ab"]
        options = {"stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
        with subprocess.Popen(command, **options) as writer:
            writer.stdout.readline()
            time.sleep(rng.uniform(0.005, 0.03))
            writer.send_signal(signal.SIGINT)
        if path.exists():
            assert _is_whole(path.read_bytes(), "ab")
    write_atomically(path, b"end")
    assert (path.read_bytes(), _names(tmp_path)) == (b"end", ["t.txt"])

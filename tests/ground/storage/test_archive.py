"""Archives of arrays: read back as they were, within bounds, and never unpickled."""

import io
import tracemalloc
import zipfile

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from logicnet.errors import FormatError
from logicnet.ground.storage import archive
from logicnet.ground.storage.archive import packed, unpacked

arrays = st.builds(
    lambda kind, values: np.array(values).astype(kind),
    st.sampled_from(["i1", "<i8", ">i8", "u8", "f2", "<f8", ">f4", "b1", "U5", "c16"]),
    st.lists(st.integers(0, 100), max_size=5),
)


def _zipped(**members):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(f"{name}.npy", content)
    return buffer.getvalue()


def _npy(header, content=b"", version=b"\x01\x00"):
    return b"\x93NUMPY" + version + len(header).to_bytes(2, "little") + header + content


def _header(shape, kind="<i8"):
    text = f"{{'descr': '{kind}', 'fortran_order': False, 'shape': {shape}, }}"
    return text.encode() + b" " * 10 + b"\n"


@given(st.dictionaries(st.sampled_from("abc"), arrays), st.booleans())
def test_arrays_come_back(given_arrays, compressed):
    found = unpacked(packed(given_arrays, compressed=compressed), "x")
    assert found.keys() == given_arrays.keys()
    for name, array in given_arrays.items():
        assert found[name].dtype == array.dtype
        assert found[name].tolist() == array.tolist()
        assert not found[name].flags.writeable


def test_many_arrays_and_long_headers_come_back():
    many = {f"a{k}": np.array([k]) for k in range(300)}
    assert {name: array.tolist() for name, array in unpacked(packed(many), "x").items()} == {
        name: array.tolist() for name, array in many.items()
    }
    header = _header("(1,)")[:-1] + b" " * 300 + b"\n"
    assert unpacked(_zipped(a=_npy(header, b"\1" + b"\0" * 7)), "x")["a"].tolist() == [1]


def test_text_of_no_dimension_comes_back():
    assert str(unpacked(packed({"t": np.array("ä b")}), "x")["t"]) == "ä b"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "x: an empty file; expected an .npz archive"),
        (b"junk", "x: damaged, or no .npz file"),
        (_zipped(a=b""), "x: 'a.npy' is no array"),
        (_zipped(a=_npy(_header("(2,)"), b"\0" * 8)), "'a.npy' is said to hold 2 values, but"),
        (_zipped(a=_npy(_header("(1,)"), b"\0" * 9)), "'a.npy' is said to hold 1 values, but"),
        (_zipped(a=_npy(_header("(1000000000000000,)"), b"\0" * 8)), "1000000000000000 values"),
        (_zipped(a=_npy(_header("(1" + "0" * 400 + ",)"))), "'a.npy' is no array of numbers"),
        (_zipped(a=_npy(_header("(-1,)"))), "'a.npy' is no array of numbers"),
        (_zipped(a=_npy(_header("(2, 2)"), b"\0" * 32)), "'a.npy' is no array of numbers"),
        (_zipped(a=_npy(_header("(1,)", "|O"), b"\0" * 8)), "'a.npy' is no array of numbers"),
        (_zipped(a=_npy(_header("(1,)", "<i3"), b"\0" * 3)), "damaged, or no .npz file"),
        (_zipped(a=_npy(_header("(1,)", "<U0"))), "damaged, or no .npz file"),
        (_zipped(a=_npy(_header("(1,)"), b"\0" * 8, b"\x03\x00")), "'a.npy' is no array"),
        (_zipped(a=_npy(b"(" * 9000)), "'a.npy' is no array of numbers"),
        (_zipped(a=_npy(b"{'descr': " + b"[" * 9000)), "'a.npy' is no array of numbers"),
        (_zipped(a=_npy(_header("(1,)")[:-1], b"\0" * 8)), "'a.npy' is no array of numbers"),
    ],
)
def test_what_is_no_archive_of_arrays_is_refused(content, message):
    with pytest.raises(FormatError, match=message):
        unpacked(content, "x")


def test_members_that_are_no_arrays_or_are_there_twice_are_refused():
    whole = packed({"a": np.arange(3)})
    for name, message in (("b.txt", "'b.txt' in it is no array"), ("a.npy", "is there twice")):
        buffer = io.BytesIO(whole)
        with zipfile.ZipFile(buffer, "a") as file, pytest.warns() if name == "a.npy" else _quiet():
            file.writestr(name, file.read("a.npy"))
        with pytest.raises(FormatError, match=message):
            unpacked(buffer.getvalue(), "x")


class _quiet:
    def __enter__(self):
        return self

    def __exit__(self, *_):
        return False


@pytest.mark.parametrize("kind", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_other_kinds_of_packing_are_refused(kind):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", kind) as file:
        file.writestr("a.npy", _npy(_header("(1,)"), b"\0" * 8))
    with pytest.raises(FormatError, match="packed in a way that .npz files do not use"):
        unpacked(buffer.getvalue(), "x")


def _peak(content, message):
    tracemalloc.start()
    try:
        with pytest.raises(FormatError, match=message):
            unpacked(content, "x")
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_no_memory_is_taken_for_what_an_archive_only_claims(monkeypatch):
    """A bomb, a bomb that lies about its size, and a shape without data."""
    monkeypatch.setattr(archive, "MOST", 1 << 20)
    bomb = _zipped(a=_npy(_header("(4000000,)"), b"\0" * 32_000_000))
    assert len(bomb) < 40_000
    assert _peak(bomb, "bytes that unfold to 320000") < 1_000_000
    with zipfile.ZipFile(io.BytesIO(bomb)) as file:
        real = file.getinfo("a.npy").file_size
    liar = bomb.replace(real.to_bytes(4, "little"), (1000).to_bytes(4, "little"))
    assert _peak(liar, "damaged|is said to hold") < 1_000_000
    shape = _zipped(a=_npy(_header("(1000000000000000,)"), b"\0" * 8))
    assert _peak(shape, "is said to hold") < 1_000_000


def test_an_array_takes_little_more_memory_than_its_values():
    content = packed({"a": np.zeros(1 << 20)})
    tracemalloc.start()
    try:
        assert unpacked(content, "x")["a"].nbytes == 1 << 23
        assert tracemalloc.get_traced_memory()[1] < 1.5 * (1 << 23)
    finally:
        tracemalloc.stop()


def test_an_archive_may_unfold_to_a_limit_or_to_twice_its_size(monkeypatch):
    assert archive.MOST == 2**30
    half = np.random.default_rng(0).integers(0, 256, 4000, dtype=np.uint8)
    for zeros, held in ((2000, True), (3400, True), (5000, False), (8000, False)):
        content = packed({"a": np.concatenate([half, np.zeros(zeros, np.uint8)])})
        monkeypatch.setattr(archive, "MOST", 0)
        if held:
            assert unpacked(content, "x")["a"].tolist()[:4000] == half.tolist()
        else:
            with pytest.raises(FormatError, match="bytes that unfold to"):
                unpacked(content, "x")
        monkeypatch.undo()
    assert (
        len(packed({"a": np.zeros(1000)}, compressed=False))
        > 8000
        > len(packed({"a": np.zeros(1000)}))
    )


def test_an_archive_that_compressed_could_not_be_read_is_not_compressed(monkeypatch):
    monkeypatch.setattr(archive, "MOST", 1 << 16)
    for count in (100, 4000, 5000, 100_000):
        zeros = {"a": np.zeros(count), "b": np.zeros(3)}
        content = packed(zeros)
        assert (len(content) > 8 * count) == (8 * count + 24 >= 1 << 15)
        assert unpacked(content, "x")["a"].tolist() == zeros["a"].tolist()


def test_no_flipped_bit_is_read_as_something_else():
    whole = packed({"a": np.arange(5), "t": np.array("abc")})
    for position in range(8 * len(whole)):
        broken = bytearray(whole)
        broken[position // 8] ^= 1 << position % 8
        try:
            found = unpacked(bytes(broken), "x")
        except FormatError:
            continue
        assert found["a"].tolist() == [0, 1, 2, 3, 4]
        assert str(found["t"]) == "abc"

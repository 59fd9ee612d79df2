"""Safetensors: what the package of that name reads and writes, and what is damaged."""

import json

import numpy as np
import pytest
from hypothesis import given, settings

from logicnet import MLP, FormatError, Network, SpecificationError, compile, read, verify, write
from logicnet.formats.exchange.tensors import packed, unpacked
from optional import optional
from stored import MLPS, NETWORKS, same
from strategies import networks, real_networks

ARRAYS = {
    "a": np.arange(6, dtype=np.float32).reshape(2, 3), "b": np.array([-1, 2**62]),
    "é": np.zeros((0, 3)), "c": np.array(1.5), "d": np.array([True, False]),
}  # fmt: skip


def test_the_package_of_that_name_reads_what_is_written_and_is_read(tmp_path):
    theirs = optional("safetensors.numpy")
    path = tmp_path / "x.safetensors"
    path.write_bytes(packed(ARRAYS, {"key": "value ö"}))
    found = theirs.load_file(path)
    with optional("safetensors").safe_open(path, "numpy") as file:
        assert file.metadata() == {"key": "value ö"}
    mine, texts = unpacked(theirs.save(ARRAYS, {"key": "value ö"}), "x")
    assert texts == {"key": "value ö"}
    for name, array in ARRAYS.items():
        for other in (found[name], mine[name]):
            assert (other.dtype, other.shape) == (array.dtype, array.shape)
            assert (other == array).all()


def test_others_compute_the_network_from_its_arrays(tmp_path):
    """A few lines, as the module says."""
    for name in ("small", "skip wires", "two outputs"):
        net = NETWORKS[name]
        rows = np.array([[0] * len(net.inputs), [1] * len(net.inputs)])
        arrays = _arrays(net, tmp_path / "x.safetensors")
        values = rows.astype(float)
        for k in range(1, net.depth + 1):
            reads, weight, bias = (arrays[f"layers.{k}.{x}"] for x in ("reads", "weight", "bias"))
            values = np.hstack([values, values[:, reads] @ weight.T + bias >= 0])
        assert (values[:, len(net.inputs) + arrays["outputs"]] == net(rows)).all()


def _arrays(net, path, **options):
    write(net, path, **options)
    return unpacked(path.read_bytes(), "x")[0]


@settings(max_examples=40)
@given(networks(largest=2**20, encodings=("binary", "bipolar")) | real_networks())
def test_networks_come_back_bit_for_bit_or_are_refused(tmp_path_factory, net):
    path = tmp_path_factory.getbasetemp() / "drawn.safetensors"
    try:
        write(net, path)
    except SpecificationError as error:
        assert "exactly" in str(error)
        return
    assert same(read(path), net)


def test_the_type_is_the_smallest_that_holds_all_or_the_one_asked_for(tmp_path):
    path = tmp_path / "x.safetensors"
    assert _arrays(NETWORKS["small"], path)["layers.1.weight"].dtype == np.float32
    assert _arrays(NETWORKS["a third"], path)["layers.1.weight"].dtype == np.float64
    assert _arrays(MLPS["linear"], path, dtype="float32")["layers.1.weight"].dtype == np.float32
    with pytest.raises(SpecificationError, match="float32 does not hold"):
        _arrays(NETWORKS["a third"], path, dtype="float32")
    assert read(path).activations == MLPS["linear"].activations


def test_sparse_layers_have_their_wires(tmp_path):
    rng = np.random.default_rng(0)
    units = [(rng.choice(60, 2, replace=False), [1, -1], 1) for _ in range(500)]
    net = Network.from_units([f"x{k}" for k in range(60)], units)
    arrays = _arrays(net, tmp_path / "x.safetensors")
    assert arrays["layers.1.weight"].shape == (1000,)
    assert read(tmp_path / "x.safetensors") == net
    zeros = MLP.from_layers([np.zeros((2, 3))], [[0, 1]])
    write(zeros, tmp_path / "x.safetensors")
    assert read(tmp_path / "x.safetensors") == zeros


def test_a_proof_stands_in_the_file(tmp_path):
    path = tmp_path / "x.safetensors"
    write(compile("a ^ b"), path, formula="a ^ b")
    assert unpacked(path.read_bytes(), "x")[1]["verified"] == "equal, proven by all 4 rows"
    assert verify(path, "a ^ b")


def _file(header, data=b""):
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return len(text).to_bytes(8, "little") + text + data


def _about(dtype="F32", shape=(1,), places=(0, 4)):
    return {"dtype": dtype, "shape": list(shape), "data_offsets": list(places)}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "no safetensors file"),
        (b"\xff" * 8 + b"{}", "no safetensors file"),
        (_file(b"\xff"), "no UTF-8"),
        (_file(b"[]"), "no JSON object"),
        (_file(b"{"), "not JSON"),
        (_file({"__metadata__": {"a": 1}}), "no mapping of texts"),
        (_file({"a": 1}), "not well formed"),
        (_file({"a": _about(places=(4, 0))}), "not well formed"),
        (_file({"a": _about(shape=(True,))}), "not well formed"),
        (_file({"a": _about(shape=(2**62, 2**62), places=(0, 0))}), "not well formed"),
        (_file({"a": _about()}), "lies outside"),
        (_file({"a": _about("C64")}), "is of type 'C64'"),
        (_file({"a": _about(), "b": _about()}, b"1234"), "overlap or leave a gap"),
        (_file({"a": _about(places=(4, 8))}, b"12345678"), "overlap or leave a gap"),
        (_file({"a": _about()}, b"12345"), "1 bytes belong to no array"),
        (_file({"a": _about()}, b"1234"), "arrays without a text 'logicnet'"),
    ],
)
def test_what_is_not_well_formed_is_refused(content, message, tmp_path):
    path = tmp_path / "x.safetensors"
    path.write_bytes(content)
    with pytest.raises(FormatError, match=message):
        read(path)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda a, t: a.update({"layers.1.bias": a["layers.1.bias"] + 1}), "digest is not that"),
        (lambda a, t: a.update(outputs=np.array([0])), "digest is not that"),
        (lambda a, t: a.update(more=np.array([0])), "unknown array 'more'"),
        (lambda a, t: a.pop("layers.1.reads"), "no reads or no weight"),
        (lambda a, t: a.update({"layers.1.reads": np.array([0])}), "shapes that disagree"),
        (lambda a, t: a.update({"layers.1.weight": np.zeros(2)}), "1 dimensions of type float64"),
        (lambda a, t: a.update({"layers.1.indptr": np.array([0, 9]),
                                "layers.1.weight": np.zeros(2)}), "lengths that disagree"),
        (lambda a, t: t.update(logicnet=t["logicnet"].replace('"~a & b"', '"a"')), "digest"),
        (lambda a, t: t.update(logicnet="{}"), "format"),
        (lambda a, t: t.update(logicnet=t["logicnet"].replace('"zeros": []', '"zeros": [[9, 9]]')),
         "between other nodes"),
        (lambda a, t: t.update(logicnet=t["logicnet"].replace('"whole": true', '"whole": 1')),
         "are not what they are"),
    ],
)  # fmt: skip
def test_what_was_changed_is_refused(change, message, tmp_path):
    path = tmp_path / "x.safetensors"
    write(compile("a ^ b", "wide"), path)
    arrays, texts = unpacked(path.read_bytes(), "x")
    change(arrays, texts)
    path.write_bytes(packed(arrays, texts))
    with pytest.raises(FormatError, match=message):
        read(path)


def content(header, data=b"", length=None):
    """A file with this header, a JSON value or text, and these octets behind it."""
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return (len(text) if length is None else length).to_bytes(8, "little") + text + data


def about(**changes):
    entry = {"dtype": "U8", "shape": [1], "data_offsets": [0, 1]} | changes
    return {name: value for name, value in entry.items() if value is not None}


@pytest.mark.parametrize(
    ("octets", "message"),
    [
        (b"", "that is cut"), (b"\0" * 7, "that is cut"), (b"\0" * 8, "header"),
        (content({}, length=3), "that is cut"), (content(b"\xff\xff"), "no UTF-8"),
        (content([]), "no JSON object"), (content({"__metadata__": []}), "no mapping of texts"),
        (content({"__metadata__": {"a": 1}}), "no mapping of texts"),
        (content({"__metadata__": "a"}), "no mapping of texts"),
        (content({"w": about()}), "lies outside"), (content({}, b"\0"), "1 bytes belong to no"),
        (content({"w": []}, b"\0"), "not well formed"),
        (content({"w": about(dtype=None)}, b"\0"), "not well formed"),
        (content({"w": about(more=1)}, b"\0"), "not well formed"),
        (content({"w": about(dtype=1)}, b"\0"), "not well formed"),
        (content({"w": about(dtype=[])}, b"\0"), "not well formed"),
        (content({"w": about(data_offsets=[0, 1, 1])}, b"\0"), "not well formed"),
        (content({"w": about(data_offsets=[0])}, b"\0"), "not well formed"),
        (content({"w": about(shape=[True])}, b"\0"), "not well formed"),
        (content({"w": about(shape=[-1])}, b"\0"), "not well formed"),
        (content({"w": about(shape="1")}, b"\0"), "not well formed"),
        (content({"w": about(shape=[2])}, b"\0"), "not well formed"),
        (content({"w": about(shape=[1] * 33)}, b"\0"), "not well formed"),
        (content({"w": about(shape=[0, 2**40 + 1], data_offsets=[0, 0])}), "not well formed"),
        (content({"w": about(dtype="F8_E4M3")}, b"\0"), "of type 'F8_E4M3'"),
        (content({"v": about(), "w": about()}, b"\0\0"), "overlap or leave a gap"),
        (content({"w": about(data_offsets=[1, 2])}, b"\0\0"), "overlap or leave a gap"),
    ],
)  # fmt: skip
def test_headers_that_do_not_fit_their_file_are_refused(octets, message):
    with pytest.raises(FormatError, match=message):
        unpacked(octets, "x")


def test_headers_at_the_limits_are_read():
    assert unpacked(content({}), "x") == ({}, {})
    for changes in ({"shape": [1] * 32}, {"shape": []}, {"shape": [1, 1]}):
        assert unpacked(content({"w": about(**changes)}, b"\7"), "x")[0]["w"].ravel() == 7
    empty = about(shape=[0, 2**40], data_offsets=[0, 0])
    assert unpacked(content({"w": empty}), "x")[0]["w"].shape == (0, 2**40)


@pytest.mark.parametrize("count", range(9))
def test_arrays_begin_at_whole_words(count):
    octets = packed({"w": np.ones(1)}, {"key": "x" * count})
    length = int.from_bytes(octets[:8], "little")
    assert length % 8 == 0
    assert len(octets) == 8 + length + 8
    assert octets[8 : 8 + length].rstrip(b" ").endswith(b"}")
    assert length - len(octets[8 : 8 + length].rstrip(b" ")) < 8

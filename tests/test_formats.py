import json
import os

import numpy as np
import pytest
from hypothesis import given

from logicnet import (
    MLP,
    FormatError,
    Network,
    SpecificationError,
    TruthTable,
    compile,
    harden,
    read,
    soften,
    train,
    write,
)
from logicnet.formats.native_json import dumps, loads
from strategies import networks

NET = compile("a & b | ~a & c", style="wide")


@given(networks(largest=2**40))
def test_json_round_trips_bit_for_bit(net):
    assert loads(dumps(net)) == net


@pytest.mark.parametrize("suffix", [".json", ".npz"])
def test_files_round_trip_with_their_description(tmp_path, suffix):
    path = tmp_path / f"net{suffix}"
    described = NET.described(construction="by hand", lower_bound=2)
    for net in (described, NET.encoded("bipolar"), compile("1"), compile({"p": "a", "q": "~a"})):
        write(net, path)
        again = read(path)
        assert again == net
        assert (again.construction, again.lower_bound) == (net.construction, net.lower_bound)


def test_real_weights_survive_json():
    net = Network.from_units(["p"], [([0], [0.1], 1 / 3)], encoding="real")
    assert loads(dumps(net)) == net


def test_csv_round_trips(tmp_path):
    table = TruthTable.from_string("01-1", ["a", "b"])
    write(table, tmp_path / "t.csv")
    assert read(tmp_path / "t.csv") == table


def _changed(**changes):
    return json.dumps({**json.loads(dumps(NET)), **changes})


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", r"net:1: not JSON"),
        ("[]", "expected a JSON object, got list"),
        ("{}", 'expected "layers"'),
        (_changed(format="other"), "\"format\" is 'other'"),
        (_changed(version=99), "version 99 was written by a newer logicnet"),
        (_changed(version="1"), '"version" is \'1\''),
        (_changed(inputs="abc"), '"inputs" must be a list of names'),
        (_changed(inputs=["a", "a", "b"]), "input name 'a' is given twice"),
        (_changed(outputs={"y": 7}), "output units must be 0 to 2"),
        (_changed(outputs={"y": "z"}), "must map names to unit numbers"),
        (_changed(layers=[[{"reads": [0]}]]), 'unit 0 needs "reads", "weights"'),
        (_changed(layers=[[{"reads": [9], "weights": [1], "threshold": 1}]],
                 outputs={"y": 0}), "reads node 9"),
        (_changed(layers=[[{"reads": [0], "weights": [1, 2], "threshold": 1}]]), "with 2 weights"),
        (_changed(layers=[[{"reads": [0], "weights": ["x"], "threshold": 1}]]), "got 'x'"),
        (_changed(layers=[[{"reads": [0], "weights": [True], "threshold": 1}]]), "got True"),
        (_changed(layers=[[{"reads": [0], "weights": [2**70], "threshold": 1}]],
                 outputs={"y": 0}), "numeric"),
        (_changed(encoding="odd"), "encoding is 'binary'"),
        (_changed(lower_bound="2"), "lower_bound"),
        ("[" * 100_000, "JSON|nested"),
    ],
)  # fmt: skip
def test_damaged_json_is_refused_with_its_place(text, message):
    with pytest.raises(FormatError, match=message) as caught:
        loads(text, "net")
    assert str(caught.value).startswith("net")


def test_damaged_npz_is_refused(tmp_path):
    path = tmp_path / "net.npz"
    write(NET, path)
    whole = path.read_bytes()
    for broken in (b"", b"hello", whole[: len(whole) // 2], whole[:200] + whole[260:]):
        path.write_bytes(broken)
        with pytest.raises(FormatError, match="net.npz"):
            read(path)
    np.savez(path, other=np.arange(3))
    with pytest.raises(FormatError, match="no logicnet network"):
        read(path)
    np.savez(path, header=np.array([{"a": 1}], dtype=object))
    with pytest.raises(FormatError, match="net.npz"):  # an object array is never unpickled
        read(path)


def test_unknown_suffixes_and_wrong_kinds_are_refused(tmp_path):
    with pytest.raises(FormatError, match=r"no format for the suffix '.xyz'; known are .json"):
        read(tmp_path / "net.xyz")
    with pytest.raises(SpecificationError, match="holds a Network or an MLP, not TruthTable"):
        write(TruthTable.from_string("01"), tmp_path / "t.json")
    with pytest.raises(FileNotFoundError):
        read(tmp_path / "absent.npz")


def test_a_failed_write_leaves_the_old_file(tmp_path, monkeypatch):
    path = tmp_path / "net.json"
    write(NET, path)
    before = path.read_bytes()

    def fail(*_):
        raise OSError("disk full")

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(OSError, match="disk full"):
        write(compile("a"), path)
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["net.json"]


def test_many_outputs_survive_csv(tmp_path):
    table = TruthTable.from_string({"s": "01-1", "t": "1100"}, ["a", "b"])
    write(table, tmp_path / "t.csv")
    assert read(tmp_path / "t.csv") == table


def test_no_flipped_bit_of_an_npz_escapes_as_another_error(tmp_path):
    path = tmp_path / "net.npz"
    write(NET, path)
    whole = path.read_bytes()
    for position in range(0, 8 * len(whole), 7):
        broken = bytearray(whole)
        broken[position // 8] ^= 1 << position % 8
        path.write_bytes(broken)
        try:
            assert read(path) == NET
        except FormatError as error:
            assert "net.npz" in str(error)


@pytest.mark.parametrize("suffix", [".json", ".npz"])
def test_trained_nets_come_back_exactly(tmp_path, suffix):
    file = tmp_path / f"net{suffix}"
    soft = soften(compile("a ^ b ^ c", "wide"))
    trained = train(soft, [[0, 0, 0], [1, 1, 0]], [1, 0], epochs=3, train_gain=True).mlp
    region = soften(compile("x + 1000*y <= 1 & x >= 0"), band=0.1)
    classes = MLP.random([2, 4, 3], output="softmax", seed=1, inputs=["p q", "r"])
    for mlp in (soft, trained, region, classes):
        write(mlp, file)
        found = read(file)
        assert found == mlp
        assert (found.source, found.certificate) == (mlp.source, mlp.certificate)
        assert str(found.certificate) == str(mlp.certificate)
        if mlp is not classes:
            assert harden(found) == harden(mlp)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"gains": [1.0]}, "1 gains"),
        ({"gains": ["a", "b"]}, "gains must be an array of real numbers"),
        ({"activations": ["sigmoid", "relux"]}, "'relux' is not known"),
        ({"activations": 3}, '"activations" must be a list of names'),
        ({"certificate": {"gain": 1}}, "'bounds'"),
        ({"source": {"format": "logicnet mlp"}}, '"source" must be a network'),
        ({"source": {"format": "x"}}, "source: expected \"layers\""),
        ({"encoding": "odd"}, "odd"),
    ],
)
def test_a_damaged_trained_net_is_refused(tmp_path, change, message):
    file = tmp_path / "net.json"
    write(soften(compile("a ^ b", "wide")), file)
    file.write_text(json.dumps(json.loads(file.read_text()) | change))
    with pytest.raises(FormatError, match=message):
        read(file)

"""Networks and MLPs as files: they come back, and what is damaged or false does not."""

import json
import os
import tracemalloc
from random import Random

import numpy as np
import pytest
from hypothesis import given

from logicnet import (
    FormatError,
    LimitError,
    Network,
    SpecificationError,
    TruthTable,
    approximate,
    compile,
    harden,
    read,
    soften,
    write,
)
from logicnet.formats import native_json
from logicnet.formats.native_json import dumps, loads
from stored import MLPS, NETWORKS
from strategies import networks

NET = compile("a & b | ~a & c", style="wide")


@given(networks(largest=2**40))
def test_json_round_trips_bit_for_bit(net):
    assert loads(dumps(net)) == net


def test_whole_numbers_beside_floats_are_floats(tmp_path):
    data = json.loads(dumps(NETWORKS["real"])) | {"digest": None, "centre": [1, 0.5]}
    assert loads(json.dumps(data)).centre.tolist() == [1.0, 0.5]
    path = tmp_path / "net.npz"
    write(Network.from_units(["a"], [([], [], 0)]), path)
    with np.load(path) as file:
        plain = {name: file[name] for name in file.files}
    np.savez(path, **plain | {"weights": np.zeros(0)})
    assert read(path).thresholds.dtype == np.int64


def _changed(**changes):
    return json.dumps({**json.loads(dumps(NET)), "digest": None, **changes})


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", r"net:1: not JSON"),
        ("[]", "expected a JSON object, got list"),
        ("", "empty; expected JSON"),
        ("{}", "\"format\" is None, expected 'logicnet network' or 'logicnet mlp'"),
        ('{"a": 1, "a": 1}', '"a" is there twice in one object'),
        ('{"a": NaN}', "NaN is no number of JSON"),
        ('{"a": %s}' % ("1" * 5000), "a whole number of thousands of digits"),
        (_changed(format="other"), "\"format\" is 'other'"),
        (_changed(version=99), "version 99 was written by a newer logicnet"),
        (_changed(version="1"), '"version" is \'1\''),
        (_changed(version=True), '"version" is True'),
        (_changed(version=0), '"version" is 0'),
        (_changed(layer=[]), 'unknown key "layer"'),
        (_changed(scales=[1]), "unknown key \"scales\"; did you mean 'scale'?"),
        (_changed(source=None), 'unknown key "source"'),
        (_changed(digest="0" * 64), '"digest" is not that of the content'),
        (_changed(digest=7), '"digest" is not that of the content'),
        (_changed(construction=3), '"construction" is 3, expected a text'),
        (_changed(outputs={}), '"outputs" names none'),
        (_changed(outputs={"y": True}), "must map names to unit numbers"),
        (_changed(outputs={"y": 10**30}), "output units must be 0 to 2"),
        (_changed(outputs={"y": 3}), "output units must be 0 to 2"),
        (_changed(outputs={"y": -1}), "output units must be 0 to 2"),
        (_changed(centre=[True, 1, 1]), '"centre" must be a list of numbers'),
        (_changed(encoding="real", scale=[2**53 + 1, 1, 1]), "float64 cannot hold 900719"),
        (_changed(inputs="abc"), '"inputs" must be a list of names'),
        (_changed(inputs=["a", 1, "b"]), '"inputs" must be a list of names'),
        (_changed(outputs=["y"]), "must map names to unit numbers"),
        (_changed(inputs=["a", "a", "b"]), "input name 'a' is given twice"),
        (_changed(outputs={"y": 7}), "output units must be 0 to 2"),
        (_changed(outputs={"y": "z"}), "must map names to unit numbers"),
        (_changed(layers=[[{"reads": [0]}]]), 'unit 0: no "weights"'),
        (_changed(layers=7), 'expected "layers" to be a list of lists of units'),
        (_changed(layers="ab"), 'expected "layers" to be a list of lists of units'),
        (_changed(layers=[[], {}]), 'expected "layers" to be a list of lists of units'),
        (_changed(layers=[[7]]), "unit 0 is int; expected an object"),
        (_changed(layers=[[{"reads": 0, "weights": [1], "threshold": 1}]]), "are lists"),
        (_changed(layers=[[{"reads": [0], "weights": 1, "threshold": 1}]]), "are lists"),
        (_changed(layers=[[{"reads": [0], "weights": [1], "threshold": 1, "lable": ""}]]),
         "unknown key \"lable\"; did you mean 'label'?"),
        (_changed(layers=[[{"reads": [0], "weights": [1], "threshold": 1, "label": 3}]]),
         "unit 0 has the label 3; expected a text for each unit, or no labels"),
        (_changed(layers=[[{"reads": [0], "weights": [1], "threshold": 1, "label": "a"},
                           {"reads": [0], "weights": [1], "threshold": 1}]]),
         "unit 1 has the label None"),
        (_changed(layers=[[{"reads": [0.0], "weights": [1], "threshold": 1}]]), "got 0.0"),
        (_changed(layers=[[{"reads": [0], "weights": [2**53 + 1], "threshold": 0.5}]]),
         "a weight: float64 cannot hold 9007199254740993"),
        (_changed(layers=[[{"reads": [0, 1], "weights": [2**63, -1], "threshold": 1}]]),
         "a weight: int64 cannot hold 9223372036854775808"),
        (_changed(layers=[[{"reads": [9], "weights": [1], "threshold": 1}]],
                 outputs={"y": 0}), "reads node 9"),
        (_changed(layers=[[{"reads": [0], "weights": [1, 2], "threshold": 1}]]), "with 2 weights"),
        (_changed(layers=[[{"reads": [0], "weights": ["x"], "threshold": 1}]]), "got 'x'"),
        (_changed(layers=[[{"reads": [0], "weights": [True], "threshold": 1}]]), "got True"),
        (_changed(layers=[[{"reads": [0], "weights": [2**70], "threshold": 1}]],
                 outputs={"y": 0}), "a weight: int64 cannot hold 1180591620717411303424"),
        (_changed(encoding="odd"), "encoding is 'binary'"),
        *((_changed(lower_bound=claim), "expected null or a whole number from 1 to 3")
          for claim in ("2", True, 0, -5, 4, 10**40, 2.0)),
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


ZEROS = 1 << 20
BOMBS = [
    {"weights": ZEROS, "indices": ZEROS}, {"weights": ZEROS}, {"indices": ZEROS},
    {"indptr": ZEROS}, {"layer_starts": ZEROS}, {"thresholds": ZEROS},
    {"thresholds": ZEROS, "indptr": ZEROS + 1},
]  # fmt: skip


@pytest.mark.parametrize("lengths", BOMBS, ids=lambda lengths: " ".join(lengths))
def test_no_array_unfolds_that_is_longer_than_the_others_say(lengths, tmp_path):
    path = tmp_path / "net.npz"
    write(NET, path)
    with np.load(path) as file:
        parts = {name: file[name] for name in file.files}
    parts |= {name: np.zeros(length, dtype=np.int64) for name, length in lengths.items()}
    np.savez_compressed(path, **parts)
    tracemalloc.start()
    try:
        with pytest.raises(FormatError, match="net.npz: "):
            read(path)
        assert tracemalloc.get_traced_memory()[1] < 8 * ZEROS / 4
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("name", ["net.json", "net.npz"])
def test_what_could_not_be_read_is_not_written(name, tmp_path):
    level = approximate("1", (0, 1), pieces=2).network
    with pytest.raises(SpecificationError, match="a network without units is not written"):
        write(level, tmp_path / name)
    assert not list(tmp_path.iterdir())


def test_unknown_suffixes_and_wrong_kinds_are_refused(tmp_path):
    with pytest.raises(FormatError, match=r"no format for the suffix '.xyz'; known are .json"):
        read(tmp_path / "net.xyz")
    with pytest.raises(SpecificationError, match="holds a Network or an MLP, not a TruthTable"):
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


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"gains": [1.0]}, "1 gains"),
        ({"gains": ["a", "b"]}, '"gains" must be a list of numbers'),
        ({"gains": 5}, '"gains" must be a list of numbers'),
        ({"gains": [True, True]}, '"gains" must be a list of numbers'),
        ({"outputs": {"y": 10**30}}, "output units must be 0 to 2"),
        ({"activations": ["sigmoid", "relux"]}, "'relux' is not known"),
        ({"activations": 3}, '"activations" must be a list of names'),
        ({"certificate": {"gain": 1}}, '"certificate": no "error"'),
        ({"certificate": {"gain": 1, "eror": 1, "band": None}}, "did you mean 'error'"),
        ({"certificate": 3}, '"certificate" is int; expected an object or null'),
        ({"certificate": {"gain": True, "error": 0.1, "band": None}}, '"gain" is True; '),
        ({"certificate": {"gain": None, "error": 0.1, "band": None}}, '"gain" is None; '),
        ({"certificate": {"gain": 10**400, "error": 0.1, "band": None}}, "float64 cannot hold 1"),
        ({"certificate": {"gain": 8.0, "error": 10**400, "band": None}}, "float64 cannot hold 1"),
        ({"certificate": {"gain": 8.0, "error": -1, "band": None}}, '"error" is -1.0; expected'),
        ({"certificate": {"gain": 8.0, "error": 0, "band": None}}, "claims an error of 0.0"),
        ({"certificate": {"gain": 8.0, "error": 1, "band": -1}}, '"band" is -1.0; expected a pos'),
        ({"certificate": {"gain": 8.0, "error": 1e-6, "band": None}}, "claims an error of 1e-06"),
        ({"certificate": {"gain": 8.0, "error": None, "band": None}}, "claims an error of None"),
        ({"certificate": {"gain": 99.0, "error": 0.01, "band": None}}, "gain 99.0 is none that"),
        ({"certificate": {"gain": 8.0, "error": 0.01, "band": 1.0}}, "has a band where units read"),
        ({"source": None}, "a certificate is for a net as soften makes it"),
        ({"lower_bound": 2}, 'unknown key "lower_bound"'),
        ({"source": {"format": "logicnet mlp"}}, '"source" must be a network'),
        ({"source": {"format": "x"}}, "source: \"format\" is 'x'"),
        ({"source": 3}, '"source" must be a network'),
        ({"encoding": "odd"}, "odd"),
    ],
)
def test_a_damaged_trained_net_is_refused(tmp_path, change, message):
    file = tmp_path / "net.json"
    write(soften(compile("a ^ b", "wide")), file)
    file.write_text(json.dumps(json.loads(file.read_text()) | {"digest": None} | change))
    with pytest.raises(FormatError, match=message):
        read(file)


# -- what a file claims, and what it means --------------------------------------------------


def test_a_bound_that_a_file_claims_is_shown_as_a_claim(tmp_path):
    net = compile("a ^ b ^ c ^ d ^ e")
    assert (net.units, net.proven_minimal) == (3, True)
    for suffix in (".json", ".npz"):
        write(net, tmp_path / f"net{suffix}")
        found = read(tmp_path / f"net{suffix}")
        assert (found.proven_minimal, found.lower_bound, found.claimed_bound) == (False, None, 3)
        for text in (found.summary(), repr(found), found._repr_html_()):
            assert "a file claims that at least 3 units are needed" in text
            assert "proven" not in text
        write(found, tmp_path / f"net{suffix}")  # it stays a claim, and is not lost
        assert read(tmp_path / f"net{suffix}").claimed_bound == 3
        assert compile(found).proven_minimal  # a bound of our own
    one = loads(dumps(compile("a & b")))
    assert (one.proven_minimal, one.claimed_bound) == (True, None)
    assert "fewest units, proven" in one.summary()


def test_a_false_bound_is_never_believed():
    wide = compile(" ^ ".join("abcde"), "wide")
    claims = wide.described(construction="", lower_bound=wide.units)
    assert not loads(dumps(claims)).proven_minimal


def test_a_hardened_net_claims_what_its_source_claimed():
    net = compile("a ^ b ^ c ^ d ^ e")
    assert harden(soften(net)).proven_minimal
    again = harden(loads(dumps(soften(net))))
    assert (again, again.proven_minimal, again.claimed_bound) == (net, False, 3)


def _pairs(value, rng):
    """The value with the keys of its objects in another order, but for those of the outputs."""
    if isinstance(value, list):
        return [_pairs(inner, rng) for inner in value]
    if not isinstance(value, dict):
        return value
    keys = list(value)
    rng.shuffle(keys)
    return {k: value[k] if k == "outputs" else _pairs(value[k], rng) for k in keys}


@pytest.mark.parametrize("indent", [None, 0, 1, "\t"])
def test_the_digest_is_that_of_the_meaning(indent):
    rng = Random(0)
    for net in (NET, soften(compile("a ^ b")), compile({"s": "a ^ b", "ä": "a & b"})):
        text = json.dumps(_pairs(json.loads(dumps(net)), rng), indent=indent, ensure_ascii=False)
        assert loads(text) == net


def test_the_order_of_outputs_is_meaning():
    data = json.loads(dumps(compile({"s": "a ^ b", "c": "a & b"})))
    data["outputs"] = dict(reversed(data["outputs"].items()))
    with pytest.raises(FormatError, match="not that of the content"):
        loads(json.dumps(data))
    assert loads(json.dumps(data | {"digest": None})).outputs == ("c", "s")


def test_a_file_says_its_digest_or_that_it_has_none():
    data = json.loads(dumps(NET))
    assert loads(json.dumps(data | {"digest": None})) == NET
    with pytest.raises(FormatError, match='no "digest"'):
        loads(json.dumps({key: value for key, value in data.items() if key != "digest"}))
    data["layers"][0][0]["threshold"] += 1
    with pytest.raises(FormatError, match='"digest": null has it read as it stands'):
        loads(json.dumps(data))


TWO = NETWORKS["two outputs"]


def test_numbers_of_any_kind_arrive_exactly_or_are_refused(tmp_path):
    path = tmp_path / "net.npz"
    write(TWO, path)
    with np.load(path) as file:
        plain = {name: file[name] for name in file.files}
    for kind in ("i2", ">i8", "u8", "u1", "f8", "f2", "g"):
        if np.dtype(kind).kind == "u" and (plain["weights"] < 0).any():
            continue
        np.savez(path, **plain | {"weights": plain["weights"].astype(kind)})
        found = read(path)
        assert found.weights.tolist() == TWO.weights.tolist()
    head = json.loads(str(plain["header"]))
    huge, near = np.uint64(2**63 + 1), np.longdouble(1) + np.longdouble(2) ** -60
    for name, value, message in [
        ("weights", np.array([huge] * TWO.wires), "int64 cannot hold 9223372036854775809"),
        ("thresholds", np.array([huge] * TWO.units), "int64 cannot hold 9223372036854775809"),
        ("indptr", np.array([huge] * (TWO.units + 1)), "int64 cannot hold 9223372036854775809"),
        ("indices", plain["indices"] + 0.5, "indices: int64 cannot hold"),
        ("weights", plain["weights"] + 0j, "weights has 1 dimensions of type complex128"),
        ("weights", plain["weights"].astype("U3"), "weights has 1 dimensions of type <U3"),
        ("weights", plain["weights"] > 0, "weights has 1 dimensions of type bool"),
        ("weights", np.array(1), "weights has 0 dimensions"),
        ("thresholds", np.array(1.5), "thresholds has 0 dimensions"),
        ("layer_starts", np.array(1), "layer_starts has 0 dimensions"),
        ("weights", plain["weights"] * np.nan, "weight nan is not finite"),
        ("biases", plain["thresholds"], 'unknown key "biases"'),
        ("tresholds", plain["thresholds"], 'unknown key "tresholds"'),
        ("source", np.zeros(3, np.uint8), 'unknown key "source"'),
        ("header", np.zeros(3), 'no text "header"'),
        ("header", np.array(1.0), 'no text "header"'),
        ("header", np.array(["{}"]), 'no text "header"'),
        ("header", np.array("[]"), '"format" is None'),
        ("header", np.array("{}"), '"format" is None'),
        ("header", np.array(json.dumps(head | {"labels": [1]})), "a list of texts"),
        ("header", np.array(json.dumps(head | {"labels": ["a", 1]})), "a list of texts"),
        ("header", np.array(json.dumps(head | {"labels": "a"})), "a list of texts"),
        ("header", np.array(json.dumps(head | {"labels": ["a"]})), "1 labels for"),
        ("header", np.array(json.dumps(head | {"x": 1})), 'unknown key "x"'),
        ("header", np.array("[" * 100_000), "nested too deeply|not JSON"),
    ]:  # fmt: skip
        np.savez(path, **plain | {name: value})
        with pytest.raises(FormatError, match=message) as caught:
            read(path)
        assert str(caught.value).startswith(str(path))
    if near != 1:  # where long doubles are longer
        np.savez(path, **plain | {"weights": np.array([near] * TWO.wires)})
        with pytest.raises(FormatError, match="weights: float64 cannot hold 1"):
            read(path)


def test_a_source_in_an_archive_is_a_network(tmp_path):
    path = tmp_path / "net.npz"
    write(MLPS["soft"], path)
    with np.load(path) as file:
        plain = {name: file[name] for name in file.files}
    write(MLPS["tuned"], tmp_path / "tuned.npz")
    tuned = np.frombuffer((tmp_path / "tuned.npz").read_bytes(), np.uint8)
    for value, message in [
        (np.zeros(3), "source is of type float64; expected bytes"),
        (np.zeros(3, np.uint8), "source: damaged"),
        (tuned, "source is no network"),
    ]:
        np.savez(path, **plain | {"source": value})
        with pytest.raises(FormatError, match=message):
            read(path)
    del plain["source"]
    np.savez(path, **plain)
    with pytest.raises(FormatError, match="a certificate is for a net as soften makes it"):
        read(path)


def test_a_network_that_is_too_large_for_json_is_refused(monkeypatch):
    assert (native_json.MOST_WIRES, native_json.MOST_BYTES) == (2 * 10**6, 10**8)
    monkeypatch.setattr(native_json, "MOST_WIRES", TWO.wires)
    assert loads(dumps(TWO)) == TWO
    monkeypatch.setattr(native_json, "MOST_WIRES", TWO.wires - 1)
    with pytest.raises(LimitError, match="wires are too many for JSON"):
        dumps(TWO)
    monkeypatch.undo()
    whole = len(dumps(TWO))
    monkeypatch.setattr(native_json, "MOST_BYTES", whole - 1)
    assert len(dumps(TWO)) == whole
    monkeypatch.setattr(native_json, "MOST_BYTES", whole - 2)
    with pytest.raises(LimitError, match="bytes are too many for JSON"):
        dumps(TWO)


def test_a_certificate_of_another_machine_may_differ_by_rounding_alone():
    data = json.loads(dumps(MLPS["soft"])) | {"digest": None}
    for factor, held in ((1 + 1e-12, True), (1 - 1e-12, True), (1 + 1e-6, False), (0.5, False)):
        error = MLPS["soft"].certificate.error * factor
        text = json.dumps(data | {"certificate": data["certificate"] | {"error": error}})
        if held:
            assert loads(text).certificate.error == error
        else:
            with pytest.raises(FormatError, match="what can be shown is"):
                loads(text)


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data["layers"][0][0].update(bias=data["layers"][0][0]["bias"] + 0.25),
        lambda data: data["layers"][0][0]["weights"].__setitem__(0, 7.0),
        lambda data: data.update(centre=[5.0, 0.0]),
        lambda data: data.update(scale=[5.0, 1.0]),
        lambda data: data.update(inputs=["y", "x"]),
        lambda data: data.update(activations=["sigmoid", "tanh"]),
        lambda data: data["source"]["layers"][0][0].update(threshold=-99.0),
        lambda data: data["source"].update(scale=[5.0, 1.0]),
    ],
)
def test_a_certificate_of_another_net_is_refused(change):
    soft = soften(compile("x + 1000*y <= 1 & x >= 0"), band=0.1)
    data = json.loads(dumps(soft)) | {"digest": None}
    assert loads(json.dumps(data)).certificate == soft.certificate
    change(data)
    with pytest.raises(FormatError, match="for a net as soften makes it|claims an error of"):
        loads(json.dumps(data))


@pytest.mark.parametrize(
    ("name", "said"), [("a.keras", "from_keras reads"), ("a.pth", "pickled files are not read")]
)
def test_files_of_others_say_who_reads_them(name, said):
    with pytest.raises(FormatError, match=said):
        read(name)

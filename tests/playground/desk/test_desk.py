"""The verbs: what they answer, that their code does the same, and what they refuse."""

import base64
import json
import random

import numpy as np
import pytest

import logicnet
from logicnet.construction.search.least_networks import least_units
from logicnet.errors import LogicnetError
from logicnet.playground.desk import nets
from logicnet.playground.desk.asked import field
from logicnet.playground.desk.table import VERBS, answer, failure

A, B = [[0, 0], [4, 0], [4, 4], [0, 4]], [[1, 1], [2, 1], [1, 2]]
SOURCES = {
    "formula": {"kind": "formula", "text": "a & (b | ~c)"},
    "formulas": {"kind": "formula", "text": "s = a ^ b\nc = a & b"},
    "parts": {"kind": "formula", "text": "s = a ^ b; c = a & b"},
    "comparison": {"kind": "formula", "text": "x + y <= 1 & x >= 0 | z"},
    "table": {"kind": "table", "inputs": ["a", "b", "c"], "outputs": ["y"], "values": ["01-0110-"]},
    "several": {"kind": "table", "inputs": ["a", "b"], "outputs": ["p", "q"],
                "values": ["0110", "00-1"]},
    "family": {"kind": "family", "name": "parity", "size": 5},
    "file": {"kind": "file", "name": "x.pla", "text": ".i 2\n.o 1\n11 1\n.e\n"},
    "region": {"kind": "region", "text": "x + y <= 1 & x >= 0 & y >= 0"},
    "shapes": {"kind": "shapes", "shapes": [
        {"outside": A, "holes": [B]}, {"outside": [[3, 3], [5, 3], [5, 5]], "sign": -1},
        {"half_plane": [1, 1, 0.5]}]},
    "both": {"kind": "shapes", "combine": "and", "shapes": [{"outside": A}, {"outside": B}]},
    "rest": {"kind": "shapes", "shapes": [{"outside": B, "sign": -1}]},
    "geojson": {"kind": "geojson", "text": json.dumps({"type": "Polygon", "coordinates": [A]})},
}  # fmt: skip
NETWORK = answer("compile", {"source": SOURCES["formula"], "style": "wide"})["network"]
SOURCES["network"] = {"kind": "network", "network": NETWORK}
PLANE = [name for name in SOURCES if name in ("region", "shapes", "both", "rest", "geojson")]
LOGIC = [name for name in SOURCES if name not in PLANE]


def ran(python):
    """The names that the code of an answer leaves behind; what it prints is lost."""
    known = {}
    exec(python, known)
    return known


def told(verb, request):
    """The answer, and what was told before."""
    heard = []
    return answer(verb, request, heard.append), heard


def stated(network):
    return logicnet.read(_file(network))


def _file(network):
    from io import StringIO

    class Named(StringIO):
        name = "network.json"

    return Named(json.dumps(network))


# What is stated, and the code that does the same --------------------------------------------------


@pytest.mark.parametrize("name", SOURCES)
@pytest.mark.parametrize("style", ["compact", "wide"])
def test_the_code_compiles_the_same_network(name, style, capsys):
    found = answer("compile", {"source": SOURCES[name], "style": style})
    known = ran(found["python"])
    assert json.loads(logicnet_json(known["network"])) == found["network"]
    assert found["verdict"]["equal"] is True
    assert capsys.readouterr().out.strip() == found["verdict"]["text"]
    network = known["network"]
    assert (found["units"], found["depth"]) == (network.units, network.depth)
    assert sum(found["layers"]) == len(found["words"]) == network.units


def logicnet_json(network):
    from logicnet.formats.native_json import dumps

    return dumps(network)


@pytest.mark.parametrize("name", LOGIC)
def test_what_is_described_is_what_the_code_states(name):
    found = answer("describe", {"source": SOURCES[name]})
    source = ran(found["python"])["source"]
    known = logicnet.compile(source, "wide")
    assert found["inputs"] == [*known.inputs]
    assert found["outputs"] == [*known.outputs]
    if found["rows"] is not None:
        assert len(found["rows"]) == len(found["outputs"])
        for output, rows in zip(found["outputs"], found["rows"], strict=True):
            for row, value in enumerate(rows):
                bits = [row >> k & 1 for k in reversed(range(len(found["inputs"])))]
                net = known(dict(zip(found["inputs"], bits, strict=True)))
                assert value in ("-", str(int(net[output])))
    if found["text"] and len(found["outputs"]) == 1:
        assert logicnet.verify(known, logicnet.parse(found["text"])).equal is not False


def test_limits_and_effort_are_kept():
    source = {"kind": "family", "name": "parity", "size": 6}
    options = {"max_fan_in": 3, "effort": "low", "max_weight": None}
    found = answer("compile", {"source": source, "style": "compact", "options": options})
    assert ran(found["python"])["network"].max_fan_in <= 3
    assert "effort='low'" in found["python"]
    with pytest.raises(LogicnetError, match="has no option 'max_fan_in'"):
        answer("compile", {"source": source, "style": "wide", "options": {"max_fan_in": 3}})


def test_styles_are_compared_a_row_at_a_time():
    styles = ["minterms", "wide", "compact", "deep"]
    found, heard = told("compare", {"source": SOURCES["formula"], "styles": styles})
    assert [line["row"] for line in heard] == found["rows"]
    assert [row["style"] for row in found["rows"]] == styles
    for row, cost in zip(found["rows"], ran(found["python"])["comparison"], strict=True):
        assert (row["units"], row["depth"], row["parameters"]) == (
            cost.units, cost.depth, cost.parameters)  # fmt: skip
        assert row["verdict"]["equal"] is True
    large = {"kind": "family", "name": "parity", "size": 40}
    found = answer("compare", {"source": large, "styles": ["minterms", "compact"]})
    assert found["rows"][0]["units"] == 2**39 + 1
    assert found["rows"][0]["note"] == "counted, not built"
    every = answer("compare", {"source": SOURCES["formula"]})["rows"]
    assert {"compact", "layered"} <= {row["style"] for row in every}
    assert "shallow" not in {row["style"] for row in every}


@pytest.mark.parametrize("name", ["formula", "formulas", "table", "several", "network"])
def test_product_terms_are_the_hidden_units_of_style_wide(name, capsys):
    found = answer("minimise", {"source": SOURCES[name]})
    cover = ran(found["python"])["cover"]
    assert {*found["outputs"]} == {*cover.outputs}
    words = answer("compile", {"source": SOURCES[name], "style": "wide"})["words"]
    for output in found["outputs"].values():
        assert output["proven"] is True
        for term in output["terms"]:
            spelt = " & ".join(("" if v else "~") + n for n, v in term["literals"].items())
            assert spelt == term["text"]
            if term["unit"] is not None and not output["complemented"]:
                assert words[term["unit"]] == term["text"]


def test_terms_of_the_zeros_are_said_to_be():
    source = {"kind": "formula", "text": "(a | b) & (c | d) & (e | f)"}
    (output,) = answer("minimise", {"source": source})["outputs"].values()
    assert output["complemented"] is True
    assert [term["unit"] for term in output["terms"]] == [0, 1, 2]
    assert output["text"].startswith("~(")
    assert logicnet.verify(logicnet.compile(source["text"]), output["text"]).equal
    assert r"\overline" in output["latex"]


def test_an_edited_network_is_refuted_with_the_row():
    edited = json.loads(json.dumps(NETWORK))
    edited["layers"][0][0]["threshold"] += 1
    found = answer("verify", {"network": edited, "source": SOURCES["formula"]})
    assert found["equal"] is False
    row = found["counterexample"]
    assert row["expected"] != row["got"]
    assert stated(edited | {"digest": None})(row["inputs"]) == row["got"]
    assert ran(found["python"])["verdict"].equal is False


# Regions ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PLANE)
def test_half_planes_are_those_of_the_units_and_the_outline_is_the_border(name):
    found, heard = told("region", {"source": SOURCES[name]})
    assert found["verdict"]["equal"] is True
    assert heard[0]["region"]["network"] == found["network"]
    network = stated(found["network"])
    source = ran(found["python"])["source"]
    points = np.random.default_rng(1).uniform(-1, 6, (200, 2))
    first = answer("region", {"source": SOURCES[name], "style": "wide"})
    assert stated(first["network"])(points).ravel().astype(bool).tolist() == (
        source.contains(points).tolist())  # fmt: skip
    for plane in found["half_planes"]:
        reads, weights = network.wires_of(plane["unit"])
        sums = points[:, reads] @ weights >= network.thresholds[plane["unit"]]
        assert (sums == (points @ [plane["a"], plane["b"]] >= plane["c"])).all()
    assert len(found["outline"]) >= 3
    rng = np.random.default_rng(2)
    for a, b in found["outline"]:
        a, b = np.array(a), np.array(b)
        normal = np.array([b[1] - a[1], a[0] - b[0]])
        middle = a + rng.uniform(0.1, 0.9) * (b - a)
        sides = [middle + s * 1e-4 * normal / np.hypot(*normal) for s in (-1, 1)]
        assert source.contains(sides).sum() == 1


def test_shapes_are_united_taken_away_and_cut():
    found = answer("region", {"source": SOURCES["shapes"]})
    inside = [[0.5, 3], [2.9, 2], [2.5, 1.5]]
    outside = [[1.2, 1.2], [3.9, 3.5], [0.1, 0.1], [4.5, 1]]  # hole, taken away, cut, beside
    values = stated(found["network"])([*inside, *outside]).ravel()
    assert values.tolist() == [1] * len(inside) + [0] * len(outside)


def test_one_hidden_layer_is_answered_with_its_certificate():
    two = {"kind": "shapes", "shapes": [
        {"outside": [[0, 0], [1, 0], [1, 1], [0, 1]]},
        {"outside": [[1, 1], [2, 1], [2, 2], [1, 2]]}]}  # fmt: skip
    found = answer("region", {"source": two})["one_hidden"]
    assert found["possible"] is False
    assert found["certificate"]["line"] == "x = 1"
    assert answer("region", {"source": SOURCES["region"]})["one_hidden"]["possible"] is True


def test_one_coordinate_is_a_strip_of_the_plane(capsys):
    found = answer("region", {"source": {"kind": "region", "text": "y >= 0 & y < 1"}})
    assert found["network"]["inputs"] == ["x", "y"]
    assert found["verdict"]["equal"] is True
    assert len(found["outline"]) == 2
    network = ran(found["python"])["network"]
    assert network.inputs == ("x", "y")
    assert "equal" in capsys.readouterr().out
    for text, told_of in (("a & b", "0 or 1"), ("x >= 0 & a", "0 or 1"), ("x + y + z > 1", "two")):
        with pytest.raises(LogicnetError, match=told_of):
            answer("region", {"source": {"kind": "region", "text": text}})


def test_a_boundary_is_promised():
    triangle = {"kind": "shapes", "shapes": [{"outside": B}]}
    for boundary, inside in (("closed", 1), ("open", 0)):
        found = answer("region", {"source": triangle, "boundary": boundary})
        assert int(stated(found["network"])([1, 1])[0]) == inside
        assert ran(found["python"])["source"].contains([[1, 1]])[0] == bool(inside)


# Nets -------------------------------------------------------------------------------------------


def test_a_network_is_softened_with_its_certificate_and_hardened_again():
    found = answer("soften", {"network": NETWORK, "gain": 12})
    mlp = ran(found["python"])["mlp"]
    assert found["certificate"]["gain"] == mlp.certificate.gain == 12
    assert found["text"] == str(mlp.certificate)
    assert answer("harden", {"mlp": found["mlp"]})["network"] == NETWORK
    other = {"kind": "formula", "text": "a & b & c"}
    hard = answer("harden", {"mlp": found["mlp"], "source": other})
    assert hard["verdict"]["equal"] is False
    rows = [tuple(row["inputs"].values()) for row in hard["changed"]]
    assert rows == [(1, 0, 0), (1, 1, 0)]
    assert all(row["before"] == {"y": 0} and row["after"] == {"y": 1} for row in hard["changed"])


def test_training_in_parts_is_one_training():
    data = answer("data", {"task": "xor", "noise": 0.1, "points": 40, "seed": 3})
    start = {"sizes": [2, 3, 1], "activation": "tanh", "seed": 5}
    options = {"epochs": 60, "rate": 0.02, "batch": 10, "optimiser": "adam", "seed": 7}
    found, heard = told("train", {"start": start, "data": data, "options": options})
    mlp = logicnet.MLP.random([2, 3, 1], activation="tanh", seed=5)
    whole = logicnet.train(mlp, data["x"], data["y"], **options)
    assert stated(found["mlp"]).theta().tolist() == whole.mlp.theta().tolist()
    assert found["history"] == whole.losses.tolist()
    assert heard[-1]["epoch"] == 60
    assert heard[-1]["theta"] == whole.mlp.theta().tolist()
    assert heard[-1]["test_loss"] == whole.mlp.loss(data["test"]["x"], data["test"]["y"])


def test_each_part_of_a_training_goes_on_where_the_last_one_ended(monkeypatch):
    gone_on = []
    train = nets.training.train

    def watched(*given, **options):
        gone_on.append(options["resume"] and options["checkpoint"].exists())
        return train(*given, **options)

    monkeypatch.setattr(nets.training, "train", watched)
    data = {"x": [[0, 1], [1, 0]], "y": [0, 1]}
    answer("train", {"start": {"sizes": [2, 1]}, "data": data, "options": {"epochs": 9}})
    assert gone_on == [False] + [True] * (len(gone_on) - 1)
    assert len(gone_on) >= 2


def test_data_is_that_of_the_package():
    found = answer("data", {"task": "circle", "noise": 0.2, "points": 30, "seed": 4})
    same = ran(found["python"])["data"]
    assert found["x"] == same.x.tolist()
    assert found["y"] == same.y.tolist()
    assert found["test"]["x"] == logicnet.datasets.circle(30, 0.2, 5).x.tolist() != found["x"]
    source = {"source": SOURCES["formula"], "copies": 3, "noise": 0.1, "seed": 2}
    found = answer("data", source)
    assert (len(found["x"]), found["names"]) == (24, ["a", "b", "c"])
    assert found["y"] == ran(found["python"])["data"].y.tolist()


def test_a_table_of_numbers_is_read_and_words_are_classes():
    found = answer("data", {"csv": "kind, x,y\nred,1,2.5\nblue,-3,1e2\n", "target": "kind"})
    assert found == {"names": ["x", "y"], "x": [[1.0, 2.5], [-3.0, 100.0]], "y": [1, 0],
                     "classes": ["blue", "red"]}  # fmt: skip
    assert answer("data", {"csv": "x,t\n1,0.5\n2,1"})["y"] == [0.5, 1.0]
    for text, word in (("", "a header"), ("x,y\n", "a header"), ("x\n1\n2", "among them"),
                       ("x,y\n1,2,3\n", "row 1 has 3 cells"), ("x,y\na,2\n", "expected a number"),
                       ("x,y\nnan,2\n", "expected a number")):  # fmt: skip
        with pytest.raises(LogicnetError, match=word):
            answer("data", {"csv": text})


# Files, tables, scenes --------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["json", "onnx", "python", "js", "c", "v", "svg", "png", "page"])
def test_files_are_those_of_write(kind):
    found = answer("write", {"network": NETWORK, "format": kind})
    content = base64.b64decode(found["base64"])
    begins = {"png": b"\x89PNG", "page": b"<!doctype html>", "svg": b"<?xml", "json": b"{"}
    assert content.startswith(begins.get(kind, b""))
    assert len(content) > 100
    assert "/" in found["mime"]


def test_a_net_is_written_and_what_is_no_format_is_refused():
    mlp = answer("soften", {"network": NETWORK})["mlp"]
    assert answer("write", {"mlp": mlp, "format": "json"})["name"] == "network.json"
    assert answer("write", {"source": SOURCES["formula"], "format": "svg"})["name"] == "network.svg"
    with pytest.raises(LogicnetError, match="format is one of json"):
        answer("write", {"network": NETWORK, "format": "../../x"})


def test_the_table_of_least_networks_gives_them_for_every_class():
    """Row by row, by a loop that knows nothing of classes."""
    found = answer("least", {})
    assert found["inputs"] == 4
    assert len(found["classes"]) == 222
    drawn = random.Random(3).sample(found["classes"], 60)
    for word, *networks in drawn:
        assert len(networks[0]) == least_units(np.array([word]))[0]
        assert len(networks[1]) == least_units(np.array([word]), skip=False)[0]
        for units in networks:
            for row in range(16):
                values = [row >> k & 1 for k in (3, 2, 1, 0)]
                for *weights, threshold in units:
                    total = sum(w * v for w, v in zip(weights, values, strict=True))
                    values.append(int(total >= threshold))
                assert values[-1] == word >> row & 1


# What is refused --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "told"),
    [
        (None, "kind"), ({}, "kind"), ([], "kind"), ({"kind": "formul"}, "did you mean 'formula'"),
        ({"kind": "formula"}, '"text": expected a text'),
        ({"kind": "formula", "text": 3}, "a text"),
        ({"kind": "formula", "text": "x" * 2_000_000}, "the limit is"),
        ({"kind": "formula", "text": "a = b; c"}, "expected a name and '='"),
        ({"kind": "formula", "text": "a = b\na = c"}, "stated twice"),
        ({"kind": "table", "inputs": ["a"], "outputs": ["y"], "values": []}, "1 outputs"),
        ({"kind": "table", "inputs": ["a"], "outputs": ["y"], "values": ["012"]}, ""),
        ({"kind": "table", "inputs": ["a"] * 17, "outputs": [], "values": []}, "up to 16"),
        ({"kind": "table", "inputs": "ab", "outputs": ["y"], "values": ["01"]}, "a list"),
        ({"kind": "family", "name": "parity", "size": True}, "a whole number"),
        ({"kind": "family", "name": "parity", "size": 10**9}, "up to size"),
        ({"kind": "shapes", "shapes": []}, "draw a shape"),
        ({"kind": "shapes", "shapes": [{"outside": [[0, 0]]}]}, ""),
        ({"kind": "shapes", "shapes": [{"outside": [["a", 0]]}]}, "a number"),
        ({"kind": "shapes", "shapes": [{"half_plane": [1, 2]}]}, "3 numbers"),
        ({"kind": "geojson", "text": "[]"}, "expected an object"),
        ({"kind": "geojson", "text": "{"}, "not JSON"),
        ({"kind": "file", "name": "x.pkl", "text": ""}, "pickled files are not read"),
        ({"kind": "file", "name": "x", "text": ""}, "no suffix"),
        ({"kind": "file", "name": "mine.pla", "text": "11 1"}, "mine.pla:1: "),
        ({"kind": "network", "network": {"format": "other"}}, ""),
        ({"kind": "network", "network": {"layers": [[0] * 30_000]}}, "the limit is"),
    ],
)  # fmt: skip
def test_what_states_nothing_is_refused(source, told):
    with pytest.raises(LogicnetError) as error:
        answer("describe", {"source": source})
    assert told in str(error.value)


def test_requests_of_no_form_are_refused():
    for verb in VERBS:
        if verb not in ("least", "scenes"):
            with pytest.raises(LogicnetError):
                answer(verb, {})
    for options in ({"epochs": 10**9}, {"epochs": 0}, {"epochs": "3"}, {"optimiser": "fast"}):
        request = {"start": {"sizes": [2, 1]}, "data": {"x": [[0, 1]], "y": [1]}}
        with pytest.raises(LogicnetError):
            answer("train", request | {"options": options})
    with pytest.raises(LogicnetError, match="the limit is"):
        answer("train", {"start": {"sizes": [1000, 1000]}, "data": {"x": [[0]], "y": [1]}})
    with pytest.raises(LogicnetError, match="rows of equal length"):
        answer("train", {"start": {"sizes": [2, 1]}, "data": {"x": [[0], [0, 1]], "y": [1, 1]}})


def test_true_and_false_are_no_numbers():
    for kind in (int, (int, float)):
        with pytest.raises(LogicnetError, match="number, got True"):
            field({"size": True}, "size", kind)
    assert field({"size": True}, "size", bool) is True


def test_errors_have_their_place_in_the_text_that_was_asked_about():
    text = "s = a ^ b\ncarry = a & & b"
    with pytest.raises(LogicnetError) as error:
        answer("describe", {"source": {"kind": "formula", "text": text}})
    place = failure(error.value)["place"]
    assert text[place["from"] : place["to"]] == "&"
    assert place["from"] == text.rindex("&")
    assert failure(ZeroDivisionError("x"))["message"].startswith("this is a fault of logicnet")

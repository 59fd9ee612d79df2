"""Files of networks and MLPs: drawn as meaning, printed in any legal layout, read back, damaged.

The JSON text and the archives are made here, without the package's writers; what is read is
evaluated by the reference loop, or by a loop of this file for MLPs.
"""

from __future__ import annotations

import hashlib
import io
import json
import math
import zipfile
from random import Random

import numpy as np
import pytest

from fuzz.draws import draws
from fuzz.layouts import damaged, some_names
from logicnet import MLP, Network
from logicnet.errors import FormatError
from logicnet.formats import native_json, native_npz
from reference import reference

KINDS = ("binary", "bipolar", "real")


def a_meaning(rng: Random, trained: bool = False) -> dict:
    """A network or an MLP as the object that a file holds, without a digest."""
    names = some_names(rng, 6)
    n, depth = rng.randint(0, 3), rng.randint(1, 3)
    kind = "real" if trained else rng.choice(KINDS)
    whole = kind != "real" and not trained
    size = rng.choice((3, 3, 2**40))

    def number(low=-size, high=size):
        exact = rng.choice((0.1, 1 / 3, -2.5, 1e-300, 1e300 / 3, 5e-324))
        return rng.randint(low, high) if whole else rng.choice((exact, float(rng.randint(-3, 3))))

    def weight():
        return next(w for w in iter(number, None) if w)  # a wire of weight 0 is none

    layers, nodes, labelled = [], n, rng.random() < 0.5
    for _ in range(depth):
        layer = []
        for _ in range(rng.randint(1, 3)):
            reads = sorted(rng.sample(range(nodes), rng.randint(0, nodes)))
            unit = {"reads": reads, "weights": [weight() for _ in reads]}
            unit["bias" if trained else "threshold"] = number()
            layer.append(unit | {"label": rng.choice(names)} if labelled else unit)
        layers.append(layer)
        nodes += len(layer)
    last = list(range(nodes - n - len(layers[-1]), nodes - n))
    data = {
        "format": "logicnet mlp" if trained else "logicnet network",
        "version": 1,
        "inputs": names[:n],
        "outputs": {name: rng.choice(last) for name in names[3 : rng.randint(4, 6)]},
        "encoding": kind,
    }
    if kind == "real" and n and rng.random() < 0.5:
        data["centre"] = [rng.choice((0.0, 0.1, -3.0)) for _ in range(n)]
        data["scale"] = [rng.choice((1.0, 0.1, 1e9)) for _ in range(n)]
    if trained:
        kinds = [rng.choice(list(ACTIVATIONS)) for _ in layers]
        own = {"activations": kinds, "gains": [rng.choice((1.0, 9.5)) for _ in layers]}
        own["certificate"] = None
    else:
        bound = rng.choice((None, rng.randint(1, nodes - n)))
        own = {"construction": rng.choice(("", *names)), "lower_bound": bound}
    return data | own | {"layers": layers}


def is_meant(data: dict, found: Network | MLP) -> bool:
    """Whether what was read is what the object says, entry by entry."""
    units = [unit for layer in data["layers"] for unit in layer]
    level = found.thresholds if isinstance(found, Network) else found.biases
    named = "threshold" if isinstance(found, Network) else "bias"
    wires = [tuple(part.tolist() for part in found.wires_of(j)) for j in range(found.units)]
    stated = [
        (list(found.inputs), data["inputs"]),
        (dict(zip(found.outputs, found.output_units.tolist(), strict=True)), data["outputs"]),
        (list(found.outputs), list(data["outputs"])),
        (found.encoding, data["encoding"]),
        (wires, [(unit["reads"], unit["weights"]) for unit in units]),
        (level.tolist(), [unit[named] for unit in units]),
        (np.diff(found.layer_starts).tolist(), list(map(len, data["layers"]))),
        (found.labels, tuple(u["label"] for u in units) if "label" in units[0] else None),
        (None if found.centre is None else found.centre.tolist(), data.get("centre")),
        (None if found.scale is None else found.scale.tolist(), data.get("scale")),
    ]
    if isinstance(found, Network):
        claim = found.claimed_bound if found.lower_bound is None else found.lower_bound
        stated += [(found.construction, data["construction"]), (claim, data["lower_bound"])]
        stated += [(found.proven_minimal, data["lower_bound"] == 1 == len(units))]
    else:
        stated += [(list(found.activations), data["activations"])]
        stated += [(found.gains.tolist(), data["gains"])]
    return all(repr(mine) == repr(theirs) for mine, theirs in stated)


ACTIVATIONS = {
    "sigmoid": lambda z: 1 / (1 + math.exp(-z)) if z > -700 else 0.0,
    "tanh": math.tanh,
    "step": lambda z: float(z >= 0),
    "relu": lambda z: max(z, 0.0),
    "linear": lambda z: z,
    "hard_sigmoid": lambda z: min(max(z + 3, 0.0), 6.0) / 6,
}


def values_of(data: dict, point: list[float]) -> list[float]:
    """The outputs that the object's units give at a point."""
    centre, scale = data.get("centre"), data.get("scale")
    values = [float(v) for v in point]
    if centre is not None:
        values = [(v - c) / s for v, c, s in zip(values, centre, scale, strict=True)]
    for k, layer in enumerate(data["layers"]):
        sums = [
            sum(w * values[r] for r, w in zip(u["reads"], u["weights"], strict=True)) + u["bias"]
            for u in layer
        ]
        values += [ACTIVATIONS[data["activations"][k]](data["gains"][k] * z) for z in sums]
    return [values[len(point) + unit] for unit in data["outputs"].values()]


# -- JSON -----------------------------------------------------------------------------------


def printed(rng: Random, data: dict) -> str:
    """The object as text: blanks, order of keys, escapes and the spelling of numbers vary."""
    gaps = rng.choice((("",), ("", " "), ("", " ", "\n", "\r\n", "\t")))
    ascii_only = rng.random() < 0.5

    def gap():
        return rng.choice(gaps)

    def text(value, ordered=False):
        if isinstance(value, dict):
            items = list(value.items())
            if not ordered:
                rng.shuffle(items)
            parts = [f"{text(k)}{gap()}:{gap()}{text(v, k == 'outputs')}" for k, v in items]
            return "{" + gap() + f"{gap()},{gap()}".join(parts) + gap() + "}"
        if isinstance(value, list):
            return "[" + gap() + f"{gap()},{gap()}".join(map(text, value)) + gap() + "]"
        if isinstance(value, str):
            return json.dumps(value, ensure_ascii=ascii_only)
        if isinstance(value, float) and rng.random() < 0.3:
            return f"{value:.17e}".replace("e", rng.choice("eE"))
        return json.dumps(value)

    return gap() + text(data) + gap()


def digest(data: dict) -> str:
    """What the page and the module say: SHA-256 of one line without blanks."""
    return hashlib.sha256(json.dumps(data, separators=(",", ":")).encode()).hexdigest()


@pytest.mark.parametrize("trained", [False, True])
def test_a_text_means_what_was_drawn(trained):
    for seed, rng in draws(300):
        data = a_meaning(rng, trained)
        signed = data | {"digest": rng.choice((None, digest(data)))}
        found = native_json.loads(printed(rng, signed))
        assert is_meant(data, found), (seed, data)
        assert json.loads(native_json.dumps(found)) == data | {"digest": digest(data)}, seed


def test_what_is_read_computes_what_was_drawn():
    for seed, rng in draws(150):
        data = a_meaning(rng, trained=bool(seed % 2))
        if seed % 2 and ("step" in data["activations"] or "e+299" in repr(data)):
            continue  # sums of floats differ by their order, and steps by rounding
        found = native_json.loads(printed(rng, data | {"digest": None}))
        low = 0 if data["encoding"] == "binary" else -1
        points = [[rng.choice((low, 1)) for _ in data["inputs"]] for _ in range(3)]
        for point in points:
            got = np.ravel(found(np.array(point, dtype=float))).tolist()
            if seed % 2:
                with np.errstate(all="ignore"):
                    assert np.allclose(got, values_of(data, point), equal_nan=True), (seed, data)
            else:
                assert got == reference(found, point), (seed, data)


def test_a_damaged_text_is_what_was_written_or_refused():
    """With its digest; without one it is read or refused."""
    for seed, rng in draws(600):
        data = a_meaning(rng, rng.random() < 0.5)
        signed = rng.random() < 0.7
        text = printed(rng, data | {"digest": digest(data) if signed else None})
        broken = damaged(rng, text.encode())
        try:
            found = native_json.loads(broken.decode("utf-8"), "net")
        except UnicodeDecodeError:
            continue
        except FormatError as error:
            assert str(error).startswith("net"), (seed, broken)
            continue
        assert not signed or is_meant(data, found), (seed, broken)


# -- archives -------------------------------------------------------------------------------


def archive(rng: Random, data: dict) -> bytes:
    """The object as an .npz archive, whose members and integer types vary as is legal."""
    units = [unit for layer in data["layers"] for unit in layer]
    trained = data["format"] == "logicnet mlp"
    head = {key: value for key, value in data.items() if key != "layers"}
    head["labels"] = [unit["label"] for unit in units] if "label" in units[0] else None
    sizes = [len(unit["reads"]) for unit in units]
    whole = not trained and data["encoding"] != "real"
    levels = [unit["bias" if trained else "threshold"] for unit in units]
    weights = [w for unit in units for w in unit["weights"]]
    small = ("<i8", ">i8", "<i4", "<u2")
    arrays = {
        "header": np.array(json.dumps(head)),
        "indptr": np.cumsum([0, *sizes]).astype(rng.choice(small)),
        "indices": np.array([r for u in units for r in u["reads"]], dtype=rng.choice(small)),
        "layer_starts": np.cumsum([0, *map(len, data["layers"])]).astype(rng.choice(small)),
        "weights": np.array(weights, dtype="<i8" if whole else "<f8"),
        "biases" if trained else "thresholds": np.array(levels, dtype="<i8" if whole else ">f8"),
    }
    members = list(arrays)
    rng.shuffle(members)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        for name in members:
            content = io.BytesIO()
            np.lib.format.write_array(content, arrays[name])
            kind = rng.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))
            file.writestr(f"{name}.npy", content.getvalue(), kind)
    return buffer.getvalue()


def test_an_archive_means_what_was_drawn(tmp_path):
    path = tmp_path / "net.npz"
    for seed, rng in draws(150):
        data = a_meaning(rng, rng.random() < 0.5)
        path.write_bytes(archive(rng, data))
        found = native_npz.read(path)
        assert is_meant(data, found), (seed, data)
        again = native_npz._of(native_npz._content(found), "net")
        assert is_meant(data, again), (seed, data)


def test_a_damaged_archive_is_what_was_written_or_refused():
    for seed, rng in draws(500):
        data = a_meaning(rng, rng.random() < 0.5)
        broken = damaged(rng, archive(rng, data))
        try:
            found = native_npz._of(broken, "net")
        except FormatError as error:
            assert str(error).startswith("net"), seed
            continue
        assert is_meant(data, found), seed


def test_a_wrong_reading_would_be_noticed():
    """The comparison fails for one changed number, name, order or claim."""
    changes = {
        "weight": lambda d: d["layers"][0][0].update(threshold=d["layers"][0][0]["threshold"] + 1),
        "name": lambda d: d.update(construction=d["construction"] + "!"),
        "outputs": lambda d: d.update(outputs=dict(reversed(d["outputs"].items()))),
        "bound": lambda d: d.update(lower_bound=None),
    }
    seen = dict.fromkeys(changes, 0)
    for _, rng in draws(60):
        data = a_meaning(rng)
        found = native_json.loads(printed(rng, data | {"digest": None}))
        for name, change in changes.items():
            other = json.loads(json.dumps(data))
            change(other)
            seen[name] += not is_meant(other, found)
    assert min(seen.values()) > 0

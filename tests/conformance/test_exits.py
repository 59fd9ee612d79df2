"""Every way out of the package, with one property each for all of them; see `exits.py`."""

import re
import shutil
from pathlib import Path
from random import Random

import numpy as np
import pytest

from corpus import CORPUS
from logicnet import Network, compile, verify
from logicnet.formats.registry import FORMATS
from logicnet.network import exactness
from optional import optional
from outside.exits import EXITS
from outside.programs import agree, rows_of

PAGE = Path(__file__).parents[2] / "docs" / "howto" / "files.md"
FRAMEWORKS = ("torch", "keras", "jax")  # which the extra "test" does not bring
STYLES = 6  # in which the corpus is compiled by tests/benchmarks/exits.py, of which the page speaks
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of Keras and NumPy 2


def available(way):
    """The way, if what it needs is there."""
    for package in way.needs:
        (pytest.importorskip if package in FRAMEWORKS else optional)(package)
    for tool in way.tools:
        if shutil.which(tool) is None:
            pytest.skip(f"{tool} is not on this machine")
    return way


@pytest.fixture(params=EXITS)
def way(request):
    return available(EXITS[request.param])


def whole_over_coordinates(seed):
    """A network of whole weights over coordinates, whose sums are often halves away from whole."""
    rng = Random(seed)
    units = []
    for j in range(rng.randint(1, 4)):
        reads = rng.sample(range(2 + j), rng.randint(1, 2 + j))
        units.append((reads, [rng.choice([-2, -1, 1, 2]) for _ in reads], rng.randint(-2, 3)))
    outputs = {"y": len(units) - 1, "z": 0}
    return Network.from_units(["p", "q"], units, outputs=outputs, encoding="real")


def near(net):
    """Points between whole sums, where a threshold that is half too low is seen."""
    return np.random.default_rng(net.units).integers(-12, 13, (24, 2)) / 4


def shown(way, nets, folder, at=rows_of):
    """The names of nets that have become others."""
    wrong = []
    if way.back is not None:
        wrong += [name for name, net in nets.items()
                  if (way.back(net, folder)(at(net)) != net(at(net))).any()]  # fmt: skip
    if way.run is not None:
        found = way.run(nets, folder, at)
        wrong += [name for (name, net), y in zip(nets.items(), found, strict=True)
                  if not agree(net, y, at)]  # fmt: skip
    return wrong


def test_whole_weights_over_coordinates_keep_their_thresholds(way, tmp_path):
    if way.reals:
        nets = {seed: whole_over_coordinates(seed) for seed in range(12)}
        assert shown(way, nets, tmp_path, near) == []


@pytest.mark.filterwarnings("ignore::UserWarning")  # that descriptions are of another network
@pytest.mark.parametrize("name", [".onnx", ".nir", "torch", "Keras", "JAX"])
def test_sums_that_are_taken_for_whole_are_noticed(name, tmp_path, monkeypatch):
    given = {seed: whole_over_coordinates(seed) for seed in range(12)}
    way = available(EXITS[name])
    monkeypatch.setattr(exactness, "sums_are_whole", lambda net: net.weights.dtype.kind == "i")
    assert shown(way, given, tmp_path, near)


def test_some_of_the_corpus_goes_through(way, tmp_path):
    nets = {case.name: compile(case.source, "compact") for case in CORPUS[::5]}
    nets = {name: net for name, net in nets.items() if net.inputs or way.empty}
    assert shown(way, nets, tmp_path) == []
    if way.back is not None:
        for name, net in nets.items():
            source = next(case.source for case in CORPUS if case.name == name)
            assert verify(way.back(net, tmp_path), source)


def test_the_page_has_a_line_for_every_way():
    lines = PAGE.read_text(encoding="utf-8").partition("| way out |")[2].splitlines()
    holding = {row.name for row in FORMATS.values() if "Network" in row.holds}
    assert holding <= EXITS.keys()
    for name, way in EXITS.items():
        said = [line for line in lines if line.startswith(f"| `{name}` |")]
        assert len(said) == 1, name
        cells = [cell.strip() for cell in said[0].strip("|").split("|")][1:]
        sizes = [int(size) for size in re.findall("[0-9]+", cells[0])]
        assert sum(sizes) == STYLES * len(CORPUS)
        assert cells[1] == (str(sizes[0]) if way.back else "")
        assert cells[2] == (str(sizes[0]) if way.run else "")

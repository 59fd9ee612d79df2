"""Every network of the zoo: proven, in every format, with a card; and a wrong one is noticed."""

import io
import re
from contextlib import redirect_stdout
from dataclasses import replace

import numpy as np
import pytest

from logicnet import SpecificationError, read, verify, zoo
from logicnet.cli import main
from logicnet.construction.families import build
from logicnet.formats.registry import FORMATS, written
from logicnet.logic.numbers import Numbers
from logicnet.zoo import ZOO, Family
from optional import optional
from stored import same_function

NAMES = zoo.names()
EXTRAS = {".onnx": "onnx", ".nir": "nir"}  # packages that formats need
BOOLEAN = {suffix for suffix in written("Network") if "Cover" in FORMATS[suffix].takes} | {".th"}
LINES = (".aig", ".aag", ".cnf", ".opb")  # which hold names with blanks
RARELY = {".nir": 4, ".onnx": 3}  # one of so many is read back from formats that take long


def check_proven(entry):
    """The proof is one, its bound is none that the network undercuts, and its names are stated."""
    net, stated = entry.network(), entry.specification
    assert verify(net, stated), entry.name
    assert entry.proof().equal is True
    assert entry.bound <= entry.units == net.units
    assert entry.is_least is (entry.bound == entry.units) is net.proven_minimal
    assert set(net.inputs) <= set(stated.inputs)
    if net.encoding != "real":
        assert (net.inputs, net.outputs) == (stated.inputs, stated.outputs)


@pytest.mark.parametrize("name", NAMES)
def test_it_is_proven(name):
    check_proven(zoo.entry(name))


@pytest.mark.parametrize("family", [row for row in ZOO.values() if len(row.sizes) > 3], ids=str)
def test_so_are_sizes_that_are_not_listed(family):
    few, some = family.sizes[0], family.sizes[min(4, len(family.sizes) - 1)]
    for size in {few, some}:
        check_proven(zoo.entry(f"{family}-{size}"))


def broken(net, output):
    """The network with one output that never fires, if it ever did."""
    thresholds = net.thresholds.copy()
    unit = net.output_units[output]
    thresholds[unit] = np.abs(net.weights[net.indptr[unit] : net.indptr[unit + 1]]).sum() + 1
    return replace(net, thresholds=thresholds, lower_bound=None)


@pytest.mark.parametrize("name", NAMES)
def test_a_network_with_an_output_that_is_dead_is_refuted(name):
    entry = zoo.entry(name)
    net = entry.network()
    for output in {0, len(net.outputs) - 1}:
        assert verify(broken(net, output), entry.specification).equal is False


@pytest.mark.parametrize("suffix", written("Network"))
def test_it_is_written_in_every_format(suffix, tmp_path):
    if suffix in EXTRAS:
        optional(EXTRAS[suffix])
    for k, name in enumerate(NAMES):
        entry, path = zoo.entry(name), tmp_path / f"{name}{suffix}"
        net = entry.network()
        blanks = suffix != ".v" and any(" " in each for each in (*net.inputs, *net.outputs))
        if suffix in BOOLEAN and (net.encoding == "real" or (blanks and suffix not in LINES)):
            with pytest.raises(SpecificationError, match="Boolean inputs|0 and 1|hold the name"):
                entry.write(path)
            continue
        entry.write(path)
        assert path.stat().st_size > 0
        if FORMATS[suffix].is_read and k % RARELY.get(suffix, 1) == 0:
            found = read(path)
            if FORMATS[suffix].is_exact:
                assert found == entry.network(), name
            elif suffix != ".v":  # where names become identifiers
                assert same_function(found, entry.network()), name


@pytest.mark.parametrize("name", NAMES)
def test_its_card_says_what_it_is(name):
    entry = zoo.entry(name)
    card = entry.card()
    assert card.startswith(f"# {name}\n\n{entry.says}\n")
    assert f"| proof | {entry.proof()} |" in card
    assert f"| units | {entry.units} in " in card
    code, *_ = re.findall(r"^```python\n(from logicnet.*?)^```$", card, re.MULTILINE | re.DOTALL)
    *lines, last = code.strip().splitlines()
    call, _, shown = last.partition("    # ")
    here = {}
    exec("\n".join([*lines, f"given = {call}.tolist()"]), here)
    assert str(here["given"]) == shown
    assert "def " in card


def twice(n):
    """a + a."""
    return Numbers({"a": n}, {"s": n + 1}, lambda a: 2 * a)


def shifted(n):
    """Each digit one place up, and a unit that never fires."""
    names = [f"a[{i}]" for i in range(n)]
    net = build("decoder", n)
    units = [([i], [1], 1) for i in range(n)] + [([0], [1], 2)]
    outputs = {"s[0]": n, **{f"s[{i + 1}]": i for i in range(n)}}
    return type(net).from_units(names, units, outputs=outputs)


TOY = Family("twice", "Twice a number of {n} bits.", twice, shifted, "by hand", range(2, 6), (2, 3))


def said(*words):
    """What a command prints."""
    with redirect_stdout(io.StringIO()) as out:
        assert main(["zoo", *words]) == 0
    return out.getvalue()


def test_a_new_row_is_found_everywhere(tmp_path):
    with ZOO.including(TOY):
        assert zoo.names()[:2] == ("twice-2", "twice-3")
        for name in ("twice-2", "twice-5"):
            check_proven(zoo.entry(name))
            test_its_card_says_what_it_is(name)
        assert "twice-3" in said()
        assert said("verify", "twice-4") == "twice-4: equal, proven by all 16 rows\n"
        said("export", "twice-2", "--to", "json", "-o", str(tmp_path / "x.json"))
        assert verify(tmp_path / "x.json", twice(2))
        assert "| `twice-2`, `twice-3` | Twice a number of n bits. | 3, 4 | 3, 4 |" in ZOO.table()
    assert "twice-2" not in zoo.names()


def test_a_row_that_is_wrong_is_noticed():
    wrong = replace(TOY, stated=lambda n: Numbers({"a": n}, {"s": n + 1}, lambda a: a + 1))
    boasts = replace(TOY, built=lambda n: replace(zoo.network("xor"), lower_bound=3))
    with ZOO.including(wrong), pytest.raises(AssertionError):
        check_proven(zoo.entry("twice-2"))
    with ZOO.including(boasts), pytest.raises(SpecificationError):
        check_proven(zoo.entry("twice-2"))

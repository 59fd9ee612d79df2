"""BLIF: every corner of the layout, by hand; errors say where."""

import pytest

from logicnet import FormatError, PartialCircuit, SpecificationError, TruthTable, minimize
from logicnet.formats.circuits import netlist
from logicnet.formats.circuits.blif import dumps, loads

HEAD = ".model m\n.inputs a b\n.outputs y\n"


def table(text):
    return loads(text, "x.blif").table().to_string()


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        (HEAD + ".names a b y\n11 1\n.end\n", "0001"),
        (HEAD + ".names a b y\n11 1", "0001"),  # no .end
        (HEAD + ".names a b y\n1- 0\n01 0\n.end", "1000"),  # the off-set
        (HEAD + ".names a b y\n10 1\n01 1\n", "0110"),
        (HEAD + ".names a b y\n10 0\n01 0\n", "1001"),
        (HEAD + ".names a b y\n11 0\n00 0\n", "0110"),
        (HEAD + ".names y\n1\n", "1111"),
        (HEAD + ".names y\n0\n", "0000"),
        (HEAD + ".names y\n", "0000"),
        (HEAD + ".names a b y\n", "0000"),
        (HEAD + ".names a b y\n-- 1\n", "1111"),
        (HEAD + ".names a b y\n-- 0\n11 0", "0000"),
        (HEAD + ".names a b y\n1- 1\n1- 1\n", "0011"),  # a row twice
        (HEAD + ".names a a y\n10 1\n", "0000"),  # a net twice
        (HEAD + ".names a y\n0 1\n", "1100"),
        (".inputs a b\n.outputs y\n.names a b y\n11 1\n", "0001"),  # no .model
        (".model m\r\n.inputs a \\\r\n b\r\n.outputs y\r\n.names a b y\r\n11 1\r\n", "0001"),
        (".model m\n.inputs a\n.inputs b\n.outputs y\n.names a \\  \n b \\\n y\n1\\\n1 1\n", None),
        (HEAD + "# a comment\n.names a b y # and\n11 1# one\n\n.end # of it\n# after\n", "0001"),
        (HEAD + ".names n y\n1 1\n.names a b n\n11 1\n", "0001"),  # used before it is defined
        (HEAD + ".area 3.0\n.delay a 1 1 1 1 1 1\n.names a b y\n\t11\t1\n.end", "0001"),
        (HEAD + ".names a b n\n01 1\n.conn n y\n.end", "0100"),
    ],
)  # fmt: skip
def test_what_a_node_computes(text, rows):
    if rows is None:
        with pytest.raises(FormatError, match="row '1'|expected 2"):
            table(text)
    else:
        assert table(text) == rows


def test_lines_go_on_also_within_names():
    text = ".model m\n.inputs a \\\nb\n.outputs \\\n y\n.names a \\\nb y\n11 1\n.end"
    assert table(text) == "0001"


def test_inputs_that_nothing_reads_and_outputs_that_are_inputs_stay():
    circuit = loads(".inputs b c a\n.outputs a y\n.names c y\n1 1\n")
    assert (circuit.inputs, circuit.outputs) == (("b", "c", "a"), ("a", "y"))
    assert circuit.table().to_string("a") == "01010101"


INNER = """.model top
.inputs a b c
.outputs s k
.subckt half x=a y=b sum=t carry=k1
.subckt half sum=s x=t y=c carry=k2
.names k1 k2 k
1- 1
-1 1
.end
.model half
.inputs x y
.outputs sum carry
.names x y sum
10 1
01 1
.names x y carry
11 1
.end
"""


def test_models_inside_models_are_laid_open():
    circuit = loads(INNER)
    assert circuit.table().to_string("s") == "01101001"
    assert circuit.table().to_string("k") == "00010111"
    third = ".model one\n.inputs i\n.outputs o\n.subckt top a=i b=i c=i s=o\n.end\n"
    assert loads(third + INNER).table().to_string() == "01"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", r"x.blif:1: no model"),
        ("a b\n", r"x.blif:1: 'a' belongs to no '.names'"),
        (".model m\n.inputs a\n.end", r"x.blif:1: no outputs"),
        (HEAD + ".end", r"x.blif:1: nothing defines the output 'y'"),
        (HEAD + ".names a c y\n11 1", r"x.blif:4: nothing defines 'c'"),
        (HEAD + ".names a b y\n11 1\n0 1", r"x.blif:6: row '0' has 1 inputs, but the node has 2"),
        (HEAD + ".names a b y\n11 2", r"x.blif:5: expected 2 of 0, 1 and -"),
        (HEAD + ".names a b y\n1x 1", r"x.blif:5: expected 2 of 0, 1 and -"),
        (HEAD + ".names a b y\n11 1\n00 0", r"x.blif:6: a row of the value 0; expected 1, as"),
        (HEAD + ".names a b y\n.names a b y\n11 1", r"x.blif:5: 'y' is defined a second time; the "
                                                    r"first is on line 4"),
        (HEAD + ".names a b\n11 1", r"x.blif:5: row '11' has 2 inputs, but the node has 1"),
        (HEAD + ".names b a\n1 1\n.names a y\n1 1", r"x.blif:4: the input 'a' is defined by"),
        (HEAD + ".names y n\n1 1\n.names n y\n1 1", r"x.blif:\d: '[ny]' depends on itself"),
        (HEAD + ".names y y\n1 1", r"x.blif:4: 'y' depends on itself"),
        (HEAD + ".nmes a y", r"x.blif:4: unknown declaration '.nmes'; did you mean '.names'"),
        (HEAD + ".gate nand2 a=a b=b o=y", r"x.blif:4: '.gate' declares a gate of a library"),
        (HEAD + ".latch a", r"x.blif:4: expected '.latch input output'"),
        (HEAD + ".latch a y ah clk 0", r"x.blif:4: expected '.latch input output'"),
        (HEAD + ".latch a y re clk 7", r"x.blif:4: expected '.latch input output'"),
        (HEAD + ".latch a y re k\n.latch b n re l", r"x.blif:5: a second clock 'l'; the first is"),
        (HEAD + ".latch n y", r"x.blif:4: nothing defines 'n'"),
        (HEAD + ".latch b a\n.latch a y", r"x.blif:4: the input 'a' is"),
        (HEAD + ".latch a y\n.names b y\n1 1", r"x.blif:5: 'y' is defined a second time"),
        (HEAD + ".latch a y\n.exdc\n.names y\n1", r"x.blif:5: '.exdc' beside registers"),
        (HEAD + ".search other.blif", r"x.blif:4: '.search' declares another file"),
        (HEAD + ".inputs a", r"x.blif:4: input 'a' is declared a second time"),
        (HEAD + ".names", r"x.blif:4: '.names' without a name"),
        (HEAD + ".subckt m a=a b=b y=y", r"x.blif:4: 'm' is inside itself"),
        (HEAD + ".subckt hlf x=y", r"x.blif:4: there is no module 'hlf'"),
        (HEAD + ".subckt half x y", r"x.blif:4: expected port=net in '.subckt', got 'x'"),
        (INNER.replace("sum=t", "sam=t"), r"x.blif:4: 'half' has no port 'sam'; did you mean"),
        (INNER.replace("x=a", ""), r"x.blif:4: the input 'x' of 'half' is joined to no"),
        (INNER.replace("sum=s", "sum=t"), r"x.blif:5: 't' is defined a second time"),
        (INNER + ".model half\n.end", r"x.blif:19: second model 'half'"),
        (HEAD + ".names a y\n1 1\n.exdc\n.inputs z\n.names z y\n1 1", r"'z', which is no input"),
        (HEAD + ".names a y\n1 1\n.exdc\n.outputs z\n.names z\n1", r"x.blif:6: .exdc states 'z'"),
        (HEAD + ".names a y\n1 1\n.exdc\n.exdc", r"x.blif:7: second '.exdc'"),
    ],
)  # fmt: skip
def test_an_error_says_where_and_what_was_expected(text, message):
    with pytest.raises(FormatError, match=message):
        loads(text, "x.blif")


def test_models_that_double_are_not_laid_open():
    """40 models, each with the one before twice: 2**40 gates in a file of 4 kB."""
    lines = [".model m40\n.inputs a\n.outputs y\n.subckt m39 a=a y=y\n.end"]
    for k in range(39, 0, -1):
        lines.append(f".model m{k}\n.inputs a\n.outputs y\n.subckt m{k - 1} a=a y=n\n"
                     f".subckt m{k - 1} a=n y=y\n.end")  # fmt: skip
    lines.append(".model m0\n.inputs a\n.outputs y\n.names a y\n0 1\n.end")
    with pytest.raises(FormatError, match=f"more than {netlist.MOST_GATES} gates"):
        loads("\n".join(lines))


def test_a_chain_of_many_thousand_nodes_in_the_wrong_order():
    n = 20_000
    nodes = [f".names n{k} n{k + 1}\n0 1" for k in range(n)]
    text = "\n".join([".inputs n0", f".outputs n{n}", *nodes[::-1]])
    assert table(text) == "01"
    head = ".inputs a\n.outputs y"
    models = [f".model m{k}\n{head}\n.subckt m{k + 1} a=a y=y\n.end" for k in range(n)]
    last = f".model m{n}\n{head}\n.names a y\n0 1"
    assert table("\n".join([*models, last])) == "10"


def test_rows_that_do_not_matter():
    text = HEAD + ".names a b y\n11 1\n.exdc\n.names a n\n0 1\n.names n b y\n11 1\n.end"
    circuit = loads(text)
    assert isinstance(circuit, PartialCircuit)
    assert circuit.table().to_string() == "0-01"
    assert loads(dumps(circuit)).table() == circuit.table()
    assert minimize(circuit).terms == 1
    with pytest.raises(SpecificationError, match="the same outputs"):
        PartialCircuit(values=circuit.values, dont_cares=loads(INNER))


def test_tables_and_covers_keep_what_does_not_matter():
    for rows in ("0-1-", "01-0", "0110", "----"):
        value = TruthTable.from_string(rows, ["a", "b"])
        assert table(dumps(value)) == rows
        assert table(dumps(value.cover())) == rows


def test_names_that_do_not_fit_are_refused():
    for name in ("a b", "a#b", "a\\"):
        with pytest.raises(SpecificationError, match="BLIF cannot hold the name"):
            dumps(TruthTable.from_string("01", [name]))
    clash = TruthTable.from_string({"a": "10"}, ["a"])
    with pytest.raises(SpecificationError, match="has the name of an input"):
        dumps(clash)


def test_long_lists_of_names_are_written_in_lines():
    names = [f"a_rather_long_name_{k}" for k in range(40)]
    text = dumps(minimize(" & ".join(names)))
    assert max(map(len, text.splitlines())) < 125
    assert loads(text).inputs == tuple(sorted(names, key=lambda name: int(name.split("_")[-1])))

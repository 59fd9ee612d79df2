"""Every format: what is written comes back, and what is damaged is refused or noticed."""

import json
import warnings
from contextlib import suppress
from functools import cache
from itertools import product
from random import Random

import pytest

from corpus import CORPUS
from logicnet import (
    FormatError,
    LogicnetError,
    Network,
    SpecificationError,
    TruthTable,
    compile,
    read,
    verify,
    write,
)
from logicnet.cli import main
from logicnet.formats.registry import FORMATS, Format, written
from optional import optional
from stored import CIRCUITS, NETWORKS, REGIONS, VALUES, flipped, same, same_function

SQUARE = {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]]}
READ_ONLY = {".geojson": (json.dumps(SQUARE).encode(), REGIONS["square"])}
TOY = Format(".bits", ("TruthTable",), "a line", "toys")
MOST_OCTETS = 3000  # of files that are cut and flipped
EXTRAS = {".onnx": "onnx", ".nir": "nir"}  # packages that formats need
STYLES = ("wide", "compact")
FEWER = {".onnx": 1600, ".nir": 1600, ".safetensors": 400}  # bits from one flip to the next
REFUSED = {  # which the format says
    (".th", "real"), (".th", "a third"), (".v", "handed on"), (".bench", "counter"),
}  # fmt: skip
NOT_PLAIN = ("real", "a third", "names", "off and don't care", "bound")  # numbers, odd names
BOTH_WAYS = [row for row in FORMATS.values() if row.is_read and row.is_written]
READ = [row for row in FORMATS.values() if row.is_read]


@pytest.fixture(autouse=True)
def package(request):
    """The package that the format of a test needs, else the test is skipped."""
    row = getattr(request.node, "callspec", None) and request.node.callspec.params.get("row")
    if row is not None and row.name in EXTRAS:
        optional(EXTRAS[row.name])


def cases():
    """Each format with each value that it can hold."""
    return [
        pytest.param(row, value, id=f"{row} {kind} {name}")
        for row in BOTH_WAYS
        for kind in row.holds
        for name, value in VALUES[kind].items()
        if (row.name, name) not in REFUSED
    ]


def comes_back(row, found, value):
    """Whether what a file held is what was written, as far as the format keeps it."""
    if row.is_exact:
        return same(found, value)
    return type(found) is type(value) and same_function(found, value)


def stored(row, value, path):
    """The octets of a file with the value; `path` is where it is written."""
    write(value, path)
    return path.read_bytes()


def examples(row, folder):
    """(octets, what they hold) for a format."""
    if not row.is_written:
        return [READ_ONLY[row.name]]
    if row.name in EXTRAS:
        optional(EXTRAS[row.name])
    named = (pair for kind in row.holds for pair in VALUES[kind].items())
    values = [value for name, value in named if (row.name, name) not in REFUSED]
    found = [(stored(row, value, folder / f"x{row}"), value) for value in values]
    return [(octets, value) for octets, value in found if len(octets) < MOST_OCTETS]


def outcome(row, octets, path):
    """What a file with these octets holds, or None where it is refused by an error of ours."""
    path.write_bytes(octets)
    with warnings.catch_warnings(), suppress(LogicnetError):
        warnings.simplefilter("ignore")  # some say so where they are read in spite of something
        return row.read(path)
    return None


@cache
def corpus():
    """The cases of the corpus, each in two styles with its network."""
    return [(case, style, compile(case.source, style)) for case, style in product(CORPUS, STYLES)]


@pytest.mark.parametrize("row", [row for row in BOTH_WAYS if "Network" in row.holds], ids=str)
def test_the_corpus_comes_back_proven(row, tmp_path):
    for case, style, net in corpus():
        stored(row, net, tmp_path / f"x{row}")
        assert verify(tmp_path / f"x{row}", case.source), (case.name, style)


def check_damage(row, damaged, path, value):
    """Only errors of ours or a value of the type; where the format is sealed, only the same one."""
    found = outcome(row, damaged, path)
    if row.is_sealed:
        assert found is None or same(found, value), damaged
    else:
        assert found is None or type(found).__name__ in (*row.holds, "dict"), damaged


@pytest.mark.parametrize(("row", "value"), cases())
def test_what_is_written_comes_back(row, value, tmp_path):
    path = tmp_path / f"x{row}"
    before = stored(row, value, path)
    found = read(path)
    assert comes_back(row, found, value)
    if isinstance(value, Network) and value.encoding != "real" and len(value.inputs) <= 24:
        assert verify(path, value)  # what is in the file, in one line
    write(found, path)
    assert row.name == ".npz" or path.read_bytes() == before  # archives hold the time of writing


@pytest.mark.parametrize("row", [row for row in READ if {*row.takes} & {*VALUES}], ids=str)
def test_what_is_taken_is_written_as_the_same_function(row, tmp_path):
    path = tmp_path / f"x{row}"
    for kind in row.takes:
        for name, value in VALUES[kind].items():
            free = getattr(value, "dc", None)
            if name in NOT_PLAIN or (row.name != ".blif" and free is not None and free.any()):
                continue
            write(value, path)
            found = read(path)
            assert type(found).__name__ in row.holds
            if (row.name, kind, name) == (".v", "Network", "small"):  # a letter no module can hold
                value = value.renamed(inputs=found.inputs)
            assert same_function(found, value), (name, kind)


def test_a_circuit_that_is_another_is_noticed(tmp_path):
    row, value = FORMATS[".bench"], CIRCUITS["all kinds"]
    stored(row, value, tmp_path / "x.bench")
    text = (tmp_path / "x.bench").read_text()
    for other in (text.replace("= AND", "= OR", 1), text.replace("(e)", "(f)").replace(" e", " f")):
        (tmp_path / "x.bench").write_text(other)
        assert not comes_back(row, read(tmp_path / "x.bench"), value)


@pytest.mark.parametrize("row", FORMATS.values(), ids=str)
def test_what_a_format_does_not_hold_is_refused_and_nothing_is_written(row, tmp_path):
    for kind in VALUES.keys() - ({*row.holds, *row.takes} if row.is_written else set()):
        with pytest.raises(LogicnetError, match=row.name if not row.is_written else kind):
            write(next(iter(VALUES[kind].values())), tmp_path / f"x{row}")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("row", READ, ids=str)
def test_a_file_that_is_cut_is_refused_or_noticed(row, tmp_path):
    path = tmp_path / f"x{row}"
    for octets, value in examples(row, tmp_path):
        for cut in range(0, len(octets), 1 + len(octets) // (15 if row.name in FEWER else 60)):
            check_damage(row, octets[:cut], path, value)
            check_damage(row, octets[cut:], path, value) if cut else None


@pytest.mark.parametrize("row", READ, ids=str)
def test_a_flipped_bit_is_refused_or_noticed(row, tmp_path):
    """Every bit of one small file; of the others, some."""
    path = tmp_path / f"x{row}"
    for number, (octets, value) in enumerate(examples(row, tmp_path)):
        step = FEWER.get(row.name, 97)
        for place in range(number, 8 * len(octets), step if number else step // 32):
            check_damage(row, flipped(octets, place), path, value)


@pytest.mark.parametrize("row", READ, ids=str)
def test_values_of_wrong_types_are_refused_or_noticed(row, tmp_path):
    path, rng = tmp_path / f"x{row}", Random(0)
    wrong = [b"", b'"x"', b"-1", b"1e400", b"null", b"[]", b"{}", b"9" * 30, b"\xff", b"\0"]
    for octets, value in examples(row, tmp_path):
        for _ in range(30):
            place = rng.randrange(len(octets))
            length = rng.choice([1, 1, 2, 5])
            damaged = octets[:place] + rng.choice(wrong) + octets[place + length :]
            check_damage(row, damaged, path, value)


@pytest.mark.parametrize("row", [row for row in FORMATS.values() if row.is_sealed], ids=str)
def test_damage_is_not_missed_where_a_file_is_sealed(row, tmp_path):
    """The same damage to a JSON file without its digest is missed, so it can be seen at all."""
    octets = stored(row, NETWORKS["small"], tmp_path / f"x{row}")
    value = NETWORKS["small"]
    if row.name != ".json":
        return
    unsealed = octets.replace(json.loads(octets)["digest"].encode(), b"").replace(b'""', b"null")
    with pytest.raises(AssertionError):
        for place in range(8 * len(unsealed)):
            check_damage(row, flipped(unsealed, place), tmp_path / f"x{row}", value)


def test_a_new_row_is_found_everywhere(tmp_path, capsys):
    path, table = tmp_path / "x.bits", TruthTable.from_string("0110", ["a", "b"])
    with FORMATS.including(TOY):
        test_what_is_written_comes_back(TOY, table, tmp_path)
        assert compile(path).units == 2
        assert main(["compile", str(path)]) == 0
        assert main(["table", "a ^ b", "-o", str(path)]) == 0
        assert path.read_text() == "a b:0110\n"
        assert main(["compile", "--help"]) == 0
        assert "a file with one (.bits" in " ".join(capsys.readouterr().out.split())
        assert written("TruthTable")[0] == ".bits"
        assert "| `.bits` | `TruthTable` | a line |" in FORMATS.table()
        with pytest.raises(FormatError, match=r"known are \.bits, .*did you mean '\.bits'"):
            read(tmp_path / "x.bitz")
        octets = stored(TOY, table, path)
        for cut in range(len(octets)):
            check_damage(TOY, octets[:cut], path, table)
        with pytest.raises(SpecificationError, match=".bits holds a TruthTable, not a Network"):
            write(compile(table), path)  # the module of a format does not check that
    with pytest.raises(FormatError, match="no format for the suffix '.bits'"):
        read(path)


def test_a_format_that_loses_something_is_noticed(tmp_path, monkeypatch):
    lossy = lambda table, path: path.write_text(f"p:{table.to_string()}")  # noqa: E731
    monkeypatch.setattr("toys.write", lossy)
    with FORMATS.including(TOY), pytest.raises(AssertionError):
        test_what_is_written_comes_back(TOY, VALUES["TruthTable"]["one input"], tmp_path)

"""Every construction keeps its word: proven, within limits, not below its bound."""

from pathlib import Path

import pytest

from corpus import CORPUS
from logicnet import LimitError, Region, SpecificationError, TruthTable, compare, compile, verify
from logicnet.cli import main
from logicnet.construction.constructions import CONSTRUCTIONS
from logicnet.construction.limits import Limits
from logicnet.construction.planes.lowering import Lowered
from logicnet.construction.registry import Construction, Constructions
from logicnet.construction.targets import target_of
from logicnet.construction.task import Task
from logicnet.ground.budget import SECOND, Budget
from logicnet.verification.verifying import verify_region

PAGES = Path(__file__).parents[2] / "docs" / "constructions"
SEVERAL = [
    {"s": "a ^ b ^ c", "c": "atleast(2, a, b, c)"},
    {"p": "a & b | c & d", "q": "a & b | ~c & ~d", "r": "1"},
]
MANY = ["x0 & (x1 | x2)" + "".join(f" | x{i} & ~x{i + 1}" for i in range(3, 17)),
        " ^ ".join(f"x{i}" for i in range(18))]  # fmt: skip
REGIONS = [
    {"y": Region.polygon([(0, 0), (4, 0), (4, 3), (2, 1), (0, 3)], boundary="closed")},
    {"y": Region.of("(x >= 0) ^ (x >= 1) ^ (y > 2 & b)")},
    {"low": Region.box([0, 0], [1, 1]), "high": Region.box([0, 1], [1, 2])},
]
LIMITS = [Limits(), Limits(skip=False), Limits(max_fan_in=2), Limits(max_weight=1, max_depth=3)]
ADDER, CARRY = {}, "0"
for k in range(9):
    ADDER[f"s{k}"] = f"a{k} ^ b{k} ^ ({CARRY})"
    CARRY = f"a{k} & b{k} | (a{k} | b{k}) & ({CARRY})"
NAMES = [f"x{k}" for k in range(17)]
PARITY = f"{' ^ '.join(NAMES)} | {' & '.join(NAMES)}"
VOTE = (
    "(3*a + 2*b - 4*c + d - 2*e + 5*f - g + h >= 3) ^ (a - 3*b + 2*c + 4*d + e - f - 2*g - h >= 1)"
)
RANDOM = TruthTable.from_string({
    "p": "00101111110100000111111001010110",
    "q": "10011011101100000001101111100100",
})  # fmt: skip  # a search for each output finds one unit more than a joint one
SAME = TruthTable.from_string({"p": "0110100110010110", "q": "1-010110011-1001"})
IDLE = TruthTable.from_string("0110" * 2**4).over([*NAMES[:11], *"abcdef"])
GROUPS = "(a ^ b ^ c ^ d) & (e | f | g)"
MOST_INPUTS = {
    **dict.fromkeys(("search", "least of fan-in 2"), 4),
    **dict.fromkeys(("block and rest", "counted groups", "output by output", "same outputs"), 5),
    "found without limits": 4,
    **dict.fromkeys(("decided", "small weights", "joint heat bath"), 5),
    "heat bath": 6,
}
WORK = {"small weights": 0.2 * SECOND}  # of what goes on for as long as it may
BEFORE = {"joint heat bath": ["output by output"]}  # what has found something where it begins


def functions(row):
    """What a construction is tried on; what searches, or has parts searched, on few inputs."""
    most = MOST_INPUTS.get(row.name, 8)
    yield from (target_of(case.source) for case in CORPUS if case.inputs <= most)
    yield from map(target_of, [GROUPS] if row.name == "counted groups" else [])
    yield from map(target_of, [VOTE] if row.name == "votes" else [])
    yield from map(target_of, [RANDOM] if row.name == "joint heat bath" else [])
    yield from map(target_of, [IDLE] if row.name == "inputs that matter" else [])
    yield from map(target_of, [SAME] if row.name == "same outputs" else [])
    yield from map(target_of, [ADDER] if row.name == "digits of a polynomial" else [])
    yield from map(target_of, [PARITY] if row.name == "count of many" else [])
    yield from map(target_of, SEVERAL)
    yield from map(target_of, [] if row.name in ("minterms", "wide") else MANY)
    yield from map(Lowered, REGIONS)


def alone(row, function, limits):
    """What one construction finds, parts of it made by all; None where there is nothing."""
    work = WORK.get(row.name, 2 * SECOND)
    task = Task(function, function.within(limits), Budget(work), CONSTRUCTIONS.solve)
    try:
        for before in [CONSTRUCTIONS[name] for name in BEFORE.get(row.name, [])]:
            if before.accepts(task):
                task.add(before.build(task))
        begun = len(task.found)
        if not row.accepts(task):
            return None
        task.add(row.build(task))
        task.found = task.found[begun:]
        task.proven = row.bound(task) if row.bound is not None else 1
        return Constructions([]).solve(task)
    except LimitError:
        return None


def same(network, function):
    """Whether a network over variables or half-spaces is proven to be the function."""
    if function.regions is None:
        return bool(verify(network, function.stated))
    return bool(verify_region(function.grounded(network, Limits()), function.regions))


@pytest.mark.parametrize("row", [row for row in CONSTRUCTIONS.values() if row.build], ids=str)
def test_a_construction_keeps_its_word(row):
    built = 0
    for function in functions(row):
        for limits in LIMITS:
            network = alone(row, function, limits)
            if network is None:
                continue
            built += 1
            assert same(network, function)
            assert not function.within(limits).excess(network)
            assert network.is_layered or limits.skip
            assert network.units >= (network.lower_bound or 1)
            if built % 3 == 1:  # a second time, which is as long, for some of them
                assert network == alone(row, function, limits)
    assert built


def test_constructions_do_not_contradict_one_another():
    rows = [row for row in CONSTRUCTIONS.values() if row.build and row.name != "search"]
    for function in (target_of(case.source) for case in CORPUS if case.inputs <= 5):
        for limits in LIMITS[:2]:
            found = [net for row in rows if (net := alone(row, function, limits)) is not None]
            assert min(net.units for net in found) >= max(net.lower_bound or 1 for net in found)


@pytest.mark.parametrize("row", CONSTRUCTIONS.values(), ids=str)
def test_a_construction_is_explained_on_its_page(row):
    assert (PAGES / f"{row.page}.md").exists()


def test_a_construction_that_breaks_its_word_is_noticed():
    wrong = Construction("wrong", lambda task: [compile("a & b", "wide")], page="deep")
    with pytest.raises(AssertionError):
        test_a_construction_keeps_its_word(wrong)


def toy(source):
    """A deep network with another name."""
    network = compile(source.stated, "deep")
    return network.described(construction="toy")


def test_a_new_row_is_found_everywhere(capsys):
    table = CONSTRUCTIONS.table
    row = Construction("toy", lambda task: [toy(task.function)], page="deep", style=toy)
    with CONSTRUCTIONS.including(row):
        assert compile("a | b | c & ~c", "toy").construction == "toy"
        assert compile("a ^ b ^ c", max_fan_in=2).construction == "toy"  # what is found first
        assert compare("a ^ b").entries[0].style == "toy"
        assert main(["compile", "a ^ b", "--style", "toy"]) == 0
        assert "toy" in capsys.readouterr().out
        assert '| `"toy"` | A deep network with another name. | [deep](deep.md) |' in table()
    with pytest.raises(SpecificationError, match="not 'toy'"):
        compile("a", "toy")

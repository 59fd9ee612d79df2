import pytest

from faults import doubled
from logicnet import Cover, Network, SpecificationError, TruthTable, compile, minimize, soften
from logicnet.testing import assert_equivalent, assert_minimal

NET = compile("a & b | c", style="wide")


def test_equal_sources_pass():
    assert_equivalent(NET, "c | b & a")
    assert_equivalent("c | b & a", NET)
    assert_equivalent("a ^ b", TruthTable.from_string("0110", names="ab"))
    assert_equivalent("x > 0 & y > 0", "~(x <= 0 | y <= 0)")


def test_a_failure_shows_the_first_differing_rows():
    with pytest.raises(AssertionError) as caught:
        assert_equivalent(NET, "a | b | c")
    lines = str(caught.value).splitlines()
    assert "differs in 2 of 8 rows" in lines[0]
    assert [line.split() for line in lines[1:]] == [
        ["a", "b", "c", "network:", "y", "stated:", "y"],
        ["0", "1", "0", "0", "1"],
        ["1", "0", "0", "0", "1"],
    ]


def test_don_t_cares_are_no_differences_and_are_shown():
    stated = {"s": "a ^ b", "c": "a & b"}
    free = TruthTable.from_values([[0, -1], [1, 1], [1, 0], [0, 1]], "ab", "sc")
    with pytest.raises(AssertionError) as caught:
        assert_equivalent(stated, free)
    assert "1 of 4 rows" in str(caught.value)
    assert str(caught.value).splitlines()[-1].split() == ["0", "1", "1", "0", "1", "1"]
    with pytest.raises(AssertionError) as caught:
        assert_equivalent(
            stated, TruthTable.from_values([[1, -1], [1, 0], [1, 0], [0, 1]], "ab", "sc")
        )
    assert str(caught.value).splitlines()[-1].split() == ["0", "0", "0", "0", "1", "-"]


def test_many_differences_are_counted():
    with pytest.raises(AssertionError, match=r"differs in 512 of 1024 rows(.|\n)*and 504 more"):
        text = " ^ ".join(f"x{i}" for i in range(10))
        names = [f"x{i}" for i in range(10)]
        assert_equivalent(Network.from_units(names, [([], [], 1)]), text)


def test_an_unknown_verdict_fails(monkeypatch):
    monkeypatch.setattr("logicnet.verification.functions.sums._MOST_ROWS", 0)
    monkeypatch.setattr("logicnet.verification.functions.diagrams.MOST_INPUTS", -1)
    monkeypatch.setattr(
        "logicnet.verification.sweeping.judging.laid_out", lambda sides: "too large"
    )
    names = [f"x{i}" for i in range(30)]
    net = Network.from_units(names, [(list(range(30)), [3**i for i in range(30)], 99)])
    with pytest.raises(AssertionError, match="unknown: .* random rows agree"):
        assert_equivalent(net, doubled(net), samples=64)


def test_networks_of_regions_fail_with_the_point_that_differs():
    network = compile("x > 0 & y > 0")
    assert_equivalent(network, "x > 0 & y > 0")
    with pytest.raises(AssertionError, match="different: at x=") as caught:
        assert_equivalent(network, "x > 0 & y >= 0")
    assert len(str(caught.value).splitlines()) == 1  # the sentence has the point


def test_trained_nets_fail_with_what_they_decide():
    with pytest.raises(
        AssertionError, match="different: at a=0 b=1 the network gives y=0"
    ) as caught:
        assert_equivalent(soften(compile("a & b")), "a | b")
    assert [line.split() for line in str(caught.value).splitlines()[2:]] == [
        ["0", "1", "0", "1"], ["1", "0", "0", "1"],
    ]  # fmt: skip


def test_of_too_many_rows_the_first_few_are_shown():
    names = [f"x{i}" for i in range(40)]
    with pytest.raises(AssertionError, match="one for each count of ones") as caught:
        assert_equivalent(Network.from_units(names, [(range(40), [1] * 40, 20)]), "^".join(names))
    assert len(str(caught.value).splitlines()) == 1 + 1 + 8


def test_networks_with_the_fewest_units_are_minimal():
    assert_minimal(compile("a ^ b ^ c ^ d"))
    assert_minimal(Network.from_units("ab", [([0, 1], [1, 1], 1)]))  # no bound of its own
    with pytest.raises(AssertionError, match="more units than needed:\n<Network .* 2 units"):
        assert_minimal(compile("a ^ b ^ c", "wide"))


def test_networks_without_a_proof_fail_with_the_bound():
    with pytest.raises(AssertionError, match=r"not proven to have the fewest units; (at|no)"):
        assert_minimal(compile(TruthTable.from_hex("8f17a24c6b9d03e5" * 4, "abcdefgh")))


def test_covers_and_formulas_with_the_fewest_terms_are_minimal():
    assert_minimal("a & b | ~a & c")
    assert_minimal("a")
    assert_minimal("0")
    assert_minimal("1")
    assert_minimal(minimize(TruthTable.from_string("01-0-110")))


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("a & b | a & ~b", "2 product terms are more than needed; 1 are enough:\ny = a"),
        ("a & b | ~a & c | b & c", "3 product terms are more than needed; 2 are enough"),
        ("a & b | a & ~b & c", "a & ~b & c can do without the literal ~b"),
        ({"y": "a & b", "z": "a & b | a & ~b & c"}, "a & ~b & c can do without the literal ~b"),
        (Cover.from_cubes(["11 1", "10 -"], "ab"), "a & b can do without the literal b"),
    ],
)
def test_covers_with_too_much_fail_and_say_what(source, said):
    with pytest.raises(AssertionError) as caught:
        assert_minimal(source)
    assert said in str(caught.value)


def test_covers_without_a_proof_fail_with_the_bound():
    cover = minimize(TruthTable.from_hex("8f17a24c6b9d03e5" * 4, "abcdefgh"), "heuristic")
    with pytest.raises(AssertionError, match=r"product terms are not proven the fewest; (no|.*at)"):
        assert_minimal(cover, time_limit=0)


def test_terms_that_do_not_matter_need_not_be_short():
    assert_minimal(Cover.from_cubes(["1- 1", "01 -"], "ab"))


def test_a_literal_that_another_output_needs_is_kept():
    assert_minimal(Cover.from_cubes(["11 11", "1- 10"], "ab", "yz"))


def test_what_has_no_product_terms_is_refused():
    with pytest.raises(SpecificationError, match="a formula that is an OR of ANDs"):
        assert_minimal("(a | b) & c")
    with pytest.raises(SpecificationError, match="a formula that is an OR of ANDs"):
        assert_minimal(TruthTable.from_string("0110"))

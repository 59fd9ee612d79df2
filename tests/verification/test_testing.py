import pytest

from faults import doubled
from logicnet import Network, compile
from logicnet.testing import assert_equivalent

NET = compile("a & b | c", style="wide")


def test_equal_networks_pass():
    assert_equivalent(NET, "c | b & a")


def test_a_failure_shows_the_first_differing_rows():
    with pytest.raises(AssertionError) as caught:
        assert_equivalent(NET, "a | b | c")
    lines = str(caught.value).splitlines()
    assert "differs in 2 of 8 rows" in lines[0]
    assert lines[1:] == [
        "  at a=0 b=1 c=0 the network gives y=0, the specification y=1",
        "  at a=1 b=0 c=0 the network gives y=0, the specification y=1",
    ]


def test_many_differences_are_counted():
    with pytest.raises(AssertionError, match=r"differs in 512 of 1024 rows(.|\n)*and 504 more"):
        text = " ^ ".join(f"x{i}" for i in range(10))
        names = [f"x{i}" for i in range(10)]
        assert_equivalent(Network.from_units(names, [([], [], 1)]), text)


def test_an_unknown_verdict_fails():
    names = [f"x{i}" for i in range(30)]
    net = Network.from_units(names, [(list(range(30)), list(range(1, 31)), 99)])
    with pytest.raises(AssertionError, match="unknown: .* random rows agree"):
        assert_equivalent(net, doubled(net), samples=64)


def test_networks_of_regions_fail_with_the_point_that_differs():
    from logicnet import compile

    network = compile("x > 0 & y > 0")
    assert_equivalent(network, "x > 0 & y > 0")
    with pytest.raises(AssertionError, match="different: at x="):
        assert_equivalent(network, "x > 0 & y >= 0")

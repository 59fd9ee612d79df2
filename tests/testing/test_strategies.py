import re

import pytest
from hypothesis import Phase, find, given, settings

from logicnet import Cover, LogicnetError, Network, Region, TruthTable, parse
from logicnet.testing import strategies


@given(strategies.formulas(["alarm", "night"]))
def test_formulas_read_their_names(text):
    assert set(re.findall(r"\w+", text)) <= {"alarm", "night"}
    assert {str(symbol) for symbol in parse(text).free_symbols} <= {"alarm", "night"}


@given(
    strategies.tables("ab", "yz"), strategies.covers("ab", "yz"), strategies.networks("ab", "yz")
)
def test_all_kinds_have_the_names_that_were_asked_for(table, cover, network):
    for drawn, kind in ((table, TruthTable), (cover, Cover), (network, Network)):
        assert isinstance(drawn, kind)
        assert drawn.inputs == ("a", "b")
        assert drawn.outputs == ("y", "z")


@given(strategies.tables("abc", dont_cares=False))
def test_tables_without_don_t_cares_have_none(table):
    assert (table.values() >= 0).all()


@given(strategies.covers("ab", max_terms=2))
def test_covers_have_at_most_so_many_terms(cover):
    assert cover.terms <= 2


@given(strategies.networks(max_units=2, max_weight=1))
def test_networks_keep_to_their_limits(network):
    assert network.units <= 2
    assert abs(network.weights).max(initial=0) <= 1


@given(strategies.regions(["u", "v"]))
def test_regions_are_over_these_coordinates(region):
    assert isinstance(region, Region)
    assert set(region.names) <= {"u", "v"}


@pytest.mark.parametrize(
    ("strategy", "special"),
    [
        (strategies.formulas("ab"), lambda text: "<->" in text and "~" in text),
        (strategies.tables("ab"), lambda table: (table.values() == -1).any()),
        (strategies.covers("ab", "yz"), lambda cover: (cover.table().on == 0).any()),
        (strategies.networks("ab"), lambda network: network.depth == 3),
        (
            strategies.networks("ab"),
            lambda network: any(len(network.wires_of(u)[0]) == 0 for u in range(network.units)),
        ),
        (strategies.regions("xy"), lambda region: region.operator == "xor"),
        (strategies.regions("xyz", boundary=False), lambda region: region.contains([(9, 9, 9)])[0]),
    ],
)
def test_what_is_special_comes_up(strategy, special):
    drawn = settings(max_examples=2000, phases=[Phase.generate])  # what is met need not be small
    assert special(find(strategy, special, settings=drawn))


@pytest.mark.parametrize(
    ("draw", "said"),
    [
        (lambda: strategies.formulas("ab", operators=["nand"]), "some of & | \\^ -> <->"),
        (lambda: strategies.formulas("ab", operators=[]), "not none"),
        (lambda: strategies.tables([f"x{i}" for i in range(13)]), "at most 12 inputs"),
        (lambda: strategies.tables("aa"), "'a' is given twice"),
        (lambda: strategies.networks("ab", max_units=0), "max_units"),
        (lambda: strategies.networks("ab", max_weight=0.5), "max_weight"),
    ],
)
def test_what_cannot_be_drawn_is_refused(draw, said):
    with pytest.raises(LogicnetError, match=said):
        draw()

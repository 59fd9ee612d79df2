"""Theories read from text: what they compute, by Python written from the same clauses."""

from itertools import product
from pathlib import Path

import pytest

from logicnet import FormatError, SpecificationError, compile, verify
from logicnet.learning.theories.theory import Theory
from logicnet.short_rules.concepts import Concepts

TEXT = """A theory in prose
  % and a comment. With a full stop.
  alarm :- fire, not(test).     # another
  alarm :- 2 of (smoke=thick, heat, ~quiet), \\+ test.
  fire  :- smoke thick, heat.
  fire  :- @-2 "aR", sensor.
"""
PROMOTERS = Path(__file__).parents[4] / "shared/data/kb/promoters/promoters.theory"


def alarm(v):
    thick, sequence = v["smoke_thick"], v["p-2_a"] and (v["p-1_A"] or v["p-1_G"])
    fire = (thick and v["heat"]) or (sequence and v["sensor"])
    count = thick + v["heat"] + (not v["quiet"])
    return (fire and not v["test"]) or (count >= 2 and not v["test"])


def test_it_computes_what_its_clauses_say():
    network = Theory.of_text(TEXT).network()
    assert network.outputs == ("alarm",)
    assert "fire" in network.labels
    assert {"smoke_thick", "p-2_a", "p-1_A", "p-1_G", "quiet"} <= {*network.inputs}
    for row in product((0, 1), repeat=len(network.inputs)):
        values = dict(zip(network.inputs, row, strict=True))
        assert network(list(row))[0] == alarm(values)


def test_outputs_are_concepts_by_other_names():
    network = Theory.of_text(TEXT).network({"+": "fire", "any": "alarm"})
    assert network.outputs == ("+", "any")
    with pytest.raises(SpecificationError, match="'fir' is no concept.*did you mean 'fire'"):
        Theory.of_text(TEXT).network({"+": "fir"})


def test_numbered_versions_are_one_of_them():
    network = Theory.of_text("a :- b, not(stop).\nstop1 :- c.\nstop2 :- d, e.").network({"a": "a"})
    assert verify(network, "b & ~(c | d & e)").equal
    assert not verify(network, "b & ~(c & d & e)").equal


def test_there_is_no_position_zero():
    network = Theory.of_text('a :- @-1 "nat".', position="at{}").network()
    assert network.inputs == ("at1_a", "at2_t")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "theory: there is no clause"),
        ("a :- b.\nc d.", "theory:2: expected 'concept :- part, part.', got 'c d'"),
        ("a :- b.\n\nc :- d", "theory:3: a clause ends with a full stop"),
        ("a :- b,, c.", "theory:1: expected a part before and after each comma"),
        ("\na :- 2 of (b, c.", "theory:2: parentheses do not match"),
        ("a :- b=c=d.", "theory:1: expected a name, name=value"),
        ("a :- b.\nb :- a.", "is stated by itself"),
    ],
)
def test_what_is_no_theory_is_refused_with_its_line(text, message):
    with pytest.raises(FormatError, match=message.replace("(", r"\(")):
        Theory.of_text(text).network()


def test_a_file_states_a_function(tmp_path):
    file = tmp_path / "x.theory"
    file.write_text("a :- b.\na :- c, d.\n")
    assert verify(compile(file), "b | c & d").equal
    file.write_text("a :- b\n")
    with pytest.raises(FormatError, match=r"x\.theory:1: a clause ends"):
        compile(file)


@pytest.mark.skipif(not PROMOTERS.exists(), reason="needs public data sets")
def test_the_theory_of_promoters_is_read_as_it_is():
    network = Theory.read(PROMOTERS).network({"+": "promoter"})
    assert {"promoter", "contact", "minus_35", "minus_10", "conformation"} <= {*network.labels}
    assert network.units == 4 + 4 + 4 + 3 + 2
    assert "p-14_t" in network.inputs
    assert len([name for name in network.inputs if name.startswith("p-")]) == len(network.inputs)


def test_numbers_are_compared_and_names_may_be_quoted():
    theory = Theory.of_text(
        "risk :- old, smoker. old :- age >= 65, 'blood pressure' > 140.\n"
        "old :- age =< 3, colour = 'light red', not(bmi < 2.5)."
    )
    said = "age >= 65 & `blood pressure` > 140 | age <= 3 & `colour_light red` & bmi >= 2.5"
    network = theory.network()
    assert verify(network, {"risk": f"smoker & ({said})"})
    assert network.booleans == ("colour_light red", "smoker")
    with pytest.raises(FormatError, match="'age' is compared with a number, and a truth value too"):
        Theory.of_text("a :- age >= 65, age.").network()
    with pytest.raises(FormatError, match="got 'age > x'"):
        Theory.of_text("a :- age > x.").network()


def test_what_compares_numbers_is_a_concept_of_short_rules():
    theory = Theory.of_text("y :- old, ill. old :- age >= 65.")
    circuit = Concepts.of(theory, "y").circuit
    assert verify(circuit, {"y": "age >= 65 & ill", "old": "age >= 65"})

"""`compile_sequence`: what words are accepted, stated in any way, as a recurrent network.

Several networks are built, each is proven for all words (see `Recurrent.difference`), and the one
with the fewest units is what comes back.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from math import inf
from operator import itemgetter
from typing import Literal, get_args

from logicnet.errors import SpecificationError
from logicnet.ground.arguments import checked, one_of
from logicnet.ground.budget import Effort
from logicnet.ground.running.interrupts import all_or_nothing

from .automaton import Automaton
from .expressions import Positions, read
from .positions import by_positions
from .recurrent import Recurrent
from .states import (
    MOST_INPUTS,
    Inputs,
    at_least,
    by_states,
    codes_of,
    fewest_units,
    in_binary,
    machines,
    one_input_a_letter,
)

Reading = Literal["letters", "binary"]


@checked(inputs=one_of(get_args(Reading), "inputs"), effort=one_of(get_args(Effort), "effort"))
def compile_sequence(
    source: str | Automaton,
    alphabet: Iterable[str] | None = None,
    *,
    inputs: Reading = "letters",
    effort: Effort = "normal",
) -> Recurrent:
    """The recurrent network that accepts the words of a regular expression or an automaton.

    It reads one letter a step: by one input a letter, or the letter's number in "binary". The
    letters are those of `alphabet`, or those that an expression names.

    >>> compile_sequence("(a|b)*abb")
    <Recurrent letters a b, 2 registers, 3 units, a code for each state, at least 2 are needed>
    """
    with all_or_nothing():
        positions, automaton = _stated(source, alphabet)
        wanted = (one_input_a_letter if inputs == "letters" else in_binary)(automaton.alphabet)
        proven = list(_proven(positions, automaton, wanted, inputs, effort))
        if not proven:
            raise SpecificationError(
                f"an automaton of {automaton.states} states and {len(automaton.alphabet)} letters "
                f"is compiled from an expression alone; steps of up to {MOST_INPUTS} inputs are "
                "compiled from states"
            )
        best = min(proven, key=lambda net: (net.units, len(net.registers), net.network.parameters))
        return replace(best, lower_bound=fewest_units(automaton))


def _stated(
    source: str | Automaton, alphabet: Iterable[str] | None
) -> tuple[Positions | None, Automaton]:
    """The positions of an expression, if it is one, and the least automaton."""
    if isinstance(source, Automaton):
        if alphabet is not None and set(alphabet) != set(source.alphabet):
            raise SpecificationError(f"the automaton has letters {', '.join(source.alphabet)}")
        return None, source.minimal()
    if not isinstance(source, str):
        raise SpecificationError(
            "a sequence is stated by a regular expression (text) or an Automaton, "
            f"not by {type(source).__name__}"
        )
    positions = read(source, alphabet)
    return positions, positions.automaton()


def _proven(
    positions: Positions | None, automaton: Automaton, wanted: Inputs, how: Reading, effort: Effort
) -> Iterator[Recurrent]:
    """Networks that are equal to the automaton, the best code's with all the effort.

    Codes that cannot have fewer units are left out.
    """
    least = inf
    if positions is not None and how == "letters":
        net = by_positions(positions)
        if net.difference(automaton) is None:
            least = net.units
            yield net
    codes = [(at_least(machine, bits, wanted), machine, bits)
             for machine in machines(automaton) for bits in codes_of(machine, wanted, effort)
             if bits.shape[1] + len(wanted.names) <= MOST_INPUTS]  # fmt: skip
    drafts = []
    for bound, machine, bits in sorted(codes, key=itemgetter(0)):
        if bound < least:
            net = by_states(machine, bits, wanted, "low")
            if net.difference(automaton) is None:
                least = min(least, net.units)
                drafts.append((net.units, bound, machine, bits))
                yield net
    if effort == "low" or not drafts:
        return
    units, bound, machine, bits = min(drafts, key=itemgetter(0))
    if bound < units:
        net = by_states(machine, bits, wanted, effort)
        if net.difference(automaton) is None:
            yield net

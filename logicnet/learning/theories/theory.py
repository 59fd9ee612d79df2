"""Theories: clauses with concepts between inputs and what is to be told, as a network.

    % comments, to the end of the line
    promoter :- contact, conformation.          all of these; several clauses: one of them
    contact  :- minus_35, not(blocked).
    minus_35 :- @-36 "ttgac", p-32=c.           letters from a position on, and a category
    blocked  :- 2 of (p-1=a, p-2=a, loose).     at least two of these
    frail    :- age >= 65, colour = 'light red'.     numbers are compared

A name that is no concept is an input; `p-37=c`, also written `p-37 c`, is the input `p-37_c`, which
a column `p-37` of categories has for them. Letters are those of the IUPAC, so that R is A or G;
there is no position 0. A concept that only has numbered versions is one of these.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from os import PathLike
from pathlib import Path

from logicnet.errors import FormatError, SpecificationError, did_you_mean
from logicnet.ground.arguments import checked
from logicnet.ground.html import sentence
from logicnet.ground.names import few
from logicnet.ground.storage.files import read_text
from logicnet.learning.rules.gate_units import GateUnits
from logicnet.network.network import Network

from .clauses import (
    CATEGORY,
    COMPARED,
    COUNT,
    MOST_DEEP,
    NAME,
    NOT,
    SEQUENCE,
    Clause,
    Condition,
    bare,
    clauses_of,
    compared,
    parts_of,
    shown,
)

_IUPAC = {
    "r": "ag", "y": "ct", "s": "cg", "w": "at", "k": "gt", "m": "ac", "b": "cgt", "d": "agt",
    "h": "act", "v": "acg", "n": "acgt",
}  # fmt: skip


@dataclass(frozen=True)
class Theory:
    """Concepts by clauses; `name` is what errors mention.

    >>> text = "bird :- feathers, not(fish). flies :- bird, 1 of (young, size=small)."
    >>> network = Theory.of_text(text).network()
    >>> network.inputs, network.outputs, network.labels
    (('feathers', 'fish', 'young', 'size_small'), ('flies',), ('bird', '', 'flies'))
    """

    clauses: Mapping[str, tuple[Clause, ...]]
    name: str
    position: str = "p{}"

    @classmethod
    @checked()
    def read(cls, path: str | PathLike[str], position: str = "p{}") -> Theory:
        """The theory of a file; `position` is how columns of a sequence are called."""
        return cls.of_text(read_text(Path(path)), position, str(path))

    @classmethod
    @checked()
    def of_text(cls, text: str, position: str = "p{}", name: str = "theory") -> Theory:
        """The theory of a text."""
        found: dict[str, list[Clause]] = {}
        for head, clause in clauses_of(text, name):
            found.setdefault(head, []).append(clause)
        if not found:
            raise FormatError(f"{name}: there is no clause, such as 'a :- b, c.'")
        return cls({head: tuple(own) for head, own in found.items()}, name, position)

    def __repr__(self) -> str:
        return f"<Theory {self}>"

    def _repr_html_(self) -> str:
        return sentence("Theory", str(self))

    def __str__(self) -> str:
        count = sum(map(len, self.clauses.values()))
        return f"{self.name}: {count} clauses of {len(self.clauses)} concepts"

    @property
    def tops(self) -> tuple[str, ...]:
        """The concepts that no other reads."""
        read = {word for own in self.clauses.values() for clause in own for part in clause.parts
                for word in re.findall(r"[^\s,()=]+", part)}  # fmt: skip
        return tuple(c for c in self.clauses if c not in read) or tuple(self.clauses)

    @property
    def outputs(self) -> tuple[str, ...]:
        """What its network tells: the concepts on top."""
        return self.tops

    def network(self, outputs: Mapping[str, str] | None = None) -> Network:
        """The network with a unit for each part, and outputs that are concepts by name.

        Without `outputs` they are the concepts that no other reads. Where numbers are compared, it
        reads coordinates.
        """
        network, conditions = over_conditions(self, outputs)
        return _over_numbers(network, conditions, self.name) if conditions else network


def over_conditions(
    theory: Theory, outputs: Mapping[str, str] | None = None
) -> tuple[Network, dict[str, Condition]]:
    """The network of truth values, and those inputs of it that compare numbers."""
    ends = {top: top for top in theory.tops} if outputs is None else dict(outputs)
    for concept in ends.values():
        if concept not in theory.clauses:
            raise SpecificationError(
                f"{theory.name}: {concept!r} is no concept; these are {few([*theory.clauses])}"
                + did_you_mean(concept, theory.clauses)
            )
    inputs = _Inputs(theory)
    for concept in ends.values():
        inputs.concept(concept, ())
    build = _Building(theory, GateUnits([*inputs.names]))
    found = {name: build.concept(concept) for name, concept in ends.items()}
    return build.units.network(found, "theory"), inputs.conditions


def stated(source: str | PathLike[str] | Theory) -> Network:
    """What a theory, or the file of one, states, by the concepts that no other reads."""
    return (source if isinstance(source, Theory) else Theory.read(source)).network()


def _over_numbers(network: Network, conditions: Mapping[str, Condition], name: str) -> Network:
    """The network with a half-space in the place of each input that compares a number."""
    plain = [each for each in network.inputs if each not in conditions]
    numbers = [*dict.fromkeys(condition.column for condition in conditions.values())]
    both = [each for each in numbers if each in plain]
    if both:
        raise FormatError(f"{name}: {both[0]!r} is compared with a number, and a truth value too")
    inputs = [*plain, *numbers]
    place = {each: k for k, each in enumerate([*inputs, *conditions])}
    first, width = len(inputs) + len(conditions), len(network.inputs)
    units = [([place[each.column]], [each.unit[0]], each.unit[1]) for each in conditions.values()]
    for j in range(network.units):
        sources, weights = network.wires_of(j)
        nodes = [place[network.inputs[s]] if s < width else first + s - width
                 for s in sources.tolist()]  # fmt: skip
        units.append((nodes, weights.tolist(), network.thresholds[j].item()))
    outputs = dict(zip(network.outputs, (network.output_units + len(conditions)).tolist(),
                       strict=True))  # fmt: skip
    labels = [*conditions, *(network.labels or [""] * network.units)]
    return Network.from_units(inputs, units, outputs=outputs, labels=labels, encoding="real",
                              booleans=plain, construction=network.construction)  # fmt: skip


class _Walk:
    """What a theory's parts are, one by one; subclasses say what comes of names."""

    def __init__(self, theory: Theory) -> None:
        self.theory = theory

    def versions(self, name: str) -> list[str]:
        """The concepts that a name stands for: itself, or its numbered versions."""
        known = self.theory.clauses
        return [name] if name in known else [
            each for each in known if re.fullmatch(re.escape(name) + r"\d+", each)
        ]  # fmt: skip

    def letters(self, match: re.Match[str]) -> Iterator[list[str]]:
        """For each position of a sequence the inputs of which one holds."""
        at = int(match["at"])
        for letter in match["letters"]:
            own = _IUPAC.get(letter.lower(), letter)
            own = own.upper() if letter.isupper() else own
            column = self.theory.position.format(at)
            if len(own) < 4:  # any letter will do otherwise
                yield [f"{column}_{one}" for one in own]
            at += 2 if at == -1 else 1

    def condition(self, match: re.Match[str]) -> tuple[Condition, int]:
        """A comparison, and whether it is that it does not hold."""
        return compared(match)

    def fault(self, clause: Clause, part: str) -> FormatError:
        """The error of a part that is none of those that there are."""
        return FormatError(
            f"{self.theory.name}:{clause.line}: expected a name, name=value, age >= 65, not(...), "
            f"'2 of (...)' or @position \"letters\", got {shown(part)}"
        )


class _Inputs(_Walk):
    """The inputs that concepts need, in the order in which they are met."""

    def __init__(self, theory: Theory) -> None:
        super().__init__(theory)
        self.names: dict[str, None] = {}
        self.conditions: dict[str, Condition] = {}
        self._done: set[str] = set()

    def concept(self, name: str, within: tuple[str, ...]) -> None:
        if name in within or len(within) > MOST_DEEP:
            line = self.theory.clauses[name][0].line
            raise FormatError(f"{self.theory.name}:{line}: {name!r} is stated by itself")
        if name not in self._done:
            for clause in self.theory.clauses[name]:
                for part in clause.parts:
                    self.part(part, clause, (*within, name))
            self._done.add(name)

    def part(self, part: str, clause: Clause, within: tuple[str, ...]) -> None:
        if match := SEQUENCE.match(part):
            for names in self.letters(match):
                self.names |= dict.fromkeys(names)
        elif match := COUNT.match(part):
            for each in parts_of(match["items"], self.theory.name, clause.line):
                self.part(each, clause, within)
        elif match := NOT.match(part):
            self.part((match["inner"] or match["plain"]).strip(), clause, within)
        elif match := COMPARED.match(part):
            condition, _ = self.condition(match)
            self.names[condition.formula] = None
            self.conditions[condition.formula] = condition
        elif match := CATEGORY.match(part):
            self.names[f"{bare(match['name'])}_{bare(match['value'])}"] = None
        elif not NAME.match(part):
            raise self.fault(clause, part)
        elif versions := self.versions(part):
            for version in versions:
                self.concept(version, within)
        else:
            self.names[bare(part)] = None


class _Building(_Walk):
    """The units of concepts, each once; signed nodes as `GateUnits` has them."""

    def __init__(self, theory: Theory, units: GateUnits) -> None:
        super().__init__(theory)
        self.units = units
        self._place = {name: 2 * k for k, name in enumerate(units.inputs)}
        self._known: dict[str, int] = {}

    def concept(self, name: str) -> int:
        if name not in self._known:
            own = self.theory.clauses[name]
            bodies = [[node for part in clause.parts for node in self.part(part)] for clause in own]
            alone = name if len(own) == 1 else ""
            found = [self.units.all_of(body, alone) for body in bodies]
            self._known[name] = self.units.any_of(found, name)
        return self._known[name]

    def part(self, part: str) -> list[int]:
        """The signed nodes that all hold."""
        if match := SEQUENCE.match(part):
            return [self.units.any_of([self._place[n] for n in names])
                    for names in self.letters(match)]  # fmt: skip
        if match := COUNT.match(part):
            items = [self._one(each) for each in parts_of(match["items"], self.theory.name, 0)]
            return [self.units.at_least(int(match["count"]), items)]
        if match := NOT.match(part):
            return [self._one((match["inner"] or match["plain"]).strip()) ^ 1]
        if match := COMPARED.match(part):
            condition, negated = self.condition(match)
            return [self._place[condition.formula] ^ negated]
        if match := CATEGORY.match(part):
            return [self._place[f"{bare(match['name'])}_{bare(match['value'])}"]]
        versions = self.versions(part)
        if not versions:
            return [self._place[bare(part)]]
        return [self.units.any_of([self.concept(version) for version in versions])]

    def _one(self, part: str) -> int:
        return self.units.all_of(self.part(part))

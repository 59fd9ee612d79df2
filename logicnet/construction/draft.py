"""A network in the making: units are added one by one, equal units are made once.

What a unit reads is a `Form`, an integer combination of nodes and a constant. A Boolean value
is a Form too, one that happens to be 0 or 1: an input or unit x itself, its complement 1 - x,
or a folded value such as ``a - b`` where b implies a. Negation therefore never costs a unit,
and it ends up in the weights of whoever reads the value.

>>> draft = Draft(["a", "b"])
>>> a, b = draft.literals
>>> either, both = draft.fires(a + b, 1), draft.fires(a + b, 2)
>>> print(draft.network({"y": either - both}).describe())
h1 (layer 1): a + b >= 1
h2 (layer 1): a + b >= 2
h3 (layer 2, output y): h1 - h2 >= 1
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import gcd

from logicnet.logic.circuits.rules import TRUE
from logicnet.network.network import Network

from .units import MOST_TEXT, Unit, Units, joined


@dataclass(frozen=True, slots=True)
class Form:
    """The number ``sum(w * node) + constant``; nodes 0 ... n-1 are inputs, then come units."""

    terms: Mapping[int, int]
    constant: int = 0

    def __add__(self, other: Form | int) -> Form:
        return total((self, other))

    def __radd__(self, other: int) -> Form:
        return self + other

    def __sub__(self, other: Form | int) -> Form:
        return total((self, other * -1))

    def __rsub__(self, other: int) -> Form:
        return self * -1 + other

    def __mul__(self, factor: int) -> Form:
        if not factor:
            return ZERO
        return Form({k: w * factor for k, w in self.terms.items()}, self.constant * factor)

    __rmul__ = __mul__

    def __neg__(self) -> Form:
        return self * -1

    @property
    def low(self) -> int:
        """The least number that this can be if the nodes are independent."""
        return self.constant + sum([w for w in self.terms.values() if w < 0])

    @property
    def high(self) -> int:
        """The greatest number that this can be if the nodes are independent."""
        return self.constant + sum([w for w in self.terms.values() if w > 0])

    @property
    def spread(self) -> int:
        """By how much the greatest of these numbers is above the least."""
        return sum(map(abs, self.terms.values()))

    @property
    def known(self) -> int | None:
        """The number where no node is left in it, else None."""
        return None if self.terms else self.constant


ZERO, ONE = Form({}, 0), Form({}, 1)


def total(forms: Iterable[Form | int]) -> Form:
    """The sum of many forms, without the terms that cancel."""
    terms: dict[int, int] = {}
    constant = 0
    for form in forms:
        if isinstance(form, int):
            constant += form
            continue
        constant += form.constant
        for node, weight in form.terms.items():
            terms[node] = terms.get(node, 0) + weight
    if 0 in terms.values():
        terms = {k: w for k, w in terms.items() if w}
    return Form(terms, constant)


def weighted(weights: Iterable[int], forms: Iterable[Form]) -> Form:
    """The sum of the forms, each times its weight."""
    return total(form * weight for weight, form in zip(weights, forms, strict=True))


class Draft(Units):
    """Units over named inputs that read forms; `fires` adds one, `network` closes the draft."""

    @cached_property
    def literals(self) -> list[Form]:
        """The values of the inputs."""
        return [Form({i: 1}) for i in range(len(self.inputs))]

    def fires(self, form: Form, at_least: int, label: str = "") -> Form:
        """The value of the unit ``[form >= at_least]``: a new unit only where one is needed.

        Tests that the signs of the weights decide are constants, a test of a single node is
        that node or its complement, and a unit that exists, or whose complement does, is
        taken again.
        """
        least, low, high = at_least - form.constant, form.low, form.high
        if at_least <= low:
            return ONE
        if at_least > high:
            return ZERO
        if len(form.terms) == 1:
            ((node, weight),) = form.terms.items()
            return Form({node: 1}) if weight > 0 else Form({node: -1}, 1)
        return self.form(self.literal_of(_reduced(form.terms, least), label))

    def counts(self, literals: Sequence[int], least: int, label: str = "") -> int:
        """The literal of "`least` or more of these": what `fires` does, without Forms for pairs."""
        if len(literals) == 2 and 1 <= least <= 2:
            x, y = literals
            return self.both(x, y, label) if least == 2 else self.either(x, y, label)
        return self.literal(self.fires(total(map(self.form, literals)), least, label))

    def form(self, literal: int) -> Form:
        """The value of a literal."""
        if literal <= TRUE:
            return ONE if literal else ZERO
        node = (literal >> 1) - 1
        return Form({node: -1}, 1) if literal & 1 else Form({node: 1})

    def literal(self, form: Form) -> int:
        """The literal of a value that is a single node, its complement, or a constant."""
        for node, weight in form.terms.items():
            return 2 * node + 2 + (weight < 0)
        return form.constant

    def depth(self, form: Form) -> int:
        """The layer that the deepest node of the form is in; 0 for inputs alone."""
        return max((self._depth[node] for node in form.terms), default=0)

    def text(self, form: Form) -> str:
        """What a value stands for, as far as labels tell: ``a``, ``~(a & b)`` or nothing."""
        if len(form.terms) > 1:
            return ""
        return self.name(self.literal(form)) if form.terms else str(form.constant)

    def joined(self, operator: str, forms: Sequence[Form]) -> str:
        """The texts of the values with `operator` between them, or nothing if that is long."""
        return joined(operator, [self.text(form) for form in forms[:MOST_TEXT]], len(forms))

    def embed_units(self, units: Iterable[Unit], forms: Sequence[Form]) -> list[Form]:
        """The given values, and those of units that read these and one another by number."""
        values = list(forms)
        for reads, weights, threshold in units:
            values.append(self.fires(weighted(weights, [values[i] for i in reads]), threshold))
        return values

    def embed(self, network: Network, forms: Sequence[Form]) -> list[Form]:
        """The outputs of `network` where its inputs are the given values."""
        values = self.embed_all(network, forms)
        return [values[len(forms) + u] for u in network.output_units]

    def embed_all(self, network: Network, forms: Sequence[Form]) -> list[Form]:
        """All nodes of `network` where its inputs are the given values."""
        values = list(forms)
        named = all(map(str.__eq__, map(self.text, forms), network.inputs))
        labels = (network.labels if named else None) or [""] * network.units
        for j in range(network.units):
            sources, weights = network.wires_of(j)
            reads = weighted(weights.tolist(), [values[s] for s in sources])
            values.append(self.fires(reads, network.thresholds[j].item(), labels[j]))
        return values

    def network(
        self,
        outputs: Mapping[str, Form],
        construction: str = "",
        lower_bound: int | None = None,
    ) -> Network:
        """The network of all units that the outputs need.

        An output that is a unit is that unit; a complement, a folded value, an input or a
        constant becomes a unit of its own.
        """
        ends = {name: self._output(form) for name, form in outputs.items()}
        return self.closed(ends, construction=construction, lower_bound=lower_bound)

    def _output(self, form: Form) -> int:
        """The node of the unit that is this value."""
        n, label = len(self.inputs), ""
        if len(form.terms) == 1:
            ((node, weight),) = form.terms.items()
            if node >= n and (weight, form.constant) == (1, 0):
                return node
            if node >= n and (weight, form.constant) == (-1, 1):
                label = self._labels.get(node, "")
                return self._complement(node, f"not ({label})" if label else "")
        return self.unit(_reduced(form.terms, 1 - form.constant))


def _reduced(terms: Mapping[int, int], least: int) -> Unit:
    """The unit ``[terms >= least]``, its weights without a common factor."""
    items: list[tuple[int, int]] = sorted(terms.items())
    factor = gcd(*terms.values()) or 1
    return (
        tuple(node for node, _ in items),
        tuple(weight // factor for _, weight in items),
        -(-least // factor),
    )


def names_of(stem: str, count: int) -> list[str]:
    """The names ``stem[0]`` ... ``stem[count-1]``."""
    return [f"{stem}[{i}]" for i in range(count)]

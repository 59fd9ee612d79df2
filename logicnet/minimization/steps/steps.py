"""`quine_mccluskey`: how the fewest product terms of a small function are found by hand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from html import escape
from typing import Any, NamedTuple

from logicnet.errors import LimitError
from logicnet.ground import html
from logicnet.ground.arguments import checked
from logicnet.logic.function import function
from logicnet.logic.latex import in_latex, tabular
from logicnet.logic.tables.cover import Cover

from .chart import Chart, Place, Product, Round
from .tabulation import MergedRows, tabulated

_MOST_INPUTS = 6
_MOST_SHOWN = 8  # products of Petrick's that are written out
_TICK, _MARK = "✓", "×"


class StepTable(NamedTuple):
    """A table of one step: what it shows, its head, its rows."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def __str__(self) -> str:
        lines = [self.head, *self.rows]
        widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
        told = ("  ".join(map(str.ljust, line, widths)).rstrip() for line in lines)
        return "\n".join([f"{self.title}:", *(f"  {line}" for line in told)])


@dataclass(frozen=True, eq=False)
class MinimizationSteps:
    """The steps of Quine, McCluskey and Petrick, and the `cover` that they end with.

    `parts` are sentences and tables in their order; as text, in LaTeX (`latex`) and in notebooks
    they are shown one below the other. `primes` are the prime implicants as digits, which the
    tables call P1, P2 and so on; `products` what Petrick's product is multiplied out, the best
    first, None where it is too long.
    """

    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    parts: tuple[str | StepTable, ...] = field(repr=False)
    primes: tuple[str, ...]
    products: tuple[tuple[int, ...], ...] | None = field(repr=False)
    cover: Cover

    @property
    def tables(self) -> tuple[StepTable, ...]:
        """The tables alone."""
        return tuple(part for part in self.parts if isinstance(part, StepTable))

    @cached_property
    def latex(self) -> str:
        """All of it as paragraphs and tabulars of LaTeX."""
        return "\n\n".join(map(_in_latex, self.parts))

    def __str__(self) -> str:
        told = ""
        for before, part in zip(("", *self.parts), self.parts, strict=False):
            both = isinstance(before, str) and isinstance(part, str)
            told += f"{'' if not told else chr(10) if both else chr(10) * 2}{part}"
        return told

    def __repr__(self) -> str:
        return f"<MinimizationSteps: {len(self.primes)} primes, {self.cover.summary()}>"

    def _repr_html_(self) -> str:
        return "".join(
            f"<p>{escape(part)}</p>"
            if isinstance(part, str)
            else html.sentence(part.title, "") + html.table(part.head, part.rows)
            for part in self.parts
        )


def _in_latex(part: str | StepTable) -> str:
    if isinstance(part, str):
        return in_latex(part)
    return f"{in_latex(part.title)}:\n\n{tabular(part.head, part.rows)}"


@checked()
def quine_mccluskey(source: Any) -> MinimizationSteps:
    """How the fewest product terms of a function of up to 6 inputs are found by hand.

    Rows are merged in pairs that differ in one digit until none are left to merge; what was never
    merged are the prime implicants. A chart says which rows each of them holds. Essential primes
    are taken, what another row or prime makes superfluous goes, and what is left is Petrick's
    product of sums, multiplied out. Don't-cares take part in the merging and need no prime; of
    several outputs each entry carries those that it may serve.

    >>> steps = quine_mccluskey("a & b | ~a & c")
    >>> print(steps.tables[0])
    1 row each:
      ones  rows  a b c  merged
      1     1     0 0 1  ✓
      2     3     0 1 1  ✓
            6     1 1 0  ✓
      3     7     1 1 1  ✓
    >>> steps.primes
    ('0-1', '-11', '11-')
    >>> print(steps.parts[-1])
    The fewest terms: y = (~a & c) | (a & b).
    """
    stated = function(source)
    if len(stated.inputs) > _MOST_INPUTS:
        raise LimitError(
            f"quine_mccluskey: {len(stated.inputs)} inputs exceed the limit of {_MOST_INPUTS}; "
            "minimize has none"
        )
    return _Telling(stated.table()).steps()


class _Telling:
    """The tables of one function, and the words between them."""

    def __init__(self, table: Any) -> None:
        self.inputs, self.outputs = table.inputs, table.outputs
        self.values = table.values().tolist()
        self.columns = tabulated(self.values, len(self.inputs))
        unticked = [entry for column in self.columns for entry in column if not entry.ticked]
        needed = [self._needed(entry) for entry in unticked]
        kept = [k for k, places in enumerate(needed) if places]
        self.idle = [entry for entry, places in zip(unticked, needed, strict=True) if not places]
        self.primes = [unticked[k] for k in kept]
        self.chart = Chart([needed[k] for k in kept], [p.literals for p in self.primes])

    def _needed(self, entry: MergedRows) -> frozenset[Place]:
        """The places that have to be held and that an entry holds."""
        held = ((row, j) for row in entry.rows for j in entry.outputs)
        return frozenset((row, j) for row, j in held if self.values[row][j] == 1)

    def steps(self) -> MinimizationSteps:
        """All of it."""
        parts: list[str | StepTable] = list(self._merging())
        rounds, primes, places = self.chart.rounds()
        for number, each in enumerate(rounds):
            parts += self._told(each, number)
        products = self.chart.products(primes, places)
        taken = [prime for each in rounds for prime, _ in each.taken]
        if places:
            parts += self._petrick(primes, places, products)
        chosen = self._searched(primes, places) if products is None else products[0]
        cover = self._cover(sorted({*taken, *chosen}))
        parts.append(f"The fewest terms: {'; '.join(cover.to_text().splitlines())}.")
        return MinimizationSteps(
            inputs=self.inputs,
            outputs=self.outputs,
            parts=tuple(parts),
            primes=tuple(prime.cube for prime in self.primes),
            products=None if products is None else tuple(tuple(sorted(p)) for p in products),
            cover=cover,
        )

    # -- merging ----------------------------------------------------------------------------

    def _merging(self) -> Iterator[str | StepTable]:
        names = {id(entry): f"P{k}" for k, entry in enumerate(self.primes, 1)}
        several = len(self.outputs) > 1
        head = ("ones", "rows", " ".join(self.inputs), *(["outputs"] if several else []), "merged")
        for power, column in enumerate(self.columns):
            rows, before = [], -1
            for entry in column:
                last = _TICK if entry.ticked else names.get(id(entry), "only don't-cares")
                served = [" ".join(self.outputs[j] for j in sorted(entry.outputs))]
                ones = str(entry.ones) if entry.ones != before else ""
                cells = (ones, self._rows(entry), " ".join(entry.cube))
                rows.append((*cells, *(served if several else []), last))
                before = entry.ones
            count = f"{1 << power} row{'s' * (power > 0)} each"
            yield StepTable(count, head, tuple(rows))
        if any(-1 in line for line in self.values):
            yield "Rows in parentheses are don't-cares: they may be merged, and need no term."

    def _rows(self, entry: MergedRows) -> str:
        free = [all(self.values[row][j] != 1 for j in entry.outputs) for row in entry.rows]
        shown = (f"({row})" if f else str(row) for row, f in zip(entry.rows, free, strict=True))
        return ", ".join(shown)

    # -- the chart --------------------------------------------------------------------------

    def _told(self, each: Round, number: int) -> Iterator[str | StepTable]:
        title = "Prime implicants and the rows they hold" if number == 0 else "What is left"
        head = ("", *(map(self._place, each.places)), "term")
        rows = tuple(
            (_name(k), *(_MARK if p in self.chart.holds[k] else "" for p in each.places),
             self._term(k))
            for k in each.primes
        )  # fmt: skip
        yield StepTable(title, head, rows)
        for prime, place in each.taken:
            yield f"{_name(prime)} is essential: no other holds {self._place(place)}."
        for place, other in each.same:
            told = f"is held wherever {self._place(other)} is, and needs no look of its own"
            yield f"{self._place(place)} {told}."
        for prime, by in each.less:
            yield f"{_name(prime)} holds nothing that {_name(by)} does not hold, at no less cost."

    def _place(self, place: Place) -> str:
        row, output = place
        return str(row) if len(self.outputs) == 1 else f"{row} {self.outputs[output]}"

    def _term(self, prime: int) -> str:
        return " ".join(self.primes[prime].cube)

    def _petrick(
        self, primes: Sequence[int], places: Iterable[Place], products: list[Product] | None
    ) -> Iterator[str]:
        sums = (
            "(" + " + ".join(_name(k) for k in primes if place in self.chart.holds[k]) + ")"
            for place in places
        )
        yield f"Petrick's product, a sum of primes for each row that is left: {''.join(sums)}."
        if products is None:
            yield "Multiplied out it has too many products; the fewest primes are searched for."
            return
        shown = ["".join(map(_name, sorted(product))) for product in products[:_MOST_SHOWN]]
        more = f" + {len(products) - len(shown)} more" if len(products) > len(shown) else ""
        yield (
            f"Multiplied out, with absorption, the shortest first: {' + '.join(shown)}{more}. "
            f"{shown[0]} has the fewest primes, and of these the fewest literals."
        )

    # -- the end ----------------------------------------------------------------------------

    def _searched(self, primes: Sequence[int], places: Sequence[Place]) -> list[int]:
        """The fewest of the primes that hold the places, by branch and bound."""
        import numpy as np

        from logicnet.ground.budget import Budget
        from logicnet.minimization.exact.set_covering import solve
        from logicnet.minimization.incidence.matrices import Dense

        flags = np.array([[place in self.chart.holds[k] for k in primes] for place in places])
        costs = np.array([self.chart.costs[k] for k in primes])
        found = solve(Dense(flags), costs, Budget())
        return [primes[int(k)] for k in found.columns]

    def _cover(self, chosen: Sequence[int]) -> Cover:
        """The cover of the chosen primes, each for the outputs that need it."""
        serves = {k: set(self.primes[k].outputs) for k in chosen}
        for k in sorted(chosen, key=lambda k: -self.primes[k].literals):
            for j in sorted(serves[k]):
                mine = {place for place in self.chart.holds[k] if place[1] == j}
                others = (self.chart.holds[i] for i in chosen if i != k and j in serves[i])
                if len(serves[k]) > 1 and mine <= {p for held in others for p in held}:
                    serves[k].discard(j)
        flags = {k: "".join("01"[j in serves[k]] for j in range(len(self.outputs))) for k in chosen}
        lines = [f"{self.primes[k].cube} {flags[k]}" for k in chosen]
        return Cover.from_cubes(lines, self.inputs, self.outputs, lower_bound=len(lines))


def _name(prime: int) -> str:
    return f"P{prime + 1}"

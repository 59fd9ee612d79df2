"""Cover: a function stated as product terms (cubes) over named inputs and outputs.

>>> from logicnet.logic.tables.cover import Cover
>>> cover = Cover.from_cubes(["01-", "1-1"], inputs="abc")
>>> print(cover)
y = (~a & b) | (a & c)
>>> cover.lines()
['01- 1', '1-1 1']
>>> cover.terms, cover.literals
(2, 4)
>>> cover.to_sympy()
(a & c) | (b & ~a)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, get_args

import numpy as np

from logicnet.errors import LimitError, SpecificationError
from logicnet.ground.arguments import checked, one_of
from logicnet.ground.bits import Words, columns, unpack, used
from logicnet.ground.budget import Cut
from logicnet.ground.checks import check_cut, instance, packed, shown
from logicnet.ground.digits import is_whole
from logicnet.ground.names import default_inputs, default_outputs, unique_names
from logicnet.ground.providers import provided
from logicnet.logic.writing import Written

from . import cubes as algebra
from . import labelled_cubes as labelled
from .cubes import Cubes
from .labelled_cubes import LabelledCubes
from .product import Product, latex_of, sympy_of, text_of
from .truthtable import TruthTable

_ARTICLE = {"time limit": "the", "interrupt": "an"}
_TABLE_LIMIT = 26  # inputs of a table


@dataclass(frozen=True, kw_only=True, eq=False)
class Cover:
    """A function of named inputs and outputs as a set of cubes, normalised and checked.

    `positive` and `negative` (k, words of inputs) hold the literals of each cube; `on`, `dc`
    and `off` (k, words of outputs) the outputs it belongs to. Where `off` is None, rows that
    no cube mentions are off; where it is given they are don't-cares. A row both on and
    don't-care is don't-care; a row both on and off is an error when it is found. Cubes that
    belong to no output are dropped. `lower_bound` is a proven bound on the product terms of
    any cover of the same function, `literal_bound` one on the literals of those of so few
    terms. `cut` is what ended the search for the cover early: "time limit", "interrupt", or
    None. These are no part of equality.
    """

    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    positive: Words
    negative: Words
    on: Words
    dc: Words = field(default=None)  # type: ignore[arg-type]  # None: none
    off: Words | None = None
    lower_bound: int | None = None
    literal_bound: int | None = None
    cut: Cut | None = None

    def __post_init__(self) -> None:
        put = object.__setattr__
        put(self, "inputs", unique_names(self.inputs, "input"))
        put(self, "outputs", unique_names(self.outputs, "output"))
        if not self.outputs:
            raise SpecificationError("Cover: no outputs; expected at least one")
        given = LabelledCubes(self.positive, self.negative, self.on, self.dc, self.off)
        cubes = labelled.normalised(given, self.inputs, len(self.outputs))
        for name, array in cubes._asdict().items():
            put(self, name, array)
        self._check_claims()

    def _check_claims(self) -> None:
        bound, terms = self.lower_bound, self.terms
        if bound is not None and not (is_whole(bound) and 0 <= bound <= terms):
            raise SpecificationError(
                f"Cover: lower_bound is {bound!r}; expected a whole number from 0 to the {terms} "
                "product terms, or None"
            )
        most, literals = self.literal_bound, self.literals
        if most is not None and not (is_whole(most) and 0 <= most <= literals):
            raise SpecificationError(
                f"Cover: literal_bound is {most!r}; expected a whole number from 0 to the "
                f"{literals} literals, or None"
            )
        check_cut(self.cut)

    # -- building ---------------------------------------------------------------------------

    @classmethod
    @checked()
    def from_cubes(
        cls,
        lines: Iterable[str],
        inputs: Sequence[str] | None = None,
        outputs: Sequence[str] | None = None,
        lower_bound: int | None = None,
    ) -> Cover:
        """The cover of texts such as '01-' or '01- 10' (1 on, - don't-care, 0 not on).

        >>> Cover.from_cubes(["1- 01", "-1 11"], inputs="ab", outputs="st").literals
        2
        """
        cubes, n, m = labelled.parsed(lines, inputs, outputs)
        return cls(
            inputs=default_inputs(n) if inputs is None else tuple(inputs),
            outputs=default_outputs(m) if outputs is None else tuple(outputs),
            lower_bound=lower_bound,
            **cubes._asdict(),
        )

    @classmethod
    @checked()
    def from_table(cls, table: TruthTable) -> Cover:
        """The cover with one cube for each row that is on or don't-care for some output."""
        table = instance(table, TruthTable, "table")
        cubes = labelled.of_rows(table.on, table.dc, len(table.inputs))
        return cls(inputs=table.inputs, outputs=table.outputs, **cubes._asdict())

    @classmethod
    @checked()
    def from_rows(
        cls,
        x: Any,
        y: Any,
        inputs: Sequence[str] | None = None,
        outputs: Sequence[str] | None = None,
    ) -> Cover:
        """The cover that is known on the rows `x` alone, where it is `y`: don't-cares elsewhere.

        `x` and `y` are arrays of 0 and 1, or data frames, which name the columns.

        >>> from logicnet.minimization.minimizing import minimize
        >>> cover = Cover.from_rows([[0, 1, 1], [1, 1, 0], [0, 0, 1]], [1, 1, 0])
        >>> minimize(cover).to_sympy()
        x2
        """
        from .listed_rows import listed_rows

        return cls(**listed_rows(x, y, inputs, outputs)._asdict())

    @classmethod
    @checked()
    def from_sympy(cls, formula: Any, inputs: Sequence[str] | None = None) -> Cover:
        """The cover of a sympy formula in DNF, or of several given by output name.

        >>> from sympy.abc import a, b, c
        >>> print(Cover.from_sympy(a & ~b | c))
        y = c | (a & ~b)
        """
        found: Cover = provided("cover of formulas")(formula, inputs)
        return found

    def to_sympy(self) -> Any:
        """The on-set as an Or of Ands; for several outputs a dict from name to formula."""
        return sympy_of(self.inputs, self.outputs, self)

    @checked(notation=one_of(get_args(Written), "notation"))
    def to_text(self, notation: Written = "names") -> str:
        """The on-set as text that `parse` reads, one line an output.

        >>> cover = Cover.from_cubes(["01-", "1-1"], inputs="abc", outputs="f")
        >>> print(cover.to_text(), "or", cover.to_text("textbook"))
        f = (~a & b) | (a & c) or f = a'b + ac
        """
        return text_of(self.inputs, self.outputs, self, notation)

    @checked(notation=one_of(get_args(Written), "notation"))
    def to_latex(self, notation: Written = "names") -> str:
        r"""The on-set in LaTeX, one line an output; in the notation of textbooks with a plus.

        >>> print(Cover.from_cubes(["01-", "1-1"], inputs="abc", outputs="f").to_latex())
        f = \bar{a} b \lor a c
        """
        return latex_of(self.inputs, self.outputs, self, notation)

    # -- figures ----------------------------------------------------------------------------

    @property
    def terms(self) -> int:
        """Product terms: cubes that are on for some output."""
        return int(self.on.any(axis=1).sum())

    @property
    def literals(self) -> int:
        """Literals of the product terms together."""
        return int(self.on_cubes.literals.sum())

    @property
    def proven(self) -> bool:
        """Whether `terms` is proven minimal."""
        return self.lower_bound is not None and self.lower_bound == self.terms

    @property
    def proven_literals(self) -> bool:
        """Whether no cover has fewer terms, and none of so few has fewer literals."""
        return self.proven and self.literal_bound == self.literals

    @property
    def on_cubes(self) -> Cubes:
        """The cubes that are on for some output, with those outputs, as plain arrays."""
        return self._cubes.labelled(self.on)

    @property
    def dc_cubes(self) -> Cubes:
        """The cubes that are don't-care for some output, with those outputs."""
        return self._cubes.labelled(self.dc)

    @property
    def off_cubes(self) -> Cubes | None:
        """The cubes that are off for some output, or None where unmentioned rows are off."""
        return None if self.off is None else self._cubes.labelled(self.off)

    @property
    def _cubes(self) -> LabelledCubes:
        return LabelledCubes(self.positive, self.negative, self.on, self.dc, self.off)

    # -- meaning ----------------------------------------------------------------------------

    def evaluate(self, table: Words) -> Words:
        """The on-set of each output on packed input columns (n, W): an array (m, W)."""
        return self.rows(table)[0]

    def rows(self, table: Words) -> tuple[Words, Words]:
        """The on-set and the don't-care set, disjoint, on packed input columns (n, W).

        Bits of the last word beyond the rows come out arbitrary.
        """
        table = packed(table, len(self.inputs))
        m = len(self.outputs)
        on = algebra.union_rows(self.on_cubes, table, m)
        dc = algebra.union_rows(self.dc_cubes, table, m)
        on &= ~dc
        if self.off is None:
            return on, dc
        off = algebra.union_rows(self._cubes.labelled(self.off), table, m) & ~dc
        wrong = np.flatnonzero((on & off).any(axis=1))
        if wrong.size:
            name = self.outputs[int(wrong[0])]
            raise SpecificationError(f"Cover: some row is both on and off for output {name!r}")
        return on, ~(on | off)

    def table(self) -> TruthTable:
        """The same function as a table (up to 26 inputs)."""
        n = len(self.inputs)
        if n > _TABLE_LIMIT:
            raise LimitError(
                f"Cover.table: {n} inputs exceed the limit of {_TABLE_LIMIT} for a table"
            )
        mask = used(n)
        on, dc = self.rows(columns(n))
        return TruthTable(inputs=self.inputs, outputs=self.outputs, on=on & mask, dc=dc & mask)

    def cover(self) -> Cover:
        """This cover."""
        return self

    def circuit(self) -> Any:
        """The product terms as gates: an Or of Ands of literals for each output."""
        return provided("circuit of a cover")(self)

    def is_tautology(self) -> bool:
        """Whether every output's on-set (without don't-cares) holds every row."""
        n = len(self.inputs)
        on, dc = self.on_cubes, self.dc_cubes
        return all(
            not len(algebra.of_output(dc, j))
            and algebra.is_tautology(on[algebra.of_output(on, j)], n)
            for j in range(len(self.outputs))
        )

    def contains(self, other: Cover | str) -> bool:
        """Whether on-set and don't-cares hold every product term of `other`, output by output.

        A text is one cube, for every output unless it says which.

        >>> cover = Cover.from_cubes(["01-", "1-1"], inputs="abc")
        >>> cover.contains("-11"), cover.contains("--1")
        (True, False)
        """
        if isinstance(other, str):
            cube = other if " " in other else f"{other} {'1' * len(self.outputs)}"
            other = Cover.from_cubes([cube], self.inputs, self.outputs)
        other = instance(other, Cover, "other")
        if (other.inputs, other.outputs) != (self.inputs, self.outputs):
            raise SpecificationError("Cover.contains: the covers differ in inputs or outputs")
        mine, theirs = algebra.join([self.on_cubes, self.dc_cubes]), other.on_cubes
        for j in range(len(self.outputs)):
            held = mine[algebra.of_output(mine, j)]
            for i in algebra.of_output(theirs, j):
                inside = algebra.cofactor(held, theirs.positive[i], theirs.negative[i])
                if not algebra.is_tautology(inside, len(self.inputs)):
                    return False
        return True

    def complement(self, limit: int = 1 << 20) -> Cover:
        """The cover of the negated function: on and off change places, don't-cares stay.

        Raises LimitError where an output would need more than `limit` cubes.

        >>> print(Cover.from_cubes(["01-", "1-1"], inputs="abc").complement())
        y = (~a & ~b) | (a & ~c)
        """
        cubes = labelled.complement(self._cubes, len(self.inputs), len(self.outputs), limit)
        return Cover(inputs=self.inputs, outputs=self.outputs, **cubes._asdict())

    def cofactor(self, name: str, value: int) -> Cover:
        """The function of the other inputs when input `name` is `value`.

        >>> print(Cover.from_cubes(["01-", "1-1"], inputs="abc").cofactor("a", 1))
        y = c
        """
        if not is_whole(value) or value not in (0, 1):
            raise SpecificationError(f"an input is 0 or 1, not {shown(value)}")
        i = _position(self.inputs, name, "input")
        others = self.inputs[:i] + self.inputs[i + 1 :]
        cubes = labelled.cofactor(self._cubes, len(self.inputs), i, value)
        return Cover(inputs=others, outputs=self.outputs, **cubes._asdict())

    def output(self, name: str) -> Cover:
        """The cover of one output alone."""
        j = _position(self.outputs, name, "output")
        cubes = labelled.of_output(self._cubes, j)
        return Cover(inputs=self.inputs, outputs=(name,), **cubes._asdict())

    # -- as a value -------------------------------------------------------------------------

    def __len__(self) -> int:
        return len(self.positive)

    def __iter__(self) -> Iterator[Product]:
        digits = algebra.ternary(Cubes(self.positive, self.negative, self.on), len(self.inputs))
        on, dc = unpack(self.on, len(self.outputs)), unpack(self.dc, len(self.outputs))
        for i, row in enumerate(digits):
            literals = {self.inputs[j]: int(row[j]) for j in np.flatnonzero(row != 2)}
            names = [tuple(self.outputs[j] for j in np.flatnonzero(s[i])) for s in (on, dc)]
            yield Product(literals, names[0], names[1])

    def lines(self) -> list[str]:
        """The cubes, each a line of the literals and the outputs that `from_cubes` reads.

        >>> Cover.from_cubes(["1- 01", "-1 1-"], inputs="ab", outputs="st").lines()
        ['1- 01', '-1 1-']
        """
        return labelled.lines_of(self._cubes, len(self.inputs), len(self.outputs))

    def __str__(self) -> str:
        return self.to_text()

    def summary(self) -> str:
        """One line: inputs, outputs, counts, and what is known of the fewest terms."""
        bound = "" if self.lower_bound is None else f", at least {self.lower_bound} needed"
        cut = "" if self.cut is None else f", cut by {_ARTICLE[self.cut]} {self.cut}"
        counts = {
            "input": len(self.inputs), "output": len(self.outputs), "product term": self.terms,
            "literal": self.literals,
        }  # fmt: skip
        counted = (f"{count} {what}{'s' * (count != 1)}" for what, count in counts.items())
        return f"{', '.join(counted)}{bound}{cut}"

    def __repr__(self) -> str:
        return f"<Cover: {self.summary()}>"

    def _repr_html_(self) -> str:
        return str(provided("cover in HTML")(self))

    def _key(self) -> tuple[object, ...]:
        arrays = (self.positive, self.negative, self.on, self.dc, self.off)
        return (self.inputs, self.outputs, *(None if a is None else a.tobytes() for a in arrays))

    def __eq__(self, other: object) -> bool:
        return self._key() == other._key() if isinstance(other, Cover) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._key())


def _position(names: tuple[str, ...], name: str, kind: str) -> int:
    if not isinstance(name, str) or name not in names:
        raise SpecificationError(
            f"Cover: no {kind} {shown(name)}; expected one of {', '.join(names)}"
        )
    return names.index(name)

"""Products of sums and exclusive sums: functions stated by the cubes of a cover, read otherwise.

>>> from logicnet.logic.tables.cover import Cover
>>> cubes = Cover.from_cubes(["01-", "1-1"], inputs="abc")
>>> print(ProductOfSums(cubes))
y = (a | ~b) & (~a | ~c)
>>> print(ExclusiveSum(cubes))
y = (~a & b) ^ (a & c)
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, get_args

import numpy as np

from logicnet.errors import LimitError, SpecificationError
from logicnet.ground.arguments import checked, one_of
from logicnet.ground.bits import MOST_INPUTS, Words, columns, unpack, used
from logicnet.ground.html import sentence
from logicnet.ground.names import unique_names
from logicnet.logic.circuits.circuit import Builder, Circuit
from logicnet.logic.language import spelled
from logicnet.logic.tables.cover import Cover
from logicnet.logic.tables.cubes import product_rows
from logicnet.logic.tables.product import Product, latex_names
from logicnet.logic.tables.truthtable import TruthTable
from logicnet.logic.writing import WRITINGS, Writing, Written


@dataclass(frozen=True)
class _OfCubes(ABC):
    """A function by the cubes of a cover, and a proven bound on how many such a form needs."""

    cubes: Cover
    lower_bound: int | None = None

    _what: ClassVar[str] = ""

    def __post_init__(self) -> None:
        if self.cubes.dc.any():
            raise SpecificationError(f"{type(self).__name__}: the cubes have don't-cares")
        unique_names(self.inputs, "input")

    @property
    def inputs(self) -> tuple[str, ...]:
        """The names that it reads."""
        return self.cubes.inputs

    @property
    def outputs(self) -> tuple[str, ...]:
        """The names of what it computes."""
        return self.cubes.outputs

    @property
    def terms(self) -> int:
        """Its cubes: sums of a product, or products of an exclusive sum."""
        return self.cubes.terms

    @property
    def literals(self) -> int:
        """Literals of all of them."""
        return self.cubes.literals

    @property
    def proven(self) -> bool:
        """Whether no such form of the function is proven to have fewer terms."""
        return self.lower_bound == self.terms

    def rows(self, at: Words) -> tuple[Words, Words]:
        """The on-set at packed rows, and that nothing is a don't-care."""
        on = self._on(at)
        return on, np.zeros_like(on)

    def table(self) -> TruthTable:
        """All rows."""
        n = len(self.inputs)
        if n > MOST_INPUTS:
            raise LimitError(f"{n} inputs exceed the limit of {MOST_INPUTS} for a table")
        on = self._on(columns(n)) & used(n)
        return TruthTable(inputs=self.inputs, outputs=self.outputs, on=on, dc=np.zeros_like(on))

    def circuit(self) -> Circuit:
        """Gates of two levels."""
        build = Builder()
        leaves = dict(zip(self.inputs, build.leaves(self.inputs), strict=True))
        ends: dict[str, list[int]] = {name: [] for name in self.outputs}
        for product in self.cubes:
            part = self._gate(build, [leaves[v] ^ (not one) for v, one in product.literals.items()])
            for name in product.on:
                ends[name].append(part)
        return build.circuit({name: self._end(build, parts) for name, parts in ends.items()})

    @checked(notation=one_of(get_args(Written), "notation"))
    def to_text(self, notation: Written = "names") -> str:
        """The form as text that `parse` reads, one line an output."""
        writing = WRITINGS[notation]
        names = {name: spelled(name) for name in (*self.inputs, *self.outputs)}
        return "\n".join(
            f"{names[name]} = {self._text([self._part(p, names, writing) for p in mine], writing)}"
            for name, mine in self._by_output().items()
        )

    @checked(notation=one_of(get_args(Written), "notation"))
    def to_latex(self, notation: Written = "names") -> str:
        """The form in LaTeX, one line an output; in the notation of textbooks with a plus."""
        names = latex_names((*self.inputs, *self.outputs))
        found = self._by_output().items()
        return "\n".join(f"{names[name]} = {self._latex(p, names, notation)}" for name, p in found)

    def _by_output(self) -> dict[str, list[Product]]:
        found: dict[str, list[Product]] = {name: [] for name in self.outputs}
        for product in self.cubes:
            for name in product.on:
                found[name].append(product)
        return found

    def __str__(self) -> str:
        return self.to_text()

    def summary(self) -> str:
        """One line: how many terms and literals, and what is proven of them."""
        known = ", the fewest, proven" if self.proven else ""
        if not known and self.lower_bound:
            known = f", at least {self.lower_bound} needed"
        s = "s" * (self.terms != 1)
        return f"{self.terms} {self._what}{s}, {self.literals} literals{known}"

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {self.summary()}>"

    def _repr_html_(self) -> str:
        said = "".join(sentence("", line) for line in self.to_text().splitlines())
        return sentence(type(self).__name__, self.summary()) + said

    # -- what each form has of its own --------------------------------------------------------

    @abstractmethod
    def _on(self, at: Words) -> Words:
        """The on-set at packed rows."""

    @abstractmethod
    def _gate(self, build: Builder, literals: list[int]) -> int:
        """The gate of a cube's literals."""

    @abstractmethod
    def _end(self, build: Builder, parts: list[int]) -> int:
        """The gate of an output."""

    @abstractmethod
    def _part(self, product: Product, names: dict[str, str], writing: Writing) -> str:
        """A cube as text."""

    @abstractmethod
    def _text(self, parts: Sequence[str], writing: Writing) -> str:
        """An output as text."""

    @abstractmethod
    def _latex(self, products: list[Product], names: dict[str, str], notation: Written) -> str:
        """An output in LaTeX."""


@dataclass(frozen=True, repr=False)
class ProductOfSums(_OfCubes):
    """An AND of ORs, by the cubes of its zeros: each is a sum of the opposite literals.

    >>> form = ProductOfSums(Cover.from_cubes(["01-", "1-1"], inputs="abc"))
    >>> print(form.to_text("textbook"), "or in LaTeX", form.to_latex())
    y = (a + b')(a' + c') or in LaTeX y = (a \\lor \\bar{b}) (\\bar{a} \\lor \\bar{c})
    >>> form
    <ProductOfSums: 2 sums, 4 literals>
    """

    _what: ClassVar[str] = "sum"

    def cover(self) -> Cover:
        """The same function as a sum of products."""
        found: Cover = self.cubes.complement()
        return found

    def _on(self, at: Words) -> Words:
        return ~self.cubes.evaluate(at)

    def _gate(self, build: Builder, literals: list[int]) -> int:
        return build.add("or", [literal ^ 1 for literal in literals])

    def _end(self, build: Builder, parts: list[int]) -> int:
        return build.add("and", parts)

    def _part(self, product: Product, names: dict[str, str], writing: Writing) -> str:
        literals = [writing.literal(names[v], bool(one)) for v, one in product.literals.items()]
        return f"({writing.sum(literals)})" if len(literals) > 1 else writing.sum(literals)

    def _text(self, parts: Sequence[str], writing: Writing) -> str:
        if writing.times == writing.beside:
            text = writing.product(parts)
        else:
            alone = all(part[0] == "(" or len(part.rstrip("'")) == 1 for part in parts)
            text = ("" if alone else writing.times).join(parts) or "1"
        inner = text[1:-1]
        return inner if len(parts) == 1 and text[0] == "(" else text

    def _latex(self, products: list[Product], names: dict[str, str], notation: Written) -> str:
        plus = " + " if notation == "textbook" else r" \lor "
        sums = [
            plus.join(rf"\bar{{{names[v]}}}" if one else names[v] for v, one in p.literals.items())
            for p in products
        ]
        many = len(sums) > 1
        return " ".join(f"({s})" if many and plus in s else s or "0" for s in sums) or "1"


@dataclass(frozen=True, repr=False)
class ExclusiveSum(_OfCubes):
    """An XOR of ANDs: a row is 1 where an odd number of the cubes hold it.

    >>> form = ExclusiveSum(Cover.from_cubes(["01-", "1-1"], inputs="abc"))
    >>> print(form.to_text("textbook"), "or in LaTeX", form.to_latex())
    y = a'b ⊕ ac or in LaTeX y = \\bar{a} b \\oplus a c
    >>> form.table().to_string()
    '00110101'
    """

    _what: ClassVar[str] = "term"

    def cover(self) -> Cover:
        """The same function as a sum of products, a row each."""
        found: Cover = self.table().cover()
        return found

    def _on(self, at: Words) -> Words:
        cubes = self.cubes.on_cubes
        rows, flags = product_rows(cubes, at), unpack(cubes.members, len(self.outputs))
        parts = [np.bitwise_xor.reduce(rows[flags[:, j]], axis=0) for j in range(len(self.outputs))]
        return np.array(parts, dtype=np.uint64).reshape(len(self.outputs), at.shape[1])

    def _gate(self, build: Builder, literals: list[int]) -> int:
        return build.add("and", literals)

    def _end(self, build: Builder, parts: list[int]) -> int:
        return build.add("xor", parts)

    def _part(self, product: Product, names: dict[str, str], writing: Writing) -> str:
        return writing.product(
            [writing.literal(names[v], not one) for v, one in product.literals.items()]
        )

    def _text(self, parts: Sequence[str], writing: Writing) -> str:
        many = len(parts) > 1
        return writing.xor.join(f"({p})" if many and "&" in p else p for p in parts) or "0"

    def _latex(self, products: list[Product], names: dict[str, str], notation: Written) -> str:
        terms = (
            " ".join(names[v] if one else rf"\bar{{{names[v]}}}" for v, one in p.literals.items())
            for p in products
        )
        return r" \oplus ".join(term or "1" for term in terms) or "0"

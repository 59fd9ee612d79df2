"""What an entry of the zoo is: a function, stated in one way, and a network, made in another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from os import PathLike
from typing import TYPE_CHECKING, Any

from logicnet.construction.search.bounds import lower_bound_of_outputs, outputs_apart
from logicnet.formats.registry import write
from logicnet.logic.function import Function, function
from logicnet.network.network import Network
from logicnet.verification.verdict import Verdict
from logicnet.verification.verifying import verify

from . import shown

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_LICENCE = "MIT, that of this package; names of people or products are those of their owners"
_KEPT = 128  # networks that are kept
_MOST_TABLED = 17  # inputs up to which outputs are compared row by row for the bound
_MOST_SEVERAL = 12  # inputs up to which several outputs are looked at one by one as well


@dataclass(frozen=True)
class Family:
    """Networks of one kind: one a size, or a single one where there are no sizes.

    `stated` gives what is computed, `built` a network, each of a size if there are any, and they
    share nothing. `says` is a sentence, in which {n} is the size, and `how` says how the networks
    are made. Of the `sizes` that there are, those `listed` are shown. The bound of a network is for
    all networks, or for those `among` which it is.
    """

    name: str
    says: str
    stated: Callable[..., Any]
    built: Callable[..., Network]
    how: str
    sizes: Sequence[int] = ()
    listed: tuple[int, ...] = ()
    among: str = ""

    def __str__(self) -> str:
        return self.name

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Those that are listed."""
        sizes: Sequence[int | None] = self.listed or (None,)
        return tuple(Entry(self, size) for size in sizes)

    def cells(self) -> tuple[str, ...]:
        """Names, what is computed, and counts, as the pages list them."""
        names = ", ".join(f"`{entry.name}`" for entry in self.entries)
        units = ", ".join(str(entry.units) for entry in self.entries)
        least = ", ".join(str(entry.bound) for entry in self.entries)
        return names, self.says.format(n="n"), units, least

    @property
    def range(self) -> str:
        """Its names and sizes, for messages."""
        if not self.sizes:
            return self.name
        if isinstance(self.sizes, range):
            return f"{self.name}-n (n from {self.sizes[0]} to {self.sizes[-1]})"
        return " or ".join(f"{self.name}-{size}" for size in self.sizes)


@dataclass(frozen=True)
class Entry:
    """One network of the zoo: what it computes, the network, counts, bound, proof and card.

    >>> from logicnet import zoo
    >>> adder = zoo.entry("adder-8")
    >>> adder.units, adder.bound, adder.is_least
    (9, 9, True)
    >>> print(adder.proof())
    equal, proven by all 65536 rows
    """

    family: Family
    size: int | None = None

    def __str__(self) -> str:
        return f"{self.name}: {self.says}"

    def __repr__(self) -> str:
        return f"<Entry {self}>"

    @property
    def name(self) -> str:
        """What it is asked for by."""
        return self.family.name if self.size is None else f"{self.family.name}-{self.size}"

    @property
    def says(self) -> str:
        """What it computes, in a sentence."""
        return self.family.says.format(n=self.size)

    @cached_property
    def specification(self) -> Function:
        """What the network computes, stated by its definition."""
        return function(self._of_size(self.family.stated))

    def network(self) -> Network:
        """The network with the fewest units known here."""
        return _built(self.family, self.size)

    def _of_size(self, make: Callable[..., Any]) -> Any:
        return make() if self.size is None else make(self.size)

    @property
    def units(self) -> int:
        """Its units."""
        return self.network().units

    @property
    def depth(self) -> int:
        """Its layers."""
        return self.network().depth

    @property
    def parameters(self) -> int:
        """Its weights and thresholds."""
        return self.network().parameters

    @property
    def bound(self) -> int:
        """Units below which no network computes this, as far as that is proven."""
        return _bound(self.family, self.size)

    @property
    def is_least(self) -> bool:
        """Whether no network of fewer units computes this."""
        return self.units <= self.bound

    def proof(self) -> Verdict:
        """The network against its specification, judged now."""
        return verify(self.network(), self.specification)

    def write(self, path: str | PathLike[str]) -> None:
        """Write the network in the format that the suffix names."""
        write(self.network(), path)

    def facts(self) -> list[tuple[str, str]]:
        """What the card says in its table: counts, bound, proof, how it was made, licence."""
        among = self.family.among and f" {self.family.among}"
        needed = f"at least {self.bound} are needed; fewer than {self.units} are not known here"
        if self.is_least:
            needed = f"{self.units}, proven: no network{among} has fewer"
        return [
            *shown.counts(self.network()),
            ("fewest units", needed),
            ("proof", str(self.proof())),
            ("made by", self.family.how),
            ("licence", _LICENCE),
        ]

    def card(self) -> str:
        """The model card, in Markdown."""
        definition = shown.definition(self.family.stated, self.size)
        return shown.card(self.name, self.says, self.facts(), definition, self.network())

    def _repr_html_(self) -> str:
        return shown.html(str(self), self.facts(), self.network())

    def plot(self, ax: Axes | None = None) -> Axes:
        """The picture: a region in the plane, the network, or its weights where it is large."""
        return shown.picture(self.network(), ax)


@lru_cache(maxsize=_KEPT)
def _made(family: Family, size: int | None) -> Network:
    network: Network = Entry(family, size)._of_size(family.built)
    return network


@lru_cache(maxsize=_KEPT)
def _built(family: Family, size: int | None) -> Network:
    """The network, with what is proven of its size."""
    net = replace(_made(family, size), claimed_bound=None, lower_bound=_bound(family, size))
    return replace(net, construction=net.construction or f"{family}, from the zoo")


@lru_cache(maxsize=_KEPT)
def _bound(family: Family, size: int | None) -> int:
    """What is proven of the network, or follows from the rows of the function."""
    made, stated = _made(family, size), Entry(family, size).specification
    known = made.lower_bound or 1
    if family.among or known == made.units or len(stated.inputs) > _MOST_TABLED:
        return known
    table = stated.table()
    if len(table.outputs) > 1 and len(table.inputs) > _MOST_SEVERAL:
        return max(known, len(outputs_apart(table)))
    return max(known, lower_bound_of_outputs(table))

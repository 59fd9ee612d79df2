"""What is to be built: a function of named inputs, in the words that constructions ask for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from logicnet.errors import LogicnetError
from logicnet.ground.bits import WORD
from logicnet.ground.budget import SECOND, Budget, Cut
from logicnet.ground.checks import number
from logicnet.logic.circuits.circuit import Circuit
from logicnet.logic.function import Function
from logicnet.logic.numbers import Numbers
from logicnet.logic.tables.truthtable import TruthTable
from logicnet.minimization.minimizing import minimal_cover
from logicnet.network.network import Network
from logicnet.network.wiring import Encoding
from logicnet.verification.functions.diagrams import FEW, within
from logicnet.verification.functions.rows import compared, random_rows
from logicnet.verification.judge import MOST_EXHAUSTIVE, Extent
from logicnet.verification.judges import JUDGES
from logicnet.verification.verdict import Verdict
from logicnet.verification.verifying import verified

from .limits import Limits, size

if TYPE_CHECKING:
    from logicnet.regions.region import Region

_PROVEN_INPUTS = 16  # inputs up to which a network is proven before it is returned
_MOST_COMPARED = 1 << 33  # rows times wires up to which a network is compared with a larger table
_MOST_DRAWN = 20_000  # wires up to which decision diagrams are tried beyond that
_MOST_TRIED = 10_000  # units up to which it is tried
_TRIED_ROWS = 1024  # at so many rows
_SAMPLES = 1 << 12  # rows at which a guess is tried that cannot be proven
_PROOF = 300 * SECOND  # work of a proof node by node, at the most
TABLED_INPUTS = 16  # inputs up to which a function is looked at row by row
_LISTED_INPUTS = 20  # and up to which all rows are found, where they are not stated
_MOST_LISTED = 1 << 30  # gates, wires or terms, times rows


Meant = tuple[NDArray[np.int64], Circuit]  # the literal of a circuit that each unit is


class Notes(NamedTuple):
    """What a target noted of a network: which literals its units are, and what proves it."""

    meant: Meant | None
    proven: Verdict | None


class Target:
    """A function as it was stated; see `planes.lowering` for one whose inputs are half-spaces.

    `encoding` says how the network is to read its inputs in the end.
    """

    regions: Mapping[str, Region] | None = None
    work = 5 * SECOND  # of a search with normal effort
    as_given: Network | None = None  # what stands already, where nothing is built

    def __init__(self, stated: Function, encoding: Encoding = "binary") -> None:
        self._stated, self.encoding = stated, encoding
        self._meant: dict[bytes, Meant] = {}
        self._proven: dict[bytes, Verdict] = {}

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self._stated, self.encoding)  # what was worked out stays behind

    @property
    def stated(self) -> Function:
        """The function as it was stated."""
        return self._stated

    @property
    def inputs(self) -> tuple[str, ...]:
        """The names that it reads."""
        return self.stated.inputs

    @property
    def outputs(self) -> tuple[str, ...]:
        """The names of what it computes."""
        return self.stated.outputs

    @cached_property
    def circuit(self) -> Circuit:
        """The gates that compute the outputs.

        A formula stays as it is written, and the product terms of a cover are taken as they are;
        a table or a network is minimised first, with its don't-cares.
        """
        stated = self.stated
        if isinstance(stated, (TruthTable, Numbers, Network)):
            stated = minimal_cover(stated.table())
        return stated.circuit()

    def followed(self, time_limit: float | None) -> tuple[Circuit, Cut | None]:
        """The gates as `circuit` has them, found within a time, and what cut that short."""
        if time_limit is not None:
            number(time_limit, "time_limit (seconds, or None)", 0)
        if time_limit is None or not isinstance(self.stated, (TruthTable, Numbers, Network)):
            return self.circuit, None
        cover = minimal_cover(self.stated.table(), time_limit=time_limit)
        return cover.circuit(), cover.cut

    @property
    def rows(self) -> Any:
        """The function as `minimize` takes it, with its don't-cares."""
        return self.stated

    @cached_property
    def table(self) -> TruthTable | None:
        """All rows, or None where the inputs are too many."""
        return self.stated.table() if len(self.inputs) <= TABLED_INPUTS else None

    @cached_property
    def all_rows(self) -> TruthTable | None:
        """All rows also of more inputs, where they are stated or soon found."""
        stated, rows = self.stated, 1 << min(len(self.inputs), WORD)
        if self.table is not None or self.regions is not None:
            return self.table
        if isinstance(stated, TruthTable):
            return stated
        sizes = (getattr(stated, name, 0) for name in ("gates", "wires", "terms"))
        most = MOST_EXHAUSTIVE if isinstance(stated, Numbers) else _LISTED_INPUTS
        soon = len(self.inputs) <= most and max(sizes) * rows <= _MOST_LISTED
        return stated.table() if soon else None

    @property
    def lower_bound(self) -> int | None:
        """Units that any network needs, where the kind of function tells."""
        return None

    @property
    def leaves(self) -> int:
        """How many units the inputs that are needed take themselves."""
        return 0

    def cost(self, network: Network) -> tuple[int, int, int]:
        """In what order networks are preferred."""
        return size(network)

    def within(self, limits: Limits) -> Limits:
        """The limits of what constructions build, of 0 and 1."""
        return replace(limits, doubled=self.encoding == "bipolar")

    def grounded(self, network: Network, limits: Limits) -> Network:
        """The network that is returned for one of 0 and 1: it reads what was asked for."""
        return network.encoded(self.encoding)

    def say(self, network: Network, meant: NDArray[np.int64], of: Circuit) -> None:
        """Note which literal of a circuit each unit of a network is meant to be, for its proof."""
        self._meant[_wires(network)] = meant, of

    def notes(self, network: Network) -> Notes:
        """What was noted of a network, for whoever judges it elsewhere."""
        return Notes(self._meant.get(_wires(network)), self._proven.get(_content(network)))

    def take(self, network: Network, notes: Notes) -> None:
        """Note what was noted of a network elsewhere."""
        if notes.meant is not None:
            self._meant[_wires(network)] = notes.meant
        if notes.proven is not None:
            self._proven[_content(network)] = notes.proven

    def is_number(self, network: Network, order: Sequence[tuple[int, bool]]) -> bool:
        """Whether a network is proven with outputs, or complements, as a number's digits."""
        from logicnet.verification.polynomials.judging import as_numbers

        sides = compared(network, self.circuit)
        return self._keeps(network, as_numbers(sides, order, Extent(budget=Budget(_PROOF))))

    def is_counted(self, network: Network) -> bool:
        """Whether a network is proven by how many inputs of some sets are 1."""
        sides = compared(network, self.circuit)
        return self._keeps(network, JUDGES["counts"].judge(sides, Extent(budget=Budget(_PROOF))))

    def _keeps(self, network: Network, found: Verdict | str | None) -> bool:
        """Whether a network is proven, now or before; what proves it is kept for `verdict`."""
        content = _content(network)
        if isinstance(found, Verdict) and found.equal:
            self._proven[content] = found
        return content in self._proven

    @cached_property
    def _answers(self) -> dict[bytes, Verdict]:
        return {}

    def judged(self, network: Network, work: float) -> Verdict:
        """What judges say of a network within some work; they are asked once for each."""
        content = _content(network)
        if content not in self._answers:
            extent = Extent(samples=_SAMPLES, budget=Budget(work))
            try:
                found = verified(network, self.stated, extent)
            except LogicnetError as error:
                found = Verdict(equal=None, method="none", reason=str(error))
            self._answers[content] = found
            self._keeps(network, found)
        return self._answers[content]

    def verdict(self, network: Network) -> Verdict:
        """What judges say of the network that is returned: proven where that is soon done."""
        proven = self._proven.get(_content(network)) if self._proven else None
        if proven is not None:
            return proven
        if len(network.inputs) <= _PROVEN_INPUTS or self._has_few_rows(network):
            return verified(network, self.stated)
        found: Verdict | str | None
        meant = self._meant.get(_wires(network))
        if meant is not None:
            from logicnet.verification.sweeping.by_nodes import prove_by_nodes

            proof = prove_by_nodes(
                network, self.circuit, meant[0], through=meant[1], budget=Budget(_PROOF)
            )
            if proof.equal is not None:
                return proof
        sides = compared(network, self.stated)
        found = JUDGES["one sum"].judge(sides, Extent(budget=Budget(_PROOF)))
        if not isinstance(found, Verdict):
            found = within(FEW, sides, Extent()) if network.wires <= _MOST_DRAWN else None
        if found is None:
            found = JUDGES["sweeping"].judge(sides, Extent(budget=Budget(_PROOF)))
        if isinstance(found, Verdict) and found.equal is not None:
            return found
        if network.units > _MOST_TRIED:
            return Verdict(equal=None, method="none", reason="the network is large")
        return random_rows(sides, Extent(samples=_TRIED_ROWS), "")

    def _has_few_rows(self, network: Network) -> bool:
        """Whether the function has a value stated for each row, and the network is soon tried."""
        stated = self.stated
        rows = 1 << min(len(stated.inputs), WORD)
        return isinstance(stated, TruthTable | Numbers) and rows * network.wires <= _MOST_COMPARED


def _content(network: Network) -> bytes:
    """What tells the function of a network from those of others."""
    named = repr((network.inputs, network.outputs, network.output_units.tolist()))
    sums = [array.dtype.char.encode() + array.tobytes() for array in
            (network.indptr, network.indices, network.weights, network.thresholds)]  # fmt: skip
    return sha256(b"".join([named.encode(), network.encoding.encode(), *sums])).digest()


def _wires(network: Network) -> bytes:
    """What tells the wires of a network from those of others."""
    return sha256(network.indptr.tobytes() + network.indices.tobytes()).digest()

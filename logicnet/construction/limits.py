"""What a caller allows a network to be, and the choice of the smallest one that is allowed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypedDict

import numpy as np

from logicnet.errors import LimitError, SpecificationError
from logicnet.network.network import Network
from logicnet.network.wiring import earliest_layers

from .draft import Draft, Form

MOST_EXACT = 1 << 53  # whole numbers up to it are floats


class LimitOptions(TypedDict, total=False):
    """Types of limits, for what hands them on."""

    max_depth: int | None
    max_fan_in: int | None
    max_weight: int | None
    skip: bool


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Bounds on depth, fan-in and size of weights, and whether wires may skip layers.

    Where a network stands on a layer of half-spaces, that layer is `below` it, which texts count,
    and `max_sum` keeps the sums of gathered units small. Where inputs will be read as -1/+1, the
    weights of units that are read beside inputs will be `doubled`.
    """

    max_depth: int | None = None
    max_fan_in: int | None = None
    max_weight: int | None = None
    skip: bool = True
    max_sum: int | None = None
    below: int = 0
    doubled: bool = False

    def __post_init__(self) -> None:
        for name in ("max_depth", "max_fan_in", "max_weight"):
            value = getattr(self, name)
            if value is not None and not _is_size(value):
                raise LimitError(f"{name} is a whole number from 1, or None; got {value!r}")
        if not isinstance(self.skip, (bool, np.bool_)):
            raise SpecificationError(f"skip is True or False; got {self.skip!r}")

    @classmethod
    def of(cls, options: Mapping[str, Any]) -> Limits:
        """The limits among options."""
        return cls(**{name: options[name] for name in cls.__dataclass_fields__ if name in options})

    @property
    def none(self) -> bool:
        """Whether nothing is limited."""
        return self.skip and not self.given

    @property
    def given(self) -> dict[str, int]:
        """The limits that are set, by name."""
        names = ("max_depth", "max_fan_in", "max_weight")
        return {name: getattr(self, name) for name in names if getattr(self, name) is not None}

    @property
    def text(self) -> str:
        """The limits that are set, as they were given."""
        layers = {"max_depth": self.below}
        return ", ".join(f"{k}={v + layers.get(k, 0)}" for k, v in self.given.items())

    @property
    def ways(self) -> list[Limits]:
        """These limits, and half the weights, which may be doubled wherever units are read."""
        if not self.doubled or self.max_weight in (None, 1):
            return [self]
        return [self, replace(self, max_weight=(self.max_weight or 0) // 2, doubled=False)]

    def fitted(self, network: Network) -> Network:
        """The network, with relays where wires must not skip layers or their weights would."""
        beside = self.doubled and self.max_weight and self._weight(network) > self.max_weight
        return network.layered() if beside or not self.skip else network

    def _weight(self, network: Network) -> int | float:
        """The largest |weight| in the encoding that is asked for."""
        doubled = self.doubled and network.encoding == "binary"
        return largest_weight(network.encoded("bipolar") if doubled else network)

    def excess(self, network: Network) -> list[str]:
        """What the network exceeds, such as ``depth 4 exceeds max_depth=3``."""
        sizes = {
            "max_depth": ("depth", network.depth, self.below),
            "max_fan_in": ("fan-in", network.max_fan_in, 0),
            "max_weight": ("weight", 0 if self.max_weight is None else self._weight(network), 0),
        }
        return [
            f"{what} {size + below} exceeds {name}={getattr(self, name) + below}"
            for name, (what, size, below) in sizes.items()
            if getattr(self, name) is not None and size > getattr(self, name)
        ]

    def best(
        self,
        candidates: Iterable[Network],
        what: str = "this function",
        cost: Callable[[Network], tuple[int, ...]] | None = None,
    ) -> Network:
        """The allowed network that costs least: units, then parameters, then layers."""
        cost = cost or size
        allowed: Network | None = None
        refused: list[Network] = []
        for network in map(self.fitted, candidates):
            if self.excess(network):
                refused.append(network)
            elif allowed is None or cost(network) < cost(allowed):
                allowed = network
        if allowed is None:
            raise LimitError(self._refusal(refused, what))
        return allowed

    def _refusal(self, refused: list[Network], what: str) -> str:
        """Which limits stand in the way, and the nearest networks that are possible."""
        if not refused:
            return f"no construction for {what} fits {self.text or 'neighbouring layers only'}"
        options = sorted(refused, key=lambda net: (len(self.excess(net)), size(net)))
        seen: dict[str, str] = {}
        for net in options:
            broken = " and ".join(self.excess(net))
            names = " ".join(part.split("=")[0].split()[-1] for part in self.excess(net))
            seen.setdefault(names, f"{net.units} unit{'s' * (net.units != 1)}, but {broken}")
        return f"no network known for {what} fits the limits; possible: " + "; or ".join(
            list(seen.values())[:3]
        )


def _is_size(value: object) -> bool:
    whole = isinstance(value, (int, np.integer)) and not isinstance(value, bool)
    return whole and value >= 1  # type: ignore[operator]


def check_sizes(max_weight: int | None = None, **sizes: int) -> None:
    """Refuse a number of bits or inputs, or a weight, that is no whole number from 1."""
    for name, size in sizes.items():
        if not _is_size(size):
            raise SpecificationError(f"{name} is a whole number from 1; got {size!r}")
    Limits(max_weight=max_weight)


def finished(
    draft: Draft,
    outputs: Mapping[str, Form],
    construction: str,
    lower_bound: int | None = None,
    max_weight: int | None = None,
) -> Network:
    """The network of a draft, or an error if its weights exceed `max_weight` or exact sums."""
    try:
        network = draft.network(outputs, construction, lower_bound)
    except SpecificationError as error:
        raise LimitError(
            f"{construction} of {len(draft.inputs)} inputs and {len(outputs)} outputs: {error}"
        ) from None
    if max_weight is not None and largest_weight(network) > max_weight:
        raise LimitError(
            f"{construction} of {len(draft.inputs)} inputs: the smallest weights known go up to "
            f"{largest_weight(network)}, max_weight={max_weight}"
        )
    return network


def largest_weight(network: Network) -> int | float:
    """The largest |weight| of a wire."""
    largest = np.abs(network.weights).max(initial=0)
    return float(largest) if network.weights.dtype.kind == "f" else int(largest)


def largest_sum(network: Network) -> int:
    """The largest sum of |weights| of a unit with its |threshold|, as nearly as floats tell."""
    owner = np.repeat(np.arange(network.units), np.diff(network.indptr))
    about = np.abs(network.thresholds.astype(np.float64))
    np.add.at(about, owner, np.abs(network.weights.astype(np.float64)))
    return int(about.max(initial=0))


def relays(network: Network) -> int:
    """How many units carry values over layers where wires join neighbouring layers only.

    A constant is made anew in each layer where it is read.

    >>> unit = ([0, 1], [1, 1], 2)
    >>> relays(Network.from_units(["a", "b", "c"], [unit, ([2, 3], [1, 1], 1)]))
    1
    """
    n, wires = len(network.inputs), range(network.units)
    layer = earliest_layers(n, [network.wires_of(j)[0] for j in wires])
    fan_in = np.diff(network.indptr)
    read = np.concatenate([network.indices, n + network.output_units])  # nodes, and in which layer
    at = np.repeat(layer, fan_in) - 1
    at = np.concatenate([at, np.full(len(read) - len(at), layer.max(initial=0))])
    needed = np.concatenate([np.full(n, -1), layer])
    made, varies = needed.copy(), np.concatenate([np.ones(n, dtype=bool), fan_in > 0])
    np.maximum.at(needed, read, at)
    constant = ~varies[read]
    layers = len({*zip(read[constant].tolist(), at[constant].tolist(), strict=True)})
    return int((needed - made)[varies].sum()) + layers - len(np.unique(read[constant]))


def size(network: Network) -> tuple[int, int, int]:
    """Units, parameters, layers: the order in which networks are preferred."""
    return network.units, network.parameters, network.depth


def front(networks: Iterable[Network]) -> Iterator[Network]:
    """The networks that no other beats in both units and depth, the shallow ones first."""
    fewest: int | None = None
    for network in sorted(networks, key=lambda net: (net.depth, size(net))):
        if fewest is None or network.units < fewest:
            fewest = network.units
            yield network

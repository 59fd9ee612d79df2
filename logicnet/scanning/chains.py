"""`ScanChain`: scans one after the other, which is a convolutional network of threshold units.

>>> from logicnet.scanning.scan import pattern, pool
>>> corner = ScanChain((pattern("#?\\n##"), pool((2, 2))))
>>> corner([[1, 0, 0, 0, 0], [1, 1, 0, 0, 0], [0, 0, 0, 0, 0]]).tolist()
[[1, 0]]
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from logicnet.errors import SpecificationError
from logicnet.ground.providers import provided
from logicnet.network.network import Network

from .scan import Scan, sizes_of


@dataclass(frozen=True)
class ScanChain:
    """Scans that each read what the one before says: its outputs are the next one's channels."""

    scans: tuple[Scan, ...]

    def __post_init__(self) -> None:
        given = tuple(self.scans) if isinstance(self.scans, (tuple, list)) else ()
        if not given or not all(isinstance(each, Scan) for each in given):
            raise SpecificationError("a chain is of a tuple of scans, one at least")
        object.__setattr__(self, "scans", given)
        for first, second in zip(self.scans, self.scans[1:], strict=False):
            if len(first.rule.outputs) != second.channels:
                raise SpecificationError(
                    f"{len(first.rule.outputs)} outputs of a scan for {second.channels} channels "
                    "of the next"
                )
            if len(first.window) != len(second.window):
                raise SpecificationError("the scans of a chain have windows of as many axes")

    def __call__(self, grid: Any) -> NDArray[np.uint8]:
        """What the last scan says."""
        for each in self.scans:
            grid = each(grid)
        return np.asarray(grid)

    @property
    def weights(self) -> int:
        """Different numbers, weights and thresholds: the same at every place."""
        return sum(each.rule.wires + each.rule.units for each in self.scans)

    def shapes(self, shape: Sequence[int]) -> list[tuple[int, ...]]:
        """The sizes of the grid and of what each scan makes of it.

        >>> from logicnet.scanning.scan import scan
        >>> ScanChain((scan("a ^ b", 2), scan("a & b", 2, stride=2))).shapes([8])
        [(8,), (7,), (3,)]
        """
        found = [sizes_of(shape, "shape", len(self.scans[0].window))]
        for each in self.scans:
            each.check_fits(found[-1])
            sizes = zip(found[-1], each.window, each.stride, strict=True)
            kept = each.padding != "none"
            found.append(tuple(-(-(n if kept else n - w + 1) // s) for n, w, s in sizes))
        return found

    def network(self, shape: Sequence[int]) -> Network:
        """One network for a whole grid.

        >>> from logicnet.scanning.scan import scan
        >>> ScanChain((scan("a ^ b", 2), scan("a & b", 2))).network([4]).units
        8
        """
        units: list[Any] = []
        names: tuple[str, ...] = ()
        ends: dict[str, int] = {}
        for each, sizes in zip(self.scans, self.shapes(shape), strict=False):
            net = each.network(sizes)
            names = names or net.inputs
            first = len(names) + len(units)
            before = np.array(list(ends.values()), dtype=np.int64).reshape(-1, each.channels).T
            nodes = [*(before.ravel() + len(names) if ends else range(len(names)))]
            nodes += range(first, first + net.units)
            for unit in range(net.units):
                reads, weights = net.wires_of(unit)
                wires = [int(nodes[r]) for r in reads.tolist()]
                units.append((wires, weights.tolist(), net.thresholds[unit].item()))
            shift = first - len(names)
            made = zip(net.outputs, net.output_units.tolist(), strict=True)
            ends = {name: shift + unit for name, unit in made}
        return Network.from_units(names, units, outputs=ends)

    def to_torch(self, *, gain: float | None = None) -> Any:
        """A `torch.nn.Sequential` of convolutions (Conv1d, Conv2d or Conv3d) and steps.

        It takes grids as torch has them: (rows, channels, axes...). Steps pass the gradient of a
        sigmoid on; with a `gain` they are sigmoids, so that it can be trained further.
        """
        return provided("convolutions of a chain")(self, gain)

    def __repr__(self) -> str:
        parts = ", ".join(repr(each)[6:-1] for each in self.scans)
        return f"<ScanChain of {len(self.scans)}: {parts}; {self.weights} different numbers>"

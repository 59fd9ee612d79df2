"""Units taken into all their readers, where each of these stays one unit.

Let v = [b y + w u >= t], w > 0, read u = [a x >= s]. The unit [k a x + l b y >= T] is v without u
where the sums S of b y and A of a x keep apart what fires: S alone decides outside of
t - w <= S < t, and A between. With the least and greatest sums that are attained in these ranges,

    k A' + l S' >= T    for S' the least sum from t - w on, A' the least from s on,
                        and for the least S from t on, with the least A,
    k A" + l S" < T     for S" the greatest sum below t, A" the greatest below s,
                        and for the greatest S below t - w, with the greatest A.

For each l these bound k from both sides. That is exact where x and y are distinct; where they are
not, it still suffices, and for seven nodes or fewer the Chow parameters decide.
"""

from __future__ import annotations

from heapq import heapify, heappop, heappush

import numpy as np

from logicnet.ground.bits import columns, pack, unpack
from logicnet.network.one_unit.threshold import TABLED, threshold_weights

from .caps import Caps
from .netlist import AttainedSums, Netlist, Unit

_MOST_SCALE = 64  # of the weights of the reader
_MOST_READERS = 24

_ROWS = unpack(columns(TABLED), 1 << TABLED).astype(np.int64)


def collapse(net: Netlist, caps: Caps) -> int:
    """Take units into all their readers wherever that fits; how many are gone."""
    gone = 0
    waiting = [(len(net.readers[node]), node) for node in net.units if node not in net.ends]
    heapify(waiting)
    queued = {node for _, node in waiting}
    while waiting:
        node = heappop(waiting)[1]
        queued.discard(node)
        if node not in net.units or len(net.readers[node]) > _MOST_READERS:
            continue
        changed = _without(net, node, caps)
        if changed is None:
            continue
        read = list(net.units[node].weights)
        for reader, unit in changed.items():
            net.replace(reader, unit)
        net.remove(node)
        gone += 1
        for other in {*read, *changed, *(r for v in changed for r in net.units[v].weights)}:
            if other in net.units and other not in net.ends and other not in queued:
                heappush(waiting, (len(net.readers[other]), other))
                queued.add(other)
    return gone


def flatten(net: Netlist, caps: Caps, most: int) -> None:
    """Take units into those above them that come too late, where all the latest ones fit in.

    A unit that others read stays for them, so that there are never more units than before.
    """
    while net.depth > most:
        changed = False
        levels, heights = net.levels(), net.heights()
        for node in net.order():
            level = 1 + max((levels.get(k, 0) for k in net.units[node].weights), default=0)
            unit = None
            if level > 1 and level + heights[node] > most:
                unit = _above(net, node, level - 1, levels, caps)
            if unit is not None:
                net.replace(node, unit)
                level, changed = level - 1, True
            levels[node] = level
        net.drop_unread()
        if not changed:
            return


def _above(net: Netlist, node: int, level: int, levels: dict[int, int], caps: Caps) -> Unit | None:
    """The unit of a node that reads none of a level, whose units are taken into it."""
    unit: Unit | None = net.units[node]
    while unit is not None:
        late = [k for k in unit.weights if k in net.units and levels[k] == level]
        if not late:
            break
        unit = joined(unit, late[0], net.units[late[0]], caps)
    return unit


def _without(net: Netlist, node: int, caps: Caps) -> dict[int, Unit] | None:
    """The readers of a node as units that do not read it; None where one is none."""
    inner, changed = net.units[node], {}
    for reader in sorted(net.readers[node]):
        unit = joined(net.units[reader], node, inner, caps)
        if unit is None:
            return None
        changed[reader] = unit
    return changed


def joined(outer: Unit, node: int, inner: Unit, caps: Caps) -> Unit | None:
    """The unit that reads what both read, but for the node that `inner` computes, if it is one."""
    together = len(outer.weights.keys() | inner.weights.keys()) - 1
    if together > caps.reads:
        return None
    overlap = together < len(outer.weights) + len(inner.weights) - 1
    unit = _by_sums(outer, node, inner)
    if unit is not None and unit.fits(caps):
        return unit
    if together <= TABLED and (overlap or unit is not None):
        unit = _by_table(outer, node, inner)
        if unit is not None and unit.fits(caps):
            return unit
    return None


def _by_sums(outer: Unit, node: int, inner: Unit) -> Unit | None:
    """By the sums that are attained where all nodes are independent."""
    weight, t = outer.weights[node], outer.least
    if weight < 0:
        inner, t, weight = inner.turned(), t - weight, -weight
    others = {read: w for read, w in outer.weights.items() if read != node}
    a, b = AttainedSums.of(inner.weights.values()), AttainedSums.of(others.values())
    scales = _scales(a, b, inner.least, t, weight)
    if scales is None:
        return None
    k, scale, least = scales
    weights = {read: scale * w for read, w in others.items()}
    for read, w in inner.weights.items():
        weights[read] = weights.get(read, 0) + k * w
    return Unit({read: w for read, w in weights.items() if w}, least).reduced()


def _scales(
    a: AttainedSums, b: AttainedSums, s: int, t: int, weight: int
) -> tuple[int, int, int] | None:
    """The factors of the inner and the outer weights, and the threshold."""
    fires, stays = a.reaching(s), a.below(s)
    if fires is None or stays is None:
        return None
    low, high = b.reaching(t - weight), b.below(t)
    above, beneath = b.reaching(t), b.below(t - weight)
    if low is None or high is None or low > high:
        return None  # the node makes no difference
    for scale in range(1, _MOST_SCALE + 1):
        k = -(-(1 + scale * (high - low)) // (fires - stays))
        least = k * fires + scale * low
        most = k * stays + scale * high
        if above is not None:
            least = min(least, k * a.low + scale * above)
        if beneath is not None:
            most = max(most, k * a.high + scale * beneath)
        if most < least:
            return k, scale, most + 1
    return None


def _by_table(outer: Unit, node: int, inner: Unit) -> Unit | None:
    """By the table over all nodes that are read."""
    reads = sorted((outer.weights.keys() | inner.weights.keys()) - {node})
    sums = [
        np.array([unit.weights.get(read, 0) for read in reads]) @ _ROWS[-len(reads) :]
        for unit in (outer, inner)
    ]
    on = sums[0] + outer.weights[node] * (sums[1] >= inner.least) >= outer.least
    rows = 1 << len(reads)
    found, weights, least = threshold_weights(pack(on[None, :rows]), len(reads))
    if not found[0]:
        return None
    kept = {read: w for read, w in zip(reads, weights[0].tolist(), strict=True) if w}
    return Unit(kept, int(least[0])) if len(kept) > 1 else None

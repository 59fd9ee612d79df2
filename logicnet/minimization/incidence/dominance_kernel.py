"""Which sets include others, as a compiled loop over sorted index lists."""

# mypy: ignore-errors
from __future__ import annotations

import numpy as np

from logicnet.ground.kernels import kernel


@kernel
def _inside(a, b):
    """Whether the sorted list `a` is a part of the sorted list `b`."""
    j = 0
    for x in a:
        while j < len(b) and b[j] < x:
            j += 1
        if j == len(b) or b[j] != x:
            return False
        j += 1
    return True


@kernel
def sketches(at, members, sketch):
    """64 bits of each set, such that the bits of a part are a part of the bits."""
    for s in range(len(at) - 1):
        for e in range(at[s], at[s + 1]):
            sketch[s] |= np.uint64(1) << np.uint64((members[e] * 0x9E3779B1 >> 7) & 63)


@kernel
def dominated(at, members, owner_at, owners, costs, outer_goes, sketch, gone, first, work):
    """Mark the dominated sets, from `first` on; where it stopped after so much work.

    `outer_goes`: a set goes if it includes another (of equals the later). Otherwise a set goes
    if it lies in another that costs no more (of equals in both the later). Candidates are the
    sets that share the rarest member; 64-bit sketches spare most comparisons.
    """
    count = len(at) - 1
    for s in range(first, count):
        if work[0] < 0:
            return s
        work[0] -= 1
        if at[s] == at[s + 1] or gone[s]:
            continue
        rare, best = -1, 1 << 62
        for e in range(at[s], at[s + 1]):
            size = owner_at[members[e] + 1] - owner_at[members[e]]
            if size < best:
                rare, best = members[e], size
        mine = members[at[s] : at[s + 1]]
        work[0] -= len(mine) + best
        for e in range(owner_at[rare], owner_at[rare + 1]):
            t = owners[e]
            if t == s or gone[t] or sketch[s] & ~sketch[t]:
                continue
            more = (at[t + 1] - at[t]) - len(mine)
            if more < 0 or (outer_goes and more == 0 and t < s):
                continue
            if not outer_goes and (
                costs[t] > costs[s] or (more == 0 and costs[t] == costs[s] and t > s)
            ):
                continue
            work[0] -= more + len(mine)
            if _inside(mine, members[at[t] : at[t + 1]]):
                if outer_goes:
                    gone[t] = True
                else:
                    gone[s] = True
                    break
    return count

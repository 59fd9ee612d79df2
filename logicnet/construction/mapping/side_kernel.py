"""The compiled loops of `sides`: pairs of nodes over the same two or three leaves."""

# mypy: ignore-errors
from __future__ import annotations

from logicnet.ground.kernels import kernel


@kernel
def pairs_that_are_units(functions, known):
    """For functions t of x, y, z, c: known[f, g] = t + 1 where f = t with g in the place of c."""
    for t in functions:
        for g in range(256):
            f = 0
            for row in range(8):
                if t >> (row + 8 * (g >> row & 1)) & 1:
                    f |= 1 << row
            if not known[f, g]:
                known[f, g] = t + 1


@kernel
def find_pairs(keys, nodes, tables, ranks, slack, known, most, found):
    """Pairs of a node and an earlier one over the same leaves that makes it a unit; how many.

    Entries are sorted by leaves; `found` gets the entry of the node and that of the other one,
    whose rank is below that of the node with a slack.
    """
    count, start = 0, 0
    for stop in range(1, keys.shape[0] + 1):
        if stop < keys.shape[0] and keys[stop] == keys[start]:
            continue
        for a in range(start, stop):
            f, taken = tables[a], 0
            if known[f, 0]:  # it is a unit without help
                continue
            for b in range(start, stop):
                g, earlier = tables[b], ranks[nodes[b]] < ranks[nodes[a]] + slack
                if earlier and known[f, g] and f != g and f + g != 255 and taken < most:
                    if count == found.shape[0]:
                        return count
                    found[count, 0], found[count, 1] = a, b
                    taken += 1
                    count += 1
        start = stop
    return count


@kernel
def postponed(users, others, levels, late):
    """Set a place among the nodes of a level: after the others that a node reads beside a cut."""
    for _ in range(4):
        for k in range(users.shape[0]):
            user, other = users[k], others[k]
            if levels[user] == levels[other] and late[user] <= late[other]:
                late[user] = late[other] + 1

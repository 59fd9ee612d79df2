"""The compiled loop of `diagrams`: if-then-else of two decision diagrams and a third.

A node is a variable and two literals, what the function is where the variable is false and where it
is true. A literal is 2 * node, plus 1 for the complement; node 0 is false. No node is there twice,
none has two equal literals, and that for "false" is never a complement: so each function is one
literal.
"""

# mypy: ignore-errors
from __future__ import annotations

import numpy as np

from logicnet.ground.kernels import kernel

FULL = -1  # instead of a literal: there is no room for more nodes


@kernel
def node(space, variable, low, high):
    """The literal of a node, which is made if it is not there."""
    variables, lows, highs, table, _, count = space
    if low == high:
        return low
    turned = low & 1
    low, high = low ^ turned, high ^ turned
    mask = table.shape[0] - 1
    place = mixed(variable, low, high) & mask
    while table[place]:
        known = table[place]
        if variables[known] == variable and lows[known] == low and highs[known] == high:
            return 2 * known + turned
        place = (place + 1) & mask
    new = count[0]
    if new == variables.shape[0]:
        return FULL
    variables[new], lows[new], highs[new] = variable, low, high
    table[place] = new
    count[0] = new + 1
    return 2 * new + turned


@kernel(inner=True)
def mixed(a, b, c):
    """Three numbers below 2^31 as one of 63 bits whose low bits depend on all of theirs."""
    value = int(a) * 0x1B873593 + int(b) * 0x2545F491 + int(c) * 0x19D699A5
    return value ^ (value >> 15) ^ (value >> 31)


@kernel
def chosen(space, condition, then, otherwise):
    """The literal of "if condition then ... otherwise ...", or FULL."""
    if condition & 1:
        condition, then, otherwise = condition ^ 1, otherwise, then
    if condition == 0:
        return otherwise
    if then >> 1 == condition >> 1:
        then = 1 ^ (then & 1)
    if otherwise >> 1 == condition >> 1:
        otherwise = otherwise & 1
    if then == otherwise:
        return then
    if then == 1 and otherwise == 0:
        return condition
    if then == 0 and otherwise == 1:
        return condition ^ 1
    turned = then & 1
    then, otherwise = then ^ turned, otherwise ^ turned
    variables, lows, highs, _, cache, _ = space
    place = mixed(condition, then, otherwise) & (cache.shape[0] - 1)
    kept = cache[place]
    if kept[0] == condition and kept[1] == then and kept[2] == otherwise:
        return kept[3] ^ turned
    a, b, c = condition >> 1, then >> 1, otherwise >> 1
    top = min(variables[a], min(variables[b], variables[c]))
    low, high = condition, condition
    if variables[a] == top:
        low, high = lows[a], highs[a]
    then_low, then_high = then, then
    if variables[b] == top:
        then_low, then_high = lows[b] ^ (then & 1), highs[b] ^ (then & 1)
    other_low, other_high = otherwise, otherwise
    if variables[c] == top:
        other_low, other_high = lows[c] ^ (otherwise & 1), highs[c] ^ (otherwise & 1)
    first = chosen(space, low, then_low, other_low)
    if first == FULL:
        return FULL
    second = chosen(space, high, then_high, other_high)
    if second == FULL:
        return FULL
    found = node(space, np.int64(top), first, second)
    if found != FULL:
        cache[place, 0], cache[place, 1] = condition, then
        cache[place, 2], cache[place, 3] = otherwise, found
    return found if found == FULL else found ^ turned

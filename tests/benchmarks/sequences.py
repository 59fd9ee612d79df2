"""Units of recurrent networks of random regular expressions, proven, and compared with `re`.

    python tests/benchmarks/sequences.py [expressions] [words of each] [effort]

Printed by the number of states of the least automaton: how many expressions there were, the mean
units, the mean lower bound, the mean positions (units of the oldest construction), processor time.
"""

from __future__ import annotations

import random
import re
import sys
import time
from collections import defaultdict

import numpy as np

from logicnet.ground.budget import Effort
from logicnet.sequences.compiling_sequences import compile_sequence
from logicnet.sequences.expressions import read
from logicnet.sequences.positions import by_positions
from logicnet.sequences.recurrent import Recurrent


def expression(rng: random.Random, deep: int) -> str:
    """A random regular expression over a, b, c."""
    if deep == 0:
        return rng.choice(["a", "b", "c", "[ab]", "[^a]", "."])
    kind = rng.random()
    if kind < 0.4:
        return expression(rng, deep - 1) + expression(rng, deep - 1)
    if kind < 0.65:
        return f"({expression(rng, deep - 1)}|{expression(rng, deep - 1)})"
    return f"({expression(rng, deep - 1)}){rng.choice(['*', '+', '?', '{2}', '{1,3}'])}"


def compared(text: str, net: Recurrent, rng: random.Random, words: int) -> None:
    """Stop where the network and `re` differ on a word or the beginning of one."""
    wanted = re.compile(text)
    letters = np.array([rng.choices(range(3), k=12) for _ in range(words)])
    states = np.tile(np.array(net.initial, dtype=np.int64), (words, 1))
    accepted = np.full(words, net.empty)
    for length in range(13):
        for row, said in zip(letters, accepted, strict=True):
            word = "".join("abc"[k] for k in row[:length])
            if said != (wanted.fullmatch(word) is not None):
                raise SystemExit(f"{text}: differs from re on {word!r}")
        if length < 12:
            ends, after = net.after(states)
            chosen = np.arange(words), letters[:, length]
            accepted, states = ends[chosen], after[chosen]


def main(count: int = 200, words: int = 50, effort: Effort = "low") -> None:
    rng = random.Random(0)
    rows = defaultdict(list)
    while count:
        text = expression(rng, rng.randint(1, 4))
        automaton = read(text, "abc").automaton()
        if not 2 <= automaton.states <= 32:
            continue
        count -= 1
        start = time.process_time()
        net = compile_sequence(text, "abc", effort=effort)
        spent = time.process_time() - start
        if net.difference(automaton) is not None:
            raise SystemExit(f"{text}: not equal")
        compared(text, net, rng, words)
        old = by_positions(read(text, "abc")).units
        rows[automaton.states].append((net.units, net.lower_bound, old, spent))
    print("states  expressions  units  at least  a unit a position  seconds")
    for states, found in sorted(rows.items()):
        units, bound, old, spent = (sum(each) / len(found) for each in zip(*found, strict=True))
        print(f"{states:6} {len(found):12} {units:6.2f} {bound:9.2f} {old:18.2f} {spent:8.2f}")
    every = [each for found in rows.values() for each in found]
    units, positions = sum(e[0] for e in every), sum(e[2] for e in every)
    fewest = sum(e[0] == e[1] for e in every)
    print(f"all {len(every)}: {units} units, {positions} by positions, {fewest} proven fewest")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:3]), **dict(zip(["effort"], sys.argv[3:4], strict=False)))

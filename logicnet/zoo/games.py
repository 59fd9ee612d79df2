"""Rules that everybody knows: Life, tic-tac-toe, MONK's robots, a traffic light."""

from __future__ import annotations

from functools import partial

import numpy as np
from numpy.typing import NDArray

from logicnet.compiling import compile
from logicnet.construction.draft import Draft, Form, total, weighted
from logicnet.logic.numbers import Numbers
from logicnet.network.network import Network

from .family import Family
from .found import HOW, found

_AROUND = ("nw", "n", "ne", "w", "e", "sw", "s", "se")
_VALUES = {"a1": 3, "a2": 3, "a3": 2, "a4": 3, "a5": 4, "a6": 2}  # of the attributes of a robot
# red, yellow, green, and what comes next; any other state is a fault, after which it is red
_LIGHTS = {"red": "red yellow", "red yellow": "green", "green": "yellow", "yellow": "red"}


def life() -> Numbers:
    """A cell lives on with two or three neighbours, and is born with three."""

    def next_state(alive: NDArray[np.int64], *around: NDArray[np.int64]) -> NDArray[np.bool_]:
        count = np.sum(around, axis=0)
        lives: NDArray[np.bool_] = (alive == 1) & (count == 2) | (count == 3)
        return lives

    return Numbers({"alive": 1, **dict.fromkeys(_AROUND, 1)}, {"y": 1}, next_state)


def crowd() -> Network:
    """Neighbours count twice: the cell lives where alive + 2 n is 5, 6 or 7."""
    draft = Draft(["alive", *_AROUND])
    alive, *around = draft.literals
    crowd = alive + total(around) * 2
    y = draft.fires(crowd - draft.fires(crowd, 8, "too many") * 13, 5, "alive next")
    return draft.network({"y": y}, "a sum and a bump")


def tic_tac_toe() -> Numbers:
    """Three of X in a row, a column or a diagonal; cells are numbered row by row, from 0."""

    def wins(board: NDArray[np.int64]) -> NDArray[np.bool_]:
        cell = [board >> k & 1 == 1 for k in range(9)]
        rows = [cell[k] & cell[k + 1] & cell[k + 2] for k in (0, 3, 6)]
        columns = [cell[k] & cell[k + 3] & cell[k + 6] for k in (0, 1, 2)]
        diagonals = [cell[0] & cell[4] & cell[8], cell[2] & cell[4] & cell[6]]
        won: NDArray[np.bool_] = np.any([*rows, *columns, *diagonals], axis=0)
        return won

    return Numbers({"x": 9}, {"y": 1}, wins)


def robots(problem: int) -> Numbers:
    """Of six attributes one input is true for each, that of its value; others do not matter."""
    value = {1 << k: k + 1 for k in range(4)}

    def label(*words: NDArray[np.int64]) -> NDArray[np.int64]:
        a = [np.array([value.get(v, 0) for v in word.tolist()]) for word in words]
        is_robot = np.all(a, axis=0)
        holds = {
            1: (a[0] == a[1]) | (a[4] == 1),
            2: np.sum([v == 1 for v in a], axis=0) == 2,
            3: (a[4] == 3) & (a[3] == 1) | (a[4] != 4) & (a[1] != 3),
        }[problem]
        return np.where(is_robot, holds.astype(np.int64), -1)

    return Numbers(_VALUES, {"y": 1}, label)


def labelled(problem: int) -> Network:
    """By the values of a1 and a2 as numbers; by a count; by what outweighs what."""
    draft = Draft([f"{name}[{k}]" for name, count in _VALUES.items() for k in range(count)])
    a = dict(zip(draft.inputs, draft.literals, strict=True))
    ones = total(a[f"{name}[0]"] for name in _VALUES)

    def value(name: str) -> Form:
        return weighted(range(3), [a[f"{name}[{k}]"] for k in range(3)])

    difference = value("a1") - value("a2")
    if problem == 1:
        jacket = a["a5[0]"]
        equal = difference - draft.fires(difference, 1, "a1 > a2") * 3
        return draft.network({"y": draft.fires(equal + jacket * 3, 0)}, "a comparison")
    if problem == 2:
        return draft.network({"y": draft.fires(ones - draft.fires(ones, 3) * 5, 2)}, "a count")
    against = a["a5[3]"] * 2 + a["a2[2]"] * 2
    return draft.network({"y": draft.fires(a["a5[2]"] + a["a4[0]"] - against, 0)}, "one unit")


def traffic_light() -> Numbers:
    """The state that follows; a state that is none of the four is followed by red."""
    code = {"red": 1, "yellow": 2, "green": 4}
    follows = np.full(8, code["red"])
    for state, then in _LIGHTS.items():
        here, there = (sum(code[lamp] for lamp in lamps.split()) for lamps in (state, then))
        follows[here] = there

    def step(*lamps: NDArray[np.int64]) -> tuple[NDArray[np.int64], ...]:
        there = follows[lamps[0] + 2 * lamps[1] + 4 * lamps[2]]
        return tuple(there >> k & 1 for k in range(3))

    return Numbers(dict.fromkeys(code, 1), {f"next_{lamp}": 1 for lamp in code}, step)


FAMILIES = (
    Family("game-of-life", "Whether a cell of the Game of Life is alive after a step.", life, crowd,
           "a weighted count and a bump"),
    Family("tic-tac-toe", "Whether X has three in a row on a board of nine cells.", tic_tac_toe,
           partial(found, "tic-tac-toe"), HOW),
    Family("monks", "The label of a robot in MONK's problem {n}, its attributes one-hot.", robots,
           labelled, "units written down by hand", (1, 2, 3), (1, 2, 3)),
    Family("traffic-light", "The state of a traffic light after this one; used again and again it "
           "is a recurrent network.", traffic_light, lambda: compile(traffic_light()),
           "`logicnet.compile` of the table"),
)  # fmt: skip

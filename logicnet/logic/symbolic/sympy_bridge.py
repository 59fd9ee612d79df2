"""Circuits from sympy's Booleans, and back.

Up to NORMAL_DEPTH levels and NORMAL_SIZE nodes (written out, without sharing) a Boolean is made
by sympy's constructors, so it is flattened, sorted and simplified as sympy does it. Beyond, the
nodes are made as written: sympy would sort the operands by recursing to the leaves at every level.

>>> import sympy
>>> print(circuit_of_sympy(sympy.sympify("~a & b")))
b & ~a
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from logicnet.errors import SpecificationError
from logicnet.logic.circuits.circuit import Builder, Circuit

if TYPE_CHECKING:
    from sympy.logic.boolalg import Boolean

# sympy recurses about five frames a level, compares subtrees all the way down at each level, and
# needs 50 to 100 microseconds a node.
NORMAL_DEPTH = 64
NORMAL_SIZE = 4096


def circuit_of_sympy(source: Boolean | Mapping[str, Boolean], output: str = "y") -> Circuit:
    """The circuit of a sympy Boolean, or of a mapping of them; comparisons are leaves of it.

    >>> from sympy.abc import a, b
    >>> [gate.kind for gate in circuit_of_sympy((a ^ b) | ~(a ^ b))]
    ['xor', 'or']
    """
    build = Builder()
    named = source if isinstance(source, Mapping) else {output: source}
    return build.circuit({name: add_sympy(build, formula) for name, formula in named.items()})


def add_sympy(build: Builder, expression: Any) -> int:
    """The literal of a sympy Boolean in a circuit in the making."""
    from sympy.core.relational import Relational

    kinds = _kinds()
    literal: dict[int, int] = {}  # of a node by its id: all are kept alive by the expression
    stack: list[tuple[Any, Any]] = [(expression, None)]
    while stack:
        node, args = stack.pop()
        if args is not None:
            literal[id(node)] = _added(build, node, [literal[id(arg)] for arg in args])
        elif isinstance(node, Relational):
            literal[id(node)] = build.leaf(node)
            build.state(str(symbol) for symbol in node.free_symbols)
        elif id(node) not in literal:
            args = _operands(node, kinds)
            stack.append((node, args))
            stack.extend((arg, None) for arg in reversed(args))
    return literal[id(expression)]


def _added(build: Builder, node: Any, literals: list[int]) -> int:
    kind, negated = _kinds()[type(node)]
    if kind == "variable":
        return build.leaf(str(node.name))
    return build.add(kind, literals, int(node.k) if kind == "atleast" else 0) ^ negated


def _operands(node: Any, kinds: dict[type, tuple[str, bool]]) -> tuple[Any, ...]:
    """The arguments of a node; of Xor those it stores, since `args` sorts them at every call."""
    kind, _ = kinds.get(type(node), ("", False))
    if not kind:
        if isinstance(node, str):
            hint = f"parse({node[:40]!r})"
            raise SpecificationError(f"expected a sympy Boolean, got text; use {hint}")
        raise SpecificationError(
            f"expected a sympy Boolean of {', '.join(sorted({c.__name__ for c in kinds}))}, "
            f"got {type(node).__name__}"
        )
    return tuple(node._args if kind == "xor" else node.args)


@lru_cache(maxsize=1)
def _kinds() -> dict[type, tuple[str, bool]]:
    """For every sympy class: the kind of gate and whether it is negated."""
    from sympy import ITE, And, Equivalent, Implies, Nand, Nor, Not, Or, Symbol, Xor
    from sympy.logic.boolalg import BooleanFalse, BooleanTrue, Xnor

    from .at_least import AtLeast
    from .large_formulas import LARGE

    kinds = {
        Symbol: ("variable", False),
        BooleanTrue: ("true", False),
        BooleanFalse: ("false", False),
        Not: ("not", False),
        And: ("and", False),
        Or: ("or", False),
        Xor: ("xor", False),
        Nand: ("and", True),
        Nor: ("or", True),
        Xnor: ("xor", True),
        Implies: ("implies", False),
        Equivalent: ("iff", False),
        ITE: ("ite", False),
        AtLeast: ("atleast", False),
    }
    return {**kinds, **{large: kinds[plain] for plain, large in LARGE.items()}}


# Circuits to sympy ------------------------------------------------------------------------------


def to_sympy(circuit: Circuit) -> Any:
    """The sympy Boolean of a circuit; for several outputs a dict of them by name.

    Hashes are computed bottom-up, here, because sympy would recurse for that too.

    >>> from logicnet.logic.text.parsing import circuit_of_text
    >>> to_sympy(circuit_of_text("~a"))
    ~a
    """
    large = _large(circuit)
    read = (*circuit.operands.tolist(), *circuit.ends.tolist())
    small = _plain_makers(False) if any(large[x] for x in read) else _normal_makers()
    made: dict[int, Any] = {0: small["false"]([], 0), 1: small["true"]([], 0)}
    for k, leaf in enumerate(circuit.leaves):
        made[2 * k + 2] = _leaf(leaf)
    gates = {gate.node: gate for gate in circuit}
    for literal in range(2, 2 * (1 + len(circuit.leaves) + circuit.gates)):
        makers = _plain_makers(True) if large[literal] else small
        if literal & 1:
            continue
        if literal not in made:
            _, kind, literals, count = gates[literal >> 1]
            made[literal] = makers[kind]([_made(made, x, large, small) for x in literals], count)
            hash(made[literal])
    found = [_made(made, end, large, small) for end in circuit.ends.tolist()]
    return found[0] if len(found) == 1 else dict(zip(circuit.outputs, found, strict=True))


def _made(made: dict[int, Any], literal: int, large: list[bool], small: _Makers) -> Any:
    """The node of a literal, a Not being made when it is first read."""
    if literal not in made:
        makers = _plain_makers(True) if large[literal] else small
        made[literal] = makers["not"]([made[literal ^ 1]], 0)
        hash(made[literal])
    return made[literal]


def _leaf(leaf: Any) -> Any:
    from sympy import Symbol

    from logicnet.logic.text.relations import Link, link_to_sympy

    if isinstance(leaf, str):
        return Symbol(leaf)
    return link_to_sympy(leaf) if isinstance(leaf, Link) else leaf


def _large(circuit: Circuit) -> list[bool]:
    """For each literal whether sympy would walk too far to normalise or to print it."""
    depth, size = [0, 0], [1, 1]  # size in nodes, as if nothing were shared
    for _ in circuit.leaves:
        depth += 0, 1
        size += 1, 2
    for _, _, literals, _ in circuit:
        levels = 1 + max(depth[literal] for literal in literals)
        written = min(1 + sum(size[literal] for literal in literals), NORMAL_SIZE + 1)
        depth += levels, levels + 1
        size += written, min(written + 1, NORMAL_SIZE + 1)
    return [d > NORMAL_DEPTH or s > NORMAL_SIZE for d, s in zip(depth, size, strict=True)]


_Makers = dict[str, Callable[[list[Any], Any], Any]]


@lru_cache(maxsize=1)
def _normal_makers() -> _Makers:
    """How each kind is made by sympy, which normalises."""
    from sympy import ITE, And, Equivalent, Implies, Not, Or, Xor, false, true

    from .at_least import AtLeast

    return {
        "true": lambda args, _: true,
        "false": lambda args, _: false,
        "not": lambda args, _: Not(*args),
        "and": lambda args, _: And(*args),
        "or": lambda args, _: Or(*args),
        "xor": lambda args, _: Xor(*args),
        "implies": lambda args, _: Implies(*args),
        "iff": lambda args, _: Equivalent(*args),
        "ite": lambda args, _: ITE(*args),
        "atleast": lambda args, k: AtLeast(k, *args),
    }


@lru_cache(maxsize=2)
def _plain_makers(large: bool) -> _Makers:
    """How each kind is made without sympy's sorting and simplification, large nodes of our own.

    Equivalent sorts whenever it is asked for its arguments, so it is written as And or Nor.
    """
    from sympy import ITE, And, Implies, Not, Or, Xor
    from sympy.core.basic import Basic

    from .at_least import AtLeast
    from .large_formulas import LARGE

    def make(cls: Any, *args: Any) -> Any:
        node = Basic.__new__(LARGE[cls] if large else cls, *args)
        if cls in (And, Or, Xor):
            node._argset = frozenset(args)
        hash(node)
        return node

    def iff(args: list[Any], _: object) -> Any:
        return make(Or, make(And, *args), make(Not, make(Or, *args)))

    return {
        **_normal_makers(),
        "not": lambda args, _: make(Not, *args),
        "and": lambda args, _: make(And, *args),
        "or": lambda args, _: make(Or, *args),
        "xor": lambda args, _: make(Xor, *args),
        "implies": lambda args, _: make(Implies, *args),
        "iff": iff,
        "ite": lambda args, _: make(ITE, *args),
        "atleast": lambda args, k: (LARGE[AtLeast] if large else AtLeast).unevaluated(k, *args),
    }


def text_of_sympy(formula: Boolean) -> str:
    """A formula as text that `parse` reads back, of any depth."""
    return str(circuit_of_sympy(formula))

"""A formula as a list of operations, every one after its operands.

The parser writes such a list, `build` makes sympy of it, `postorder` reads one off sympy, and
evaluation and compilation run through it from front to back. None of this recurses, and equal
subformulas are one operation, so neither deep nesting nor heavy sharing is a danger.

>>> import sympy
>>> for operation in postorder(sympy.sympify("~a & b")):
...     print(*operation)
variable () b
variable () a
not (1,) None
and (0, 2) None
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from logicnet.errors import SpecificationError
from logicnet.ground.names import natural_order

if TYPE_CHECKING:
    from sympy.logic.boolalg import Boolean

# Up to here `build` lets sympy sort, flatten and simplify. sympy recurses about five frames a
# level, compares subtrees all the way down at each level, and needs 50 to 100 microseconds a node.
NORMAL_DEPTH = 64
NORMAL_SIZE = 4096
_CHAINS = ("and", "or", "xor")


class Operation(NamedTuple):
    """One step: `kind` applied to the results of the operations numbered `operands`.

    `kind` is one of variable (`value` is its name), true, false, not, and, or, xor, implies,
    iff (all operands equal), ite (condition, then, else), atleast (`value` is how many). Where
    comparisons of numbers are read as well, relation (`value` is the place of the comparison in
    a list beside the operations).
    """

    kind: str
    operands: tuple[int, ...] = ()
    value: str | int | None = None


class Operations:
    """A growing list of distinct operations; `add` returns the number of the operation."""

    def __init__(self) -> None:
        self.items: list[Operation] = []
        self._number: dict[Operation, int] = {}

    def add(self, kind: str, operands: Sequence[int] = (), value: str | int | None = None) -> int:
        """The number of this operation.

        A double negation, operands repeated in an And or Or, pairs of equal operands of a Xor,
        and an And, Or or Xor of one operand disappear.
        """
        if kind == "not" and self.items[operands[0]].kind == "not":
            return self.items[operands[0]].operands[0]
        if kind in _CHAINS:
            operands = _distinct(kind, operands)
            if len(operands) == 1:
                return operands[0]
            if not operands:
                kind = "true" if kind == "and" else "false"
        operation = Operation(kind, tuple(operands), value)
        number = self._number.setdefault(operation, len(self.items))
        if number == len(self.items):
            self.items.append(operation)
        return number

    def atleast(self, k: int, operands: Sequence[int]) -> int:
        """The number of "k or more of these"; the two ends are constants, Or and And."""
        if k <= 0 or k > len(operands):
            return self.add("true" if k <= 0 else "false")
        if k == 1 or k == len(operands):
            return self.add("or" if k == 1 else "and", operands)
        return self.add("atleast", operands, k)

    def upto(self, root: int) -> list[Operation]:
        """The operations that `root` needs, renumbered, `root` the last of them."""
        needed = [False] * root + [True]
        for number in range(root, -1, -1):
            if needed[number]:
                for operand in self.items[number].operands:
                    needed[operand] = True
        if all(needed):
            return self.items[: root + 1]
        place: dict[int, int] = {}
        kept: list[Operation] = []
        for number in (number for number, keep in enumerate(needed) if keep):
            kind, operands, value = self.items[number]
            place[number] = len(kept)
            kept.append(Operation(kind, tuple(place[operand] for operand in operands), value))
        return kept


def _distinct(kind: str, operands: Sequence[int]) -> Sequence[int]:
    """The operands without those that have no effect, in the order of their first appearance."""
    if len(set(operands)) == len(operands):
        return operands
    if kind != "xor":
        return list(dict.fromkeys(operands))
    return [operand for operand, times in Counter(operands).items() if times % 2]


@dataclass(frozen=True)
class Formula:
    """A formula as its operations; what text is until somebody asks for sympy, which is slow."""

    operations: tuple[Operation, ...]

    def to_sympy(self) -> Boolean:
        """The formula as a sympy Boolean."""
        return build(self.operations)

    def __str__(self) -> str:
        from .printing import text_of

        return text_of(self.operations)

    def __repr__(self) -> str:
        from .printing import text_of

        return f"<Formula {text_of(self.operations, most=200)}>"


def postorder(
    expression: Boolean | Formula, relations: dict[Any, int] | None = None
) -> list[Operation]:
    """The operations of a formula, operands first, the expression itself last.

    Comparisons of numbers are refused unless there is a dict that numbers them, `relations`.

    >>> from sympy.abc import a, b
    >>> [operation.kind for operation in postorder((a ^ b) | ~(a ^ b))]
    ['variable', 'variable', 'xor', 'not', 'or']
    """
    if isinstance(expression, Formula):
        return list(expression.operations)
    from sympy.core.relational import Relational

    kinds = _kinds()
    operations = Operations()
    number: dict[int, int] = {}  # id of a node (all are kept alive by the expression): operation
    stack: list[tuple[Any, Any]] = [(expression, None)]
    while stack:
        node, args = stack.pop()
        if args is not None:
            kind, negated = kinds[type(node)]
            done = operations.add(kind, [number[id(arg)] for arg in args], _value(kind, node))
            number[id(node)] = operations.add("not", (done,)) if negated else done
        elif relations is not None and isinstance(node, Relational):
            place = relations.setdefault(node, len(relations))
            number[id(node)] = operations.add("relation", (), place)
        elif id(node) not in number:
            args = _operands(node, kinds)
            stack.append((node, args))
            stack.extend((arg, None) for arg in reversed(args))
    return operations.upto(number[id(expression)])


def variables(expression: Boolean | Formula) -> tuple[str, ...]:
    """The names in an expression, in natural order: runs of digits compare as numbers.

    >>> from sympy import symbols
    >>> x2, x10, a = symbols("x2 x10 a")
    >>> variables(x10 & (x2 | ~a))
    ('a', 'x2', 'x10')
    """
    operations = postorder(expression)
    return natural_order({str(step.value) for step in operations if step.kind == "variable"})


def build(operations: Sequence[Operation], relations: Sequence[Boolean] = ()) -> Boolean:
    """The sympy Boolean that the last operation stands for; `relations` are its comparisons.

    Up to NORMAL_DEPTH levels and NORMAL_SIZE nodes (written out, without sharing) it is made by
    sympy's constructors, so it is flattened, sorted and simplified as sympy does it. Beyond, the
    nodes are made as written: sympy would sort the operands by recursing to the leaves at every
    level.
    Their hashes are computed bottom-up, here, because sympy would recurse for that too.

    >>> build([Operation("variable", (), "a"), Operation("not", (0,))])
    ~a
    """
    large = _large(operations)
    small_makers = _plain_makers(False) if any(large) else _normal_makers()
    results: list[Any] = []
    for (kind, operands, value), is_large in zip(operations, large, strict=True):
        if kind == "relation":
            results.append(relations[int(value)])  # type: ignore[arg-type]
            continue
        makers = _plain_makers(True) if is_large else small_makers
        node = makers[kind]([results[operand] for operand in operands], value)
        hash(node)
        results.append(node)
    return results[-1]


def _large(operations: Sequence[Operation]) -> list[bool]:
    """For each operation whether sympy would walk too far to normalise or to print it."""
    depth: list[int] = []
    size: list[int] = []  # in nodes, as if nothing were shared
    for operation in operations:
        depth.append(1 + max((depth[operand] for operand in operation.operands), default=-1))
        written = 1 + sum(size[operand] for operand in operation.operands)
        size.append(min(written, NORMAL_SIZE + 1))
    return [d > NORMAL_DEPTH or s > NORMAL_SIZE for d, s in zip(depth, size, strict=True)]


def _operands(node: Any, kinds: dict[type, tuple[str, bool]]) -> tuple[Any, ...]:
    """The arguments of a node; of Xor those it stores, since `args` sorts them at every call."""
    kind, _ = kinds.get(type(node), ("", False))
    if not kind:
        from sympy.core.relational import Relational

        if isinstance(node, str):
            hint = f"parse({node[:40]!r})"
            raise SpecificationError(f"expected a sympy Boolean, got text; use {hint}")
        if isinstance(node, Relational):
            raise SpecificationError(
                f"{node} compares numbers, so it states a region, not a Boolean function: "
                "compile, verify and compare take it, and minimize and tables do not"
            )
        raise SpecificationError(
            f"expected a sympy Boolean of {', '.join(sorted({c.__name__ for c in kinds}))}, "
            f"got {type(node).__name__}"
        )
    return tuple(node._args if kind == "xor" else node.args)


def _value(kind: str, node: Any) -> str | int | None:
    if kind == "variable":
        return str(node.name)
    return int(node.k) if kind == "atleast" else None


@lru_cache(maxsize=1)
def _kinds() -> dict[type, tuple[str, bool]]:
    """For every sympy class: the kind of operation and whether it is negated."""
    from sympy import ITE, And, Equivalent, Implies, Nand, Nor, Not, Or, Symbol, Xor
    from sympy.logic.boolalg import BooleanFalse, BooleanTrue, Xnor

    from .counting import AtLeast
    from .large import LARGE

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


_Makers = dict[str, Callable[[list[Any], Any], Any]]


@lru_cache(maxsize=1)
def _normal_makers() -> _Makers:
    """How each kind is made by sympy, which normalises."""
    from sympy import ITE, And, Equivalent, Implies, Not, Or, Symbol, Xor, false, true

    from .counting import AtLeast

    return {
        "variable": lambda args, name: Symbol(name),
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

    from .counting import AtLeast
    from .large import LARGE

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

"""AtLeast: the sympy node for "k or more of these are true", kept as one object.

Written out in And and Or, the majority of 101 variables has more than 10**29 products; as one
node it has 101 arguments. majority, atmost, exactly and parity are made from AtLeast, Not, And
and Xor. This module imports sympy; the package imports it only where a formula is at hand.

>>> from sympy.abc import a, b, c
>>> AtLeast(2, c, b, a)
atleast(2, a, b, c)
>>> AtLeast(2, a, b, c).subs(a, True), AtLeast(2, a, b, c).subs(a, False)
(b | c, b & c)
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from sympy import And, Not, Or, default_sort_key, false, sympify, true
from sympy.core.basic import Basic
from sympy.logic.boolalg import Boolean, BooleanFunction


class AtLeast(BooleanFunction):  # type: ignore[misc]  # sympy has no annotations
    """True iff at least `k` of the arguments are true, each as often as it is listed.

    `args` are the sorted arguments, repetitions kept; `k` is a plain int beside them, so that
    every argument is a Boolean (sympy takes all arguments of a Boolean function for formulas).
    Constants are counted and removed, a pair x, ~x counts one, k = 1 is Or, k = n is And.
    sympy's `satisfiable` takes every node that it does not know for a variable, so write the
    node out before: ``satisfiable(expression.rewrite(AtLeast, Or))``.

    >>> from sympy.abc import a, b, c
    >>> AtLeast(2, a, a, b, c), AtLeast(3, a, ~a, b, c), AtLeast(5, a, b, c)
    (atleast(2, a, a, b, c), b & c, False)
    """

    __slots__ = ("k",)
    k: int

    def __new__(cls, k: int, *args: Any) -> Any:
        need, members = _without_constants(int(k), (_node(arg) for arg in args))
        need, members = _without_opposites(need, members)
        if need <= 0:
            return true
        if need > len(members):
            return false
        if need == 1:
            return Or(*members)
        if need == len(members):
            return And(*members)
        return cls.unevaluated(need, *sorted(members, key=default_sort_key))

    @classmethod
    def unevaluated(cls, k: int, *args: Any) -> Any:
        """The node with the arguments as given: no sorting, no simplification, no recursion."""
        node = Basic.__new__(cls, *args)
        node.k = k
        return node

    @property
    def func(self) -> Any:
        """What rebuilds this node from its args: ``node == node.func(*node.args)``."""
        k = self.k
        return lambda *args: AtLeast(k, *args)

    def __getnewargs__(self) -> tuple[Any, ...]:
        return (self.k, *self.args)

    def _hashable_content(self) -> tuple[Any, ...]:
        return (self.k, *self._args)

    def sort_key(self, order: Any = None) -> Any:
        """Order by the arguments, then by k, where sympy orders terms by their coefficient."""
        kind, args, power, _ = super().sort_key(order)
        return kind, args, power, sympify(self.k)

    def _sympystr(self, printer: Any) -> str:
        return f"atleast({', '.join([str(self.k), *map(printer._print, self.args)])})"

    _sympyrepr = _sympystr

    def _eval_rewrite_as_Or(self, *args: Any, **_: Any) -> Any:
        """The same function in And and Or, for ``expression.rewrite(AtLeast, Or)``.

        Row by row, F(i, j) = "at least j of the first i arguments" is
        (x_i and F(i-1, j-1)) or F(i-1, j): k (n - k + 1) nodes, which sympy prints in full.
        """
        row: list[Any] = [true] + [false] * self.k
        for x in args:
            row = [true, *(Or(And(x, row[j - 1]), row[j]) for j in range(1, self.k + 1))]
        return row[self.k]

    def to_nnf(self, simplify: bool = True) -> Any:
        """The negation normal form, in And and Or."""
        return self.rewrite(Or).to_nnf(simplify)


def _node(arg: Any) -> Any:
    """The argument as a sympy object; text is refused, since sympy would evaluate it as code."""
    if isinstance(arg, str):
        raise TypeError(f"atleast counts Boolean expressions, got the text {arg!r}; parse it first")
    return sympify(arg)


def _without_constants(k: int, args: Iterable[Any]) -> tuple[int, list[Any]]:
    """The threshold and the arguments left when constants are counted."""
    members = []
    for arg in args:
        if arg == true:
            k -= 1
        elif not isinstance(arg, Boolean):
            raise TypeError(f"atleast counts Boolean expressions, got {arg!r}")
        elif arg != false:
            members.append(arg)
    return k, members


def _without_opposites(k: int, members: list[Any]) -> tuple[int, list[Any]]:
    """The threshold and the arguments left when pairs x, ~x are removed: each pair counts one."""
    left = Counter(members)
    for arg in [arg for arg in left if isinstance(arg, Not)]:
        pairs = min(left[arg], left[arg.args[0]])
        if pairs:
            left[arg] -= pairs
            left[arg.args[0]] -= pairs
            k -= pairs
    return k, list(left.elements())

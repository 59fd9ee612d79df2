"""What can be broken in a source text: one place at a time, by the grammar of Python."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import NamedTuple


class Mutant(NamedTuple):
    """One changed place of a file: lines and columns as `ast` counts them."""

    line: int
    column: int
    end_line: int
    end_column: int
    before: str
    after: str

    def source(self, text: str) -> str:
        lines = text.encode().split(b"\n")
        head = b"\n".join([*lines[: self.line - 1], lines[self.line - 1][: self.column]])
        last = lines[self.end_line - 1][self.end_column :]
        tail = b"\n".join([last, *lines[self.end_line :]])
        return (head + self.after.encode() + tail).decode()

    def shown(self, text: str) -> tuple[str, str]:
        """The lines of the place, before and after, each as one line.

        >>> mutants("x = a < 1  # so")[0].shown("x = a < 1  # so")
        ('x = a < 1', 'x = (a <= 1)')
        """
        lines = [line.encode() for line in text.split("\n")[self.line - 1 : self.end_line]]
        head, tail = lines[0][: self.column], lines[-1][self.end_column :]
        whole = [b"\n".join(lines), head + self.after.encode() + tail]
        before, after = (" ".join(each.decode().split("  # ")[0].split()) for each in whole)
        return before, after


# What can be broken --------------------------------------------------------------------------

_COMPARISONS = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip
_OPERATORS = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.FloorDiv: ast.Mult,
    ast.Div: ast.Mult, ast.Mod: ast.FloorDiv, ast.Pow: ast.Mult, ast.LShift: ast.RShift,
    ast.RShift: ast.LShift, ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd, ast.BitXor: ast.BitOr,
}  # fmt: skip
_WORDS = {
    "min": "max", "max": "min", "any": "all", "all": "any", "floor": "ceil", "ceil": "floor",
    "zeros": "ones", "ones": "zeros", "argmin": "argmax", "argmax": "argmin",
    "minimum": "maximum", "maximum": "minimum", "floor_divide": "ceil",
}  # fmt: skip


def replacements(node: ast.AST) -> Iterator[str]:
    """The texts that may stand in the place of `node`, each a break of its meaning."""
    if isinstance(node, ast.Compare):
        for k, operator in enumerate(node.ops):
            other = _COMPARISONS[type(operator)]()
            yield _expression(ast.Compare(node.left, _put(node.ops, k, other), node.comparators))
    elif isinstance(node, ast.BinOp) and type(node.op) in _OPERATORS:
        yield _expression(ast.BinOp(node.left, _OPERATORS[type(node.op)](), node.right))
    elif isinstance(node, ast.BoolOp):
        other_op = ast.And() if isinstance(node.op, ast.Or) else ast.Or()
        yield _expression(ast.BoolOp(other_op, node.values))
        for k in range(len(node.values)):
            yield _expression(ast.BoolOp(node.op, node.values[:k] + node.values[k + 1 :]))
    elif isinstance(node, ast.UnaryOp) and not isinstance(node.op, ast.UAdd):
        yield _expression(node.operand)
    elif isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield str(not node.value)
    elif isinstance(node, ast.Constant) and isinstance(node.value, int):
        yield from (str(node.value + 1), *([str(node.value - 1)] if node.value > 0 else []))
    elif isinstance(node, ast.Name) and node.id in ("min", "max", "any", "all"):
        yield _WORDS[node.id]
    elif isinstance(node, ast.Attribute) and node.attr in _WORDS:
        yield _expression(ast.Attribute(node.value, _WORDS[node.attr], node.ctx))
    elif isinstance(node, ast.IfExp):
        yield _expression(node.body)
        yield _expression(node.orelse)
    elif isinstance(node, ast.AugAssign) and type(node.op) in _OPERATORS:
        yield ast.unparse(ast.AugAssign(node.target, _OPERATORS[type(node.op)](), node.value))
        yield "pass"
    elif isinstance(node, ast.Expr) and not isinstance(node.value, (ast.Constant, ast.Yield)):
        yield "pass"
    elif isinstance(node, (ast.Break, ast.Continue)):
        yield "continue" if isinstance(node, ast.Break) else "break"


def _expression(node: ast.expr) -> str:
    return f"({ast.unparse(ast.fix_missing_locations(node))})"


def _put(items: list[ast.cmpop], k: int, item: ast.cmpop) -> list[ast.cmpop]:
    return [*items[:k], item, *items[k + 1 :]]


def conditions(node: ast.AST) -> Iterator[tuple[ast.expr, str]]:
    """The conditions of statements, negated, where no other mutant does the same."""
    tests = [node.test] if isinstance(node, (ast.If, ast.While)) else []
    tests += node.ifs if isinstance(node, ast.comprehension) else []
    for test in tests:
        if not isinstance(test, ast.Compare) or len(test.ops) > 1 or _is_order(test.ops[0]):
            yield test, f"(not {ast.unparse(test)})"


def _is_order(operator: ast.cmpop) -> bool:
    return isinstance(operator, (ast.Lt, ast.LtE, ast.Gt, ast.GtE))


def mutants(text: str) -> list[Mutant]:
    """All mutants of a source text; annotations, decorators, docstrings and messages stay.

    >>> [mutant.after for mutant in mutants("x = a < 1")]
    ['(a <= 1)', '2', '0']
    """
    found = []
    for node in _meaningful(ast.parse(text)):
        pairs = [(node, after) for after in replacements(node)] + list(conditions(node))
        for place, after in pairs:
            before = ast.get_source_segment(text, place) or ""
            if before and f"({before})" != after:
                where = (place.lineno, place.col_offset, place.end_lineno, place.end_col_offset)
                found.append(Mutant(*where, " ".join(before.split()), after))
    return found


def _meaningful(node: ast.AST) -> Iterator[ast.AST]:
    """The nodes whose change can change what is computed."""
    if isinstance(node, (ast.JoinedStr, ast.Raise, ast.Import, ast.ImportFrom)):
        return
    if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
        return
    if isinstance(node, ast.keyword) and node.arg == "strict":
        return  # a guard of `zip` that no input meets
    yield node
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns", "decorator_list", "type_params"):
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield from _meaningful(child)

"""Which statements of a file does a test execute? The file tells, through a probe before each.

Probes are written into the text of a copy, so that threads, forked workers and whole processes that
a test starts tell as well: each probe sets one byte of a file that all of them map.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import NamedTuple

from mutants import Mutant

_HEAD = """
import mmap as _mmap
with open({path!r}, "r+b") as _PROBES:
    _PROBES = _mmap.mmap(_PROBES.fileno(), 0)
"""


class Place(NamedTuple):
    """A statement, from its first to its last line and column, and what tells of it."""

    start: tuple[int, int]
    end: tuple[int, int]
    probe: int | None  # None: nothing tells who depends on it, since it runs at the import
    inside: bool  # a function that can be exchanged in a living process


def probed(text: str, path: str) -> tuple[str, list[Place]]:
    """The text with a probe before every statement, set in the file `path`, and the statements.

    >>> text, places = probed("def f(x=1):\\n    return x\\n", "/tmp/probes")
    >>> print(text[text.index("_PROBES[0]"):])
    _PROBES[0] = 1
    <BLANKLINE>
    def f(x=1):
        _PROBES[1] = 1
        return x
    >>> [(place.probe, place.inside) for place in places]
    [(1, False), (1, True)]
    """
    tree = ast.parse(text)
    places: list[Place] = []
    tree.body = _probe(tree.body, places, False)
    first = 1 if ast.get_docstring(tree) is not None else 0
    while first < len(tree.body) and _is_future(tree.body[first]):
        first += 1
    tree.body[first:first] = ast.parse(_HEAD.format(path=path)).body
    return ast.unparse(ast.fix_missing_locations(tree)), places


def place_of(mutant: Mutant, places: list[Place]) -> Place:
    """The innermost statement of a mutant."""
    start, end = (mutant.line, mutant.column), (mutant.end_line, mutant.end_column)
    return max(place for place in places if place.start <= start and end <= place.end)


def _probe(body: list[ast.stmt], places: list[Place], inside: bool) -> list[ast.stmt]:
    new: list[ast.stmt] = []
    for statement in body:
        if not _is_text(statement) and not _is_future(statement):
            new += ast.parse(f"_PROBES[{len(places)}] = 1").body
            _add(statement, places, inside)
        new.append(statement)
    return new


def _add(statement: ast.stmt, places: list[Place], inside: bool) -> None:
    at, probe = len(places), len(places) if inside else None
    start = (statement.lineno, statement.col_offset)
    end = (statement.end_lineno or 0, statement.end_col_offset or 0)
    places.append(Place(start, end, probe, inside))
    function = isinstance(statement, ast.FunctionDef)
    if function and any("kernel" in ast.dump(each) for each in statement.decorator_list):
        return  # compiled: it has no probes, and all tests answer for it
    for block in _blocks(statement):
        block[:] = _probe(block, places, inside or function)
    if function and not inside and len(places) > at + 1:
        places[at] = Place(start, end, at + 1, False)  # its defaults matter where it is entered


def _blocks(node: ast.AST) -> Iterator[list[ast.stmt]]:
    for _, value in ast.iter_fields(node):
        if isinstance(value, list) and value and isinstance(value[0], ast.stmt):
            yield value
        elif isinstance(value, list):
            for child in value:
                if isinstance(child, (ast.excepthandler, ast.match_case)):
                    yield from _blocks(child)


def _is_text(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _is_future(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.ImportFrom) and statement.module == "__future__"

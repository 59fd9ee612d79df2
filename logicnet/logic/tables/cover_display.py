"""A cover as notebooks show it: its formulas while they are short, and a table of its terms."""

from __future__ import annotations

from logicnet.ground.bits import unpack
from logicnet.ground.html import sentence, table
from logicnet.logic.language import spelled

from .cover import Cover
from .cubes import Cubes, ternary

_MOST_TERMS = 12  # of an output whose formula is shown
_MOST_OUTPUTS = 8  # whose formulas are shown
_MOST_ROWS = 64  # of the table


def html(cover: Cover) -> str:
    """What the cover is, its formulas, and a row a product term."""
    shown = formulas(cover) if len(cover.outputs) <= _MOST_OUTPUTS else {}
    lines = [sentence(f"{spelled(name)} =", text) for name, text in shown.items()]
    digits = ternary(Cubes(cover.positive, cover.negative, cover.on), len(cover.inputs))
    left = [["01-"[d] for d in row] for row in digits[:_MOST_ROWS].tolist()]
    on, dc = (unpack(part, len(cover.outputs)) for part in (cover.on, cover.dc))
    right = [
        ["1" if a else "-" if b else "" for a, b in zip(*pair, strict=True)]
        for pair in zip(on[:_MOST_ROWS], dc[:_MOST_ROWS], strict=True)
    ]
    rows = [[*a, "", *b] for a, b in zip(left, right, strict=True)]
    rest = len(cover) - len(rows)
    more = f"<p>... and {rest} more terms</p>" if rest else ""
    head = [*cover.inputs, "", *cover.outputs]
    said = sentence("Cover", cover.summary())
    return said + "".join(lines) + table(head, rows) + more


def formulas(cover: Cover) -> dict[str, str]:
    """The formula of each output that has few terms.

    >>> formulas(Cover.from_cubes(["01-", "1-1"], inputs="abc"))
    {'y': '~a & b | a & c'}
    """
    terms: dict[str, list[str]] = {name: [] for name in cover.outputs}
    for product in cover:
        literals = [f"{'' if one else '~'}{spelled(v)}" for v, one in product.literals.items()]
        for name in product.on:
            terms[name].append(" & ".join(literals) or "1")
    return {
        name: " | ".join(parts) or "0" for name, parts in terms.items() if len(parts) <= _MOST_TERMS
    }

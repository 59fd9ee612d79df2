r"""How formulas are written: as `parse` has them, or as textbooks have them.

>>> names, textbook = WRITINGS["names"], WRITINGS["textbook"]
>>> names.product([names.literal("a"), names.literal("b", negated=True)])
'a & ~b'
>>> textbook.product([textbook.literal("a"), textbook.literal("b", negated=True)])
"ab'"
>>> textbook.product(["load", "b'"])
"load·b'"
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Written = Literal["names", "textbook"]
_LETTER = re.compile(r"[^\W\d_](?:_?\d+|\[[\w,]+\])?'?")


@dataclass(frozen=True)
class Writing:
    """The signs of a notation; `beside` stands between factors that are letters."""

    before: str
    after: str
    times: str
    beside: str
    plus: str
    xor: str

    def literal(self, name: str, negated: bool = False) -> str:
        """A name, negated or not."""
        return f"{self.before}{name}{self.after}" if negated else name

    def product(self, factors: Sequence[str]) -> str:
        """The product of factors as they are written, "1" of none."""
        letters = self.beside != self.times and all(map(_LETTER.fullmatch, factors))
        return (self.beside if letters else self.times).join(factors) or "1"

    def sum(self, terms: Sequence[str]) -> str:
        """The sum of terms as they are written, "0" of none."""
        return self.plus.join(terms) or "0"


WRITINGS = {
    "names": Writing("~", "", " & ", " & ", " | ", " ^ "),
    "textbook": Writing("", "'", "·", "", " + ", " ⊕ "),
}

"""Text and tables as LaTeX."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_WRITTEN = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#",
    "%": r"\%", "_": r"\_", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
    "<": "$<$", ">": "$>$", "|": "$|$", '"': r"\textquotedbl{}",
    "≥": r"$\ge$", "≤": r"$\le$", "≠": r"$\ne$", "−": "$-$", "–": "--", "—": "---",
    "…": r"\dots{}", "·": r"$\cdot$", "×": r"$\times$", "→": r"$\rightarrow$", "⊕": r"$\oplus$",
    "∧": r"$\wedge$", "∨": r"$\vee$", "¬": r"$\neg$", "⌊": r"$\lfloor$", "⌋": r"$\rfloor$",
    "⌈": r"$\lceil$", "⌉": r"$\rceil$", "²": "$^2$", "₂": "$_2$", "′": "$'$", "∞": r"$\infty$",
    "✓": r"$\checkmark$", "\n": " ",
}  # fmt: skip


def in_latex(text: str) -> str:
    """The text with what LaTeX would read as commands written out.

    >>> in_latex("a_1 & ~b ≥ 2")
    'a\\\\_1 \\\\& \\\\textasciitilde{}b $\\\\ge$ 2'
    """
    text = re.sub("(.)\u0305", r"$\\overline{\1}$", text)  # an overbar follows its letter
    parts = re.split(r"(\$\\overline\{.\}\$)", text)
    return "".join(
        part if k % 2 else "".join(_WRITTEN.get(letter, letter) for letter in part)
        for k, part in enumerate(parts)
    )


def tabular(heads: Sequence[str], rows: Iterable[Sequence[object]], bar: int = 0) -> str:
    r"""A tabular of LaTeX, with a line under the heads and one before the column `bar`.

    >>> print(tabular(["a", "y"], [[0, 1]], bar=1))
    \begin{tabular}{c|c}
    a & y \\
    \hline
    0 & 1 \\
    \end{tabular}
    """
    columns = "".join("|" * (0 < k == bar) + "c" for k in range(len(heads)))
    lines = [" & ".join(in_latex(str(cell)) for cell in row) for row in (heads, *rows)]
    body = [f"{line} \\\\" for line in lines]
    return "\n".join(
        [f"\\begin{{tabular}}{{{columns}}}", body[0], r"\hline", *body[1:], r"\end{tabular}"]
    )

"""What notebooks show of a value: a sentence that says what it is, and a table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape


def sentence(kind: str, text: str) -> str:
    """A line of HTML: what the value is, and what it says.

    >>> sentence("Threshold", "a + b >= 2")
    '<p><b>Threshold</b> a + b &gt;= 2</p>'
    """
    return f"<p><b>{escape(kind)}</b> {escape(text)}</p>"


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table of HTML.

    >>> table(["a"], [[1]])
    '<table><tr><th>a</th></tr><tr><td>1</td></tr></table>'
    """
    titles = "".join(f"<th>{escape(title)}</th>" for title in head)
    body = ("".join(f"<td>{escape(str(cell))}</td>" for cell in row) for row in rows)
    return f"<table><tr>{titles}</tr>{''.join(f'<tr>{row}</tr>' for row in body)}</table>"

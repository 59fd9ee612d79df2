"""Which format some content has, where no name of a file says it."""

from __future__ import annotations

import csv
import re

_HEAD = 1 << 16  # characters that are looked at
_MOST_LINES = 100  # of a table, likewise
_LEFT_OUT = re.compile(r"(\s|#[^\n]*(\n|$)|//[^\n]*(\n|$)|/\*.*?\*/|\(\*.*?\*\))*", re.DOTALL)
_SIGNS = {  # how the first statement begins
    ".pla": r"\.(i|o|ilb|ob|type|p|phase)\s",
    ".blif": r"\.(model|inputs|outputs|names|exdc|search)\b",
    ".bench": r"(?i:INPUT|OUTPUT)\s*\(",
    ".eqn": r"(INORDER|OUTORDER)\s*=",
    ".v": r"(module\s+[\w\\]|`(timescale|default_nettype|celldefine|resetall)\b)",
    ".json": r"\{\s*\"format\":\s*\"logicnet",
    ".geojson": r"\{[^\[]*\"type\":\s*\"(Feature|FeatureCollection|Multi|Polygon|Geometry)",
}
_UNITS = re.compile(r"^\s*\.threshold\b", re.MULTILINE)


def recognised(content: str | bytes) -> str:
    r"""The suffix of files that begin so, or "" where it is none that is known.

    >>> recognised("# a comment\nINPUT(a)"), recognised(b"aig 3 2 0 1 1"), recognised("a & b")
    ('.bench', '.aig', '')
    """
    if isinstance(content, bytes):
        if content[:4] == b"PK\x03\x04":
            return ".npz"
        if content[:4] in (b"aig ", b"aag "):
            return f".{content[:3].decode()}"
        content = content.removeprefix(b"\xef\xbb\xbf").decode("latin-1")
    content = content.removeprefix("\ufeff")
    if content[:4] == "aag ":
        return ".aag"
    begun = _LEFT_OUT.match(content, 0, _HEAD)
    first = content[begun.end() if begun else 0 :][:_HEAD]
    if _UNITS.search(content):
        return ".th"
    for suffix, sign in _SIGNS.items():
        if re.match(sign, first) and (suffix != ".v" or "endmodule" in content):
            return suffix
    return ".csv" if _is_table(content) else ""


def _is_table(content: str) -> bool:
    """Whether this is a line of names, and below it lines of as many truth values."""
    lines = content[:_HEAD].splitlines()[: _MOST_LINES + 1]
    if len(lines) < 2:
        return False
    from logicnet.logic.tables.tabular import delimiter_of, said  # loads NumPy

    mark = delimiter_of(content)
    try:
        rows = [row for row in csv.reader(lines, delimiter=mark, skipinitialspace=True) if row]
    except csv.Error:
        return False
    names, *below = rows or [[]]
    if len(content) > _HEAD:
        below = below[:-1]  # which the head may cut
    width = max(2, len(names))
    values = [[said(cell) for cell in row] for row in below]
    listed = all(len(row) == width and 2 not in row and {0, 1} & {*row} for row in values)
    named = any(name.strip()[:1].isalpha() for name in names)
    return bool(values) and listed and named

"""The cells of a page, and a notebook of them."""

import json
import re
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.append(str(ROOT / "tests" / "tools"))

import notebooks as scripts  # noqa: E402

CELL = re.compile(r"^```\{code-cell\}[^\n]*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
OPTIONS = re.compile(r"\A---\n.*?^---\n|\A(?::[^\n]*\n)+\n?", re.MULTILINE | re.DOTALL)
FRONT = re.compile(r"\A---\n.*?^---\n", re.MULTILINE | re.DOTALL)
OTHER = re.compile(r"^```\{(\w[\w-]*)\} ?([^\n]*)\n.*?^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"(?<!!)\[([^\]]+)\]\((?!https?:)[^)]*\)")
INSTALL = (
    "# %pip install logicnet matplotlib\n# Until it is published: %pip install . in its folder"
)


def cells_of(page):
    """The (kind, source) of each cell of a page: its texts, and its code without options.

    >>> cells_of("# T\\n\\nSee [x](x.md).\\n\\n```{code-cell} python\\na = 1\\n```\\nEnd")
    [('markdown', '# T\\n\\nSee x.'), ('code', 'a = 1'), ('markdown', 'End')]
    """
    parts = CELL.split(FRONT.sub("", page))
    found = []
    for k, part in enumerate(parts):
        if k % 2:
            found.append(("code", OPTIONS.sub("", part).strip("\n")))
        else:
            found.append(("markdown", LINK.sub(r"\1", OTHER.sub("", part)).strip()))
    return [(kind, text) for kind, text in found if text]


def notebook(cells):
    """The text of a notebook whose first code cell says how to install what it needs."""
    first = 1 if cells and cells[0][0] == "markdown" else 0
    listed = [*cells[:first], ("code", INSTALL), *cells[first:]]
    book = scripts.notebook_of(listed)
    return json.dumps(book, indent=1, ensure_ascii=False) + "\n"

"""The tables of the registries in the pages; run as a script, it writes them anew."""

import re
from pathlib import Path

from logicnet.construction.constructions import CONSTRUCTIONS
from logicnet.formats.registry import FORMATS
from logicnet.learning.nets.losses import LOSSES
from logicnet.learning.training.optimisers import OPTIMISERS
from logicnet.plot.registry import PLOTS
from logicnet.verification.judges import JUDGES
from logicnet.zoo import ZOO

DOCS = Path(__file__).parents[2] / "docs"
PAGE_OF = [
    (CONSTRUCTIONS, "constructions/index.md"),
    (FORMATS, "howto/files.md"),
    (LOSSES, "howto/training.md"),
    (OPTIMISERS, "howto/training.md"),
    (PLOTS, "howto/command_line.md"),
    (JUDGES, "guarantees.md"),
    (ZOO, "zoo.md"),
]


def tabled(text, registry):
    """The page with the table of a registry below the comment that names it."""
    mark = f"<!-- The table of each {registry.what} -->\n"
    assert mark in text, f"the page has no line {mark!r}"
    before, after = text.split(mark)
    return before + mark + re.sub(r"\A(\|.*\n)*", lambda _: registry.table() + "\n", after)


if __name__ == "__main__":
    for registry, page in PAGE_OF:
        path = DOCS / page
        path.write_text(tabled(path.read_text(encoding="utf-8"), registry), encoding="utf-8")

"""The notebooks beside the example scripts, made from the scripts.

    python tests/tools/notebooks.py

writes and runs them; that needs nbclient and ipykernel, which the extra "docs" brings.
"""

import ast
import json
import re
from pathlib import Path

EXAMPLES = Path(__file__).parents[2] / "examples"
PAIRED = ["02_wide_versus_deep", "09_game_of_life"]


def cells(script):
    """The (kind, source) of each cell: the docstring and the cell marks become markdown."""
    lines = script.splitlines(keepends=True)
    start = ast.parse(script).body[0].end_lineno
    found = [("markdown", f"# {ast.get_docstring(ast.parse(script))}")]
    parts = re.split(r"^# %% (.*)\n", "".join(lines[start:]), flags=re.MULTILINE)
    for title, code in zip(parts[1::2], parts[2::2], strict=True):
        found += [("markdown", f"## {title}"), ("code", code.strip("\n"))]
    return found


def notebook(script):
    """The notebook of a script, not yet run."""
    return notebook_of(cells(script))


def notebook_of(listed):
    """The notebook of the (kind, source) of each cell, not yet run."""
    return {
        "cells": [_cell(k, kind, source) for k, (kind, source) in enumerate(listed)],
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def _cell(number, kind, source):
    cell = {"cell_type": kind, "id": f"cell-{number}", "metadata": {}, "source": source}
    return cell | ({"execution_count": None, "outputs": []} if kind == "code" else {})


def written(cell):
    """The source of a stored cell as one text."""
    return "".join(cell["source"])


def printed(stored):
    """What the code of a stored notebook printed."""
    outputs = [o for cell in stored["cells"] for o in cell.get("outputs", [])]
    return "".join("".join(o["text"]) for o in outputs if o["output_type"] == "stream")


def main():
    """Write and run every notebook."""
    import tempfile

    import nbclient
    import nbformat

    for name in PAIRED:
        script = (EXAMPLES / f"{name}.py").read_text(encoding="utf-8")
        book = nbformat.from_dict(notebook(script))
        with tempfile.TemporaryDirectory() as folder:
            where = {"metadata": {"path": folder}}
            nbclient.NotebookClient(book, record_timing=False, resources=where).execute()
        book.metadata.language_info = {"name": "python"}
        text = json.dumps(book, indent=1, ensure_ascii=False) + "\n"
        (EXAMPLES / f"{name}.ipynb").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()

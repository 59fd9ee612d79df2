"""Every page with cells, and every example, as a notebook: made when the pages are built."""

import os
from html import escape
from pathlib import Path

from docutils import nodes
from docutils.parsers.rst import Directive
from sphinx.util.logging import getLogger

from building.cells import CELL, ROOT, cells_of, notebook, scripts

# Where the built pages are published, such as owner/name/gh-pages: links to run them need it.
PUBLISHED = os.environ.get("LOGICNET_PUBLISHED", "")


def has_cells(app, docname):
    """Whether a page has cells."""
    path = Path(app.srcdir, f"{docname}.md")
    return path.is_file() and CELL.search(path.read_text(encoding="utf-8")) is not None


def links(target, above):
    """What stands under the title of a page: its notebook, and where it can be run."""
    found = [f'<a href="{above}notebooks/{target}" download>Download as a notebook</a>']
    if PUBLISHED:
        owner, name, branch = PUBLISHED.split("/")
        colab = f"https://colab.research.google.com/github/{owner}/{name}/blob/{branch}"
        binder = f"https://mybinder.org/v2/gh/{owner}/{name}/{branch}?labpath="
        found.append(f'<a href="{colab}/notebooks/{target}">Open in Colab</a>')
        found.append(f'<a href="{binder}notebooks/{target}">Open in Binder</a>')
    return f'<p class="page-links">{" · ".join(found)}</p>'


def link_notebook(app, doctree, docname):
    """Put the links under the title of a page with cells."""
    if has_cells(app, docname):
        title = next(iter(doctree.findall(nodes.title)))
        text = links(f"{docname}.ipynb", "../" * docname.count("/"))
        place = title.parent.index(title) + 1
        title.parent.insert(place, nodes.raw("", text, format="html"))


class ExampleList(Directive):
    """The scripts in examples/ with what they show, as scripts and as notebooks."""

    def run(self):
        rows = []
        for path in sorted((ROOT / "examples").glob("*.py")):
            said = scripts.cells(path.read_text(encoding="utf-8"))[0][1].removeprefix("# ")
            said = escape(said.partition("\n")[0])
            files = " ".join(
                f'<a href="notebooks/examples/{path.stem}{kind}" download>{word}</a>'
                for kind, word in ((".ipynb", "notebook"), (".py", "script"))
            )
            rows.append(
                f"<tr><td><code>{path.stem}</code></td><td>{said}</td><td>{files}</td></tr>"
            )
        head = "<tr><th>example</th><th>what it shows</th><th>download</th></tr>"
        table = f'<table class="docutils">{head}{"".join(rows)}</table>'
        return [nodes.raw("", table, format="html")]


def write_notebooks(app, error):
    """Write the notebook of every page with cells and of every example."""
    if error is not None or app.builder.format != "html":
        return
    folder = Path(app.outdir, "notebooks")
    for docname in sorted(app.env.found_docs):
        if has_cells(app, docname):
            page = Path(app.srcdir, f"{docname}.md").read_text(encoding="utf-8")
            _write(folder / f"{docname}.ipynb", notebook(cells_of(page)))
    for path in (ROOT / "examples").glob("*.py"):
        script = path.read_text(encoding="utf-8")
        _write(folder / "examples" / path.name, script)
        _write(folder / "examples" / f"{path.stem}.ipynb", notebook(scripts.cells(script)))
    getLogger(__name__).info("notebooks are in %s", folder)


def _write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")

"""The gallery: the pictures that the tests draw, drawn again when the pages are built."""

import sys
from html import escape
from pathlib import Path

from docutils import nodes
from docutils.parsers.rst import Directive

from logicnet.plot.saving import rendered
from logicnet.plot.style import figure_of
from logicnet.plot.words import described

sys.path.append(str(Path(__file__).parents[2] / "tests" / "helpers"))

FOLDER = "gallery"


class Gallery(Directive):
    """Each picture with its name, what it shows, and the call that draws it."""

    def run(self):
        import pictures

        found = []
        for name, code in pictures.calls().items():
            figure = figure_of(pictures.PICTURES[name]())
            said = escape(described(figure))
            place = f"{FOLDER}/{name.replace(' ', '_')}.svg"
            WRITTEN[place] = rendered(figure, "svg")
            found.append(
                f'<figure><a href="{place}"><img src="{place}" alt="{said}" loading="lazy"></a>'
                f"<figcaption><b>{escape(name)}</b> <code>{escape(code)}</code></figcaption>"
                "</figure>"
            )
        return [nodes.raw("", f'<div class="gallery">{"".join(found)}</div>', format="html")]


WRITTEN = {}


def write_gallery(app, error):
    """Write the files of the pictures beside the pages."""
    if error is None and app.builder.format == "html":
        for place, octets in WRITTEN.items():
            path = Path(app.outdir, place)
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(octets)

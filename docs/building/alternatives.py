"""Alternative texts: what a picture says of itself; one that says nothing is a warning.

Pictures of `logicnet.plot` hold their description, so that a cell need not repeat it. Any other
picture gets its text on the page: in Markdown, or by the option `image: alt:` of the cell.
"""

import re
from html import unescape
from pathlib import Path

from docutils import nodes
from sphinx.util.logging import getLogger

WORDS = re.compile(r"<desc[^>]*>(.*?)</desc>", re.DOTALL)


def words_in(svg):
    """The descriptions in the text of an SVG image, one after another.

    >>> words_in('<svg><desc>a &lt; b.</desc><g><desc id="x">c.</desc></g></svg>')
    'a < b. c.'
    """
    found = dict.fromkeys(" ".join(unescape(each).split()) for each in WORDS.findall(svg))
    return " ".join(found)


def describe_pictures(app, doctree, docname):
    """Give every picture of a page the words that it holds."""
    for image in doctree.findall(nodes.image):
        path = Path(app.srcdir, image["uri"])
        if not path.is_file():  # among the results of cells
            path = Path(app.outdir, "jupyter_execute", Path(image["uri"]).name)
        said = image.get("alt", "")
        if path.suffix == ".svg" and path.is_file():
            said = words_in(path.read_text(encoding="utf-8")) or said
        if not said or said.endswith((".svg", ".png")):
            message = "%s has no words for those who do not see it"
            getLogger(__name__).warning(message, image["uri"], location=image)
        image["alt"] = said

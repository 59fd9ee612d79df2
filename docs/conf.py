"""How the pages are built: every code cell is run, and a warning is an error.

``sphinx-build -W docs build/docs`` writes the site to ``build/docs``. Formulas become MathML when
the pages are built, so that they are shown without scripts and without a connection.
"""

import os
import re
import sys
from functools import partial
from html import escape
from pathlib import Path
from typing import Any

from docutils import nodes
from docutils.parsers.rst import Directive
from docutils.utils.math import MathError
from docutils.utils.math.latex2mathml import tex2mathml
from sphinx.util.logging import getLogger

sys.path.append(str(Path(__file__).parent))

import logicnet
from building.alternatives import describe_pictures
from building.gallery import Gallery, write_gallery
from building.notebooks import ExampleList, link_notebook, write_notebooks
from building.parameters import add_parameters
from logicnet.playground.pages import page_text
from logicnet.playground.scenes import SCENES

project = "logicnet"
author = "The logicnet authors"
copyright = "the logicnet authors"
version = release = logicnet.__version__

extensions = ["myst_nb", "sphinx.ext.autodoc"]
exclude_patterns = ["pictures", "building"]
html_theme = "furo"
html_title = f"logicnet {version}"
html_math_renderer = "mathml"
html_static_path = ["static"]
html_css_files = ["pages.css"]
html_js_files = ["pages.js"]

myst_enable_extensions = ["colon_fence", "deflist", "dollarmath"]
myst_heading_anchors = 3
nb_execution_mode = "force"
nb_execution_in_temp = True  # cells may write files
nb_execution_raise_on_error = True
nb_execution_excludepatterns = os.environ.get("DOCS_NOT_RUN", "").split()
# The language of cells is what their kernel says, and a page that is not run has none.
suppress_warnings = ["myst-nb.lexer"] if nb_execution_excludepatterns else []
nb_execution_timeout = 120
nb_merge_streams = True
nb_code_prompt_show = "Show the {type}"

default_role = "literal"
autodoc_typehints = "signature"
autodoc_typehints_format = "short"
autodoc_type_aliases = {"ArrayLike": "ArrayLike"}  # as it is written, not what it stands for
maximum_signature_line_length = 90
autodoc_member_order = "bysource"


def write_formula(writer: Any, node: Any, block: bool) -> None:
    """Append a formula as MathML."""
    text = node.astext().replace(r"\dots", r"\ldots").replace(r"\iff", r"\Longleftrightarrow")
    text = text.replace("{align*}", "{aligned}")
    try:
        markup = tex2mathml(text, as_block=block)
    except MathError as error:
        getLogger(__name__).warning("formula: %s", error, location=node)
        raise nodes.SkipNode from None
    writer.body.append(f'<div class="formula">{markup}</div>' if block else markup)
    raise nodes.SkipNode


def plain_names(
    app: Any, what: str, name: str, item: Any, options: Any, signature: str, returns: str
) -> tuple[str | None, str | None]:
    """The signature with the names of type aliases as they are written in the code."""
    alias = re.compile(r"TypeAliasForwardRef\('([\w.]+)'\)")
    return signature and alias.sub(r"\1", signature), returns and alias.sub(r"\1", returns)


PLAYGROUND = "playground.html"  # a page that stands alone, for all scenes


class SceneFrame(Directive):
    """A scene of the playground in a frame, by its name, and a link to it."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """The frame; a name that no scene has is an error."""
        scene = SCENES[self.arguments[0]]
        environment = self.state.document.settings.env
        above = "../" * environment.docname.count("/")
        place = f"{above}{PLAYGROUND}#scene={scene.id}"
        title = escape(scene.title)
        frame = f'<iframe class="scene" src="{place}" title="{title}" loading="lazy"></iframe>'
        link = f'<p class="scene"><a href="{place}">Open it in a page of its own</a></p>'
        return [nodes.raw("", f"{frame}\n{link}", format="html")]


def write_playground(app: Any, error: Exception | None) -> None:
    """The page that the frames show, beside the pages."""
    if error is None and app.builder.format == "html":
        Path(app.outdir, PLAYGROUND).write_text(page_text({}), encoding="utf-8")


def setup(app: Any) -> None:
    """Register the writer of formulas, in a line and as a block, and the names in signatures."""
    app.connect("autodoc-process-signature", plain_names)
    app.connect("autodoc-process-docstring", add_parameters)
    app.connect("doctree-resolved", link_notebook)
    app.connect("doctree-resolved", describe_pictures)
    for write in (write_playground, write_notebooks, write_gallery):
        app.connect("build-finished", write)
    app.add_directive("gallery", Gallery)
    app.add_directive("examples", ExampleList)
    app.add_directive("scene", SceneFrame)
    inline, block = (partial(write_formula, block=kind) for kind in (False, True))
    app.add_html_math_renderer("mathml", (inline, None), (block, None))

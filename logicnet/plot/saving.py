"""`plot.save`: a picture as a file, with words for those who do not see it."""

from __future__ import annotations

import hashlib
import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from pathlib import Path
from typing import Any

import matplotlib
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text

from logicnet.errors import SpecificationError

from .arguments import drawing
from .style import figure_of
from .words import described

# Kinds of files, and what is said in them of the picture; of the time of writing nothing.
PICTURES: dict[str, dict[str, Any]] = {
    "svg": {"Date": None}, "png": {"Title": 0, "Description": 1},
    "pdf": {"CreationDate": None, "Title": 0, "Subject": 1}, "tex": {},
}  # fmt: skip


@drawing
def save(
    axes: Any, path: str | os.PathLike[str], *, dpi: float = 200, editable: bool = False
) -> None:
    """Write the figure of Axes (or of an array of them) to a file: .svg, .png, .pdf or .tex.

    A .tex file is a ``tikzpicture`` for ``\\\\input`` in a document of LaTeX. `dpi` is of .png
    alone. The texts of an `editable` SVG are texts, in a font of whoever opens it; otherwise they
    are shapes, which look the same everywhere. Title and description are in the file for screen
    readers. The same picture gives the same bytes.
    """
    from logicnet.ground.storage.files import write_atomically

    octets = rendered(figure_of(axes), file_kind(path), dpi, editable)
    write_atomically(Path(path), octets)


def file_kind(path: str | os.PathLike[str]) -> str:
    """The kind of file that a name asks for: svg, png, pdf or tex."""
    kind = Path(path).suffix.lower().lstrip(".")
    if kind not in PICTURES:
        *some, last = (f".{kind}" for kind in PICTURES)
        raise SpecificationError(
            f"{Path(path)}: expected a name that ends in {', '.join(some)} or {last}"
        )
    return kind


def rendered(figure: Figure, kind: str, dpi: float = 200, editable: bool = False) -> bytes:
    """The figure as a file of the given kind."""
    buffer = io.BytesIO()
    said = described(figure)
    words = (said.partition(":")[0], said)
    metadata = {k: words[v] if isinstance(v, int) else v for k, v in PICTURES[kind].items()}
    fonts = "none" if editable else "path"
    with matplotlib.rc_context({"svg.hashsalt": "logicnet", "svg.fonttype": fonts}):
        if kind == "tex":
            from .tikz import TikzCanvas

            with _plain(figure):
                TikzCanvas(figure).print_figure(buffer, format=kind, dpi=72)
        elif kind == "svg" and editable:
            with _plain(figure):
                figure.savefig(buffer, format=kind, metadata=metadata)
        else:
            figure.savefig(buffer, format=kind, dpi=dpi, metadata=metadata)
    octets = buffer.getvalue()
    return _told(octets, *words) if kind == "svg" and said else octets


@contextmanager
def _plain(figure: Figure) -> Iterator[None]:
    """The texts without their halos, which would make shapes of them; the canvas as it was."""
    canvas = figure.canvas
    haloed = [(text, text.get_path_effects()) for text in figure.findobj(Text)]
    try:
        for text, _ in haloed:
            text.set_path_effects([])
        yield
    finally:
        for text, effects in haloed:
            text.set_path_effects(effects)
        figure.set_canvas(canvas)


def _told(octets: bytes, title: str, said: str) -> bytes:
    """An SVG with a title and a description that screen readers read."""
    mark = hashlib.sha256(said.encode()).hexdigest()[:10]
    words = (
        f'<title id="title-{mark}">{escape(title)}</title>\n'
        f' <desc id="words-{mark}">{escape(said)}</desc>'
    )
    head, _, rest = octets.partition(b"<svg ")
    inside, _, below = rest.partition(b">")
    roles = f'role="img" aria-labelledby="title-{mark} words-{mark}" '.encode()
    return b"".join([head, b"<svg ", roles, inside, b">\n ", words.encode(), below])


def discard(figure: Figure) -> None:
    """Let pyplot forget a figure that is not to be shown."""
    if "matplotlib.pyplot" in sys.modules:
        import matplotlib.pyplot as plt

        plt.close(figure)


def svg_text(axes: Axes) -> str:
    """The figure of Axes as the text of an SVG image; pyplot forgets it."""
    figure = figure_of(axes)
    image = rendered(figure, "svg").decode("utf-8")
    discard(figure)
    return image[image.index("<svg") :]

"""`plot.page`: a network in a page that can be touched."""

from __future__ import annotations

from os import PathLike
from typing import Any

from logicnet.ground.providers import provided
from logicnet.plot.arguments import drawing


@drawing
def page(source: Any, path: str | PathLike[str]) -> None:
    """Write a file of HTML that shows a network, a net or a comparison of styles in any browser.

    It stands alone: inputs are clicked, weights edited and nets trained in the page, which loads
    nothing and needs no server.

    >>> from logicnet import compile
    >>> import tempfile, pathlib
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     page(compile("a ^ b"), pathlib.Path(folder, "xor.html"))
    """
    provided("page of a network")(source, path)

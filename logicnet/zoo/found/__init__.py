"""Networks that took a search to find, as files; the tests prove each against its definition."""

from __future__ import annotations

from pathlib import Path

from logicnet.formats.registry import read
from logicnet.network.network import Network

HOW = "found by a search that took longer, kept with the package"


def found(name: str) -> Network:
    """The network of a file, whose digest is compared when it is read."""
    network: Network = read(Path(__file__).parent / f"{name}.json")
    return network

"""What a type offers though a room above its own does it: found by name when first asked for.

A network shows itself as a picture, and drawing stands above networks. So the type asks for a
picture by name, and whoever draws has said where that is done. The one table of these names is
filled by `logicnet/__init__.py`, which knows all rooms; nothing is imported before it is needed.
"""

from __future__ import annotations

from importlib import import_module
from operator import attrgetter

TYPE_CHECKING = False  # as of `typing`, which takes milliseconds of every start
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

PROVIDERS: dict[str, str] = {}  # name: "module:function" or "module:Type.method"


def provide(places: Mapping[str, str]) -> None:
    """Say where functions are that types below them offer, as "module:function"."""
    PROVIDERS.update(places)


def provided(name: str) -> Any:
    """The function that was provided under a name, or the method of a type.

    >>> provide({"greatest divisor": "math:gcd"})
    >>> provided("greatest divisor")(12, 18)
    6
    """
    module, _, function = PROVIDERS[name].partition(":")
    return attrgetter(function)(import_module(module))

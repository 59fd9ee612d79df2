"""The table of the zoo, and how a name of it is read."""

from __future__ import annotations

import re

from logicnet.errors import LimitError, SpecificationError, did_you_mean
from logicnet.ground.arguments import checked
from logicnet.ground.checks import shown
from logicnet.ground.registry import Registry

from . import arithmetic, ciphers, codes, games, gates, selection, shapes
from .family import Entry, Family

_SIZE = re.compile("[1-9][0-9]{0,9}")
_KINDS = (gates, arithmetic, selection, codes, ciphers, games, shapes)
ZOO: Registry[Family] = Registry(
    "network of the zoo",
    ("network", "computes", "units", "at least"),
    (family for kind in _KINDS for family in kind.FAMILIES),
)


@checked()
def names() -> tuple[str, ...]:
    """The names of the networks that are listed.

    >>> len(names()) > 60, names()[:3]
    (True, ('and', 'or', 'nand'))
    """
    return tuple(entry.name for family in ZOO.values() for entry in family.entries)


@checked()
def entry(name: str) -> Entry:
    """The network of a name; of a family any size, also one that is not listed.

    >>> entry("adder-12").units
    13
    >>> entry("ader-8")
    Traceback (most recent call last):
    logicnet.errors.SpecificationError: there is no 'ader-8' in the zoo; did you mean 'adder-8'?
    """
    if isinstance(name, str) and name in ZOO and not ZOO[name].sizes:
        return Entry(ZOO[name])
    stem, _, size = str(name).rpartition("-")
    if not (stem in ZOO and ZOO[stem].sizes and _SIZE.fullmatch(size)):
        raise SpecificationError(f"there is no {shown(name)} in the zoo{_hint(name)}")
    if int(size) not in ZOO[stem].sizes:
        raise LimitError(f"there is no {name} in the zoo, but {ZOO[stem].range}")
    return Entry(ZOO[stem], int(size))


def _hint(name: object) -> str:
    if isinstance(name, str) and name in ZOO:
        return f", but {ZOO[name].range}"
    return did_you_mean(name, names()) or "; `zoo.names()` lists what there is"

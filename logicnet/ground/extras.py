"""Packages that an extra of this one brings, imported when they are asked for."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from logicnet.errors import SpecificationError


def needed(package: str, what: str, extra: str | None = None) -> Any:
    """The package that something needs, or an error that names the extra which brings it.

    >>> needed("json", "reading JSON").loads("1")
    1
    >>> needed("no_such_package.part", "this", "geo")
    Traceback (most recent call last):
    logicnet.errors.SpecificationError: this needs the package no_such_package; \
pip install 'logicnet[geo]' brings it
    """
    try:
        return import_module(package)
    except ModuleNotFoundError as error:
        home = package.partition(".")[0]
        if error.name is None or error.name.partition(".")[0] != home:
            raise
        brings = f"pip install 'logicnet[{extra or home}]' brings it"
        raise SpecificationError(f"{what} needs the package {home}; {brings}") from None

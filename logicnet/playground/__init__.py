"""The playground: one front end in a page of its own, served to a browser, or in a notebook."""

from __future__ import annotations

from importlib import import_module

_HOME = {"page": "pages", "explore": "widget", "serve": "server"}

__all__ = ["explore", "page", "serve"]


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module 'logicnet.playground' has no attribute {name!r}")
    return getattr(import_module(f".{_HOME[name]}", __name__), name)


def __dir__() -> list[str]:
    return __all__

"""Constructions: from a function to a network, each with its derivation and size."""

from importlib import import_module

__all__ = ["counting", "families", "numbers", "planes", "recognition", "search"]


def __getattr__(name: str) -> object:
    if name in __all__:
        return import_module(f".{name}", __name__)
    raise AttributeError(f"module 'logicnet.construction' has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__

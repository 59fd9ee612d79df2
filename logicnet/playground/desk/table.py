"""The one table of verbs, for the server and for notebooks.

>>> answer("describe", {"source": {"kind": "formula", "text": "a & b"}})["rows"]
['0001']
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

from logicnet.errors import LogicnetError, ParseError

from .asked import Answer, Tell, checked_as, one_of

# verb: the module of this folder that answers it
VERBS: Mapping[str, str] = {
    "describe": "logic",
    "compile": "logic",
    "compare": "logic",
    "minimise": "logic",
    "verify": "logic",
    "region": "planes",
    "soften": "nets",
    "data": "nets",
    "train": "nets",
    "harden": "nets",
    "write": "exits",
    "least": "exits",
    "scenes": "exits",
}


def _untold(progress: Answer) -> None:
    """Nobody hears of the progress."""


def answer(verb: str, request: Any, tell: Tell = _untold) -> Any:
    """The answer to a request; `tell` hears of what is known before."""
    module = one_of(verb, VERBS, "the verb")
    asked = checked_as(request, dict, "request")
    function: Callable[[Any, Tell], Any] = getattr(import_module(f".{module}", __package__), verb)
    return function(asked, tell)


def failure(error: BaseException) -> Answer:
    """What is said of an error: its message, and its place in the text that was asked about.

    >>> from logicnet.errors import ParseError
    >>> failure(ParseError("a & & b", 4, "expected a name"))
    {'message': 'expected a name', 'place': {'from': 4, 'to': 5}}
    """
    if isinstance(error, ParseError):
        start = min(error.position, len(error.text))
        return {"message": error.reason, "place": {"from": start, "to": start + 1}}
    if isinstance(error, LogicnetError):
        return {"message": str(error), "place": None}
    if isinstance(error, MemoryError):
        return {"message": "not enough memory for this", "place": None}
    told = f"{type(error).__name__}: {error}"
    return {"message": f"this is a fault of logicnet; please report it: {told}", "place": None}

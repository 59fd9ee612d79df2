"""logicnet: state some logic, get a neural network that computes exactly that.

>>> import logicnet
>>> net = logicnet.compile("a & (b | ~c)")
>>> print(logicnet.verify(net, "a & (b | ~c)"))
equal, proven by all 8 rows
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

# public name: the module that defines it; each is imported when it is first used, so that
# `import logicnet` and the command line start at once
_HOME = {
    "Comparison": "comparing",
    "Cover": "cover",
    "FormatError": "errors",
    "LimitError": "errors",
    "LogicnetError": "errors",
    "MLP": "mlp",
    "Network": "network",
    "ParseError": "errors",
    "Region": "region",
    "SpecificationError": "errors",
    "TruthTable": "truthtable",
    "Verdict": "verification",
    "approximate": "construct.pulses",
    "build": "construct.families",
    "compare": "comparing",
    "compare_family": "comparing",
    "compile": "compiling",
    "disagreement": "agreement",
    "find_threshold": "threshold",
    "fine_tune": "fine_tuning",
    "harden": "sigmoid",
    "minimize": "minimization",
    "parse": "parsing",
    "primes": "minimization",
    "read": "formats",
    "simulate": "simulation",
    "soften": "sigmoid",
    "train": "training",
    "verify": "verification",
    "write": "formats",
}

_SUBMODULES = ("construct", "datasets", "plot", "single_layer", "tables", "testing")

__all__ = ["__version__", *_HOME]  # noqa: PLE0604

if TYPE_CHECKING:
    from .agreement import disagreement
    from .comparing import Comparison, compare, compare_family
    from .compiling import compile
    from .construct.families import build
    from .construct.pulses import approximate
    from .cover import Cover
    from .errors import (
        FormatError,
        LimitError,
        LogicnetError,
        ParseError,
        SpecificationError,
    )
    from .fine_tuning import fine_tune
    from .formats import read, write
    from .minimization import minimize, primes
    from .mlp import MLP
    from .network import Network
    from .parsing import parse
    from .region import Region
    from .sigmoid import harden, soften
    from .simulation import simulate
    from .threshold import find_threshold
    from .training import train
    from .truthtable import TruthTable
    from .verification import Verdict, verify


def __getattr__(name: str) -> Any:
    if name in _SUBMODULES:
        return import_module(f".{name}", __name__)
    if name not in _HOME:
        raise AttributeError(f"module 'logicnet' has no attribute {name!r}")
    value = getattr(import_module(f".{_HOME[name]}", __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)

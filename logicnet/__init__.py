"""logicnet: state some logic, get a neural network that computes exactly that.

>>> import logicnet
>>> net = logicnet.compile("a & (b | ~c)")
>>> print(logicnet.verify(net, "a & (b | ~c)"))
equal, proven by all 8 rows
"""

from __future__ import annotations

from importlib import import_module

__version__ = "0.1.0"

# public name: the module that defines it; each is imported when it is first used, so that
# `import logicnet` and the command line start at once
_HOME = {
    "Comparison": "comparing",
    "Cover": "cover",
    "FileError": "errors",
    "FormatError": "errors",
    "LimitError": "errors",
    "LogicnetError": "errors",
    "MLP": "learning.mlp",
    "Network": "network",
    "ParseError": "errors",
    "Region": "regions.region",
    "SpecificationError": "errors",
    "TruthTable": "truthtable",
    "Verdict": "verification",
    "approximate": "construct.pulses",
    "build": "construct.families",
    "compare": "comparing",
    "compare_family": "comparing",
    "compile": "compiling",
    "disagreement": "learning.agreement",
    "find_threshold": "threshold",
    "fine_tune": "learning.fine_tuning",
    "from_networkx": "frameworks.networkx",
    "harden": "learning.sigmoid",
    "minimize": "minimization",
    "parse": "parsing",
    "primes": "minimization",
    "prune": "learning.pruning",
    "read": "formats",
    "simulate": "simulation",
    "soften": "learning.sigmoid",
    "to_networkx": "frameworks.networkx",
    "train": "learning.training",
    "verify": "verification",
    "write": "formats",
}

_SUBMODULES = {
    "construct": "construct",
    "datasets": "learning.datasets",
    "plot": "plot",
    "schedules": "learning.schedules",
    "single_layer": "learning.single_layer",
    "tables": "learning.tables",
    "testing": "testing",
}

__all__ = [
    "MLP",
    "Comparison",
    "Cover",
    "FileError",
    "FormatError",
    "LimitError",
    "LogicnetError",
    "Network",
    "ParseError",
    "Region",
    "SpecificationError",
    "TruthTable",
    "Verdict",
    "__version__",
    "approximate",
    "build",
    "compare",
    "compare_family",
    "compile",
    "disagreement",
    "find_threshold",
    "fine_tune",
    "from_networkx",
    "harden",
    "minimize",
    "parse",
    "primes",
    "prune",
    "read",
    "simulate",
    "soften",
    "to_networkx",
    "train",
    "verify",
    "write",
]

TYPE_CHECKING = False  # as of `typing`, which need not be loaded for it
if TYPE_CHECKING:
    from typing import Any

    from .comparing import Comparison, compare, compare_family
    from .compiling import compile
    from .construct.families import build
    from .construct.pulses import approximate
    from .cover import Cover
    from .errors import (
        FileError,
        FormatError,
        LimitError,
        LogicnetError,
        ParseError,
        SpecificationError,
    )
    from .formats import read, write
    from .frameworks.networkx import from_networkx, to_networkx
    from .learning.agreement import disagreement
    from .learning.fine_tuning import fine_tune
    from .learning.mlp import MLP
    from .learning.pruning import prune
    from .learning.sigmoid import harden, soften
    from .learning.training import train
    from .minimization import minimize, primes
    from .network import Network
    from .parsing import parse
    from .regions.region import Region
    from .simulation import simulate
    from .threshold import find_threshold
    from .truthtable import TruthTable
    from .verification import Verdict, verify


def __getattr__(name: str) -> Any:
    if name in _SUBMODULES:
        return import_module(f".{_SUBMODULES[name]}", __name__)
    if name not in _HOME:
        raise AttributeError(f"module 'logicnet' has no attribute {name!r}")
    value = getattr(import_module(f".{_HOME[name]}", __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)

"""logicnet: state some logic, get a neural network that computes exactly that.

>>> import logicnet
>>> net = logicnet.compile("a & (b | ~c)")
>>> print(logicnet.verify(net, "a & (b | ~c)"))
equal, proven by all 8 rows
"""

from __future__ import annotations

from importlib import import_module

from logicnet.ground.providers import provide

__version__ = "0.1.0"

# public name: the module that defines it; each is imported when it is first used, so that
# `import logicnet` and the command line start at once
_HOME = {
    "Comparison": "comparing",
    "Cover": "logic.cover",
    "FileError": "errors",
    "FormatError": "errors",
    "LimitError": "errors",
    "LogicnetError": "errors",
    "MLP": "learning.nets.mlp",
    "Network": "network.network",
    "ParseError": "errors",
    "Region": "regions.region",
    "SpecificationError": "errors",
    "TruthTable": "logic.truthtable",
    "Verdict": "verification.verdict",
    "approximate": "construction.real_functions.step_sums",
    "build": "construction.families",
    "compare": "comparing",
    "compare_family": "comparing",
    "compile": "compiling",
    "disagreement": "learning.softening.agreement",
    "find_threshold": "network.threshold",
    "fine_tune": "learning.rules.fine_tuning",
    "from_networkx": "frameworks.networkx",
    "harden": "learning.softening.sigmoid",
    "minimize": "minimization.minimizing",
    "parse": "logic.text.parsing",
    "primes": "minimization.minimizing",
    "prune": "learning.rules.pruning",
    "read": "formats.registry",
    "simulate": "network.simulation",
    "soften": "learning.softening.sigmoid",
    "to_networkx": "frameworks.networkx",
    "train": "learning.training.training",
    "verify": "verification.verifying",
    "write": "formats.registry",
}

_SUBMODULES = {
    "construction": "construction",
    "datasets": "learning.data.datasets",
    "plot": "plot",
    "schedules": "learning.training.schedules",
    "single_layer": "learning.training.single_layer",
    "tables": "learning.data.tables",
    "testing": "testing",
}

# what types offer though a room above theirs does it, and where that is
provide(
    {
        "minimised rules": "logicnet.minimization.minimizing:minimize",
        "outputs at points": "logicnet.regions.evaluation.evaluation:evaluate",
        "picture of a net": "logicnet.plot.diagrams.diagram:svg",
        "stated region": "logicnet.regions.reading.geojson:region_of",
    }
)

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

    from logicnet.construction.families import build
    from logicnet.construction.real_functions.step_sums import approximate
    from logicnet.formats.registry import read, write
    from logicnet.frameworks.networkx import from_networkx, to_networkx
    from logicnet.learning.nets.mlp import MLP
    from logicnet.learning.rules.fine_tuning import fine_tune
    from logicnet.learning.rules.pruning import prune
    from logicnet.learning.softening.agreement import disagreement
    from logicnet.learning.softening.sigmoid import harden, soften
    from logicnet.learning.training.training import train
    from logicnet.logic.cover import Cover
    from logicnet.logic.text.parsing import parse
    from logicnet.logic.truthtable import TruthTable
    from logicnet.minimization.minimizing import minimize, primes
    from logicnet.network.network import Network
    from logicnet.network.simulation import simulate
    from logicnet.network.threshold import find_threshold
    from logicnet.regions.region import Region
    from logicnet.verification.verdict import Verdict
    from logicnet.verification.verifying import verify

    from .comparing import Comparison, compare, compare_family
    from .compiling import compile
    from .errors import (
        FileError,
        FormatError,
        LimitError,
        LogicnetError,
        ParseError,
        SpecificationError,
    )


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

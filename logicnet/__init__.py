"""logicnet: state some logic, get a neural network that computes exactly that.

>>> import logicnet
>>> net = logicnet.compile("a & (b | ~c)")
>>> print(logicnet.verify(net, "a & (b | ~c)"))
equal, proven by all 8 rows
"""

from __future__ import annotations

from importlib import import_module

from logicnet.ground.providers import provide

__version__ = "0.2.0"

# public name: the module that defines it; each is imported when it is first used, so that
# `import logicnet` and the command line start at once. `__init__.pyi` says the same to checkers of
# types, which a test compares.
_HOME = {
    "Automaton": "sequences.automaton",
    "Certificate": "learning.nets.certificate",
    "Circuit": "logic.circuits.circuit",
    "Comparison": "comparing.comparison",
    "Counterexample": "verification.verdict",
    "Cover": "logic.tables.cover",
    "CrossValidated": "learning.evidence.pool",
    "Disagreement": "learning.softening.agreement",
    "Epoch": "learning.training.options",
    "Weighing": "learning.rules.learnt",
    "ExclusiveSum": "logic.forms.two_level",
    "FileError": "errors",
    "FineTuned": "learning.rules.fine_tuning",
    "FormatError": "errors",
    "Hyperplane": "regions.exact",
    "LimitError": "errors",
    "LogicnetError": "errors",
    "MLP": "learning.nets.mlp",
    "Minimality": "verification.minimality",
    "MinimizationSteps": "minimization.steps.steps",
    "MinimalityCertificate": "minimization.proofs.certificate",
    "Network": "network.network",
    "ParseError": "errors",
    "OffPoint": "minimization.proofs.certificate",
    "Outcome": "ground.workers.each",
    "PartCases": "minimization.proofs.certificate",
    "PointPart": "minimization.proofs.certificate",
    "ProductOfSums": "logic.forms.two_level",
    "PruneReport": "learning.rules.prune_reports",
    "Pruning": "learning.rules.prune_reports",
    "PartialCircuit": "logic.circuits.partial",
    "ReadClassRules": "short_rules.classes",
    "ReadRules": "short_rules.result",
    "PhasedCover": "minimization.phased",
    "PricedCover": "minimization.priced_cover",
    "NoisyRows": "minimization.pricing.noisy_rows",
    "WrongRow": "minimization.priced_cover",
    "Recurrent": "sequences.recurrent",
    "Region": "regions.region",
    "Regions": "regions.stated_regions",
    "Result": "learning.training.run",
    "Register": "logic.circuits.sequential",
    "Scan": "scanning.scan",
    "Sequential": "logic.circuits.sequential",
    "RuleChange": "short_rules.difference",
    "RuleDifference": "short_rules.difference",
    "RulePoint": "short_rules.validation",
    "SpecificationError": "errors",
    "StepSum": "construction.real_functions.step_sums",
    "StepTable": "minimization.steps.steps",
    "StyleCost": "comparing.comparison",
    "Theory": "learning.theories.theory",
    "Threshold": "network.one_unit.threshold",
    "TruthTable": "logic.tables.truthtable",
    "Verdict": "verification.verdict",
    "WeightedPoint": "minimization.proofs.certificate",
    "Wiring": "network.wiring",
    "approximate": "construction.real_functions.step_sums",
    "build": "construction.families",
    "compare": "comparing.comparing",
    "compare_family": "comparing.comparing",
    "compile": "compiling",
    "compile_sequence": "sequences.compiling_sequences",
    "disagreement": "learning.softening.agreement",
    "each": "ground.workers.each",
    "exclusive_sum": "minimization.exclusive.exclusive_sum",
    "factored_form": "minimization.factored_form",
    "find_threshold": "network.one_unit.threshold",
    "fine_tune": "learning.rules.fine_tuning",
    "from_keras": "frameworks.keras.reading",
    "from_networkx": "frameworks.networkx",
    "from_sklearn": "sklearn.models.reading",
    "from_torch": "frameworks.torch",
    "harden": "learning.softening.sigmoid",
    "minimize": "minimization.minimizing",
    "parse": "logic.text.parsing",
    "primes": "minimization.minimizing",
    "product_of_sums": "minimization.product_of_sums",
    "prove_minimal": "minimization.proofs.proving",
    "prune": "learning.rules.pruning",
    "prune_report": "learning.rules.prune_reports",
    "quine_mccluskey": "minimization.steps.steps",
    "read": "formats.registry",
    "read_rules": "short_rules.reading",
    "scan": "scanning.scan",
    "simulate": "network.simulation",
    "soften": "learning.softening.sigmoid",
    "to_jax": "frameworks.jax",
    "to_keras": "frameworks.keras.writing",
    "to_networkx": "frameworks.networkx",
    "to_torch": "frameworks.torch",
    "train": "learning.training.training",
    "verify": "verification.verifying",
    "verify_minimal": "verification.minimality",
    "write": "formats.registry",
}

_SUBMODULES = {
    "construction": "construction",
    "datasets": "learning.data.datasets",
    "playground": "playground",
    "plot": "plot",
    "regularisation": "learning.regularisation",
    "scanning": "scanning",
    "schedules": "learning.training.schedules",
    "single_layer": "learning.training.single_layer",
    "sklearn": "sklearn",
    "study": "learning.study",
    "tables": "learning.data.tables",
    "testing": "testing",
    "zoo": "zoo",
}

# what types offer though a room above theirs does it, and where that is
provide(
    {
        "circuit in HTML": "logicnet.logic.text.circuit_display:html",
        "circuit of a cover": "logicnet.logic.covers_and_circuits:circuit_of_cover",
        "convolutions of a chain": "logicnet.frameworks.torch:chain_to_torch",
        "cover in HTML": "logicnet.logic.tables.cover_display:html",
        "cover of a circuit": "logicnet.logic.covers_and_circuits:cover_of_circuit",
        "cover of a table": "logicnet.logic.tables.cover:Cover.from_table",
        "cover of formulas": "logicnet.logic.covers_and_circuits:cover_of_formulas",
        "labels of points": "logicnet.regions.evaluation.labels:label",
        "truth values of rows": "logicnet.regions.evaluation.held:holds",
        "first call on points": "logicnet.regions.evaluation.prepared:prepare",
        "labels on a grid": "logicnet.regions.evaluation.labels:label_grid",
        "minimised rules": "logicnet.minimization.minimizing:minimize",
        "net of summed outputs": "logicnet.learning.softening.summed_outputs:summed",
        "normal form of a circuit": "logicnet.logic.circuits.normal:normal_form",
        "outputs at points": "logicnet.regions.evaluation.evaluation:evaluate",
        "outputs of lazy rows": "logicnet.frameworks.dask:outputs",
        "page of a network": "logicnet.playground.pages:page",
        "phases of outputs": "logicnet.minimization.polarity:minimal_polarity",
        "prices of covers": "logicnet.minimization.pricing.pricing:priced_cover",
        "picture of a net": "logicnet.plot.diagrams.diagram:svg",
        "picture of a region": "logicnet.plot.planes.region:svg",
        "sources above logic": "logicnet.sources:fill",
        "stated region": "logicnet.regions.reading.geojson:region_of",
        "sympy of a circuit": "logicnet.logic.symbolic.sympy_bridge:to_sympy",
        "table of formulas": "logicnet.logic.formulas:table_of_formulas",
        "text of a circuit": "logicnet.logic.text.printing:text_of",
        "text of a sympy formula": "logicnet.logic.symbolic.sympy_bridge:text_of_sympy",
        "values of a circuit": "logicnet.logic.circuits.evaluation:evaluate",
        "widget of a net": "logicnet.playground.widget:explore",
        "wiring in HTML": "logicnet.network.wiring_display:html",
    }
)

__all__ = ["__version__", *sorted(_HOME)]


def __getattr__(name: str) -> object:
    if name in _SUBMODULES:
        return import_module(f".{_SUBMODULES[name]}", __name__)
    if name not in _HOME:
        from logicnet.errors import did_you_mean

        meant = did_you_mean(name, __dir__())
        raise AttributeError(f"module 'logicnet' has no attribute {name!r}{meant}")
    value = getattr(import_module(f".{_HOME[name]}", __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*__all__, *_SUBMODULES])

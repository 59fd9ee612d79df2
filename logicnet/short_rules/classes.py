"""A rule for each of many classes, in an order: the first one that holds decides.

The rarest class comes first, unless an order is given. The rule of each class is read from the rows
of that class and of those after it; the last class has none. All are read over the same literals
and the same folds, so that the rules of a fold decide together the rows that it left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from logicnet.compiling import compile as compiled
from logicnet.errors import LogicnetError, SpecificationError, did_you_mean
from logicnet.ground.html import sentence, table
from logicnet.ground.names import few
from logicnet.learning.theories.theory import Theory
from logicnet.logic.function import function
from logicnet.network.network import Network

from .given import Given
from .literals import decided
from .result import ReadRules
from .validation import Index

Labels = NDArray[Any]

_MOST_NUMBERS = 50  # that are taken for classes, and not for a measurement


@dataclass(frozen=True, eq=False)
class ReadClassRules:
    """Short rules for classes, tried one after another, and the class where none holds.

    `wrong` of `rows` are those that they were read from, `held_out` the share of wrong ones among
    rows that were left out, with its `standard_error`. `fidelity` is how often they decide as the
    model does, where one was given.

    >>> from logicnet.short_rules.reading import read_rules
    >>> sizes = {"size": list(range(12))}
    >>> found = read_rules(sizes, ["S"] * 3 + ["M"] * 4 + ["L"] * 5, folds=2)
    >>> print(found)
    S if size < 3
    else M if size < 7
    else L
    >>> found.network([[2], [6], [7]]).tolist(), found.formulas["M"]
    ([[1, 0, 0], [0, 1, 0], [0, 0, 1]], '(size < 7) & ~(size < 3)')
    """

    rules: tuple[ReadRules, ...]
    classes: tuple[Any, ...]
    wrong: int
    rows: int
    held_out: float
    standard_error: float
    fidelity: float | None = None
    _given: Given | None = field(default=None, repr=False)

    @property
    def otherwise(self) -> Any:
        """The class where no rule holds."""
        return self.classes[-1]

    def __getitem__(self, label: Any) -> ReadRules:
        for rule, known in zip(self.rules, self.classes, strict=False):
            if label == known or label == str(known):
                return rule
        raise SpecificationError(
            f"there is a rule for {few([str(c) for c in self.classes[:-1]])}, none for {label!r}"
        )

    @property
    def literals(self) -> int:
        """How many literals they have together."""
        return sum(rule.literals for rule in self.rules)

    def __str__(self) -> str:
        said = [*map(str, self.rules), str(self.otherwise)]
        return "\nelse ".join(said)

    def __repr__(self) -> str:
        return f"<ReadClassRules: {self.told}>"

    @property
    def told(self) -> str:
        """Their size and errors, in a line."""
        faithful = "" if self.fidelity is None else f", as the model {self.fidelity:.1%}"
        return (
            f"{len(self.classes)} classes, {self.literals} literals; wrong {self.wrong} of "
            f"{self.rows} rows, {self.held_out:.1%} +- {self.standard_error:.1%} of rows held out"
            f"{faithful}"
        )

    def _repr_html_(self) -> str:
        rows = [
            (str(rule.target) if not k else "", word, text)
            for rule in self.rules
            for k, (word, text) in enumerate(rule.rows_shown() or [("never", "")])
        ]
        rows.append((str(self.otherwise), "else", ""))
        return sentence("ReadClassRules", self.told) + table(("class", "", ""), rows)

    @cached_property
    def formulas(self) -> dict[str, str]:
        """A formula for each class, of which exactly one holds in any row."""
        found, before = dict[str, str](), list[str]()
        for rule in self.rules:
            own = f"({rule.formula})"
            found[rule.target] = " & ".join([own, *before])
            before.append(f"~{own}")
        return {**found, str(self.otherwise): " & ".join(before)}

    def to_sympy(self) -> dict[str, Any]:
        """A sympy Boolean for each class."""
        return {name: function(text).circuit().to_sympy() for name, text in self.formulas.items()}

    @cached_property
    def network(self) -> Network:
        """A threshold network with an output for each class, of which exactly one fires."""
        given = self._rows_given()
        constant = all(not rule.conditions for rule in self.rules)
        inputs = given.columns.coordinates[:1] if constant else None
        network = compiled(self.formulas, "formula", inputs=inputs)
        places = [*given.columns.coordinates]
        read = [places.index(name) for name in network.inputs]
        rows = np.zeros((len(given.rows), len(read))) if constant else given.rows[:, read]
        fired = np.asarray(network(rows))
        if not np.array_equal(fired.argmax(axis=1), self._decided(given)) or (
            (fired.sum(axis=1) != 1).any()
        ):
            raise LogicnetError("rules that were compiled decide a row differently")
        return network

    def __call__(self, x: Any) -> Labels:
        """The label of each row of a table."""
        given = self._rows_given()
        chosen = self._decided(replace(given, rows=given.rows_of(x)))
        return np.array(self.classes, dtype=object if _mixed(self.classes) else None)[chosen]

    def _decided(self, given: Given) -> Index:
        """The place of the class of each row."""
        fired = [decided(r.network, given.columns.coordinates, given.rows) for r in self.rules]
        return first_of(fired, len(given.rows))

    def _rows_given(self) -> Given:
        if self._given is None:
            raise SpecificationError("these rules have no table; read_rules makes them")
        return self._given


def first_of(fired: Sequence[Any], rows: int) -> Index:
    """The place of the first that fires in each row, one more than the last where none does.

    >>> first_of([np.array([True, False, False]), np.array([True, True, False])], 3).tolist()
    [0, 1, 2]
    """
    found = np.full(rows, len(fired), dtype=np.int64)
    for k in range(len(fired) - 1, -1, -1):
        found[np.asarray(fired[k], dtype=bool)] = k
    return found


def ordered(labels: Labels, order: Sequence[Any] | None) -> tuple[Any, ...]:
    """The classes in the order in which their rules are tried, the rarest first.

    >>> ordered(np.array(["b", "a", "c", "c", "b", "c"]), None)
    ('a', 'b', 'c')
    """
    counts = Counter(labels.tolist())
    found = sorted(counts, key=lambda label: (counts[label], str(type(label)), label))
    if order is None:
        if len(found) > _MOST_NUMBERS and all(isinstance(label, (int, float)) for label in found):
            raise SpecificationError(
                f"the labels are {len(found)} different numbers, and a rule is read for each; ask "
                "whether they are above a threshold, group them, or give order, all of them"
            )
        return tuple(found)
    asked = [str(label) for label in order]
    texts = {str(label): label for label in found}
    if sorted(asked) != sorted(texts):
        raise SpecificationError(
            f"order: expected each of the classes {few([*texts])} once, got {few(asked)}"
        )
    return tuple(texts[text] for text in asked)


def check_rules(rules: Any, classes: Sequence[str]) -> None:
    """Refuse rules of which none is that of a class."""
    named = rules.clauses if isinstance(rules, Theory) else rules
    if isinstance(named, Mapping) and not {*classes} & {str(name) for name in named}:
        hints = (did_you_mean(str(name), classes) for name in named)
        raise SpecificationError(
            f"none of the rules is that of a class; the classes are {few([*classes])}, the rules "
            f"are of {few([str(name) for name in named])}" + next(filter(None, hints), "")
        )


def rule_of_class(rules: Any, label: str) -> Any:
    """What is stated of one class: its own formula, with the concepts that are no class."""
    if rules is None or (isinstance(rules, Theory) and label not in rules.clauses):
        return None
    if isinstance(rules, Mapping):
        return rules if label in {str(name) for name in rules} else None
    if isinstance(rules, Theory):
        return rules
    raise SpecificationError(
        "rules for several classes are a mapping of classes, and of concepts, to formulas"
    )


def read_classes(
    classes: Sequence[Any],
    labels: Labels,
    folds: Index,
    read: Callable[[Any, Index], tuple[ReadRules, Any]],
    given: Given,
    decisions: Labels | None,
) -> ReadClassRules:
    """Rules for classes in order; `read` gives that of one class, from some rows.

    With a rule come the values of its literals at all rows.
    """
    left, rules, fired = np.arange(len(labels)), list[ReadRules](), list[Any]()
    at_fold = list[Any]()
    for label in classes[:-1]:
        rule, values = read(label, left)
        rules.append(rule)
        fired.append(rule.point._rule.decides(values))
        at_fold.append(_held_out(rule, values, folds))
        left = left[labels[left] != label]
    place = {label: k for k, label in enumerate(classes)}
    wanted = np.array([place[label] for label in labels.tolist()])
    chosen = first_of(fired, len(labels))
    missed = float((first_of(at_fold, len(labels)) != wanted).mean())
    agreed = None
    if decisions is not None:
        agreed = float((np.array(classes, dtype=object)[chosen] == decisions).mean())
    return ReadClassRules(
        tuple(rules), tuple(classes), int((chosen != wanted).sum()), len(labels), missed,
        float(np.sqrt(missed * (1 - missed) / len(labels))), agreed, given,
    )  # fmt: skip


def _held_out(rule: ReadRules, values: Any, folds: Index) -> Any:
    """What the rules of the folds say of the rows that each left out."""
    found = np.zeros(len(folds), dtype=bool)
    for fold, decides in enumerate(rule.of_folds):
        out = np.flatnonzero(folds == fold)
        found[out] = decides(values[:, out])
    return found


def _mixed(labels: Sequence[Any]) -> bool:
    return len({type(label) for label in labels}) > 1

"""The rule that was read, in its reader's words, with what is known of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from logicnet.compiling import compile as compiled
from logicnet.errors import LogicnetError
from logicnet.ground.html import sentence, table
from logicnet.logic.function import function
from logicnet.network.network import Network
from logicnet.verification.verdict import Verdict
from logicnet.verification.verifying import verify

from .difference import Edit, RuleChange, RuleDifference, edits, key_of, reverted, worded
from .given import Given
from .literals import Literal, decided
from .search.lower_bound import lower_bound
from .search.terms import Form, Sample, TermRule
from .validation import RulePoint, Validated, short_enough
from .wording import card_rows, rule_formula, rule_latex, rule_words, term_words

_BOUND_WORK = 1e9


@dataclass(frozen=True, eq=False)
class Evidence:
    """The rows, the literals over them, the stated rule, and the rules of each fold."""

    given: Given
    literals: tuple[Literal, ...]
    sample: Sample
    stated: tuple[TermRule, ...]  # by its concepts, and by columns alone
    validated: Validated


@dataclass(frozen=True, eq=False)
class ReadRules:
    """A short rule, and how good it is.

    `wrong` of `rows` are those that it was read from, `held_out` the share of wrong ones among
    rows that were left out, with its `standard_error`; it belongs to this form and price of
    length. `fidelity` is how often it decides as the model does.
    """

    point: RulePoint
    _evidence: Evidence = field(repr=False)

    # What it says ----------------------------------------------------------------------------

    @property
    def target(self) -> str:
        """What the rule is for."""
        return self._evidence.given.target

    @property
    def form(self) -> Form:
        """The form of the rule as it is written."""
        return self._rule.form

    @property
    def terms(self) -> tuple[str, ...]:
        """Its terms in words."""
        return tuple(term_words(term, self._evidence.literals) for term in self._rule.terms)

    @property
    def literals(self) -> int:
        """How many literals it has."""
        return self._rule.literals

    @property
    def conditions(self) -> tuple[str, ...]:
        """The literals that it uses, each once."""
        used = dict.fromkeys(k for term in self._rule.terms for k in term.literals)
        return tuple(self._evidence.literals[k].words for k in used)

    @property
    def formula(self) -> str:
        """The rule as `compile` reads it, over the columns' coordinates."""
        return rule_formula(self._rule, self._evidence.literals)

    @property
    def _rule(self) -> TermRule:
        return self.point._rule

    def __str__(self) -> str:
        return rule_words(self._rule, self._evidence.literals, self.target)

    def __repr__(self) -> str:
        return f"<ReadRules: {self.told}>"

    @property
    def told(self) -> str:
        """Its size and errors, in a line."""
        count = len(self._rule.terms)
        faithful = "" if self.fidelity is None else f", as the model {self.fidelity:.1%}"
        alone = self._evidence.given.alone
        held = f"{self.held_out:.1%} +- {self.standard_error:.1%} of rows held out"
        return (
            f"{self.form}, {count} term{'s' * (count != 1)}, {self.literals} literals; wrong "
            f"{self.wrong} of {self.rows} rows, "
            f"{'all that there are' if alone and alone.is_all else held}{faithful}"
        )

    def to_sympy(self) -> Any:
        """The rule as a sympy Boolean."""
        return function(self.formula).circuit().to_sympy()

    def to_latex(self) -> str:
        """The rule in LaTeX, in words."""
        return rule_latex(self._rule, self._evidence.literals, self.target)

    def rows_shown(self) -> list[tuple[str, str]]:
        """What tables and pictures show: a word or points, and a term or literal, a row each."""
        literals, terms = self._evidence.literals, self._rule.terms
        if self.form == "scorecard" and terms:
            return [(f"{w:+d}", literals[k].words) for k, w in card_rows(terms[0])]
        word = "unless" if self._rule.is_negated else "if"
        return [(word if not k else f"or {word}", text) for k, text in enumerate(self.terms)]

    def _repr_html_(self) -> str:
        card = self.form == "scorecard" and self._rule.terms
        head = ["points", self.target] if card else ["", self.target]
        rows = self.rows_shown() or [("", str(self))]
        if card:
            rows.append((f">= {self._rule.terms[0].least}", "is needed"))
        found = sentence("ReadRules", self.told) + table(head, rows)
        return found if self.difference is None else found + self.difference._repr_html_()

    # How good it is ---------------------------------------------------------------------------

    @property
    def rows(self) -> int:
        """How many rows it was read from."""
        return len(self._evidence.sample.wanted)

    @property
    def wrong(self) -> int:
        """How many of them it decides otherwise."""
        return self.point.wrong

    @property
    def held_out(self) -> float:
        """The share of wrong rows among those held out, in cross-validation."""
        return self.point.held_out

    @property
    def standard_error(self) -> float:
        """The standard error of that share."""
        return self.point.standard_error

    @property
    def fidelity(self) -> float | None:
        """How often it decides as the model does; None without one."""
        return self.point.fidelity

    @property
    def objective(self) -> float:
        """Wrong rows, and the price of its length."""
        return self.wrong + self.point.price * self.point.size

    @cached_property
    def bound(self) -> float | None:
        """What wrong rows and the price of length come to at least, for any rule of this form.

        None for counts and scorecards.
        """
        if self.form not in ("dnf", "complement"):
            return None
        return lower_bound(self._evidence.sample, self._rule, self.point.price, _BOUND_WORK)

    @property
    def proven(self) -> bool:
        """Whether no rule of this form comes to less."""
        return self.bound is not None and self.objective <= self.bound + 1e-6

    @property
    def curve(self) -> tuple[RulePoint, ...]:
        """Size against errors: the best rule of each size, the shortest first."""
        best = dict[float, RulePoint]()
        for point in self._evidence.validated.points:
            size = point.literals
            if size not in best or point.held_out < best[size].held_out:
                best[size] = point
        return tuple(best[size] for size in sorted(best))

    def at(self, literals: int) -> ReadRules:
        """The best rule of at most so many literals, by rows held out."""
        fit = short_enough(self._evidence.validated.points, literals)
        best = min(fit, key=lambda p: (p.held_out, p.size, p.wrong))
        return ReadRules(best, self._evidence)

    # What it decides --------------------------------------------------------------------------

    @cached_property
    def network(self) -> Network:
        """The rule as a threshold network, which decides each row as the rule does."""
        given = self._evidence.given
        inputs = None if self._rule.terms else given.columns.coordinates[:1]
        network = compiled({self.target: self.formula}, "formula", inputs=inputs)
        found = decided(network, given.columns.coordinates, given.rows)
        if not np.array_equal(found, self._rule.decides(self._evidence.sample.values)):
            raise LogicnetError("a rule that was compiled decides a row differently")
        return network

    @cached_property
    def verdict(self) -> Verdict | None:
        """Whether it is equal to the network that it was read of, or the first row where not.

        None where rows were given.
        """
        alone = self._evidence.given.alone
        if alone is None:
            return None
        return verify(alone.network, {alone.network.outputs[0]: self.formula})

    def __call__(self, x: Any) -> NDArray[Any]:
        """The label of each row of a table."""
        given = self._evidence.given
        rows = given.rows_of(x)
        yes = decided(self.network, given.columns.coordinates, rows)
        return np.asarray(np.where(yes, given.classes[1], given.classes[0]))

    @property
    def of_folds(self) -> list[Any]:
        """What the rule of each fold decides, of literals by rows."""
        place = self._evidence.validated.points.index(self.point)
        return [rules[place].decides for rules in self._evidence.validated.fold_rules]

    # What it is to the stated rule ------------------------------------------------------------

    @cached_property
    def difference(self) -> RuleDifference | None:
        """What became of the stated rule; None where none was stated."""
        sample, stated = self._evidence.sample, self._stated
        if stated is None:
            return None
        found = edits(stated, self._rule, self._evidence.literals)
        order = ("kept", "changed", "dropped", "added")
        changes = sorted((self._change(edit) for edit in found), key=lambda c: order.index(c.kind))
        return RuleDifference(tuple(changes), sample.wrong(stated), self.wrong, self.rows)

    @cached_property
    def _stated(self) -> TermRule | None:
        """The stated rule as it is most like the one that was read."""
        evidence = self._evidence
        ways = [rule.positive(evidence.sample.opposite) for rule in evidence.stated]

        def likeness(way: TermRule) -> int:
            found = edits(way, self._rule, evidence.literals)
            return sum(edit.kind in ("kept", "changed") for edit in found)

        return max(ways, key=likeness, default=None)

    def _change(self, edit: Edit) -> RuleChange:
        return worded(edit, self._evidence.literals, self._measured)

    def _measured(self, edit: Edit) -> tuple[int | None, int, int]:
        """What a difference gains on rows held out, in the folds whose rule has it."""
        evidence, validated = self._evidence, self._evidence.validated
        place = validated.points.index(self.point)
        stated = self._stated or TermRule(())
        wanted, gain, rows, folds = key_of(edit, evidence.literals), 0, 0, 0
        for fold, rules in enumerate(validated.fold_rules):
            read = rules[place]
            same = [e for e in edits(stated, read, evidence.literals)
                    if key_of(e, evidence.literals) == wanted]  # fmt: skip
            if same:
                out = np.flatnonzero(validated.folds == fold)
                values, answers = evidence.sample.values[:, out], evidence.sample.wanted[out]
                right = read.decides(values) == answers
                before = reverted(read, same[0]).decides(values) == answers
                gain += int(right.sum()) - int(before.sum())
                rows, folds = rows + len(out), folds + 1
        return (gain if folds else None), rows, folds

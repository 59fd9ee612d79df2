"""What became of a stated rule: kept, changed, dropped, added, and what each change gained."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal as Choice
from typing import NamedTuple

import numpy as np
from scipy.optimize import linear_sum_assignment

from logicnet.ground.html import sentence, table

from .literals import Literal
from .search.terms import Term, TermRule
from .wording import term_words

Kind = Choice["kept", "changed", "dropped", "added"]


@dataclass(frozen=True)
class RuleChange:
    """One difference, in words.

    `gain` is how many rows held out the change gets right more than the rule without it, of
    `rows` in the `folds` whose rule has that change too; None where none has.
    """

    kind: Kind
    before: str
    after: str
    gain: int | None = None
    rows: int = 0
    folds: int = 0

    def __str__(self) -> str:
        said = " -> ".join(text for text in (self.before, self.after) if text)
        said = self.before if self.kind == "kept" else said
        if self.kind == "kept":
            return f"{self.kind}: {said}"
        if self.gain is None:
            return f"{self.kind}: {said} (in no fold)"
        return f"{self.kind}: {said} ({self.gain:+d} of {self.rows} rows held out)"

    def _repr_html_(self) -> str:
        return sentence("RuleChange", str(self))


@dataclass(frozen=True)
class RuleDifference:
    """All changes, and the wrong rows of the stated rule and of the one that was read."""

    changes: tuple[RuleChange, ...]
    stated_wrong: int
    wrong: int
    rows: int

    def __str__(self) -> str:
        return "\n".join(map(str, self.changes))

    def of(self, kind: Kind) -> tuple[RuleChange, ...]:
        """The changes of one kind."""
        return tuple(change for change in self.changes if change.kind == kind)

    def _repr_html_(self) -> str:
        told = f"{self.stated_wrong} of {self.rows} rows wrong as stated, {self.wrong} as read"
        rows = [
            (c.kind, c.before, c.after, "" if c.gain is None else f"{c.gain:+d} of {c.rows}")
            for c in self.changes
        ]
        head = ("", "stated", "read", "rows held out that it gains")
        return sentence("RuleDifference", told) + table(head, rows)


class Edit(NamedTuple):
    """A difference by literals: of a stated term, of a read one, or of one literal in both."""

    kind: Kind
    stated: tuple[int, ...]
    read: tuple[int, ...]
    term: Term | None  # of the rule that was read
    old: Term | None = None  # a stated term that is not there at all, or that it was


def edits(stated: TermRule, read: TermRule, literals: Sequence[Literal]) -> list[Edit]:
    """The differences between two rules, terms matched by the columns that they are about.

    Which term stands for which is chosen for all of them together, so that most is kept.
    What is counted or added up in one term stands against all conditions that were stated.
    """
    one = len(read.terms) == 1 and not read.terms[0].is_conjunction
    if one and len(stated.terms) > 1 and all(term.is_conjunction for term in stated.terms):
        used = tuple(dict.fromkeys(k for term in stated.terms for k in term.literals))
        merged = _within(Term.all_of(used), read.terms[0], literals)
        return [edit for edit in merged if edit.stated or edit.read]
    like = np.array([[_likeness(t, term, literals) for t in stated.terms] for term in read.terms])
    like = like.reshape(len(read.terms), len(stated.terms))
    pairs = zip(*(side.tolist() for side in linear_sum_assignment(-like)), strict=True)
    same = {j: k for j, k in pairs if like[j, k] > 0}
    found = list[Edit]()
    for j, term in enumerate(read.terms):
        if j in same:
            found += _within(stated.terms[same[j]], term, literals)
        else:
            found.append(Edit("added", (), term.literals, term))
    left = [term for k, term in enumerate(stated.terms) if k not in same.values()]
    return found + [Edit("dropped", term.literals, (), None, term) for term in left]


def _likeness(a: Term, b: Term, literals: Sequence[Literal]) -> float:
    """How many literals are the same, and half for those about the same column."""
    same = len({*a.literals} & {*b.literals})
    about = len({literals[k].source for k in a.literals} & {literals[k].source for k in b.literals})
    return same + about - 0.1 * abs(len(a.literals) - len(b.literals)) if same + about else 0.0


def _within(old: Term, new: Term, literals: Sequence[Literal]) -> list[Edit]:
    kept = [k for k in old.literals if k in new.literals]
    gone = [k for k in old.literals if k not in kept]
    come = [k for k in new.literals if k not in kept]
    found = [Edit("kept", (k,), (k,), new, old) for k in kept]
    for k in gone:
        same = [j for j in come if literals[j].source == literals[k].source]
        if same:
            come.remove(same[0])
        kind: Kind = "changed" if same else "dropped"
        found.append(Edit(kind, (k,), tuple(same[:1]), new, old))
    found += [Edit("added", (), (k,), new, old) for k in come]
    if _frame(old) != _frame(new):
        found.append(Edit("changed", (), (), new, old))
    return found


def _frame(term: Term) -> tuple[object, ...]:
    """What a term is but for its literals."""
    return ("all",) if term.is_conjunction else (term.least, tuple(sorted(term.weights)))


def reverted(rule: TermRule, edit: Edit) -> TermRule:
    """The rule that was read, without one of its differences."""
    if edit.term is None:
        return replace(rule, terms=(*rule.terms, edit.old)) if edit.old is not None else rule
    others = tuple(term for term in rule.terms if term != edit.term)
    if edit.old is None:
        return replace(rule, terms=others)
    back = _undone(edit.term, edit.old, edit)
    return replace(rule, terms=(*others, back) if back is not None else others)


def _undone(term: Term, old: Term, edit: Edit) -> Term | None:
    if not edit.stated and not edit.read:  # the number that is needed
        literals = term.literals
        return (
            Term.all_of(literals)
            if old.is_conjunction
            else Term.some_of(literals, min(old.least, len(literals)))
        )
    pairs = {k: w for k, w in zip(term.literals, term.weights, strict=True) if k not in edit.read}
    least = term.least
    gone = [w for k, w in zip(term.literals, term.weights, strict=True) if k in edit.read]
    for k in edit.stated:
        pairs[k] = gone[0] if gone else 1
    if term.is_conjunction:
        least = len(pairs)
    if not pairs:
        return None
    kept = sorted(pairs.items())
    return Term(tuple(k for k, _ in kept), tuple(w for _, w in kept), least)


def key_of(edit: Edit, literals: Sequence[Literal]) -> tuple[object, ...]:
    """What makes a difference the same one in rules of other rows: not the number it compares."""
    about = tuple(sorted({literals[k].source for k in edit.read}))
    return edit.kind, edit.stated, about, edit.term is None


def worded(
    edit: Edit, literals: Sequence[Literal], measured: Callable[[Edit], tuple[int | None, int, int]]
) -> RuleChange:
    """A difference in words, with what it gains."""
    gain, rows, folds = (None, 0, 0) if edit.kind == "kept" else measured(edit)
    whole_term = edit.old is None or edit.term is None
    before = " and ".join(literals[k].words for k in edit.stated)
    after = " and ".join(literals[k].words for k in edit.read)
    if whole_term and edit.term is not None:
        after = term_words(edit.term, literals)
    if whole_term and edit.old is not None:
        before = term_words(edit.old, literals)
    if not edit.stated and not edit.read and edit.old is not None and edit.term is not None:
        before, after = _needed(edit.old), _needed(edit.term)
    return RuleChange(edit.kind, before, after, gain, rows, folds)


def _needed(term: Term) -> str:
    if term.is_conjunction:
        return "all of them"
    return f"at least {term.least} {'of them' if {*term.weights} == {1} else 'points'}"

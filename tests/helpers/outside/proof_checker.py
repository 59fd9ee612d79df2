"""A checker of certificates that shares nothing with the package: clauses, and proofs by units.

A clause follows by unit propagation if, with all its literals false, propagation meets a clause
that is false. A proof is right if each of its clauses so follows from those of the formula and
those before it, and the last is empty. It watches two literals of each clause, and no more.
"""

import json


def clauses(text):
    """The clauses of a file in DIMACS or DRAT, comments and the header left out."""
    lines = (line for line in text.splitlines() if line and line[0] not in "cpd")
    found = [[int(word) for word in line.split()] for line in lines]
    assert all(clause[-1] == 0 and 0 not in clause[:-1] for clause in found)
    return [clause[:-1] for clause in found]


def claims(text):
    """What the comments say: variables of inputs, and of each output its names and values."""
    inputs, outputs = {}, []
    for line in text.splitlines():
        if line.startswith('c input "'):
            name, variable = _words(line[8:])
            inputs[name] = int(variable)
        if line.startswith('c output "'):
            mine, theirs, *values = _words(line[9:])
            outputs.append((mine, theirs, values))
    return inputs, outputs


def _words(text):
    decoder, place = json.JSONDecoder(), 0
    while place < len(text):
        if text[place] == '"':
            word, place = decoder.raw_decode(text, place)
        else:
            end = text.find(" ", place)
            end = len(text) if end < 0 else end
            word, place = text[place:end], end
        yield word
        place += 1


class Clauses:
    """A set of clauses, and what follows from it by unit propagation."""

    def __init__(self, listed=()):
        self.watches, self.units, self.is_empty = {}, [], False
        for clause in listed:
            self.add(clause)

    def add(self, clause):
        clause = list(dict.fromkeys(clause))
        if any(-literal in clause for literal in clause):
            return
        if not clause:
            self.is_empty = True
        elif len(clause) == 1:
            self.units += clause
        else:
            for literal in clause[:2]:
                self.watches.setdefault(-literal, []).append(clause)

    def propagated(self, assumed):
        """All literals that follow from those that are assumed, or None at a contradiction."""
        true, ahead = set(), [*self.units, *assumed]
        if self.is_empty:
            return None
        for literal in ahead:
            if -literal in true:
                return None
            if literal in true:
                continue
            true.add(literal)
            kept = []
            watching = self.watches.get(literal, [])
            for place, clause in enumerate(watching):
                if clause[0] == -literal:
                    clause[0], clause[1] = clause[1], clause[0]
                if clause[0] in true:
                    kept.append(clause)
                    continue
                for k in range(2, len(clause)):
                    if -clause[k] not in true:
                        clause[1], clause[k] = clause[k], clause[1]
                        self.watches.setdefault(-clause[1], []).append(clause)
                        break
                else:
                    kept.append(clause)
                    if -clause[0] in true:
                        self.watches[literal] = kept + watching[place + 1 :]
                        return None
                    ahead.append(clause[0])
            self.watches[literal] = kept
        return true


def is_refuted(formula, proof):
    """Whether the proof shows that nothing satisfies the formula."""
    known = Clauses(clauses(formula))
    steps = clauses(proof)
    for step in steps:
        if any(-literal in step for literal in step):
            continue
        if known.propagated([-literal for literal in step]) is not None:
            return False
        known.add(step)
    return bool(steps) and not steps[-1]


def values_at(formula, row):
    """What the outputs are, by the gates of a formula, at values of its inputs by name.

    For each output: first value, whether that is open, second value, whether that is, whether
    they are wrong. All but the last clause are gates, which must leave nothing undecided.
    """
    inputs, outputs = claims(formula)
    gates = Clauses(clauses(formula)[:-1])
    (header,) = (line for line in formula.splitlines() if line.startswith("p cnf"))
    true = gates.propagated([v if row[name] else -v for name, v in inputs.items()])
    assert true is not None, "the gates contradict one another"
    assert len(true) == int(header.split()[2]), "the gates leave something undecided"
    fixed = {"T": True, "F": False}
    return [
        (mine, theirs, *(fixed[x] if x in fixed else int(x) in true for x in values))
        for mine, theirs, values in outputs
    ]


def is_miter(formula):
    """Whether the last clause says that one of the outputs is wrong."""
    wrong = [values[-1] for _, _, values in claims(formula)[1]]
    return sorted(clauses(formula)[-1]) == sorted(int(x) for x in wrong if x != "F")

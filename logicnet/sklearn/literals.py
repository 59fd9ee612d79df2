"""Stated rules as a Boolean network over literals, and the literals that data add.

A literal is a truth value of a row: a half-space that the rules compare with, such as
`age >= 65`, a coordinate that is 0 or 1, or a cut that data suggest. Rules are learnt over them,
so that what comes out consists of the same half-spaces as what was stated: thresholds stay
thresholds, and the network over the coordinates is the network over the literals with a unit for
each half-space below.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from logicnet.compiling import compile as compiled
from logicnet.construction.planes.kept import stacked
from logicnet.construction.planes.lowering import Lowered
from logicnet.errors import SpecificationError, did_you_mean
from logicnet.ground.names import few
from logicnet.learning.data.conditions import condition
from logicnet.learning.rules.gate_units import gate_network
from logicnet.learning.theories.theory import Theory
from logicnet.logic.circuits.circuit import Builder, Circuit
from logicnet.logic.function import function
from logicnet.logic.text.categories import with_categories
from logicnet.network.network import Network
from logicnet.regions.evaluation.parts import split
from logicnet.regions.exact import nearest_float
from logicnet.regions.half_spaces import Side, side_text
from logicnet.regions.stated_regions import stated_regions
from logicnet.short_rules.concepts import Concepts, names_read

from .models.feature_units import class_outputs

Floats = NDArray[np.float64]
_MOST_GATES = 2000  # that rules are stated with, rather than a table
Unit = tuple[list[str], list[float], float]  # coordinates, weights, threshold


@dataclass(frozen=True)
class Literals:
    """Half-spaces by name, and coordinates that are literals themselves."""

    half_spaces: Mapping[str, Unit]
    coordinates: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all literals."""
        return (*self.half_spaces, *self.coordinates)

    def below(self, coordinates: Sequence[str]) -> Network:
        """The half-spaces as a network over all coordinates."""
        place = {name: k for k, name in enumerate(coordinates)}
        units = [
            ([place[name] for name in names], weights, threshold)
            for names, weights, threshold in self.half_spaces.values()
        ]
        outputs = {name: k for k, name in enumerate(self.half_spaces)}
        return Network.from_units(
            coordinates, units, outputs=outputs, labels=list(self.half_spaces), encoding="real",
            booleans=self.coordinates,
        )  # fmt: skip

    def over(self, network: Network, coordinates: Sequence[str]) -> Network:
        """The network over coordinates of one over the literals: Boolean where all of these are."""
        if not self.half_spaces and {*coordinates} == {*self.coordinates}:
            return network.over(coordinates)
        read = np.unique(network.indices[network.indices < len(network.inputs)])
        cuts = all(network.inputs[k] in self.half_spaces for k in read.tolist())
        if cuts and (np.diff(network.indptr) > 1).all():
            return self._above(network, read, coordinates)
        names = {network.inputs[k] for k in read.tolist()}
        own = {name: unit for name, unit in self.half_spaces.items() if name in names}
        nodes = {name: k for k, name in enumerate(own)}
        return stacked(replace(self, half_spaces=own).below(coordinates), nodes, network)

    def _above(
        self, network: Network, read: NDArray[np.int64], coordinates: Sequence[str]
    ) -> Network:
        """The network over coordinates, where all that it reads are half-spaces.

        No unit hands on one value, so that each layer comes to lie one higher.
        """
        place = {name: k for k, name in enumerate(coordinates)}
        names = [network.inputs[k] for k in read.tolist()]
        units = [self.half_spaces[name] for name in names]
        n, width, count = len(coordinates), len(network.inputs), len(read)
        node = np.zeros(width + network.units, dtype=np.int64)
        node[read] = n + np.arange(count)
        node[width:] = n + count + np.arange(network.units)
        wires = np.cumsum([0, *(len(unit[0]) for unit in units)])
        reads = [place[name] for unit in units for name in unit[0]]
        labels = network.labels or ("",) * network.units
        return Network.from_arrays(
            inputs=coordinates, outputs=network.outputs, encoding="real",
            indptr=np.concatenate([wires, wires[-1] + network.indptr[1:]]),
            indices=np.concatenate([np.array(reads, dtype=np.int64), node[network.indices]]),
            weights=np.concatenate([[w for unit in units for w in unit[1]], network.weights]),
            thresholds=np.concatenate([[unit[2] for unit in units], network.thresholds]),
            layer_starts=np.concatenate([[0], count + network.layer_starts]),
            output_units=count + network.output_units, labels=[*names, *labels],
            booleans=self.coordinates, construction=network.construction,
        )  # fmt: skip

    def values(self, rows: Floats, coordinates: Sequence[str]) -> NDArray[np.int64]:
        """The truth values of the literals, rows by literals."""
        place = {name: k for k, name in enumerate(coordinates)}
        direct = rows[:, [place[name] for name in self.coordinates]]
        wrong = np.argwhere((direct != 0) & (direct != 1))
        if len(wrong):
            row, k = wrong[0]
            raise SpecificationError(
                f"the rules read {self.coordinates[k]!r} as true or false, and row {row} has "
                f"{direct[row, k]:g}; compare it with a number in the rules"
            )
        if not self.half_spaces:
            return direct.astype(np.int64)
        return np.concatenate([self._fired(rows, coordinates), direct.astype(np.int64)], axis=1)

    def _fired(self, rows: Floats, coordinates: Sequence[str]) -> NDArray[np.int64]:
        """Which half-spaces hold; a coordinate against a number is compared as it is."""
        place = {name: k for k, name in enumerate(coordinates)}
        is_finite, columns = bool(np.isfinite(rows).all()), list[NDArray[np.bool_] | None]()
        for names, weights, threshold in self.half_spaces.values():
            cut = is_finite and weights == [1.0]
            columns.append(rows[:, place[names[0]]] >= threshold if cut else None)
        others = [k for k, column in enumerate(columns) if column is None]
        fired = self.below(coordinates)(rows) if others else np.zeros((len(rows), len(columns)))
        for k, column in enumerate(columns):
            if column is not None:
                fired[:, k] = column
        return np.asarray(fired, dtype=np.int64)


def stated_rules(rules: Any, coordinates: Sequence[str]) -> tuple[Network, Literals]:
    """Rules as a Boolean network over literals, each unit what the rules say, and the literals.

    >>> network, literals = stated_rules("age >= 65 & smoker", ["age", "smoker", "income"])
    >>> literals.names, network.units
    (('age >= 65', 'smoker'), 1)
    """
    stated = function(rules)
    if isinstance(stated, Network) and stated.encoding == "real":
        return _of_network(stated, coordinates)
    regions = stated_regions(stated)
    if regions is None:
        names = found_names(stated.inputs, coordinates)
        circuit = stated.circuit()
        network = stated.encoded("binary") if isinstance(stated, Network) else _by_gate(circuit)
        return _renamed(network, names), Literals({}, tuple(dict.fromkeys(names.values())))
    return _of_regions(Lowered(regions), stated.outputs, coordinates)


def _of_regions(
    lowered: Lowered, outputs: Sequence[str], coordinates: Sequence[str]
) -> tuple[Network, Literals]:
    """Rules that compare numbers: their half-spaces are literals, and so are truth values.

    A condition such as "age >= 65" may be the name of a coordinate itself, as of one that
    `ThresholdBinarizer` made.
    """
    texts, half_spaces, booleans = {}, dict[str, Unit](), []
    for literal, (plane, sign) in zip(lowered.inputs, lowered.sides, strict=True):
        read = [k for k, value in enumerate(plane.normal) if value]
        names = [lowered.coordinates[k] for k in read]
        threshold = nearest_float(sign * plane.offset)
        weights = [float(sign * plane.normal[k]) for k in read]
        cut = condition(names[0], threshold) if weights == [1.0] else ""
        if literal in lowered.free or cut in coordinates:
            found = cut if cut in coordinates else found_names(names, coordinates)[names[0]]
            booleans.append(found)
        else:
            own = found_names(names, coordinates)
            renamed = [own.get(name, name) for name in lowered.coordinates]
            found = side_text(Side(plane, sign), renamed)
            half_spaces[found] = [own[name] for name in names], weights, threshold
        texts[literal] = found
    network = _by_gate(lowered.circuit)
    named = _renamed(network, texts, outputs)
    return named, Literals(half_spaces, tuple(dict.fromkeys(booleans)))


def categorised(rules: Any) -> Any:
    """The rules, with names of coordinates where columns are compared with categories.

    A theory is its network.
    """
    if isinstance(rules, str):
        return with_categories(rules)
    if isinstance(rules, Theory):
        return rules.network()
    if isinstance(rules, Mapping):
        return {key: categorised(rule) for key, rule in rules.items()}
    return rules


def named_by(rules: Any) -> tuple[str, ...]:
    """The names that rules read."""
    return names_read(rules)


def _by_gate(circuit: Circuit) -> Network:
    """A unit for each gate, so that each part of the rules is one; of tables, few units."""
    most = circuit.gates <= _MOST_GATES
    return gate_network(circuit) if most else compiled(circuit, "formula")


def by_name(rules: Any, classes: Any) -> Any:
    """The rules; of a mapping the keys are the classes as texts, which outputs are called by.

    What is stated beside the classes is a concept, which later formulas read.

    >>> print(by_name({"old": "age >= 60", "no": "~old", "yes": "old"}, ["no", "yes"]))
    no = ~(age >= 60), yes = (age >= 60)
    """
    if not isinstance(rules, Mapping):
        return rules
    named = {key: str(c) for key in rules for c in classes if c == key or str(c) == str(key)}
    read = {name for rule in rules.values() for name in function(rule).inputs}
    for key in rules:
        if key not in named and (not named or str(key) not in read):
            known = [str(c) for c in classes]
            raise SpecificationError(
                f"there is a rule for {key!r}; the classes are {few(known)}"
                + did_you_mean(str(key), known)
            )
    found = {named.get(key, str(key)): rule for key, rule in rules.items()}
    plain = len(named) == len(rules) and all(isinstance(rule, str) for rule in rules.values())
    return found if plain else _without_concepts(found, [*named.values()])


def _without_concepts(rules: Mapping[str, Any], classes: Sequence[str]) -> Circuit:
    """The formulas of the classes, with those of concepts in the place of their names."""
    stated = Concepts.of(rules, classes[0]).circuit
    build = Builder()
    ends = dict(zip(stated.outputs, build.embed(stated), strict=True))
    return build.circuit({name: ends[name] for name in classes})


def by_class(network: Network, classes: Any, is_named: bool) -> Network:
    """The network with an output for each class in their order, or one for the second of two.

    One class may lack a rule: it is what fits none of the others.
    """
    names, outputs = [str(c) for c in classes], network.outputs
    second = len(names) == 2 and len(outputs) == 1
    if second and not (is_named and outputs[0] == names[0]):
        return replace(network, wiring=replace(network.wiring, outputs=_one_output(classes)))
    missing = [name for name in names if name not in outputs]
    if len(missing) > 1 or not {*outputs} <= {*names}:
        raise SpecificationError(
            "rules are one formula for two classes, or one for each class but at most one; "
            f"the classes are {few(names)}, the rules are of {few(outputs)}"
        )
    ends = dict(zip(outputs, network.output_units.tolist(), strict=True))
    units = [(*network.wires_of(j), network.thresholds[j].item()) for j in range(network.units)]
    if missing:
        ends[missing[0]] = len(units)
        others = [len(network.inputs) + unit for unit in {*ends.values()} - {len(units)}]
        units.append((np.array(others), np.full(len(others), -1), 0))
    return Network.from_units(
        network.inputs,
        [(sources.tolist(), weights.tolist(), least) for sources, weights, least in units],
        outputs=dict(zip(_one_output(classes), [ends[names[1]]], strict=True))
        if second
        else {name: ends[name] for name in names},
        labels=None if network.labels is None else [*network.labels, *missing],
        construction=network.construction,
    )


def _one_output(classes: Any) -> tuple[str, ...]:
    """The name of the output that says that it is the second of two classes."""
    return class_outputs(classes)[-1:]


def _of_network(network: Network, coordinates: Sequence[str]) -> tuple[Network, Literals]:
    """A network over coordinates as one over its own half-spaces."""
    parts = split(network)
    if parts is None or network.centre is not None or network.scale is not None:
        raise SpecificationError(
            "rules as a network over coordinates need half-spaces of these as its first layer"
        )
    names = found_names(network.inputs, coordinates)
    half_spaces, texts = dict[str, Unit](), {}
    for k, (normal, offset) in enumerate(zip(parts.normals, parts.offsets.tolist(), strict=True)):
        read = np.flatnonzero(normal).tolist()
        own = [names[network.inputs[j]] for j in read]
        terms = [f"{w:.12g}*{name}" if w != 1 else name
                 for w, name in zip(normal[read].tolist(), own, strict=True)]  # fmt: skip
        text = f"{' + '.join(terms)} >= {offset:.17g}"
        texts[f"h{k + 1}"] = text
        half_spaces[text] = own, normal[read].tolist(), offset
    direct = [names[network.inputs[j]] for j in parts.direct]
    texts |= {f"input{j}": name for j, name in zip(parts.direct, direct, strict=True)}
    return _renamed(parts.tail, texts), Literals(half_spaces, tuple(direct))


def _renamed(
    network: Network, names: Mapping[str, str], outputs: Sequence[str] | None = None
) -> Network:
    """The network with other names of its inputs and outputs."""
    inputs = tuple(names[name] for name in network.inputs)
    ends = network.outputs if outputs is None else tuple(outputs)
    return replace(network, wiring=replace(network.wiring, inputs=inputs, outputs=ends))


def found_names(wanted: Sequence[str], coordinates: Sequence[str]) -> dict[str, str]:
    """Which coordinate each name of the rules is: that of the same name.

    Rules whose names are all others are read by position, where there are as many coordinates
    without names of their own.
    """
    if all(name in coordinates for name in wanted):
        return {name: name for name in wanted}
    unnamed = list(coordinates) == [f"x{k}" for k in range(len(coordinates))]
    if unnamed and len(wanted) == len(coordinates) and not {*wanted} & {*coordinates}:
        return dict(zip(wanted, coordinates, strict=True))
    missing = [name for name in wanted if name not in coordinates]
    hints = (did_you_mean(name, coordinates) for name in missing)
    raise SpecificationError(
        f"the rules read {few(missing)}, and here are {len(coordinates)} feature(s): "
        f"{few(coordinates)}" + next(filter(None, hints), "")
    )

"""Whatever states a function, brought to a type that answers for one: the only place that asks.

`SOURCES` says by type, by the suffix of a file or by some sign how a source becomes a function;
`sources.py` fills it with what rooms above this one read. To add a type or a format:

>>> class Yes:
...     names = "a", "b"
>>> with SOURCES.including(Yes, lambda source: function(" | ".join(source.names))):
...     print(function(Yes()))
a | b
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from os import PathLike, fspath
from os.path import isfile
from pathlib import PurePath
from threading import RLock
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from logicnet.errors import FormatError, ParseError, SpecificationError, did_you_mean
from logicnet.ground.providers import provided

from .source_kinds import is_frame, is_mapping, is_sympy, names_file

if TYPE_CHECKING:
    from logicnet.ground.bits import Words
    from logicnet.logic.circuits.circuit import Circuit
    from logicnet.logic.tables.cover import Cover
    from logicnet.logic.tables.truthtable import TruthTable

_FILE_NAME = re.compile(r"[\w./\\:~-]+\.[A-Za-z]\w*")  # a name, a dot and a suffix


class Function(Protocol):
    """What every statement of a function answers to.

    Packed rows are those of the inputs or, where half-spaces are stated, of the circuit's leaves.
    """

    @property
    def inputs(self) -> tuple[str, ...]:
        """The names that it reads."""

    @property
    def outputs(self) -> tuple[str, ...]:
        """The names of what it computes."""

    def rows(self, at: Words) -> tuple[Words, Words]:
        """`on` and `dc` of each output at packed rows."""

    def table(self) -> TruthTable:
        """All rows."""

    def cover(self) -> Cover:
        """Product terms."""

    def circuit(self) -> Circuit:
        """Gates."""


How: TypeAlias = Callable[[Any], Any] | str  # a function, or where it is, as "module:function"


class Sources:
    """How sources become functions: by type, by the suffix of a file, or by a sign.

    What a source becomes may itself be a source, as the content of a file is.
    """

    def __init__(self) -> None:
        self._types: dict[type | str, How] = {}
        self._suffixes: dict[str, How] = {}
        self._files: list[tuple[Mapping[str, object], How]] = []
        self._filling = RLock()
        self._begun = self._filled = False  # with what rooms above say
        self._signs: list[tuple[Callable[[Any], bool], How]] = []
        self._texts: list[tuple[Callable[[str], object], How]] = []
        self.asked = 0  # how often something else was brought to a function

    def register(self, kind: type | str | Callable[[Any], bool], how: How) -> None:
        """Say how sources of a type, of a type by its dotted name, or with a sign are read.

        A kind like ".pla" is the suffix of files, whose path is then what is read. Of signs the
        last that was registered is looked for first.
        """
        if isinstance(kind, str) and kind.startswith("."):
            self._suffixes[kind.lower()] = how
        elif isinstance(kind, (type, str)):
            self._types[kind] = how
        else:
            self._signs.append((kind, how))

    def register_files(self, suffixes: Mapping[str, object], how: How) -> None:
        """Say how files are read whose suffixes are, now or later, the keys of a mapping."""
        self._files.append((suffixes, how))

    def register_texts(self, sign: Callable[[str], object], how: How) -> None:
        """Say how texts with a sign are read that are no formulas."""
        self._texts.append((sign, how))

    def text(self, source: str) -> Any:
        """What a text states that is no formula, or None."""
        self._fill()
        found = (_loaded(how) for sign, how in self._texts if sign(source))
        how = next(found, None)
        return None if how is None else how(source)

    @contextmanager
    def including(self, kind: type | str | Callable[[Any], bool], how: How) -> Iterator[None]:
        """With one more kind of source."""
        self._fill()
        before = dict(self._types), dict(self._suffixes), list(self._signs)
        self.register(kind, how)
        try:
            yield
        finally:
            self._types, self._suffixes, self._signs = before

    @property
    def suffixes(self) -> tuple[str, ...]:
        """The suffixes of files that state functions."""
        self._fill()
        listed = [suffix for suffixes, _ in self._files for suffix in suffixes]
        return (*(suffix for suffix in self._suffixes if suffix not in listed), *listed)

    def _fill(self) -> None:
        if self._filled:
            return
        with self._filling:  # other threads wait until all is known
            if not self._begun:
                self._begun = True
                try:
                    provided("sources above logic")(self)
                    self._filled = True
                finally:
                    self._begun = self._filled

    def names_file(self, source: Any) -> bool:
        """Whether this is a path, or a text that ends as the name of a known file does."""
        return names_file(source, self.suffixes)

    def how(self, source: Any) -> Callable[[Any], Any] | None:
        """What reads this source, or None where nothing does."""
        if self.names_file(source):  # which fills it
            return self._of_file
        for base in type(source).__mro__:
            for key in (base, f"{base.__module__}.{base.__qualname__}"):
                if key in self._types:
                    return _loaded(self._types[key])
        return next((_loaded(how) for sign, how in reversed(self._signs) if sign(source)), None)

    def _of_file(self, path: str | PathLike[str]) -> Any:
        name = fspath(path)
        suffix = PurePath(name).suffix.lower()
        if suffix in self._suffixes:
            return _loaded(self._suffixes[suffix])(path)
        for suffixes, how in self._files:
            if suffix in suffixes:
                return _loaded(how)(path)
        wrong = f"no format for the suffix {suffix[:20]!r}" if suffix else "no suffix"
        raise FormatError(f"{name}: {wrong}; {self.known(suffix)}")

    def known(self, suffix: str) -> str:
        """The suffixes of files, as the end of a message about another one."""
        return f"known are {', '.join(self.suffixes)}{did_you_mean(suffix, self.suffixes)}"


def _loaded(how: How) -> Callable[[Any], Any]:
    if not isinstance(how, str):
        return how
    module, _, name = how.partition(":")
    found: Callable[[Any], Any] = getattr(import_module(module), name)
    return found


SOURCES = Sources()


def function(source: Any) -> Function:
    """The function that `source` states.

    A source is a formula (text or sympy), a mapping from output names to formulas, a TruthTable,
    Cover, Circuit, Network, MLP (what it decides) or Region, GeoJSON or a geometry object, the path
    of a file or the text of a circuit's, a data frame (its last column is the output), a Python
    callable of 0/1 arguments, or a module of torch or a fitted model of scikit-learn (what it
    predicts).

    >>> print(function("a & (b | ~c)"))
    a & (b | ~c)
    >>> function({"sum": "a ^ b", "carry": "a & b"}).table().to_string("carry")
    '0001'
    """
    found = _stated(source)
    SOURCES.asked += found is not source
    return found


def _stated(source: Any) -> Function:
    """A source is read until what comes back is a function."""
    how = SOURCES.how(source)
    if how is None:
        raise SpecificationError(
            "a function is stated by a formula (text or sympy), a mapping from output names to "
            "formulas, a TruthTable, a Cover, a Circuit, a Network, an MLP, a Region, GeoJSON, a "
            f"path of a file, a data frame or a Python callable, not by {type(source).__name__}"
        )
    found = how(source)
    return found if found is source or _answers(found) else _stated(found)


def _answers(found: Any) -> bool:
    return not isinstance(found, type) and all(hasattr(found, word) for word in _WORDS)


_WORDS = ("inputs", "outputs", "rows", "table", "cover", "circuit")


# What is read here ------------------------------------------------------------------------------


def itself(source: Any) -> Any:
    """The source: it answers for a function."""
    return source


def formula(source: Any) -> Circuit:
    """The circuit of text, of a truth value or of a formula of sympy's.

    Text that is no formula may be the content of a file.
    """
    from .formulas import circuit_of

    try:
        return circuit_of(source)
    except ParseError as error:
        stated = SOURCES.text(source)
        if stated is not None:
            return function(stated)  # type: ignore[return-value]
        if not (_FILE_NAME.fullmatch(source) or isfile(source)):  # only text is parsed
            raise
        known = SOURCES.known(PurePath(source).suffix.lower())
        reason = f"{error.reason}; nor has it a known suffix of a file: {known}"
        raise ParseError(error.text, error.position, reason) from None


def mapping(source: Mapping[Any, Any]) -> Circuit:
    """The circuit of several outputs, each a formula."""
    from .formulas import circuit_of

    return circuit_of(source)


def text_file(path: str | PathLike[str]) -> Circuit:
    """The circuit of the text in a file."""
    from logicnet.ground.storage.files import named, read_text

    return formula(read_text(named(path)))


def frame(source: Any) -> TruthTable:
    """The table of a data frame, whose last column is the output."""
    from logicnet.logic.tables.truthtable import TruthTable

    return TruthTable.from_frame(source)


def called(source: Callable[..., Any]) -> TruthTable:
    """The table of a Python function of 0/1 arguments."""
    from logicnet.logic.tables.truthtable import TruthTable

    return TruthTable.from_callable(source)


for _name in (
    "logicnet.logic.tables.truthtable.TruthTable",
    "logicnet.logic.tables.cover.Cover",
    "logicnet.logic.circuits.circuit.Circuit",
    "logicnet.logic.numbers.Numbers",
    "logicnet.logic.circuits.partial.PartialCircuit",
    "logicnet.logic.circuits.sequential.Sequential",
):
    SOURCES.register(_name, itself)
for _kind in (str, bool, "numpy.bool", "numpy.bool_"):
    SOURCES.register(_kind, formula)
for _suffix in (".txt", ".formula"):
    SOURCES.register(_suffix, text_file)
for _sign, _how in (
    (callable, called),
    (is_mapping, mapping),
    (is_frame, frame),
    (is_sympy, formula),
):
    SOURCES.register(_sign, _how)

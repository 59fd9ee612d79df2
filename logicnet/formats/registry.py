"""Files: `read(path)` and `write(value, path)`, by suffix.

`FORMATS` has a row for each suffix; what a row names is imported when it is first needed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from os import PathLike
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Literal

from logicnet.errors import FormatError, SpecificationError, did_you_mean
from logicnet.ground.arguments import checked
from logicnet.ground.registry import Registry

if TYPE_CHECKING:
    from logicnet.logic.circuits.sequential import Register

    from .exchange.description import Formula
from logicnet.ground.storage.files import decoded, named

from .recognition import recognised


@dataclass(frozen=True)
class Format:
    """One suffix: the types that such a file holds, and the module that reads and writes it.

    The module has `read(path)` and `write(value, path)`, unless such files are only read or only
    written, and `write` may take `options`; `loads(content, name)`, if it has that, reads streams.
    Types that a format `takes` are written as one that it holds, of the same function; no others
    are written. In a file that is sealed any change of the content is noticed; what `is_exact`
    comes back equal, else the function does.
    """

    name: str
    holds: tuple[str, ...]
    does: str
    module: str
    is_written: bool = True
    is_sealed: bool = False
    is_read: bool = True
    options: tuple[str, ...] = ()
    takes: tuple[str, ...] = ()
    is_exact: bool = True

    def __str__(self) -> str:
        return self.name

    def cells(self) -> tuple[str, ...]:
        """Suffix, types and what it is for, as the pages list them."""
        return f"`{self.name}`", ", ".join(f"`{kind}`" for kind in self.holds), self.does

    def read(self, path: Path) -> Any:
        """What the file holds."""
        if not self.is_read:
            known = ", ".join(each.name for each in FORMATS.values() if each.is_read)
            raise FormatError(f"{path}: {self.name} is only written; read are {known}")
        reader: Callable[[Path], Any] = import_module(self.module).read
        return reader(path)

    def loads(self, content: str | bytes, name: str) -> Any:
        """What the content of such a file holds; `name` is what errors mention."""
        reader = getattr(import_module(self.module), "loads", None) if self.is_read else None
        if reader is None:
            raise FormatError(f"{name}: {self.name} is not read from a stream; give a path")
        return reader(content, name)

    def write(self, value: Any, path: Path, options: Mapping[str, Any] | None = None) -> None:
        """Write the value to the file, with options that such files have."""
        if not self.is_written:
            known = ", ".join(each.name for each in FORMATS.values() if each.is_written)
            raise FormatError(f"{path}: {self.name} is only read; written are {known}")
        self._check(value, path)
        options = options or {}
        for name in options:
            if name not in self.options:
                known = f"it has {', '.join(self.options)}" if self.options else "it has none"
                raise SpecificationError(f"{path}: {self.name} has no option {name!r}; {known}")
        writer: Callable[..., None] = import_module(self.module).write
        writer(value, path, **options)

    def _check(self, value: Any, path: Path) -> None:
        kinds = [kind.__name__ for kind in type(value).__mro__]
        known = *self.holds, *self.takes
        if set(kinds).isdisjoint(known):
            from logicnet.ground.checks import how_to_make, with_article  # loads NumPy

            *first, last = map(with_article, known)
            listed = f"{', '.join(first)} or {last}" if first else last
            others = ", ".join(written(kinds[0]))
            hint = f"; that is written as {others}" if others else ""
            hint = how_to_make(known[0], kinds[0]) or hint
            told = f"{self.name} holds {listed}, not {with_article(kinds[0])}"
            raise SpecificationError(f"{path}: {told}{hint}")


_ELSEWHERE = {  # suffixes of files that are no format of `read` and `write`, and what is to be done
    ".keras": "logicnet.from_keras reads models of Keras, and to_keras makes them",
    **dict.fromkeys(
        (".pt", ".pth", ".pkl", ".pickle", ".joblib"),
        "pickled files are not read, as they may hold any program; load the model where you trust "
        "it, and read that (from_torch, from_sklearn)",
    ),
}
_NETS = ("Network", "MLP")
_GATES = ("Network", "Cover", "TruthTable")  # what is written as gates
_CIRCUITS = "logicnet.formats.circuits"
FORMATS = Registry(
    "suffix",
    ("suffix", "holds", ""),
    (
        Format(".json", _NETS, "readable, a line a unit", "logicnet.formats.native_json",
               is_sealed=True),
        Format(".npz", _NETS, "for large ones; plain numpy arrays, never unpickled",
               "logicnet.formats.native_npz", is_sealed=True),
        Format(".pla", ("Cover",), "product terms, as espresso reads them", "logicnet.formats.pla",
               takes=("PhasedCover", "ProductOfSums")),
        Format(".min", ("MinimalityCertificate",), "why no cover has fewer terms, as "
               "`verify_minimal` checks it", "logicnet.formats.exchange.minimality"),
        Format(".csv", ("TruthTable",), "a header of names, a line a row",
               "logicnet.formats.csv_table"),
        Format(".tsv", ("TruthTable",), "the same with tabs", "logicnet.formats.csv_table"),
        Format(".onnx", _NETS, "graphs that onnxruntime and others run, of others too; extra "
               "`onnx`", "logicnet.formats.onnx.files",
               options=("dtype", "opset", "by_name", "formula"), takes=("RuleClassifier",)),
        Format(".safetensors", _NETS, "arrays by layer, with a description; never unpickled",
               "logicnet.formats.exchange.safetensors", is_sealed=True,
               options=("dtype", "formula")),
        Format(".nir", ("Network",), "graphs that neuromorphic tools exchange; extra `nir`",
               "logicnet.formats.exchange.nir", options=("dtype", "formula")),
        Format(".c", _NETS, "a function that needs no library; only written",
               "logicnet.formats.source.c_code", is_read=False, options=("name", "formula")),
        Format(".js", _NETS, "a function for browsers and Node; only written",
               "logicnet.formats.source.javascript", is_read=False, options=("name", "formula")),
        Format(".py", _NETS, "a function that needs NumPy alone; only written",
               "logicnet.formats.source.python", is_read=False, options=("name", "formula")),
        Format(".v", ("Circuit", "Sequential"), "structural Verilog; a `Network` is written as "
               "sums, a wire a unit", f"{_CIRCUITS}.verilog.files", options=("name", "formula",
               "gates", "registers", "testbench"), takes=_GATES, is_exact=False),
        Format(".blif", ("Circuit", "PartialCircuit", "Sequential"), "nodes as covers, with "
               "don't-cares, registers, models in models", f"{_CIRCUITS}.blif", takes=_GATES,
               options=("registers",), is_exact=False),
        Format(".bench", ("Circuit", "Sequential"), "a gate a line, as the ISCAS benchmarks",
               f"{_CIRCUITS}.bench", takes=_GATES, options=("registers",), is_exact=False),
        Format(".aig", ("Circuit", "Sequential"), "And and Not, binary AIGER", f"{_CIRCUITS}.aiger",
               takes=_GATES, options=("registers",), is_exact=False),
        Format(".aag", ("Circuit", "Sequential"), "the same as text", f"{_CIRCUITS}.aiger",
               takes=_GATES, options=("registers",), is_exact=False),
        Format(".eqn", ("Circuit",), "equations, as SIS and ABC have them", f"{_CIRCUITS}.eqn",
               takes=_GATES, is_exact=False),
        Format(".th", ("Network",), "threshold netlists, as threABC has them; without labels",
               f"{_CIRCUITS}.th", is_exact=False),
        Format(".cnf", ("Circuit",), "clauses for SAT solvers: all outputs are 1; only written",
               f"{_CIRCUITS}.clauses", is_read=False, takes=_GATES),
        Format(".opb", ("Circuit",), "pseudo-Boolean constraints, likewise; only written",
               f"{_CIRCUITS}.clauses", is_read=False, takes=_GATES),
        Format(".geojson", ("Region",), "polygons, one region a `name`; only read",
               "logicnet.formats.geojson", is_written=False),
    ),
)  # fmt: skip


@checked()
def read(path: str | PathLike[str] | IO[Any], *, suffix: str | None = None) -> Any:
    """What the file holds: a Network, an MLP, a Circuit, a Cover, a TruthTable, regions.

    Its suffix, or the `suffix` that is given, says how it is read. A stream, which is a file that
    is open, is recognised by what is in it, and so is the text of a whole file. Of one with several
    named regions it is a mapping from their names.

    >>> from io import StringIO
    >>> print(read(StringIO("INPUT(a)\\nINPUT(b)\\nOUTPUT(y)\\ny = NOR(a, b)")))
    ~(a | b)
    """
    is_text = isinstance(path, str) and suffix is None and ("\n" in path or ";" in path)
    if is_text and recognised(path):  # type: ignore[arg-type]
        return loads(path)  # type: ignore[arg-type]
    if isinstance(path, (str, PathLike)) or not hasattr(path, "read"):
        place = named(path)  # type: ignore[arg-type]
        return _format(place, suffix).read(place)
    return _read_stream(path, suffix)


def loads(text: str) -> Any:
    """What a text states that is recognised as the content of a file.

    >>> print(loads("INPUT(a)\\nINPUT(b)\\nOUTPUT(y)\\ny = AND(a, b)"))
    a & b
    """
    return _format(Path("<text>"), recognised(text)).loads(text, "<text>")


def _read_stream(stream: IO[Any], suffix: str | None) -> Any:
    content = stream.read()
    name = getattr(stream, "name", None)
    name = name if isinstance(name, str) else "<stream>"
    found = suffix or recognised(content)
    if not found:
        raise FormatError(f"{name}: not recognised; expected a circuit, or say the suffix=...")
    if isinstance(content, bytes) and found != ".aig":
        content = decoded(content, name, "latin-1")
    return _format(Path(name), found).loads(content, name)


@checked()
def write(
    value: Any,
    path: str | PathLike[str],
    *,
    dtype: Literal["float32", "float64"] | None = None,
    opset: int | None = None,
    by_name: bool | None = None,
    name: str | None = None,
    formula: Formula | None = None,
    gates: bool | None = None,
    registers: Sequence[Register] | None = None,
    testbench: str | PathLike[str] | None = None,
) -> None:
    """Write `value` in the format that the suffix names; the file appears whole or not at all.

    Some formats have options: the type of numbers (else the smallest that holds all exactly), the
    version of the operators, whether inputs and outputs are apart `by_name` or in one array, the
    `name` of a function in source code (else like that of the file), and a `formula`, or one for
    each output, that is proven of the network first and then stands in the file with its proof.
    Verilog has networks as sums, or as `gates` of two, and a `testbench`, a second file that runs
    it and says PASS. Formats that hold a `Sequential` take its `registers` with a network that is
    its step.
    """
    path, given = named(path), locals()
    names = ("dtype", "opset", "by_name", "name", "formula", "gates", "registers", "testbench")
    options = {name: given[name] for name in names if given[name] is not None}
    _format(path).write(value, path, options)


def written(kind: str) -> tuple[str, ...]:
    """The suffixes of files to which a value of a type can be written.

    >>> written("Network")[:3]
    ('.json', '.npz', '.onnx')
    """
    return tuple(
        row.name for row in FORMATS.values() if row.is_written and kind in (*row.holds, *row.takes)
    )


def holding(kind: str) -> tuple[str, ...]:
    """The suffixes of files from which a value of a type can be read.

    >>> holding("PartialCircuit")
    ('.blif',)
    """
    return tuple(row.name for row in FORMATS.values() if row.is_read and kind in row.holds)


def _format(path: Path, given: str | None = None) -> Format:
    suffix = (path.suffix if given is None else given).lower()
    if suffix not in FORMATS:
        if suffix in _ELSEWHERE:
            raise FormatError(f"{path}: {_ELSEWHERE[suffix]}")
        wrong = f"no format for the suffix {suffix[:20]!r}" if suffix else "no suffix"
        known = f"; known are {', '.join(FORMATS)}"
        raise FormatError(f"{path}: {wrong}{known}{did_you_mean(suffix, FORMATS)}")
    return FORMATS[suffix]

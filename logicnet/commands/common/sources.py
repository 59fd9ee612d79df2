"""What the argument of a command states: a formula, a file of any format, standard input."""

from __future__ import annotations

import argparse
import io
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, NamedTuple, get_args

import logicnet
from logicnet.errors import did_you_mean
from logicnet.formats.recognition import recognised
from logicnet.formats.registry import FORMATS
from logicnet.ground.storage.files import decoded, read_text, write_atomically
from logicnet.logic.function import SOURCES
from logicnet.short_rules.stated_text import stated_in

if TYPE_CHECKING:
    from logicnet.logic.text.textbook import Notation

STREAM = "-"
_TABLES = (".csv", ".tsv")
_SEPARATORS = {"comma": ",", "semicolon": ";", "tab": "\t", r"\t": "\t", "space": " "}
_MISSING: dict[str, Any] = {"error": "error", "dont-care": "dont-care", "0": 0, "1": 1}
_BINARY = (".aig", ".npz", ".onnx", ".safetensors", ".nir")


class Reading(NamedTuple):
    """How sources are read, as far as it is said: the format, the notation, how tables are."""

    suffix: str | None = None
    notation: Notation = "auto"
    missing: Any = None
    separator: str | None = None

    def of_two(self, first: str, second: str) -> tuple[Any, Any]:
        """What two arguments state; what is said of tables is said of those that are tables."""
        plain = self._replace(missing=None, separator=None)
        tables = [text for text in (first, second)
                  if text == STREAM or text.lower().endswith(_TABLES)]  # fmt: skip
        how = [self if text in tables or not tables else plain for text in (first, second)]
        return how[0].of(first), how[1]._replace(suffix=None).of(second)

    def of(self, text: str) -> Any:
        """What the argument states: the content of standard input or of a file, or a formula."""
        found = self._content(text)
        if not isinstance(found, str) or self.notation == "auto":
            return found
        from logicnet.logic.formulas import circuit_of

        return circuit_of(found, notation=self.notation)

    def _content(self, text: str) -> Any:
        if text == STREAM:
            return self._stated(_standard_input(), "standard input")
        path = Path(text)
        suffix = self.suffix or path.suffix.lower()
        if self.suffix or (self._of_tables and suffix in _TABLES):
            return self._table(read_text(path), text) if suffix in _TABLES else logicnet.read(
                path, suffix=suffix
            )  # fmt: skip
        if self._of_tables:
            raise logicnet.SpecificationError(
                f"--missing and --separator are for tables ({', '.join(_TABLES)}), not for "
                f"{text!r}; --from csv reads a file of another name as one"
            )
        if SOURCES.names_file(text):
            return path if self.notation == "auto" or suffix in FORMATS else read_text(path)
        try:
            is_file = path.is_file() or path.is_fifo()
        except (OSError, ValueError):  # too long for a name, or with a NUL
            is_file = False
        return read_text(path) if is_file else meant(text)

    def _stated(self, content: str | bytes, name: str) -> Any:
        """What some content states: what a format holds, or the text of a formula."""
        suffix = self.suffix or recognised(content)
        if suffix in _BINARY and suffix != ".aig":
            return _held(content, suffix, name)
        if suffix and isinstance(content, bytes) and suffix != ".aig":
            content = decoded(content, name, None if suffix in _TABLES else "latin-1")
        if suffix in _TABLES:
            return self._table(str(content), name)
        if suffix:
            return FORMATS[suffix].loads(content, name)
        if self._of_tables:
            raise logicnet.SpecificationError(f"{name}: no table, for --missing or --separator")
        # whatever the locale says, like files
        return content if isinstance(content, str) else decoded(content, name)

    @property
    def _of_tables(self) -> bool:
        return self.missing is not None or self.separator is not None

    def _table(self, text: str, name: str) -> logicnet.TruthTable:
        from logicnet.formats.csv_table import loads

        missing: Any = "error" if self.missing is None else self.missing
        separator = "\t" if self.suffix == ".tsv" else self.separator
        return loads(text, name, missing=missing, separator=separator)


def known_rules(text: str) -> Any:
    """Rules that are known: a formula, concepts by name, a theory, or the content of a file."""
    if Path(text).suffix.lower() == ".theory":
        return logicnet.Theory.read(text)
    stated = Reading().of(text)
    if isinstance(stated, Path):
        stated = logicnet.read(stated) if stated.suffix.lower() in FORMATS else read_text(stated)
    return stated_in(stated) if isinstance(stated, str) else stated


def source_text() -> str:
    """What a source may be, for the help of a command."""
    files = ", ".join(row.name for row in FORMATS.values() if row.is_read)
    return f"a formula; or a file with one ({files} or text); or - for standard input"


def source_options(parser: argparse.ArgumentParser, tables: bool = True) -> None:
    """Add the options that say how sources are read, those of tables where these are wanted."""
    from logicnet.logic.text.textbook import Notation

    group = parser.add_argument_group("how the source is read")
    suffix_option(group, "--from", "read it as this format, whatever its name or content")
    group.add_argument(
        "--notation",
        choices=get_args(Notation),
        default="auto",
        help="textbook: AB + A'C; names: AB is one variable; auto sees, or asks",
    )
    if not tables:
        parser.set_defaults(missing=None, separator=None)
        return
    separator_option(group, "separator", "between the cells of a table")
    group.add_argument(
        "--missing",
        choices=list(_MISSING),
        help="what rows are that a table does not list (default: error)",
    )


def separator_option(parser: Any, dest: str, purpose: str) -> None:
    """Add the option that says what separates cells, to a parser or a group of one."""
    parser.add_argument(
        "--separator",
        dest=dest,
        type=_separator,
        metavar="SIGN",
        help=f"{purpose}: ';', tab, ... (default: as the first line has it)",
    )


def _separator(text: str) -> str:
    found = _SEPARATORS.get(text.lower(), text)
    if len(found) != 1 or found in '"\r\n':
        raise argparse.ArgumentTypeError(
            f"expected one character, or one of {', '.join(_SEPARATORS)}, got {text!r}"
        )
    return found


def reading(args: argparse.Namespace) -> Reading:
    """How the options say that sources are read."""
    missing = None if args.missing is None else _MISSING[args.missing]
    return Reading(args.source_format, args.notation, missing, args.separator)


def suffix_option(parser: Any, name: str, purpose: str) -> None:
    """Add an option that names a format, as .blif or blif, to a parser or a group of one."""

    def suffix(text: str) -> str:
        found = f".{text.removeprefix('.').lower()}"
        if found not in FORMATS:
            hint = did_you_mean(found, FORMATS)
            raise argparse.ArgumentTypeError(f"{text!r} is none of {', '.join(FORMATS)}{hint}")
        return found

    parser.add_argument(name, dest="source_format", type=suffix, metavar="SUFFIX", help=purpose)


def source_of(args: argparse.Namespace, text: str | None = None) -> Any:
    """What the argument `source`, or another one, states under the options."""
    return reading(args).of(args.source if text is None else text)


def content_of(args: argparse.Namespace, text: str) -> Any:
    """What a source holds, as the type of its format; the circuit of a formula."""
    from logicnet.logic.function import function

    found = source_of(args, text)
    if isinstance(found, Path):
        return logicnet.read(found) if found.suffix.lower() in FORMATS else function(found)
    return function(found) if isinstance(found, str) else found


def network_of(args: argparse.Namespace, text: str) -> logicnet.Network:
    """The network that a source holds; what is no network is an error that says so."""
    from logicnet.formats.registry import holding

    network = content_of(args, text)
    if not isinstance(network, logicnet.Network):
        raise logicnet.SpecificationError(
            f"{text} holds a {type(network).__name__}, expected a network "
            f"({' or '.join(holding('Network'))})"
        )
    return network


def meant(text: str) -> str:
    """An argument as UTF-8, also where the locale made something else of its bytes."""
    try:
        return text.encode("utf-8", "surrogateescape").decode("utf-8")
    except UnicodeError:
        raise logicnet.SpecificationError(f"{text!a} is not UTF-8 text") from None


def _standard_input() -> str | bytes:
    """All of it: octets, or text where it is a stream of that."""
    if sys.stdin is None:
        raise logicnet.SpecificationError("standard input is closed")
    is_text = not isinstance(sys.stdin, io.TextIOWrapper)
    return sys.stdin.read() if is_text else sys.stdin.buffer.read()


def standard_input_text() -> str:
    """The text of standard input."""
    content = _standard_input()
    return content if isinstance(content, str) else decoded(content, "standard input")


def _held(content: str | bytes, suffix: str, name: str) -> Any:
    """What the content of a file holds that is read at a path only."""
    octets = content.encode("latin-1", "replace") if isinstance(content, str) else content
    with TemporaryDirectory() as folder:
        path = Path(folder, f"content{suffix}")
        write_atomically(path, octets)
        try:
            return logicnet.read(path)
        except logicnet.LogicnetError as error:
            raise logicnet.FormatError(str(error).replace(str(path), name)) from None

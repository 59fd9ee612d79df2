"""A format of a few lines: a truth table as its names and its digits."""

from logicnet import FormatError, SpecificationError, TruthTable
from logicnet.ground.files import read_text, write_text


def read(path):
    names, _, digits = read_text(path).strip().rpartition(":")
    try:
        return TruthTable.from_string(digits, names.split())
    except SpecificationError as error:
        raise FormatError(f"{path}: {error}") from None


def write(table, path):
    write_text(path, f"{' '.join(table.inputs)}:{table.to_string()}\n")

"""Rows of a few lines for the tables: a format, judges."""

from logicnet import FormatError, SpecificationError, TruthTable, Verdict
from logicnet.ground.storage.files import read_text, write_text


def read(path):
    names, _, digits = read_text(path).strip().rpartition(":")
    try:
        return TruthTable.from_string(digits, names.split())
    except SpecificationError as error:
        raise FormatError(f"{path}: {error}") from None


def write(table, path):
    write_text(path, f"{' '.join(table.inputs)}:{table.to_string()}\n")


def same_object(sides, extent, reason):
    """A judge: a network computes itself."""
    if sides.network is sides.specification:
        return Verdict(equal=True, method="being the same")
    return reason


def flatterer(sides, extent, reason):
    """A judge that finds everything equal."""
    return Verdict(equal=True, method="looking away")

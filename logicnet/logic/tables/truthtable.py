"""The truth table: an explicit function of named inputs, with many outputs and don't-cares.

Rows are packed 64 to a word (see `bits`): row r assigns the inputs the binary digits of r, the
first input the most significant, as in textbooks and in sympy.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from os import PathLike
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from logicnet.errors import ArgumentTypeError, SpecificationError
from logicnet.ground import checks
from logicnet.ground.arguments import checked
from logicnet.ground.bits import (
    Words,
    check_size,
    columns,
    frozen,
    pack,
    popcount,
    unpack,
    used,
    words,
)
from logicnet.ground.checks import entries, packed
from logicnet.ground.digits import is_whole, meaning, plain
from logicnet.ground.names import default_inputs, default_outputs, unique_names
from logicnet.ground.providers import provided

if TYPE_CHECKING:
    import pandas as pd

    from .tabular import Missing


@dataclass(frozen=True, eq=False, kw_only=True)
class TruthTable:
    """Every row of a function: `on` where an output is 1, `dc` where it does not matter.

    >>> table = TruthTable.from_string("01-1", names=["a", "b"])
    >>> print(table)
    a b | y
    0 0 | 0
    0 1 | 1
    1 0 | -
    1 1 | 1
    """

    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    on: Words
    dc: Words

    def __post_init__(self) -> None:
        inputs = unique_names(self.inputs, "input")
        outputs = unique_names(self.outputs, "output")
        if not outputs:
            raise SpecificationError("a truth table has at least one output")
        check_size(len(inputs))
        shape = (len(outputs), words(len(inputs)))
        for name in ("on", "dc"):
            array = np.asarray(getattr(self, name))
            if array.dtype != np.uint64 or array.shape != shape:
                raise SpecificationError(
                    f"'{name}' must be uint64 words of shape {shape} for {len(inputs)} inputs and "
                    f"{len(outputs)} outputs, got {array.dtype} of shape {array.shape}"
                )
            if len(inputs) < 6 and (array & ~used(len(inputs))).any():
                raise SpecificationError(f"'{name}' has bits set beyond row {2 ** len(inputs) - 1}")
            object.__setattr__(self, name, frozen(array))
        if (self.on & self.dc).any():
            raise SpecificationError("a row cannot be both 1 and a don't-care: 'on' and 'dc' meet")
        object.__setattr__(self, "inputs", inputs)
        object.__setattr__(self, "outputs", outputs)

    # Constructors ------------------------------------------------------------------------

    @classmethod
    @checked()
    def from_string(
        cls, text: str | Mapping[str, str], names: Sequence[str] | None = None
    ) -> TruthTable:
        """The table whose rows are the characters 0, 1 and - or x (don't-care), row 0 first.

        White space is ignored. For many outputs give a mapping from output name to string.
        """
        if not isinstance(text, (str, Mapping)):
            raise SpecificationError(
                f"expected a string of rows, or a mapping of them, not {type(text).__name__}; "
                "for a list or an array use from_values"
            )
        columns_of = {"y": text} if isinstance(text, str) else dict(text)
        rows = {
            name: "".join(checks.text(column, f"output {name}").split())
            for name, column in columns_of.items()
        }
        for name, column in rows.items():
            wrong = next((i for i, c in enumerate(column) if c not in "01-xX"), None)
            if wrong is not None:
                raise SpecificationError(
                    f"output {name!r}, row {wrong}: expected 0, 1, - or x, got {column[wrong]!r}"
                )
        lengths = {len(column) for column in rows.values()}
        if len(lengths) != 1:
            raise SpecificationError(f"outputs have different numbers of rows: {sorted(lengths)}")
        octets = np.array([np.frombuffer(c.encode("ascii"), np.uint8) for c in rows.values()])
        free = (octets != ord("0")) & (octets != ord("1"))
        return cls._from_flags(octets == ord("1"), free, names, rows)

    @classmethod
    @checked()
    def from_values(
        cls,
        values: Sequence[Any] | NDArray[Any],
        names: Sequence[str] | None = None,
        outputs: Sequence[str] | None = None,
    ) -> TruthTable:
        """The table of a list or array of 0, 1 and don't-care ("-", "x", None, NaN).

        A flat sequence is one output; an array of rows by outputs is many.
        """
        if not isinstance(values, np.ndarray):
            values = entries(values, "values")
            values = [list(v) if isinstance(v, tuple) else v for v in values]
            widths = {len(v) if isinstance(v, list) else None for v in values}
            if len(widths) > 1 or not values:
                raise SpecificationError("expected rows of one and the same width, at least one")
        array = values if isinstance(values, np.ndarray) else np.array(values, dtype=object)
        if array.ndim not in (1, 2):
            raise SpecificationError(
                f"values must be rows, or rows by outputs; got {array.ndim} dimensions"
            )
        if not array.size:
            got = checks.shown(values)
            raise SpecificationError(f"expected rows of at least one value, got {got}")
        array = array.reshape(len(array), -1).T
        if array.dtype.kind in "bui":
            flags = np.where(array > 1, 2, array).astype(np.int64)  # unsigned ones may be larger
        else:
            flags = np.array([[meaning(v) for v in column] for column in array.tolist()])
        wrong = np.argwhere((flags != 0) & (flags != 1) & (flags != -1))
        if len(wrong):
            k, r = map(int, wrong[0])
            raise SpecificationError(
                f"row {r}, output {k + 1}: expected 0, 1 or a don't-care, "
                f"got {plain(array[k, r])!r}"
            )
        return cls._from_flags(
            flags == 1, flags == -1, names, outputs or default_outputs(len(flags))
        )

    @classmethod
    @checked()
    def from_hex(
        cls,
        word: str,
        names: Sequence[str] | None = None,
        *,
        first: Literal["least", "most"] = "least",
    ) -> TruthTable:
        """The table of a hexadecimal word, whose least significant bit is row 0.

        `first` says which digit of the row number the first input is: "least" as in logic
        synthesis tools (``8`` is AND, ``ca`` is c ? b : a), "most" as everywhere else here.

        >>> TruthTable.from_hex("ca", ["a", "b", "c"]).to_string()
        '00011011'
        >>> TruthTable.from_hex("ca", ["a", "b", "c"], first="most").to_string()
        '01010011'
        """
        if not isinstance(word, str):
            raise SpecificationError(f"a hex word is a string of digits, not {word!r}")
        digits = word.strip().lower().removeprefix("0x").replace("_", "")
        if not digits or set(digits) - set("0123456789abcdef"):
            raise SpecificationError(f"expected hexadecimal digits, got {word!r}")
        if first not in ("least", "most"):
            raise SpecificationError(f"first is 'least' or 'most', not {first!r}")
        n = len(names) if names is not None else (4 * len(digits)).bit_length() - 1
        check_size(n)
        if len(digits) != max(1, 2**n // 4) or int(digits, 16) >> 2**n:
            raise SpecificationError(
                f"a table of {n} inputs has {2**n} rows, {max(1, 2**n // 4)} hexadecimal digits; "
                f"got {len(digits)} in {word!r}"
            )
        octets = np.frombuffer(int(digits, 16).to_bytes(8 * words(n), "little"), "<u8")
        table = cls(
            inputs=tuple(names or default_inputs(n)),
            outputs=("y",),
            on=octets.astype(np.uint64)[None],
            dc=np.zeros((1, words(n)), np.uint64),
        )
        if first == "most":
            return table
        flipped = table.renamed(inputs=table.inputs[::-1])
        return flipped.over(table.inputs)

    @classmethod
    @checked()
    def from_minterms(
        cls, names: Sequence[str] | int, minterms: Iterable[int], dont_cares: Iterable[int] = ()
    ) -> TruthTable:
        """The table that is 1 on the rows `minterms`; `names` are the inputs, or their number.

        >>> TruthTable.from_minterms(["a", "b"], [1, 2], dont_cares=[3]).to_string()
        '011-'
        """
        if isinstance(names, (int, np.integer)):
            if names < 0:
                raise SpecificationError(f"the number of inputs is 0 or more, not {names}")
            check_size(int(names))
            inputs = default_inputs(int(names))
        else:
            inputs = unique_names(names, "input")
            check_size(len(inputs))
        flags = np.zeros((2, 2 ** len(inputs)), dtype=bool)
        for flag, rows, what in zip(
            flags, (minterms, dont_cares), ("minterm", "don't-care"), strict=True
        ):
            for row in map(plain, entries(rows, f"{what}s")):
                if not (is_whole(row) and 0 <= row < flag.size):
                    raise SpecificationError(
                        f"{what} {row} is no row of {len(inputs)} inputs (0 to {flag.size - 1})"
                    )
                flag[row] = True
        both = np.flatnonzero(flags.all(axis=0))
        if len(both):
            raise SpecificationError(f"row {both[0]} is both a minterm and a don't-care")
        return cls._from_flags(flags[:1], flags[1:], inputs, ["y"])

    @classmethod
    @checked()
    def from_callable(
        cls,
        function: Callable[..., Any],
        names: Sequence[str] | None = None,
        *,
        checked: bool = True,
    ) -> TruthTable:
        """The table of a Python function of 0/1 arguments, called once for each row.

        It returns a truth value, None for a don't-care, or a tuple or dict of these. What looks
        like a rule on numbers (it is constant, or compares an argument with something beyond 0
        and 1) is refused, after some more calls, unless `checked` is False.

        >>> TruthTable.from_callable(lambda a, b: a and not b).to_string()
        '0010'
        """
        from .callables import values_of_callable

        return cls.from_values(*values_of_callable(function, names, checked))

    @classmethod
    @checked()
    def from_expression(
        cls, source: Any, names: Sequence[str] | None = None, dont_care: Any = None
    ) -> TruthTable:
        """The table of a formula (text or sympy), or of a mapping of them by output name.

        `names` fixes the inputs and their order; `dont_care` is a formula of rows that do not
        matter.

        >>> TruthTable.from_expression("a ^ b", dont_care="a & b").to_string()
        '011-'
        """
        found: TruthTable = provided("table of formulas")(source, names, dont_care)
        return found

    @classmethod
    @checked()
    def from_frame(
        cls, frame: pd.DataFrame, outputs: Sequence[str] | None = None, *,
        missing: Missing = "error",
    ) -> TruthTable:  # fmt: skip
        """The table of a pandas DataFrame with a named column for each input and output.

        `outputs` names the output columns (default: the last). Rows may come in any order;
        `missing="error"`, "dont-care", 0 or 1 says what the rows that are not listed are.
        """
        from .tabular import table_of_rows

        if not (hasattr(frame, "columns") and hasattr(frame, "notna")):
            raise ArgumentTypeError(f"expected a pandas DataFrame, got {checks.shown(frame)}")
        rows = frame.astype(object).where(frame.notna(), None).to_numpy().tolist()
        names = [str(column) for column in frame.columns]
        return cls(**table_of_rows(names, rows, outputs, missing=missing)._asdict())

    @classmethod
    @checked()
    def from_csv(
        cls, path: str | PathLike[str], outputs: Sequence[str] | None = None, *,
        missing: Missing = "error", separator: str | None = None,
    ) -> TruthTable:  # fmt: skip
        """The table of a CSV file with a header of names; options as for `from_frame`.

        What separates cells is the `separator`, or that of `,`, `;` and tab which the header has.
        Values are 0 and 1, yes and no, true and false, or their first letters.
        """
        from .tabular import read_csv

        found = read_csv(path, outputs, missing=missing, separator=separator)
        return cls(**found._asdict())

    @classmethod
    def _from_flags(
        cls,
        on: NDArray[np.bool_],
        dc: NDArray[np.bool_],
        names: Sequence[str] | None,
        outputs: Iterable[str],
    ) -> TruthTable:
        rows = on.shape[1]
        n = rows.bit_length() - 1
        if rows == 0 or rows != 2**n:
            raise SpecificationError(f"a truth table has 2**n rows; got {rows}")
        if names is not None and len(names) != n:
            raise SpecificationError(f"{rows} rows need {n} input names, got {len(names)}")
        check_size(n)
        return cls(
            inputs=tuple(names if names is not None else default_inputs(n)),
            outputs=tuple(outputs),
            on=pack(on),
            dc=pack(dc),
        )

    # What is in it -----------------------------------------------------------------------

    def __len__(self) -> int:
        """Number of rows, 2**n."""
        return 1 << len(self.inputs)

    def values(self) -> NDArray[np.int8]:
        """Rows by outputs: 0, 1, or -1 for a don't-care."""
        on, dc = unpack(self.on, len(self)), unpack(self.dc, len(self))
        return np.asarray((on.astype(np.int8) - dc).T, dtype=np.int8)

    def to_string(self, output: str | None = None) -> str:
        """One output as the string that `from_string` reads; the only one by default."""
        k = self._output_index(output)
        return "".join("01-"[v] for v in self.values()[:, k].tolist())

    def minterms(self, output: str | None = None) -> list[int]:
        """The rows where an output is 1."""
        k = self._output_index(output)
        return [int(r) for r in np.flatnonzero(unpack(self.on[k], len(self)))]

    def table(self) -> TruthTable:
        """This table."""
        return self

    def circuit(self) -> Any:
        """Its true rows as gates."""
        return self.cover().circuit()

    def cover(self) -> Any:
        """The same function as product terms, one a row that is 1 or a don't-care."""
        return provided("cover of a table")(self)

    def output(self, name: str) -> TruthTable:
        """The table of one output."""
        k = self._output_index(name)
        return TruthTable(
            inputs=self.inputs, outputs=(name,), on=self.on[k : k + 1], dc=self.dc[k : k + 1]
        )

    def renamed(
        self, inputs: Sequence[str] | None = None, outputs: Sequence[str] | None = None
    ) -> TruthTable:
        """The same rows under other names."""
        given = self.inputs if inputs is None else unique_names(inputs, "input")
        if len(given) != len(self.inputs):
            raise SpecificationError(
                f"{len(self)} rows need {len(self.inputs)} input names, got {len(given)}"
            )
        outputs = self.outputs if outputs is None else unique_names(outputs, "output")
        return TruthTable(inputs=given, outputs=outputs, on=self.on, dc=self.dc)

    def over(self, inputs: Sequence[str]) -> TruthTable:
        """The same function as a table over `inputs`, in that order; more inputs are allowed."""
        inputs = unique_names(inputs, "input")
        if inputs == self.inputs:
            return self
        lacking = set(self.inputs) - set(inputs)
        if lacking:
            raise SpecificationError(f"the table depends on {', '.join(sorted(lacking))}")
        check_size(len(inputs))
        axes = [self.inputs.index(name) for name in inputs if name in self.inputs]
        shape = [2 if name in self.inputs else 1 for name in inputs]

        def moved(packed: Words) -> Words:
            cube = unpack(packed, len(self)).reshape(len(packed), *[2] * len(self.inputs))
            cube = cube.transpose(0, *(a + 1 for a in axes)).reshape(len(packed), *shape)
            whole = np.broadcast_to(cube, (len(packed), *[2] * len(inputs)))
            return pack(whole.reshape(len(packed), -1))

        return TruthTable(inputs=inputs, outputs=self.outputs, on=moved(self.on), dc=moved(self.dc))

    def rows(self, at: Words) -> tuple[Words, Words]:
        """`on` and `dc` at packed rows, an array of inputs by words."""
        at = packed(at, len(self.inputs))
        start = self._word_of(at)
        if start is not None:
            part = slice(start, start + at.shape[1])
            return self.on[:, part], self.dc[:, part]
        bits = unpack(at, 64 * at.shape[1])
        row = np.zeros(bits.shape[1], dtype=np.int64)
        for column in bits:
            row = row << 1 | column
        place, shift = row >> 6, (row & 63).astype(np.uint64)
        on, dc = ((a[:, place] >> shift) & np.uint64(1) != 0 for a in (self.on, self.dc))
        return pack(on), pack(dc)

    def _word_of(self, at: Words) -> int | None:
        """Where in the table rows begin that follow one another as in it, else None."""
        n, count = len(self.inputs), at.shape[1]
        if n < 6 or not count:
            return None
        start = 0
        for digit in (at[: n - 6, 0] & np.uint64(1)).tolist():
            start = start << 1 | digit
        in_order = start + count <= words(n) and (at == columns(n, start, start + count)).all()
        return start if in_order else None

    def _output_index(self, name: str | None) -> int:
        if name is None and len(self.outputs) == 1:
            return 0
        if not isinstance(name, str) or name not in self.outputs:
            raise SpecificationError(f"name one of the outputs {', '.join(self.outputs)}")
        return self.outputs.index(name)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, TruthTable):
            return NotImplemented
        same_names = (self.inputs, self.outputs) == (other.inputs, other.outputs)
        return same_names and bool((self.on == other.on).all() and (self.dc == other.dc).all())

    def __hash__(self) -> int:
        return hash((self.inputs, self.outputs, self.on.tobytes(), self.dc.tobytes()))

    def to_latex(self) -> str:
        r"""The rows as a tabular of LaTeX, a don't-care as X.

        >>> print(TruthTable.from_string("0X").to_latex())
        \begin{tabular}{c|c}
        x1 & y \\
        \hline
        0 & 0 \\
        1 & X \\
        \end{tabular}
        """
        from logicnet.logic.latex import tabular

        n = len(self.inputs)
        rows = [
            [*format(k, f"0{n}b")[:n], *("01X"[v] for v in row)]
            for k, row in enumerate(self.values().tolist())
        ]
        return tabular([*self.inputs, *self.outputs], rows, bar=n)

    def __str__(self) -> str:
        from .tabular import text

        return text(self.inputs, self.outputs, self.values())

    def __repr__(self) -> str:
        counts = ", ".join(
            f"{name}: {int(popcount(on))} ones" + f" {int(popcount(dc))} free" * bool(dc.any())
            for name, on, dc in zip(self.outputs[:4], self.on, self.dc, strict=False)
        )
        return f"<TruthTable of {' '.join(self.inputs)}, {len(self)} rows, {counts}>"

    def _repr_html_(self) -> str:
        from .tabular import html

        return html(self.inputs, self.outputs, self.values())

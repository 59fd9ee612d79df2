"""The front end as one ES module: the files of `front/` joined, each after what it imports.

A file imports by lines ``import { a, b } from "../room/x.js";`` at its top and exports by ``export
function``, ``class`` or ``const`` at the start of a line; nothing else, so that the lines alone
join them. The joined text exports what `main.js` exports.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from posixpath import dirname, join, normpath

from logicnet.errors import SpecificationError, did_you_mean
from logicnet.ground.storage.files import read_text

FRONT = Path(__file__).with_name("front")
MAIN = "main.js"
_IMPORT = re.compile(r'import \{ ([\w$]+(?:, [\w$]+)*) \} from "(\.{1,2}/[\w./]+)";')
_EXPORT = re.compile(r"export ((?:async )?function\*?|class|const|let) ([\w$]+)")
_DECLARED = re.compile(
    r"^(?:export )?(?:async )?(?:function\*?|class|const|let|var) ([\w$]+)", re.MULTILINE
)


@cache
def module_text() -> str:
    """The module with its style, as text."""
    paths = sorted(FRONT.rglob("*.js"))
    parts = {path.relative_to(FRONT).as_posix(): read_text(path) for path in paths}
    return joined(parts, {"STYLE": style_text()})


@cache
def style_text() -> str:
    """The style sheet of all hosts."""
    return read_text(FRONT / "style.css")


def joined(parts: Mapping[str, str], texts: Mapping[str, str]) -> str:
    """The files as one text, after constants that hold `texts`.

    >>> print(joined({"a.js": "export const one = 1;",
    ...     "main.js": 'import { one } from "./a.js";\\nexport function start() {}'}, {}))
    // a.js
    const one = 1;
    // main.js
    export function start() {}
    """
    reads = {name: _imports(name, text) for name, text in parts.items()}
    _check(parts, reads, set(texts))
    try:
        order = list(TopologicalSorter({n: [*found] for n, found in reads.items()}).static_order())
    except CycleError as error:
        circle = " imports ".join(reversed(error.args[1]))
        raise SpecificationError(f"files of the front end in a circle: {circle}") from None
    lines = [f"const {name} = {_literal(text)};" for name, text in texts.items()]
    for name in order:
        lines += [f"// {name}", _inside(name, parts[name])]
    return "\n".join(lines)


def exports(text: str) -> list[str]:
    """The names that a file exports, in its order."""
    return [found[2] for line in text.splitlines() if (found := _EXPORT.match(line))]


def _imports(name: str, text: str) -> dict[str, list[str]]:
    """What a file imports: the names, by file."""
    found: dict[str, list[str]] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if re.match(r"import\b", line):
            known = _IMPORT.fullmatch(line)
            if known is None:
                raise SpecificationError(
                    f'{name}:{number}: expected import {{ a, b }} from "./file.js"; got {line!r}'
                )
            file = normpath(join(dirname(name), known[2]))
            found.setdefault(file, []).extend(re.findall(r"[\w$]+", known[1]))
        elif re.match(r"export\b", line) and not _EXPORT.match(line):
            raise SpecificationError(
                f"{name}:{number}: expected export function, class or const; got {line!r}"
            )
    return found


def _check(
    parts: Mapping[str, str], reads: Mapping[str, Mapping[str, list[str]]], taken: set[str]
) -> None:
    """Refuse imports of what is not there, and names that stand at the top of two files."""
    for name, files in reads.items():
        for file, words in files.items():
            if file not in parts:
                raise SpecificationError(
                    f"{name} imports {file}, which is not there{did_you_mean(file, parts)}"
                )
            known = exports(parts[file])
            for word in words:
                if word not in known:
                    raise SpecificationError(
                        f"{name} imports {word}, which {file} does not export"
                        f"{did_you_mean(word, known)}"
                    )
    home = dict.fromkeys(taken, "the joined text itself")
    for name, text in sorted(parts.items()):
        for word in _DECLARED.findall(text):
            if word in home:
                raise SpecificationError(f"{word} is declared in {home[word]} and in {name}")
            home[word] = name


def _inside(name: str, text: str) -> str:
    """The text of a file without its imports, exporting only where it is the main one."""
    lines = [line for line in text.splitlines() if not line.startswith("import ")]
    if name != MAIN:
        lines = [re.sub(r"^export ", "", line) for line in lines]
    return "\n".join(lines).strip("\n")


def _literal(text: str) -> str:
    r"""The text as a literal of JavaScript that can stand in a page.

    >>> print(_literal("a`</script>"))
    "a`<\/script>"
    """
    from json import dumps

    return dumps(text).replace("</", "<\\/")

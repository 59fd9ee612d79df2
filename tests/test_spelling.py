"""One spelling of English, the British one, in pages, docstrings, comments and messages."""

import ast
import io
import re
import tokenize
from pathlib import Path

ROOT = Path(__file__).parent.parent
FILES = [
    *sorted((ROOT / "logicnet").rglob("*.py")),
    *sorted((ROOT / "examples").glob("*.py")),
    *sorted((ROOT / "docs").rglob("*.md")),
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")),
]
AMERICAN = re.compile(
    r"\b(?:colors?|colored|neighbors?|neighboring|behaviors?|favors?|favorite|honors?"
    r"|centers?|centered|fibers?|meters?|artifacts?|catalogs?|labeled|labeling|modeled|modeling"
    r"|canceled|canceling|traveled|fulfills?|skillful|judgment|defense|offense|analyz\w+"
    r"|(?:optim|minim|maxim|normal|organ|recogn|summar|initial|serial|general|special|real|util"
    r"|standard|factor|symbol|random|parallel|penal|regular|emphas|character|categor|local)"
    r"iz(?:e|es|ed|er|ers|ing|ation|ations))\b",
    re.IGNORECASE,
)
CODE = re.compile(  # and titles of works, in italics
    r"(?s:```.*?```)|``[^`]*``|`[^`\n]*`|>>> .*|\bminimize\b|\w+=\w*|\w+[._]\w+|\w+\("
    r"|https?:\S+|(?<!\*)\*[^*\n]+(?:\n[^*\n]+)?\*(?!\*)"
)


def prose(path):
    """The words of a file that are not code: of Python its comments, docstrings and messages."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        return text
    comments = [
        token.string
        for token in tokenize.generate_tokens(io.StringIO(text).readline)
        if token.type == tokenize.COMMENT
    ]
    constants = (node.value for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Constant))
    texts = (value for value in constants if isinstance(value, str) and value.count(" ") > 1)
    return "\n".join([*comments, *texts])


def american(text):
    """The words of a text that are spelt otherwise in Britain."""
    return sorted({found.group() for found in AMERICAN.finditer(CODE.sub(" ", text))})


def test_words_are_spelt_as_in_britain():
    found = {str(path.relative_to(ROOT)): american(prose(path)) for path in FILES}
    assert {path: words for path, words in found.items() if words} == {}


def test_what_is_spelt_otherwise_is_noticed():
    said = "The color of a neighbor is normalized; `color=` and minimize are names: minimized."
    assert american(said) == ["color", "minimized", "neighbor", "normalized"]
    assert american("minimise, normalised colours, neighbours of grey metres") == []

"""What the fuzz tests of files share: meanings that are drawn, names, and damage to texts."""

from __future__ import annotations

from random import Random
from typing import Any

NAMES = (
    "a", "b", "x1", "x[2]", "y", "carry out", "größe", "漢", "a,b", 'say "so"', "p;q", "0", "-",
    "#1", "~n", "(", "null", "e", "in\nside", "tab\tbed", "'", "a|b", "<i>", "1e5", "π²", "True",
)  # fmt: skip


def some_names(rng: Random, count: int, without: str = "") -> list[str]:
    """Different names, none of which has one of the characters `without`."""
    known = [name for name in NAMES if not set(name) & set(without)]
    rng.shuffle(known)
    return (known + [f"n{k}" for k in range(count)])[:count]


def rows(n: int) -> list[tuple[int, ...]]:
    """All rows of n digits, in the order of binary numbers."""
    return [tuple(r >> (n - 1 - i) & 1 for i in range(n)) for r in range(2**n)]


def damaged(rng: Random, content: Any) -> Any:
    """A text, or bytes, with one to three places changed: removed, doubled, exchanged, cut off."""
    letters = '01-2~.|#"{}[],: \n\r\tex9é'
    alphabet: Any = bytes(range(256)) if isinstance(content, bytes) else letters
    for _ in range(rng.randint(1, 3)):
        size = len(content)
        a = rng.randint(0, size)
        b = min(size, a + rng.choice((0, 1, 1, 1, 2, 8, 40)))
        k = rng.randrange(len(alphabet))
        new = alphabet[k : k + 1]
        change = rng.randrange(6)
        if change == 0:
            content = content[:a] + content[b:]
        elif change == 1:
            content = content[:a] + new + content[b:]
        elif change == 2:
            content = content[:b] + content[a:b] + content[b:]
        elif change == 3:
            content = content[:a]
        elif change == 4:
            c = rng.randint(b, size)
            content = content[:a] + content[b:c] + content[a:b] + content[c:]
        elif isinstance(content, bytes) and a < size:
            content = content[:a] + bytes([content[a] ^ 1 << rng.randrange(8)]) + content[a + 1 :]
        else:
            content = content[:a] + new * rng.choice((1, 3, 200)) + content[a:]
    return content

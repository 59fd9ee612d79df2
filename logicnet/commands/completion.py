"""`logicnet completion`: a script that completes commands, options and choices in a shell."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import NamedTuple

from .common.arguments import COMMANDS, parsers
from .common.shared import DONE, examples


class Words(NamedTuple):
    """What may stand in a command: its options, their choices, and those of its first word."""

    options: dict[str, list[str]]
    first: list[str]


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("shell", choices=list(_SHELLS), help="for which shell")
    examples(parser, 'eval "$(logicnet completion bash)"',
             "logicnet completion fish > ~/.config/fish/completions/logicnet.fish")  # fmt: skip


def run(args: argparse.Namespace) -> int:
    _, found = parsers(list(COMMANDS))
    print(_SHELLS[args.shell]({name: words_of(each) for name, each in found.items()}))
    return DONE


def words_of(parser: argparse.ArgumentParser) -> Words:
    """The words that a command knows."""
    options: dict[str, list[str]] = {}
    first: list[str] = []
    for action in parser._actions:
        choices = [str(choice) for choice in action.choices or ()]
        for option in action.option_strings:
            options[option] = choices
        if not action.option_strings:
            first = first or choices
    return Words(options, first)


def _bash(words: dict[str, Words]) -> str:
    return _BASH.format(commands=" ".join(words), rows="\n".join(_cases(words)))


def _cases(words: dict[str, Words]) -> list[str]:
    """Rows of a case: the command and the word before, and what may follow these."""
    rows = []
    for command, (options, first) in words.items():
        for option, choices in options.items():
            if choices:
                rows.append(f'        {command}:{option}) words="{" ".join(choices)}" ;;')
        rows.append(f'        {command}:*) words="{" ".join([*options, *first])}" ;;')
    return rows


_BASH = """_logicnet() {{
    local current="${{COMP_WORDS[COMP_CWORD]}}" before="${{COMP_WORDS[COMP_CWORD-1]}}" words
    if [ "$COMP_CWORD" -eq 1 ]; then
        COMPREPLY=($(compgen -W "{commands} --help --version" -- "$current"))
        return
    fi
    case "${{COMP_WORDS[1]}}:$before" in
{rows}
    esac
    COMPREPLY=($(compgen -W "$words" -- "$current") $(compgen -f -- "$current"))
}}
complete -o filenames -F _logicnet logicnet"""


def _zsh(words: dict[str, Words]) -> str:
    return f"#compdef logicnet\nautoload -U +X bashcompinit && bashcompinit\n{_bash(words)}"


def _fish(words: dict[str, Words]) -> str:
    lines = ["function __logicnet_in", "    contains -- $argv[1] (commandline -opc)[2]", "end"]
    begin = "complete -c logicnet"
    for command, said in COMMANDS.items():
        lines.append(f"{begin} -n __fish_use_subcommand -a {command} -d {_quoted(said)}")
    for command, (options, first) in words.items():
        within = f"{begin} -n '__logicnet_in {command}'"
        if first:
            lines.append(f"{within} -a {_quoted(' '.join(first))}")
        for option, choices in options.items():
            name = f"-l {option[2:]}" if option.startswith("--") else f"-s {option[1:]}"
            given = f" -x -a {_quoted(' '.join(choices))}" if choices else ""
            lines.append(f"{within} {name}{given}")
    return "\n".join(lines)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "\\'") + "'"


_SHELLS: dict[str, Callable[[dict[str, Words]], str]] = {
    "bash": _bash,
    "zsh": _zsh,
    "fish": _fish,
}

"""The reference of the command line, from its parsers; run as a script, it writes the page."""

import argparse
from pathlib import Path

from logicnet.commands.common.arguments import COMMANDS, parsers

PAGE = Path(__file__).parents[2] / "docs" / "commands.md"
_HEAD = """# Command reference

Every command with its arguments and options, as `logicnet COMMAND --help` says them;
[the command line](howto/command_line.md) shows them at work. `python tests/tools/commands_page.py`
writes this page.

"""


def page():
    """The text of the page."""
    main, found = parsers(list(COMMANDS))
    rows = "".join(f"| [`{name}`](#{name}) | {COMMANDS[name]} |\n" for name in found)
    ends = " ".join(main.epilog.split())
    head = f"{_HEAD}| command | what it does |\n|---|---|\n{rows}\n{_capital(ends)}.\n"
    return head + "".join(_section(name, parser) for name, parser in found.items())


def _section(name, parser):
    places = [each for each in parser._actions if not each.option_strings]
    options = [each for each in parser._actions if each.option_strings and each.dest != "help"]
    usage = " ".join(["logicnet", name, *map(_place, places), "[options]" if options else ""])
    rows = [f"| `{_name(each)}` | {_said(each)} |" for each in (*places, *options)]
    table = "\n".join(["| argument or option | what it says |", "|---|---|", *rows])
    head = f"\n## {name}\n\n{_capital(COMMANDS[name])}.\n\n```text\n{usage.rstrip()}\n```\n"
    return f"{head}\n{table}\n" + (f"\n```text\n{parser.epilog}\n```\n" if parser.epilog else "")


def _capital(text):
    return text[:1].upper() + text[1:]


def _place(action):
    name = _value(action)
    return {"?": f"[{name}]", "*": f"[{name} ...]", "+": f"{name} ..."}.get(action.nargs, name)


def _value(action):
    """What stands for the value of an argument: its own word, or its name."""
    if isinstance(action.metavar, tuple):
        return " ".join(action.metavar)
    return action.metavar or action.dest


def _name(action):
    if not action.option_strings:
        return _value(action)
    takes = action.nargs != 0
    value = ""
    if takes:
        value = action.metavar or ("" if action.choices else action.dest.upper())
        value = " ".join(value) if isinstance(value, tuple) else value
        value = f" {value or 'CHOICE'}"
    return ", ".join(action.option_strings) + value


def _said(action):
    said = (action.help or "").replace("|", "\\|")
    if action.choices and not action.metavar:
        listed = ", ".join(f"`{choice}`" for choice in action.choices)
        said = f"{said}: {listed}" if said else listed
    if action.option_strings and action.default not in (None, False, argparse.SUPPRESS):
        said += f" (default: `{action.default}`)"
    return said


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")

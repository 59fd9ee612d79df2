"""The command `logicnet`, also as `python -m logicnet`: Ctrl-C never ends it in a traceback."""

import sys

from logicnet.ground.running import interrupts


def run() -> int:
    """Run the command line on the arguments of the process; the exit code."""
    try:
        interrupts.watch()
        from .cli import main

        code = main()
        interrupts.end_watch()
    except BaseException as error:  # an import that is interrupted can fail in any way
        if not (interrupts.met() or isinstance(error, KeyboardInterrupt)):
            raise
        code = interrupts.say()
    if code == interrupts.INTERRUPTED:
        interrupts.leave()
    return code


if __name__ == "__main__":
    sys.exit(run())

"""The command line: thin commands over the daemon, the pipeline and the store."""

from __future__ import annotations

import sys


def main() -> None:
    """Run a command; an error is one line on standard error and exit code 2 (command line, config) or 1."""
    # Imported here, since worker processes import this module anew and need none of it. The commands register
    # themselves with the app.
    from buzzfeed.cli import (  # noqa: F401
        adopting,
        audience,
        checks,
        decisions,
        doctoring,
        guarding,
        passes,
        previewing,
        site,
        snippets,
        tables,
        takeback,
        terms,
        tokens,
    )
    from buzzfeed.cli.app import app
    from buzzfeed.errors import BuzzfeedError, ConfigError

    try:
        app()
    except BuzzfeedError as error:
        sys.stderr.write(f"buzzfeed: {error}\n")
        sys.exit(2 if isinstance(error, ConfigError) else 1)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)

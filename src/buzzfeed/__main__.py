"""``python -m buzzfeed`` is the command ``buzzfeed``."""

from buzzfeed.cli import main

if __name__ == "__main__":
    main()

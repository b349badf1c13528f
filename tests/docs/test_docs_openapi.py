"""docs/openapi.json is the description that a server gives."""

import json

from buzzfeed.web.api.openapi import description
from docpages import DOCS

PLACE = "https://feeds.example.org"


def test_the_copy_is_what_a_server_gives() -> None:
    """To make it anew: python tests/docs/test_docs_openapi.py."""
    assert json.loads((DOCS / "openapi.json").read_text(encoding="utf-8")) == description(PLACE)


if __name__ == "__main__":
    (DOCS / "openapi.json").write_text(json.dumps(description(PLACE), indent=2) + "\n", encoding="utf-8")

import pytest

from buzzfeed.web.languages import choose


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "fr"),
        ("en", "en"),
        ("en-GB,en;q=0.9", "en"),
        ("fr-CA,en;q=0.8", "fr"),
        ("en;q=0.5, fr;q=0.8", "fr"),
        ("de, en;q=0.7, *;q=0.1", "en"),
        ("de", "fr"),
        ("*", "fr"),
        ("en;q=0", "fr"),
        ("en;q=nan", "fr"),
        ("en;q=9", "fr"),
        ("en;q=, fr;q=0.2", "fr"),
        (",;=,", "fr"),
        ("x," * 1000 + "en", "fr"),
    ],
)
def test_a_person_gets_the_language_they_want_most(header, language):
    """Weights decide, regions are content with their language, and where nothing fits the newsroom's own stands."""
    assert choose(header, ("fr", "en"), "fr") == language

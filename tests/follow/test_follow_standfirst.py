import time

import pytest

from buzzfeed.follow.standfirst import standfirst, visible

CONTENT = (
    "<p>Le <em>protocole</em> tient dans la poche. On attend une nuit&nbsp;!</p><figure></figure><p>Puis on compte.</p>"
)


@pytest.mark.parametrize(
    ("lede", "shown"),
    [
        ("Combien d’étoiles\u202f? La question est simple.", "Combien d’étoiles\u202f? La question est simple."),
        ("Combien d’étoiles\u202f? Le protocole tient dans la poche.", "Combien d’étoiles\u202f?"),
        (
            "Combien\u202f? Le protocole tient dans la poche. On attend une nuit\u00a0! Puis on compte.",
            "Combien\u202f?",
        ),
        ("Combien\u202f? Le protocole tient dans la po…", "Combien\u202f?"),
        ("Le protocole tient dans la poche.", ""),
        ("Le protocole est simple.", "Le protocole est simple."),
        ("Voyez\u00a0: le protocole", "Voyez\u00a0: le protocole"),
        ("", ""),
    ],
)
def test_what_the_content_begins_with_is_not_said_above_it(lede, shown):
    """The newsroom's own lede stays, with its typography; what was added from the first paragraphs goes."""
    assert standfirst(lede, CONTENT) == shown


def test_content_without_paragraphs_is_compared_too():
    """Bare text and list items begin an article as well."""
    assert standfirst("Un chapeau. Voici le tout premier point.", "<ul><li>Voici le tout premier point.</li></ul>") == (
        "Un chapeau."
    )


def test_visible_text_is_folded_and_whole():
    """Inline markup parts no word, blocks do, entities are characters."""
    assert visible("<p>L’<b>é</b>t&eacute;</p><p>fin</p>") == "l'ete fin"


def test_hostile_content_is_looked_through_once():
    """Open brackets and paragraphs in their thousands cost no time to speak of."""
    begun = time.process_time()
    for content in ("<" * 200_000, "<p>" * 70_000, "<p" * 100_000, "a " * 100_000, "<p><p </p" * 20_000):
        standfirst("mot " * 500, content)
        visible(content)
    assert time.process_time() - begun < 2

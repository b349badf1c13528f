import pytest

from buzzfeed.follow import follow_view
from pagevalues import article, channel

WITHOUT = ", sans compte ni publicité."


@pytest.mark.parametrize(
    ("state", "heading", "lead"),
    [
        (
            channel("all", title="Le Fanal"),
            "Suivre Le Fanal",
            "Un flux vous prévient de chaque nouvel article de Le Fanal, sans compte ni publicité.",
        ),
        (
            channel("category", "ecole", "École"),
            "Suivre «\u00a0École\u00a0»",
            "Un flux vous prévient de chaque nouvel article de la rubrique «\u00a0École\u00a0»" + WITHOUT,
        ),
        (
            channel("author", "ines", "Inès Rocheteau"),
            "Suivre Inès Rocheteau",
            "Un flux vous prévient de chaque nouvel article signé Inès Rocheteau, sans compte ni publicité.",
        ),
        (
            channel("language", "en", "en"),
            "Suivre les articles en anglais",
            "Un flux vous prévient de chaque nouvel article en anglais, sans compte ni publicité.",
        ),
    ],
)
def test_a_channel_is_told_in_one_plain_sentence(site, french, state, heading, lead):
    """The heading and the sentence name the channel as the language does."""
    view = follow_view(site, french, state, [])
    assert view.heading == heading
    assert view.lead == lead


@pytest.mark.parametrize("kind", ["tag", "query", "category", "author", "language"])
def test_every_kind_has_its_sentence_in_both_languages(site, french, english, kind):
    """No kind is without words, and no brace is left open."""
    for links in (french, english):
        view = follow_view(site, links, channel(kind, "en", "Éducation"), [article()])
        assert view.kind_name
        assert "{" not in view.heading + view.lead + "".join(field.label for field in view.fields)


def test_the_three_addresses_have_labels_that_stand_alone(site, french):
    """Each field says which format and which channel it holds; the address is whole."""
    view = follow_view(site, french, channel("tag", "eau", "Eau"), [])
    assert [field.label for field in view.fields] == [
        "Adresse du flux RSS, «\u00a0Eau\u00a0»",
        "Adresse du flux Atom, «\u00a0Eau\u00a0»",
        "Adresse du flux JSON, «\u00a0Eau\u00a0»",
    ]
    assert view.fields[1].feed.address == "https://flux.lefanal.example/feeds/tag/eau.atom"
    assert view.frame.feeds == view.row.feeds


def test_entries_stand_as_given_with_a_short_lede(site, french):
    """An entry links to its article, its lede is cut between words, its date is the newsroom's day."""
    long = article(lede="mot " * 100, url="https://lefanal.example/mare/")
    entry = follow_view(site, french, channel("all"), [long]).entries[0]
    assert entry.href == "https://lefanal.example/mare/"
    assert len(entry.lede) <= 241
    assert entry.lede.endswith("mot…")
    assert entry.published.text == "12\u00a0novembre 2026"
    assert entry.categories == ("Environnement",)


def test_an_address_that_is_no_web_address_is_no_link(site, french):
    """An entry whose address is a script is shown without a link."""
    assert follow_view(site, french, channel("all"), [article(url="javascript:alert(1)")]).entries[0].href == ""

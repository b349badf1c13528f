from dataclasses import replace
from datetime import timedelta

from buzzfeed.follow import article_view, is_own_page, media_names
from buzzfeed.model import ChannelKey, ChannelKind, Image
from pagevalues import PUBLISHED, article, term

PUBLIC = {ChannelKey(ChannelKind.CATEGORY, "environnement"), ChannelKey(ChannelKind.TAG, "eau")}


def test_terms_lead_to_follow_pages_that_are_public(site, french):
    """A term whose channel has no feed yet is named without a link."""
    view = article_view(site, french, article(), PUBLIC)
    assert [(one.label, one.href) for one in view.sections] == [("Environnement", "/follow/category/environnement")]
    assert [(one.label, one.href) for one in view.topics] == [("Eau", "/follow/tag/eau"), ("École", "")]


def test_a_reader_is_invited_to_follow_the_category_or_everything(site, english):
    """The first public category, else all; the page offers that channel's feeds to readers' software."""
    view = article_view(site, english, article(), PUBLIC)
    assert (view.follow.label, view.follow.href) == ("“Environnement”", "/follow/category/environnement?lang=en")
    assert view.frame.feeds[0].address.endswith("/feeds/category/environnement.rss")
    whole = article_view(site, english, article(), ())
    assert (whole.follow.label, whole.follow.href) == ("Le Fanal", "/follow/all?lang=en")
    assert whole.frame.feeds[0].address.endswith("/feeds/all.rss")


def test_the_byline_names_every_author(site, french, english):
    """Two authors stand with « et » or "and"; none gives no byline."""
    assert article_view(site, french, article(), ()).byline == "Par Inès Rocheteau et Zoé"
    assert article_view(site, english, article(), ()).byline == "By Inès Rocheteau and Zoé"
    assert article_view(site, french, article(authors=()), ()).byline == ""


def test_an_update_is_told_where_it_is_another_day(site, french):
    """An hour later is no news; a day later is."""
    soon = article(updated=PUBLISHED + timedelta(hours=1))
    later = article(updated=PUBLISHED + timedelta(days=1))
    assert article_view(site, french, soon, ()).updated is None
    assert article_view(site, french, later, ()).updated.text == "13\u00a0novembre 2026"


def test_what_the_content_holds_is_not_said_twice(site, french):
    """Lede, key points, related titles and picture stand apart only where the content has them not."""
    apart = article_view(site, french, article(), ())
    assert (apart.lede, apart.key_points) == ("Six mètres de long.", ("Une mare se creuse à la main.",))
    assert apart.picture is not None
    content = (
        "<p>À lire\u00a0: <a>Eau de pluie</a> · Perdu</p>"
        "<p><strong>Six mètres</strong> de long.</p><ul><li>Une mare se creuse &agrave; la main.</li></ul>"
        '<img src="https://flux.lefanal.example/a/media/0a1b.png">'
    )
    within = article_view(site, french, article(content=content), ())
    assert (within.lede, within.key_points, within.related, within.picture) == ("", (), (), None)


def test_a_picture_of_ours_is_linked_by_its_path(site, french):
    """A picture served here is asked for where the page came from; another keeps its address; a script is none."""
    assert article_view(site, french, article(), ()).picture.src == "/a/media/0a1b.png"
    elsewhere = article(image=Image("https://img.example/x.jpg", credit="A. Photographe"))
    assert article_view(site, french, elsewhere, ()).picture.src == "https://img.example/x.jpg"
    assert article_view(site, french, article(image=Image("javascript:x")), ()).picture is None


def test_related_titles_are_links_where_an_address_is_known(site, french):
    """A related title without an address is named all the same."""
    related = article_view(site, french, article(), ()).related
    assert [(one.label, one.href) for one in related] == [
        ("Eau de pluie", "/a/pluie"),
        ("Perdu", ""),
    ]


def test_the_canonical_address_is_the_articles_own(site, english):
    """The page says which address is the article's, without the language that was chosen."""
    view = article_view(site, english, article(), ())
    assert view.frame.canonical == "https://flux.lefanal.example/a/mare"
    assert view.frame.title == "La mare de l’école – Le Fanal"


def test_own_pages_are_those_without_another_address(site):
    """An article with an address on the publication's site has no page here."""
    assert is_own_page(article(), site)
    assert not is_own_page(article(url="https://lefanal.example/mare/"), site)


def test_pictures_are_found_in_content_and_image():
    """The names of all pictures that an article shows from here, and no other path."""
    content = '<img src="https://flux.lefanal.example/a/media/ff00.svg"><img src="https://x.example/a/b.png">'
    assert media_names(article(content=content)) == {"0a1b.png", "ff00.svg"}
    assert media_names(article(image=None)) == frozenset()


def test_a_name_of_the_other_direction_keeps_to_itself(site, french):
    """An author's name from right to left does not turn the byline."""
    view = article_view(site, french, replace(article(), authors=(term("author", "h", "חנה"),)), ())
    assert view.byline == "Par \u2068חנה\u2069"


def test_hostile_content_costs_little(site, french):
    """Half a megabyte of opening brackets is looked through once."""
    assert article_view(site, french, article(content="<" * 500_000, lede="x" * 1000), ()).lede

"""What the voices of a page tell, one at a time, and which of them is believed."""

import json

import pytest

from buzzfeed.errors import ItemError
from buzzfeed.model import RawImage
from buzzfeed.sources.extracting import extract, item_of
from buzzfeed.sources.extracting.credits import same_picture, split
from buzzfeed.sources.extracting.noise import heads_list, heads_replies, is_noise
from buzzfeed.sources.extracting.titles import bare, language
from buzzfeed.sources.extracting.told import people
from buzzfeed.sources.extracting.when import finer, moment, said

URL = "https://www.quai.example/ville/la-passerelle/"
TEXT = "".join(
    f"<p>{words} la passerelle rouvre au printemps, et les vélos passeront par la rue des Forges jusque-là.</p>"
    for words in ("La ville le dit :", "Le port le confirme :", "Les riverains le savent :")
)


def page(head="", body="", text=TEXT, title="La passerelle rouvre"):
    """Return a plain article's page."""
    content = f"<h1>{title}</h1>{body}<article>{text}</article>"
    return f'<!doctype html><html lang="fr"><head>{head}</head><body>{content}</body>'.encode()


def data(**values):
    """Return JSON-LD of an article."""
    document = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": "La passerelle rouvre", **values}
    return f'<script type="application/ld+json">{json.dumps(document)}</script>'


@pytest.mark.parametrize(
    ("line", "published", "updated"),
    [
        ("Publié le 3 mars 2025 à 14h05, mis à jour le 4 mars 2025 à 9h", "2025-03-03T14:05:00", "2025-03-04T09:00:00"),
        ("Par Anne Martin, le lundi 1er décembre 2025", "2025-12-01", ""),
        ("Publié le 03/03/2025 à 14:05", "2025-03-03T14:05:00", ""),
        ("Mis à jour le 5 févr. 2026", "", "2026-02-05"),
        ("Modifié le 5 août 2026 à 18 h 30 — publié le 4 août 2026", "2026-08-04", "2026-08-05T18:30:00"),
        ("March 3, 2025 at 2:05 pm", "2025-03-03T14:05:00", ""),
        ("Posted 3rd March 2025 · Updated 2025-03-04", "2025-03-03", "2025-03-04"),
        ("il y a 3 jours", "", ""),
        ("Le 31 février 2025, ou le 45 mars 2025", "2025-02-31", ""),
        ("En 2025, 14 mars et 3 avril", "", ""),
    ],
)
def test_dates_are_read_as_people_write_them(line, published, updated):
    """French and English dates, with a time or without; whether such a day exists is judged later."""
    assert said(line) == (published, updated)


def test_a_date_is_made_finer_by_the_very_same_one():
    """A day gets its time, a local time its zone; another day or time adds nothing."""
    assert finer("2025-03-03", ["2025-03-04T10:00:00", "2025-03-03T14:05:00+01:00"]) == "2025-03-03T14:05:00+01:00"
    assert finer("2025-03-03T14:05:00", ["2025-03-03T14:05:00+01:00"]) == "2025-03-03T14:05:00+01:00"
    assert finer("2025-03-03T14:05:00", ["2025-03-03T13:05:00Z"]) == "2025-03-03T14:05:00"
    assert moment("2025-03-03T14:05:00.123+0100") == "2025-03-03T14:05:00+01:00"


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("Par Anne Martin et Paul Durand", ("Anne Martin", "Paul Durand")),
        ("Par Anne Martin, Paul Durand et Zoé d’Alès, le 3 mars", ("Anne Martin", "Paul Durand", "Zoé d’Alès")),
        ("By Tom Reed and Ada Brook", ("Tom Reed", "Ada Brook")),
        ("Texte : Jean-Noël Le Guen", ("Jean-Noël Le Guen",)),
        ("Propos recueillis par Ludwig van der Meer | Publié hier", ("Ludwig van der Meer",)),
        ("par une belle journée de printemps", ()),
        ("admin", ()),
        ("Rédaction Buzzly", ("Rédaction Buzzly",)),
    ],
)
def test_bylines_give_names(line, names):
    """A byline names one or several; a sentence that begins like one names nobody."""
    assert people(line) == names


@pytest.mark.parametrize(
    ("line", "caption", "credit"),
    [
        ("© Buzzly - Le pont rouvre", "Le pont rouvre", "Buzzly"),
        ("Le pont, lundi. © Anne Martin / AFP", "Le pont, lundi.", "Anne Martin / AFP"),
        ("Le pont (Photo Anne Martin)", "Le pont", "Anne Martin"),
        ("Le pont. Crédit photo : Anne Martin", "Le pont.", "Anne Martin"),
        ("Photo : Anne Martin", "", "Anne Martin"),
        ("Le pont, photographié en 1920", "Le pont, photographié en 1920", ""),
    ],
)
def test_captions_are_parted_from_credits(line, caption, credit):
    """What a picture shows is one thing, whose it is another."""
    assert split(line) == (caption, credit)


def test_a_picture_is_the_same_in_any_size():
    """Sizes in names, queries and hosts make no difference; other names do."""
    assert same_picture("https://a.example/p/pont-1068x601.jpg", "https://cdn.example/pont.jpg?w=800")
    assert not same_picture("https://a.example/pont-1.jpg", "https://a.example/pont-2.jpg")
    assert not same_picture("", "")


@pytest.mark.parametrize(
    ("title", "kept"),
    [
        ("Le pont rouvre - Le Quai", "Le pont rouvre"),
        ("Le pont rouvre | Ville | Le Quai", "Le pont rouvre"),
        ("Le Quai : le pont rouvre", "le pont rouvre"),
        ("Le pont rouvre • quai.example", "Le pont rouvre"),
        ("Vélo : le pont rouvre", "Vélo : le pont rouvre"),
        ("Pont - rive gauche", "Pont - rive gauche"),
    ],
)
def test_titles_lose_the_sites_name(title, kept):
    """The name at either end goes, with the section before it; what is no name stays."""
    assert bare(title, ["Le Quai"], URL) == kept


def test_languages_are_codes():
    """Whatever way they are written; words are none."""
    assert [language(said) for said in ("fr_FR", "FR", "fr-ca", "français", "")] == ["fr-FR", "fr", "fr-CA", "", ""]


@pytest.mark.parametrize(
    "line", ["Partager", "Partagez cet article :", "3 commentaires", "- Publicité -", "Publicité", "Lire la suite"]
)
def test_lines_of_the_site_are_known(line):
    """What asks to share, counts comments or announces an ad is no text."""
    assert is_noise(line)


@pytest.mark.parametrize(
    "line",
    (
        "Partager l’eau, un défi|Imprimer en trois dimensions|Les réactions|Avis|À la une du procès|Réponses"
        "|Les commentaires sur sa coiffure|3 réactions à la mort du loup|5 avis sur la question|Commentaires de presse"
    ).split("|"),
)
def test_headings_of_articles_are_no_lines_of_the_site(line):
    """Headings that begin like a site's own lines stay."""
    assert not any(known(line) for known in (is_noise, heads_list, heads_replies))


@pytest.mark.parametrize(
    ("content_type", "declared", "encoding"),
    [
        ("text/html; charset=utf-8", "", "utf-8"),
        ("text/html", '<meta charset="utf-8">', "utf-8"),
        ("text/html; charset=ISO-8859-1", "", "cp1252"),
        ("text/html", '<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-1">', "cp1252"),
        ("text/html", "", "cp1252"),
        ("text/html; charset=iso-8859-1", "", "utf-8"),
        ("text/html; charset=utf-8", "", "cp1252"),
        ("text/html; charset=utf-7", '<meta charset="rot13">', "utf-8"),
        ("text/html", "", "utf-8-sig"),
        ("text/html", "", "utf-16"),
    ],
)
def test_encodings_are_what_the_bytes_are(content_type, declared, encoding):
    """Header, mark and page are believed as far as the bytes allow; legacy French pages are windows-1252."""
    text = page(declared, text=TEXT.replace("vélos", "vélos d’œuvre à 5 €")).decode()
    got = extract(text.encode(encoding), URL, content_type=content_type)
    assert "vélos d’œuvre à 5 €" in got.body


@pytest.mark.parametrize("kind", ["application/pdf", "image/png", "application/json"])
def test_what_is_no_page_is_said_so(kind):
    """The error says what came, and what to do."""
    with pytest.raises(ItemError, match="not a web page") as caught:
        extract(b"x", URL, content_type=kind)
    assert (caught.value.code, bool(caught.value.hint)) == ("not-a-page", True)


def test_voices_are_believed_in_order():
    """JSON-LD goes before the head, the head before what is seen; each fills what those before it leave out."""
    head = data(datePublished="2025-03-03", author={"@type": "Organization", "name": "Le Quai"}) + (
        '<meta property="og:site_name" content="Le Quai"><meta property="article:section" content="Ville">'
        '<meta property="og:description" content="Le printemps rouvre la passerelle, enfin.">'
        '<meta name="keywords" content="a,b">'
    )
    seen = '<p class="byline">Par Anne Martin</p><p>Publié le 3 mars 2025 à 14h05</p>'
    got = extract(page(head, seen), URL)
    assert got.published == "2025-03-03T14:05:00"
    assert got.authors == ("Anne Martin",)
    assert got.categories == ("Ville",)
    assert got.tags == ("a", "b")
    assert got.lede == "Le printemps rouvre la passerelle, enfin."


def test_data_is_read_however_it_is_nested():
    """In arrays, graphs, comments, by reference, with a comma too many: the article is found, a list's entries not."""
    graph = {
        "@graph": [
            {"@type": "ItemList", "itemListElement": [{"@type": "NewsArticle", "headline": "Un autre"}]},
            {
                "@type": "WebPage",
                "mainEntity": {"@type": ["Article", "NewsArticle"], "author": [{"@id": "#a"}], "image": ["/p.jpg"]},
            },
            {"@type": "Person", "@id": "#a", "name": "Anne Martin"},
        ]
    }
    script = "<!-- " + json.dumps(graph).replace("]}", ",]}", 1) + " -->"
    got = extract(page(f'<script type="application/ld+json">{script}</script>'), URL)
    assert got.title == "La passerelle rouvre"
    assert got.authors == ("Anne Martin",)
    assert got.image == RawImage("https://www.quai.example/p.jpg")


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        (
            '<link rel="canonical" href="https://www.quai.example/ville/autre/">',
            "https://www.quai.example/ville/autre/",
        ),
        ('<link rel="canonical" href="/ville/la-passerelle/">', URL),
        ('<link rel="canonical" href="https://www.quai.example/">', ""),
        ('<link rel="canonical" href="javascript:x">', ""),
        (
            '<meta property="og:url" content="http://quai.example/ville/la-passerelle">',
            "http://quai.example/ville/la-passerelle",
        ),
        ('<meta property="og:url" content="https://www.quai.example/ville/">', ""),
    ],
)
def test_the_pages_own_address(said, kept):
    """The link is taken at its word, but for the home page; other voices only where they name this page."""
    assert extract(page(said), URL).canonical == kept


@pytest.mark.parametrize(
    ("head", "before", "after"),
    [
        (data(isAccessibleForFree=False), "", ""),
        (data(isAccessibleForFree="http://schema.org/False"), "", ""),
        (data(hasPart={"@type": "WebPageElement", "isAccessibleForFree": False, "cssSelector": ".nowhere"}), "", ""),
        ('<meta property="article:content_tier" content="metered">', "", ""),
        ("", "<p>Article réservé aux abonnés</p>", ""),
        ("", "", '<div class="paywall"><p>Débloquez la suite</p></div>'),
        ("", "", "<p>La suite est réservée à nos abonnés.</p>"),
        ("", "", "<p>This story is for subscribers only.</p>"),
    ],
)
def test_a_paywall_is_seen_whoever_says_so(head, before, after):
    """Any voice is enough; what comes after the wall never comes, and the whole text never does."""
    secret = "<p>Le prix secret de la passerelle est de trois cent mille euros, et personne ne le sait encore ici.</p>"
    got = extract(page(head, before, text=TEXT + after + secret), URL)
    assert got.paywalled
    assert "prix secret" not in got.body
    assert got.body.count("passerelle rouvre") <= 2
    assert "abonnés" in item_of(got, "site").body


@pytest.mark.parametrize(
    "text",
    [
        "<p>Le journal dit que ses articles réservés aux abonnés rapportent peu, et les dons bien plus.</p>",
        "<p>Abonnez-vous à la carte de transport dès lundi, conseille la régie dans un dépliant qu’elle tend.</p>",
        "<p>L’espace des contributions est réservé aux abonnés.</p>",
    ],
)
def test_an_article_about_paywalls_stays_free(text):
    """Words of an article about subscribers lock nothing."""
    got = extract(page(data(isAccessibleForFree=True), text=TEXT + TEXT + text), URL)
    assert not got.paywalled
    assert got.body.count("passerelle rouvre") == 6


@pytest.mark.parametrize(
    ("head", "text", "url", "doubt"),
    [
        ("", TEXT, "https://www.quai.example/", "home page"),
        ("", TEXT, "https://www.quai.example/category/ville/", "lists"),
        ("", TEXT, URL, "neither a date nor an author"),
        (data(), "<p>Bientôt.</p>", URL, "no text"),
        ('<script type="application/ld+json">{"@type":"CollectionPage"}</script>', TEXT, URL, "a list"),
        ("", '<article><h2><a href="/a">Un</a></h2></article>' * 4 + TEXT, URL, "a list of articles"),
    ],
)
def test_what_is_no_article_says_why(head, text, url, doubt):
    """Home pages, sections and pages about the publication are none, and the reason can be told to a person."""
    got = extract(page(head, text=text), url)
    assert not got.article
    assert doubt in got.doubt


def test_pages_ask_robots_not_to_index_them():
    """What the page itself asks of robots is told to whoever asked for it."""
    assert extract(page('<meta name="robots" content="noindex, follow">'), URL).noindex
    assert not extract(page('<meta name="robots" content="max-image-preview:large">'), URL).noindex


def test_the_raw_item_of_a_page():
    """Address, slug and dates come from the page, unless the source knows better."""
    got = extract(page(data(datePublished="2025-03-03T14:05:00+01:00"), text=TEXT), URL)
    item = item_of(got, "site", updated="2025-03-05")
    assert (item.source, item.origin, item.url, item.slug) == ("site", URL, URL, "la-passerelle")
    assert (item.published, item.updated) == ("2025-03-03T14:05:00+01:00", "2025-03-05")
    assert item_of(got, "site", "x", guid="g", url="https://a.example/b.html").slug == "b"


def test_addresses_are_absolute_and_wrappers_gone():
    """Relative addresses start from ``base``; what only styles or runs goes, code keeps its language."""
    text = (
        TEXT + '<div style="x"><section><p onclick="x()">Voir <a href="plan">le <span class="q">plan</span></a> '
        'et <a href="javascript:x()">ceci</a>.</p></section></div><pre><code class="language-py">a  = 1</code></pre>'
        '<p><img src="data:image/gif;base64,x" data-src="/p.jpg" alt="Le plan"></p>' + TEXT
    )
    got = extract(page('<base href="https://static.example/v/">', text=text), URL)
    assert '<p>Voir <a href="https://static.example/v/plan">le plan</a> et <a>ceci</a>.</p>' in got.body
    assert '<pre><code class="language-py">a  = 1</code></pre>' in got.body
    assert '<figure><img src="https://static.example/p.jpg" alt="Le plan"></figure>' in got.body


@pytest.mark.parametrize(
    "heading", ["3 réflexions sur « La passerelle »", "Commentaires (12)", "2 réponses à cet article", "Vos avis"]
)
def test_what_stands_below_readers_comments_is_theirs(heading):
    """Nothing below a heading of comments is the article's."""
    replies = f"<h2>{heading}</h2><p>Je l’avais dit à ma voisine dès l’automne, et elle ne m’a pas cru une seconde.</p>"
    got = extract(page(data(), text=TEXT + replies), URL)
    assert "ma voisine" not in got.body
    assert got.body.count("passerelle rouvre") == 3


def test_a_page_that_a_script_would_fill_is_read_from_its_data():
    """An empty page with ``articleBody`` has that for a text; a paid one never does."""
    words = "La passerelle rouvre au printemps. " * 6 + "\nLes vélos passeront par la <b>rue</b> des Forges. " * 3
    empty = "<div id=root></div>"
    got = extract(page(data(articleBody=words, datePublished="2025-03-03"), text=empty), URL)
    assert got.article
    assert got.body.count("<p>") == 4
    assert "la rue des Forges" in got.body
    paid = extract(page(data(articleBody=words, isAccessibleForFree=False), text=empty), URL)
    assert paid.paywalled
    assert "Forges" not in paid.body


@pytest.mark.parametrize(
    ("trail", "steps"),
    [
        ('<p class="crumbs">You are here: <a>Home</a> / <a>Town</a> / La passerelle rouvre</p>', ("Town",)),
        ("<p>Vous êtes ici : <a>Accueil</a> / <a>Ville</a> / La passerelle rouvre</p>", ("Ville",)),
        ("<p><a>Accueil</a> &gt; <a>High-Tech</a> &gt; <a>IA</a></p>", ("High-Tech", "IA")),
        ("<p><a>Accueil</a> &gt; <a>Pratique</a></p>", ("Pratique",)),
        (
            '<ol aria-label="Fil d’Ariane"><li><a>Accueil</a></li><li><a>Ville</a></li><li>La passerelle…</li></ol>',
            ("Ville",),
        ),
        ("<p>Accueil chaleureux / bonne humeur</p>", ()),
    ],
)
def test_breadcrumbs_give_the_categories(trail, steps):
    """What stands between the home page and the article; words that only lead up to it are no step."""
    assert extract(page(data(), trail), URL).categories == steps


def test_an_article_that_follows_another_is_not_its_text():
    """Pages that go on with the next article when one scrolls: the article with the title is the one."""
    other = TEXT.replace("passerelle", "digue")
    body = f"<article><h1>La passerelle rouvre</h1>{TEXT}</article><article><h2>La digue</h2>{other}</article>"
    got = extract(f"<html><head>{data()}</head><body>{body}".encode(), URL)
    assert "passerelle" in got.body
    assert "digue" not in got.body


def test_a_list_of_sources_stays_and_paragraphs_are_made_of_line_breaks():
    """Links under a heading of the newsroom's own are the article's; old pages part paragraphs by two line breaks."""
    lines = "<br><br>".join(
        [TEXT.replace("<p>", "").replace("</p>", " "), "Une suite, tout aussi longue que la première."]
    )
    sources = '<h2>Sources</h2><ul><li><a href="a">Rapport du bureau</a></li><li><a href="b">Délibération</a></li></ul>'
    got = extract(page(data(), text=f"<div><font>{lines}</font>{sources}</div>"), URL)
    assert got.body.count("<p>") == 2
    assert "<h2>Sources</h2>" in got.body
    assert '<a href="https://www.quai.example/ville/la-passerelle/b">Délibération</a>' in got.body


@pytest.mark.parametrize(
    "frame", ['<aside class="col" role="complementary">', '<div id="sidebar">', '<div class="comments">']
)
def test_what_stands_beside_a_short_article_is_not_its_text(frame):
    """A column of news, or of comments, may be longer than the article, and is none of it all the same."""
    beside = (
        "<p>Un séisme a touché l’archipel ce matin, selon l’institut, qui n’annonce pour l’heure aucune victime.</p>"
        * 9
    )
    end = "</aside>" if frame.startswith("<aside") else "</div>"
    got = extract(page(data(), text=TEXT + f"{frame}{beside}{end}").replace(b"article>", b"div>"), URL)
    assert "séisme" not in got.body
    assert got.body.count("passerelle rouvre") == 3

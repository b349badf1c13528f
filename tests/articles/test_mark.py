"""The mark moves with what a reader sees, and with nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buzzfeed.model import Enclosure, RawImage
from stage_values import URL, cleaned

BODY = (
    "<h2>Le quai</h2><p>Un <a href='/a'>lien</a> et <em>deux</em> mots.</p><ul><li>a</li><li>b</li></ul>"
    "<img src='q.jpg' alt='Quai' width='800'><pre>si\n  x</pre>"
)


def mark(body=BODY, **changes):
    """Return the mark of an article with an address of its own."""
    return cleaned(body, **{"url": URL, "tags": ("IA", "Mer"), "authors": ("Ana", "Bo"), **changes}).mark


@pytest.mark.parametrize(
    "body",
    [
        BODY.replace("<h2>", "\n\n <h2 class='t' id='x'>").replace("</h2>", " </h2>\n"),
        BODY.replace(" mots", "\n\t  mots"),
        BODY.replace("<em>deux</em>", "<i>deux</i>"),
        BODY.replace("<em>deux</em>", "<span style='x'><strong>deux</strong></span>"),
        BODY.replace("<li>a</li>", "<li><p>a</p></li>"),
        BODY.replace("<p>", "<div><p>").replace("</p>", "</p></div>"),
        BODY.replace("<img ", "<img loading='lazy' class='c' ").replace(" width='800'", ""),
        BODY.replace("'q.jpg' alt='Quai'", "'data:image/gif;base64,R0' data-src='q.jpg' alt='Quai'"),
        BODY.replace("<p>Un", "<!-- x --><p></p><p>Un").replace("Un <a", "Un&nbsp;<a"),
        BODY + "<p><br></p><script>x()</script>",
        f"<section>{BODY}</section>",
    ],
)
def test_noise_leaves_the_mark(body):
    """White space, wrappers, emphasis, attributes and tricks of loading are no edits."""
    assert mark(body) == mark()


@pytest.mark.parametrize(
    "body",
    [
        BODY.replace(" mots", " motifs"),
        BODY.replace("deux</em> mots", "deux</em>mots"),
        BODY.replace("mots.", "mots, trois."),
        BODY.replace("'/a'", "'/b'"),
        BODY.replace("<a href='/a'>lien</a> et", "lien <a href='/a'>et</a>"),
        BODY.replace("q.jpg", "r.jpg"),
        BODY.replace("alt='Quai'", "alt='Mer'"),
        BODY.replace("h2>", "h3>"),
        BODY.replace("<li>a</li>", "<li>a</li><li>c</li>"),
        BODY.replace(" mots", " <del>gros</del> mots"),
        BODY.replace("si\n  x", "si\n    x"),
        BODY.replace("<em>deux</em> mots.", "<em>deux</em></p><p>mots."),
        BODY + "<iframe src='https://c.example/v'></iframe>",
        BODY + "<hr><p>fin</p>",
        "",
    ],
)
def test_edit_moves_the_mark(body):
    """Words, blocks, links, pictures, deletions, code and embeds are what a reader sees."""
    assert mark(body) != mark()


@pytest.mark.parametrize(
    "changes",
    [
        {"title": "Le quai"},
        {"lede": "Autre chose."},
        {"language": "en"},
        {"tags": ("IA",)},
        {"authors": ("Ana", "Cy")},
        {"categories": ("Mer",)},
        {"key_points": ("Un",)},
        {"image": RawImage("m.jpg")},
        {"enclosures": (Enclosure("https://a.example/s.mp3", "audio/mpeg", 3),)},
    ],
)
def test_edit_of_what_stands_around_moves_the_mark(changes):
    """So are the title, the lede, the language, the terms, the image and the enclosures."""
    assert mark(**changes) != mark()


@pytest.mark.parametrize(
    "changes",
    [
        {"url": "https://journal.example/2025/autre/"},
        {"slug": "autre"},
        {"origin": "autre.md"},
        {"guid": "x"},
        {"published": "2024-05-02"},
        {"updated": "2024-05-02"},
        {"related": ("Autre",)},
        {"featured": True},
        {"tags": ("mer", "I A")},
        {"authors": ("BO", "Ána")},
    ],
)
def test_what_says_nothing_new_leaves_the_mark(changes):
    """The article's own place, its dates, its related articles, and the order and spelling of terms do not count."""
    assert mark(**changes) == mark()


def test_image_that_is_measured_leaves_the_mark():
    """An image's sizes and length are facts about a file, not an edit."""
    assert mark(image=RawImage("m.jpg")) == mark(image=RawImage("m.jpg", width=900, height=600, length=5))


def test_footnotes_move_with_the_article():
    """Links within the article count from the article, wherever it stands."""
    body = "<p>a<a href='#n'>1</a></p><p id='n'>b</p>"
    assert mark(body) == mark(body, url=f"{URL}autre/") == cleaned(body, tags=("IA", "Mer"), authors=("Ana", "Bo")).mark


WORDS = st.lists(st.text("abcé’0", min_size=1, max_size=6), min_size=1, max_size=6)


@given(
    st.lists(WORDS, min_size=1, max_size=4),
    st.lists(st.sampled_from(["{}", "<em>{}</em>", "<b>{}</b>", "<span>{}</span>"]), min_size=1, max_size=5),
    st.lists(st.sampled_from([" ", "\n", "  \t", "\u00a0", " <!--x--> "]), min_size=1, max_size=5),
    st.permutations(["Mer", "IA", "Port"]),
)
def test_any_noise_leaves_any_mark(paragraphs, wrappers, spaces, tags):
    """However the same words are wrapped, spaced and filed, the mark is the same; with one word more it is not."""

    def wrapped(words):
        pieces = [wrappers[place % len(wrappers)].format(word) for place, word in enumerate(words)]
        return "".join(piece + spaces[place % len(spaces)] for place, piece in enumerate(pieces))

    plain = "".join(f"<p>{' '.join(words)}</p>" for words in paragraphs)
    noisy = "\n".join(f"<p class='x'>{wrapped(words)}</p><p></p>" for words in paragraphs)
    lede = "Le lede."
    assert mark(plain, lede=lede, tags=("IA", "Mer", "Port")) == mark(noisy, lede=lede, tags=tuple(tags))
    assert mark(plain + "<p>z</p>", lede=lede) != mark(plain, lede=lede)

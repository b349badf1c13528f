"""An article's content, as readers need it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stage_values import FEEDS, SETTINGS, SITE, URL, cleaned, content

PIXEL = "data:image/gif;base64,R0lGODlhAQABAAAAACw="


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ('<p class="a" style="color:red" onclick="x()" data-x="y">Mot</p>', "<p>Mot</p>"),
        ("<p>a<!-- commentaire --></p><script>x()</script><style>p{}</style>", "<p>a</p>"),
        ("<form action=/n><label>Lettre</label><input name=q><button>Oui</button></form><p>b</p>", "<p>b</p>"),
        ("<p></p><p> &nbsp;</p><p><br></p><div><span> </span></div><p>c</p><ul><li></li></ul>", "<p>c</p>"),
        ("<p>a<b> </b>b<i></i></p>", "<p>a b</p>"),
        ("<p hidden>x</p><div style='Display : none'>y</div><p>d</p>", "<p>d</p>"),
        ("<font color=red>e</font> <span>f</span> <big>g</big> <strike>h</strike>", "e f g <s>h</s>"),
        ('<p lang="ar" dir="rtl">مرحبا</p>', '<p dir="rtl" lang="ar">مرحبا</p>'),
        ("<p>x ]]> y</p>", "<p>x ]]&gt; y</p>"),
        ("<b>pas fermé<p>deux", "<b>pas fermé<p>deux</p></b>"),
        ("<math><mi>E</mi><mo>=</mo><mi>m</mi></math>", "E=m"),
        ("<svg><text>dessin</text></svg><p>i</p>", "<p>i</p>"),
        ("<html><head><title>T</title></head><body><p>j</p></body></html>", "<p>j</p>"),
        ("<pre>\n\n  un\n    deux</pre>", "<pre>  un\n    deux</pre>"),
        ("<p>l\x92été&#x92;&#1;&#0;</p>", "<p>l’été’\ufffd</p>"),
        ("<td colspan=2>k</td>", "k"),
        (
            "<table><tr><td colspan=9999999>1<td colspan=2>2</table>",
            '<table><tbody><tr><td>1</td><td colspan="2">2</td></tr></tbody></table>',
        ),
        ("<details open><summary>S</summary>d</details>", '<details open=""><summary>S</summary>d</details>'),
        ("<del>a</del><ins>b</ins><sub>c</sub><sup>d</sup><mark>e</mark>", None),
        ('<abbr title="Petite">P</abbr><kbd>q</kbd><dl><dt>r</dt><dd>s</dd></dl><hr>', None),
    ],
)
def test_content_keeps_what_readers_show(body, expected):
    """The markup of texts stays; styles, scripts, forms, comments, what is hidden and what is empty go."""
    assert content(body) == (body if expected is None else expected)


def test_addresses_are_absolute_everywhere():
    """Links, pictures, embeds and quotations lead to absolute addresses, from the article's own."""
    made = content(
        '<a href="../mer/">a</a><img src="q.jpg"><blockquote cite="/c">b</blockquote>'
        '<video poster="p.jpg" src="//v.example/v.mp4"></video><audio><source src="a.mp3" type="audio/mpeg"></audio>'
    )
    assert f'<a href="{SITE}/2024/05/mer/">' in made
    assert f'<img src="{URL}q.jpg" alt="">' in made
    assert f'cite="{SITE}/c"' in made
    assert f'<video src="https://v.example/v.mp4" controls="" poster="{URL}p.jpg">' in made
    assert f'<source src="{URL}a.mp3" type="audio/mpeg">' in made


def test_links_that_lead_nowhere_are_words():
    """A link to a script, to nothing or to the top of the page is the words it stands on."""
    mail = '<a href="mailto:e@f.example">g</a>'
    body = f'<a href="javascript:x">a</a> <a href="#">b</a> <a href="#top">c</a> <a>d</a> {mail}'
    assert content(body) == f"a b c d {mail}"


FOOTNOTE = '<p>Mot<a href="#n1" id="r1">1</a></p><ol><li id="n1">Note <a href="#r1">^</a></li><li id="x">y</li></ol>'


def test_footnotes_lead_to_the_article():
    """Links within the article lead to its own address; what they lead to keeps its id, nothing else does."""
    assert content(FOOTNOTE) == (
        f'<p>Mot<a href="{URL}#n1" id="r1">1</a></p><ol><li id="n1">Note <a href="{URL}#r1">^</a></li><li>y</li></ol>'
    )


def test_footnotes_wait_for_the_page():
    """Where the article has no address yet, links within it stay short, and those without a target are words."""
    made = cleaned(FOOTNOTE + '<a href="#rien">z</a>').content
    assert '<a href="#n1" id="r1">' in made
    assert made.endswith("z")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (f'<img src="{PIXEL}" data-src="q.jpg" alt="Quai">', f'<img src="{URL}q.jpg" alt="Quai">'),
        ('<img src="petit.jpg" data-lazy-src="q.jpg">', f'<img src="{URL}q.jpg" alt="">'),
        ('<img src="/images/blank.gif" data-original="q.jpg">', f'<img src="{URL}q.jpg" alt="">'),
        (f'<img src="{PIXEL}" alt="a"><noscript><img src="q.jpg"></noscript>', f'<img src="{URL}q.jpg" alt="a">'),
        (
            f'<p>a <img src="{PIXEL}" data-src="q-300x200.jpg"><noscript><img src="q.jpg" alt="n"></noscript> b</p>',
            f'<p>a <img src="{URL}q.jpg" alt="n"> b</p>',
        ),
        ('<img src="q.jpg"><noscript><img src="q.jpg"></noscript>', f'<img src="{URL}q.jpg" alt="">'),
        (
            '<figure><noscript><img src="q.jpg"></noscript><img src="p.gif" data-src="q.jpg"></figure>',
            f'<figure><img src="{URL}q.jpg" alt=""></figure>',
        ),
        ("<noscript>&lt;img src='q.jpg'&gt;</noscript>", f'<img src="{URL}q.jpg" alt="">'),
        (
            '<noscript><p>Voir <a href="/s">le sondage</a></p></noscript>',
            f'<p>Voir <a href="{SITE}/s">le sondage</a></p>',
        ),
        ("<noscript>Activez JavaScript pour voir les commentaires.</noscript>", ""),
        ('<noscript><img src="https://t.example/p" width="1" height="1"></noscript>', ""),
        ('<img src="https://t.example/p" style="width:1px;height:1px">', ""),
        ('<img alt="sans adresse">', ""),
        ('<img src="q.jpg" width="640px" height="50%" loading="lazy">', f'<img src="{URL}q.jpg" alt="" width="640">'),
        ('<img src="/wp-includes/images/smilies/s.png" alt="🙂">', "🙂"),
        (
            '<picture><source srcset="q.avif 1x"><img src="q.jpg" alt="Q"></picture>',
            f'<img src="{URL}q.jpg" alt="Q">',
        ),
        (
            '<picture><source data-srcset="a.webp 400w, b.webp 1200w, c.webp 4000w"></picture>',
            f'<img src="{URL}b.webp" srcset="{URL}a.webp 400w, {URL}b.webp 1200w, {URL}c.webp 4000w" alt="">',
        ),
        ('<img srcset="q.jpg 1x">', f'<img src="{URL}q.jpg" alt="">'),
    ],
)
def test_pictures_are_shown_once_and_for_real(body, expected):
    """Lazy loading, noscript copies, picture, pixels and drawn emoji become one real picture each, or none."""
    assert content(body) == expected


def test_srcset_never_stands_alone():
    """A picture whose only addresses are bad is not shown, whatever else it says."""
    assert content('<p>a<img srcset="javascript:x 1x, data:y 2x" sizes="9px"></p>') == "<p>a</p>"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            '<iframe src="//www.youtube.com/embed/abcdef123" width="560" height="315" title="Lecteur vidéo"></iframe>',
            (
                '<iframe src="https://www.youtube.com/embed/abcdef123" width="560" height="315" title="Lecteur vidéo">'
                '</iframe><p><a href="https://www.youtube.com/watch?v=abcdef123">Voir sur youtube.com</a></p>'
            ),
        ),
        (
            '<p>Carte <iframe src="https://c.example/v" title="Carte des vents"></iframe></p>',
            (
                '<p>Carte <iframe src="https://c.example/v" title="Carte des vents"></iframe> '
                '<a href="https://c.example/v">Carte des vents</a></p>'
            ),
        ),
        (
            '<iframe data-src="https://c.example/v" src="about:blank"></iframe><a href="https://c.example/v">ici</a>',
            '<iframe src="https://c.example/v"></iframe><a href="https://c.example/v">ici</a>',
        ),
        ('<iframe src="http://c.example/v"></iframe>', '<p><a href="http://c.example/v">Voir sur c.example</a></p>'),
        ('<iframe src="https://t.example/ns.html" width="0" height="0"></iframe>', ""),
        ('<iframe srcdoc="<script>x</script>"></iframe>', ""),
        ("<video>Trop vieux</video>", ""),
    ],
)
def test_embeds_have_a_visible_link(body, expected):
    """A frame of https stays, with one link beside it that says where it leads; others become links, or nothing."""
    assert content(body) == expected


def test_link_beside_an_embed_speaks_the_articles_language():
    """An English article says it in English."""
    assert "View on c.example" in content('<iframe src="https://c.example/v"></iframe>', language="en-GB")


def test_combining_mark_behind_a_tag_breaks_nothing():
    """A mark that normalising would join to a tag's last character stays text."""
    assert content("<p>&#x338;a</p>") == content("<p>\u0338a</p>") == "<p>&#824;a</p>"


WORDS = st.text("abé <>&\"'\u00a0\u0301🙂\n", min_size=1, max_size=12).map(
    lambda words: words.replace("&", "&amp;").replace("<", "&lt;")
)
ATTRIBUTES = st.sampled_from(
    [
        "",
        ' class="x"',
        ' id="a"',
        ' lang="fr"',
        " hidden",
        ' style="color:red"',
        ' title="a &quot; > b"',
        ' onclick="x"',
    ]
)
LEAVES = WORDS | st.sampled_from(
    [
        '<img src="q.jpg" alt="a" width="9">',
        f'<img src="{PIXEL}" data-src="z.jpg">',
        '<img src="i.jpg"><noscript><img src="i.jpg"></noscript>',
        '<iframe src="https://c.example/v"></iframe>',
        "<br>",
        "<hr>",
        '<video src="v.mp4"></video>',
        "<table><tr><td>1</td></tr></table>",
        "<pre>\n  x\n</pre>",
    ]
)


def _element(inside: list[str], tag: str, attributes: str) -> str:
    return f"<{tag}{attributes}>{''.join(inside)}</{tag}>"


INLINE = st.builds(
    _element,
    st.lists(WORDS, max_size=2),
    st.sampled_from(["b", "em", "span", "code", "sup", "a href='#a'", "a href='/x'"]),
    ATTRIBUTES,
).map(lambda html: html.replace("</a href='#a'>", "</a>").replace("</a href='/x'>", "</a>"))
BLOCKS = st.recursive(
    st.builds(_element, st.lists(INLINE | WORDS, max_size=3), st.sampled_from(["p", "h2", "div", "li"]), ATTRIBUTES)
    | LEAVES,
    lambda inner: st.builds(
        _element,
        st.lists(inner, max_size=3),
        st.sampled_from(["div", "blockquote", "figure", "section", "details"]),
        ATTRIBUTES,
    ),
    max_leaves=12,
)


@given(st.lists(BLOCKS, max_size=4).map("".join), st.booleans())
def test_cleaning_what_is_clean_changes_nothing(body, own):
    """What cleaning gives is what it takes for clean, whether or not the article has an address."""
    url = URL if own else ""
    once = cleaned(body, url=url).content
    assert cleaned(once, url=url).content == once


@given(st.lists(BLOCKS, max_size=4).map("".join))
def test_addresses_of_clean_content_are_absolute(body):
    """No relative address is left where the article has one of its own."""
    made = cleaned(body, url=URL).content
    for name in (' href="', ' src="', ' poster="', ' cite="'):
        assert all(rest.startswith("http") for rest in made.split(name)[1:])


def test_page_relative_addresses_are_the_sites():
    """Where the article has no address, other pages are found from the newsroom's site."""
    assert cleaned('<a href="contact/">c</a>').content == f'<a href="{SITE}/contact/">c</a>'
    assert FEEDS not in cleaned('<img src="/q.jpg">', SETTINGS).content

import json
import re
import shutil
import subprocess
from dataclasses import replace

import jinja2
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from buzzfeed.follow import site_of
from buzzfeed.follow.colors import accents
from buzzfeed.follow.embed import embed_policy
from buzzfeed.follow.snippets import TOOLS, offer_of, snippets_of
from buzzfeed.follow.snippets.hosts import host_snippets, robots_lines
from buzzfeed.follow.snippets.quoting import address, php, text
from buzzfeed.follow.words.snippets import SNIPPETS
from buzzfeed.ports import Located
from pagevalues import PUBLISHED, channel, config

SITE = site_of(config())
COLORS = accents("#00aa55")
BASE = "https://flux.lefanal.example"
HOSTILE = [
    '"><script>alert(1)</script>',
    "' onmouseover='alert(1)",
    "{{ 7*7 }}{% raw %}{# x #}{{{raw}}}{{> partial}}",
    "<?php system('id'); ?>",
    "'; system('id'); //\\",
    "\\'; system('id'); //",
    "?> <b> */ --> ]]>",
    "[gallery ids='1'] [/caption]",
    "${alert(1)} `id` <%= 7*7 %>",
    "line\none\r\0\x1b\x85\ud800",
]
INERT = re.compile(r"\{\{|\{%|\{#|\}\}|%\}|<\?|<%|\$\{|`")
"""What opens or closes a tag in Go's, Liquid's, Nunjucks's and Handlebars's templates, in PHP, EJS and JavaScript."""
PLACED = {"head", "use", "nunjucks", "liquid", "config", "redirects", "plugin"}
"""Snippets that are no HTML: calls of a template, which hold no word of the newsroom, and files of other syntax."""


def made(title="Le Fanal", kind="tag", slug="ia", label="IA", language="fr"):
    """Return every snippet of a channel by tool and name."""
    offer = offer_of(replace(SITE, title=title), channel(kind, slug, label), language, COLORS)
    return {(one.tool, one.name): one for one in snippets_of(offer, "en")}


PLAIN = made()


def shape(code):
    """Return the elements of some HTML and their attributes' names, in order: what a browser makes of it."""
    root = html.fragment_fromstring(code, create_parent="root")
    return [(element.tag, sorted(element.attrib)) for element in root.iter() if isinstance(element.tag, str)]


def markup(found):
    """Yield the snippets that are HTML."""
    return {key: one.code for key, one in found.items() if one.name not in PLACED and one.code[0] == "<"}


def test_every_tool_has_links_and_a_card_and_each_snippet_its_place():
    """All five tools have both, every place is told in both languages, and none is told without a snippet."""
    for tool in TOOLS:
        names = {name for one, name in PLAIN if one == tool}
        assert {"card"} < names
        assert names & {"links", "plugin"}
    told = {f"{tool}/{name}" for tool, name in PLAIN}
    assert told == set(SNIPPETS["en"].where) == set(SNIPPETS["fr"].where)


def test_links_are_the_real_feeds_with_their_types():
    """Each format has its tag with type, title and whole address, as a browser reads it."""
    root = html.fragment_fromstring(PLAIN["html", "links"].code, create_parent="root")
    assert [(link.get("rel"), link.get("type"), link.get("title"), link.get("href")) for link in root] == [
        ("alternate", "application/rss+xml", "Le Fanal – IA (RSS)", f"{BASE}/feeds/tag/ia.rss"),
        ("alternate", "application/atom+xml", "Le Fanal – IA (Atom)", f"{BASE}/feeds/tag/ia.atom"),
        ("alternate", "application/feed+json", "Le Fanal – IA (JSON)", f"{BASE}/feeds/tag/ia.json"),
    ]


def test_readers_are_addressed_in_their_language():
    """The button and its page are in the language asked for; a person is called by name, a language by its own."""
    assert "Suivre «\xa0IA\xa0»" in PLAIN["html", "button"].code
    english = made(language="en")["html", "card"].code
    assert "Follow “IA”" in english
    assert f"{BASE}/follow/tag/ia?lang=en" in english
    assert "Suivre Le Fanal" in made(kind="all", slug="", label="")["html", "button"].code
    assert "Suivre les articles en anglais" in made(kind="language", slug="en")["html", "card"].code


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_names_stay_text(hostile):
    """In title and label, whatever would execute is text: the same elements, the same attributes, no template's tag."""
    for found in (made(title=hostile), made(label=hostile), made(title=hostile, kind="all", slug="", label="")):
        for key, code in markup(found).items():
            assert shape(code) == shape(markup(PLAIN)[key])
            assert INERT.search(code) is None, (key, code)
            assert "[" not in code.replace("[follow_by_feed]", "")
        for key, one in found.items():
            if one.name in PLACED - {"plugin", "redirects"}:
                assert one.code == PLAIN[key].code


@given(st.text(max_size=40))
def test_any_name_is_read_back_as_it_is(name):
    """A browser reads the newsroom's name back, control characters as spaces, whatever stands in it."""
    root = html.fragment_fromstring(f'<p title="{text(name)}">{text(name)}</p>')
    plain = re.sub("[\x00-\x1f\x7f-\x9f\ud800-\udfff]", " ", name)
    assert root.get("title") == plain
    assert (root.text or "") == plain


@given(st.text(max_size=60))
def test_php_strings_hold_what_they_are_given(words):
    """The string ends where it should, and PHP reads back what went in."""
    quoted = php(words)
    inner = re.fullmatch(r"'((?:[^'\\]|\\.)*)'", quoted, re.DOTALL)
    assert inner is not None
    assert re.sub(r"\\(['\\])", r"\1", inner[1]) == words


@pytest.mark.parametrize("hostile", HOSTILE)
def test_the_php_file_is_the_same_but_for_its_strings(hostile):
    """With strings taken out, the plugin is one text, whatever the newsroom is called."""

    def bare(code):
        return re.sub(r"'(?:[^'\\]|\\.)*'", "''", code)

    assert bare(made(title=hostile)["wordpress", "plugin"].code) == bare(PLAIN["wordpress", "plugin"].code)


@pytest.mark.skipif(shutil.which("php") is None, reason="PHP is not installed (Debian: php-cli)")
def test_the_plugin_runs_in_php(tmp_path):
    """PHP itself prints the tags and gives the card, hostile names included."""
    found = made(title=HOSTILE[4])
    (tmp_path / "plugin.php").write_text(found["wordpress", "plugin"].code)
    (tmp_path / "wp.php").write_text(
        "<?php define('ABSPATH', '/'); $head = []; $codes = [];"
        "function remove_action() {} function add_action($hook, $f) { $f(); }"
        "function add_shortcode($name, $f) { echo $f(); } require 'plugin.php';"
    )
    done = subprocess.run(["php", "wp.php"], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout == found["html", "links"].code + found["html", "card"].code.rstrip("\n")


@pytest.mark.parametrize("hostile", HOSTILE)
def test_a_template_gives_back_what_it_was_given(hostile):
    """An engine of the same family as Nunjucks and Liquid, which knows their tags, renders each file unchanged."""
    engine = jinja2.Environment(autoescape=False, undefined=jinja2.StrictUndefined, keep_trailing_newline=True)
    for code in markup(made(title=hostile, label=hostile)).values():
        assert engine.from_string(code).render() == code


def test_ghosts_redirect_is_yaml():
    """Ghost's own feed, whose link no setting takes away, leads to ours."""
    assert yaml.safe_load(PLAIN["ghost", "redirects"].code) == {301: {r"^\/rss\/?$": f"{BASE}/feeds/tag/ia.rss"}}


def test_addresses_keep_their_escapes_and_nothing_else():
    """What is percent-encoded stays so; quotes, braces and angle brackets are encoded."""
    assert address("https://a.example/é/%7B?x=1&y={{z}}'\"<") == (
        "https://a.example/%C3%A9/%7B?x=1&amp;y=%7B%7Bz%7D%7D&#39;%22%3C"
    )


def test_braces_of_the_style_stand_apart():
    """No two braces of the card's style stand side by side, so that no engine takes them for a tag."""
    assert re.search(r"\{\s*\{|\}\}", PLAIN["html", "card"].code) is None


def test_a_card_is_framed_by_the_newsroom_alone():
    """The policy names the scheme and host of newsroom.url, no script, and nothing that a config could add."""
    policy = embed_policy(SITE, COLORS)
    assert policy.endswith("frame-ancestors 'self' https://lefanal.example https://www.lefanal.example")
    assert "script" not in policy
    port = embed_policy(replace(SITE, url="http://127.0.0.1:9000/journal"), COLORS)
    assert port.endswith("frame-ancestors 'self' http://127.0.0.1:9000")
    twin = embed_policy(replace(SITE, url="https://www.é.example:443/x"), COLORS)
    assert twin.endswith("frame-ancestors 'self' https://www.xn--9ca.example https://xn--9ca.example")
    for odd in ("https://a.example;script-src *", "https://a.example,b", "https://a b"):
        assert embed_policy(replace(SITE, url=odd), COLORS).endswith("frame-ancestors 'self'")


def test_snippets_of_files_lead_to_files():
    """On a static host no query counts: another language's page and card are files of their own."""
    site = replace(SITE, base=f"{BASE}/flux", prefix="/flux")
    for language, name in (("fr", ""), ("en", "index.en.html")):
        offer = offer_of(site, channel("tag", "eau", "Eau"), language, COLORS, static=True)
        assert offer.page == f"{BASE}/flux/follow/tag/eau/{name}"
        assert offer.frame == f"{BASE}/flux/embed/tag/eau/{name}"


def test_a_card_can_be_held_to_light_or_dark():
    """A class holds it to one; without, it is as people prefer; no ground of the browser's shows in the frame."""
    style = PLAIN["html", "card"].code
    assert ".feed-card:not(.feed-card-light) {" in style.partition("@media (prefers-color-scheme: dark)")[2]
    assert ".feed-card.feed-card-dark {" in style.partition("@media")[0]
    assert "color-scheme:light" in PLAIN["html", "frame"].code


def test_other_hosts_have_their_lines_and_keys():
    """Another host with articles: its robots.txt names what we serve for it, and IndexNow’s key goes there."""
    found = {one.name: (one.where, one.code) for one in host_snippets(config(), ())}
    assert found["news"] == (
        "a line of https://lefanal.example/robots.txt",
        f"Sitemap: {BASE}/elsewhere/lefanal.example/news-sitemap.xml\n",
    )
    assert found["sitemap"][1] == f"Sitemap: {BASE}/elsewhere/lefanal.example/sitemap.xml\n"
    assert found["indexnow"] == ("the whole of the file at https://lefanal.example/abcdefgh.txt", "abcdefgh\n")


@pytest.mark.parametrize(
    ("urls", "lines"),
    [
        (("https://www.lefanal.example/b",), {"https://www.lefanal.example": "www.lefanal.example"}),
        (("https://LEFANAL.example:443/b",), {"https://lefanal.example": "lefanal.example"}),
        (("https://lefanal.example/a", "http://lefanal.example/b"), {"http://lefanal.example": "lefanal.example"}),
        (
            ("https://lefanal.example/a", "https://www.lefanal.example/b"),
            {"https://lefanal.example": "lefanal.example", "https://www.lefanal.example": "www.lefanal.example"},
        ),
        (("https://flux.lefanal.example/a/b",), {}),
    ],
)
def test_each_host_with_articles_has_its_line(urls, lines):
    """The lines follow the articles, not newsroom.url alone: each leads to the sitemap that names them."""
    found = robots_lines(config(), [Located(url, url, PUBLISHED, PUBLISHED) for url in urls])
    assert {line.root: line.news for line in found} == {
        root: f"{BASE}/elsewhere/{name}/news-sitemap.xml" for root, name in lines.items()
    }
    assert all(line.robots == f"{line.root}/robots.txt" for line in found)


def test_a_prefix_is_named_at_the_root_and_a_host_of_ours_needs_nothing():
    """Under a path, the root's robots.txt has to name our files; where all is ours, nothing has to be put anywhere."""
    below = {one.name: one for one in host_snippets(config(feeds_url="https://lefanal.example/flux"), ())}
    assert below["news"].where == "a line of https://lefanal.example/robots.txt"
    assert below["news"].code == "Sitemap: https://lefanal.example/flux/news-sitemap.xml\n"
    assert host_snippets(config(feeds_url="https://lefanal.example"), ()) == ()


def test_snippets_are_plain_values():
    """Every snippet goes through JSON unchanged, and ends with one line's end."""
    for one in PLAIN.values():
        assert json.loads(json.dumps(one.code)) == one.code
        assert one.code.endswith("\n")
        assert not one.code.endswith("\n\n")

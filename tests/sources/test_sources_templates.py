"""Template code: common forms come to HTML, the rest is taken out and told, and code keeps its own."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from buzzfeed.sources.markdown import render, tidy
from buzzfeed.sources.templates import resolve, resolve_text

from harness import least_cpu

VALUES = {"image": "/assets/cover one.png", "title": "The title"}
CODE = re.compile(r"<(pre|code)\b[^<>]*>.*?</\1>", re.DOTALL)


def markdown(text):
    """Render Markdown with its template code resolved; give the HTML and the forms that were told."""
    resolved = resolve(text, VALUES, render)
    return tidy(resolved.text).strip(), list(resolved.removed)


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ('[a]({{ "/b c" | url }})', '<p><a href="/b%20c">a</a></p>'),
        ("[a]({{ site.baseurl }}/b)", '<p><a href="/b">a</a></p>'),
        ("[a]({{site.baseurl\n}}/b)", '<p><a href="/b">a</a></p>'),
        ("![a]({{ image | url }})", '<p><img src="/assets/cover%20one.png" alt="a" /></p>'),
        ('<img src="{{ page.image }}">', '<img src="/assets/cover one.png">'),
        (
            '{% image "assets/a.png" "An "odd" text" %}',
            '<p><img src="/assets/a.png" alt="An &quot;odd&quot; text"></p>',
        ),
        ('{% image_with_class "assets/a.png" "w-10" "Alt" %}', '<p><img src="/assets/a.png" alt="Alt"></p>'),
        (
            '[{% image "a.png" "b" %}](https://x.example/)',
            '<p><a href="https://x.example/"><img src="/a.png" alt="b"></a></p>',
        ),
        (
            '{% include "figure.html",\n  image: "/a.png",\n  alt: "b",\n  caption: "c <b>d</b>" %}',
            '<figure><img src="/a.png" alt="b"><figcaption>c d</figcaption></figure>',
        ),
        (
            '{{< figure src="a.png" alt="b" caption="c" >}}',
            '<figure><img src="a.png" alt="b"><figcaption>c</figcaption></figure>',
        ),
        ('[a]({{< ref "posts/b.md#c" >}})', '<p><a href="/posts/b/#c">a</a></p>'),
        ("[a]({% post_url 2024-05-01-b %})", '<p><a href="/2024/05/01/b/">a</a></p>'),
        ("[a]({% link _posts/2024-05-01-b.md %})", '<p><a href="/2024/05/01/b/">a</a></p>'),
        ("[a]({% link files/b.pdf %})", '<p><a href="/files/b.pdf">a</a></p>'),
        (
            '{{ "https://video.example/embed/1" | embed: "A talk" }}',
            '<iframe src="https://video.example/embed/1" title="A talk"></iframe>',
        ),
        ("{{< youtube abcdefghijk >}}", '<iframe src="https://www.youtube-nocookie.com/embed/abcdefghijk"></iframe>'),
        ("a{% comment %} hidden\n\nstill {{ hidden }} {% endcomment %}b{# hidden #}c", "<p>abc</p>"),
        ("{% raw %}plain{% endraw %} text", "<p>plain text</p>"),
        ("{% raw %}{{ shown }}{% endraw %}", "<p><code>{{ shown }}</code></p>"),
        ('{% assign who = "Ada" %}Dear {{ who | upcase }}', "<p>Dear ADA</p>"),
        ("{% capture x %}Ada{% endcapture %}Dear {{ x }}", "<p>Dear Ada</p>"),
        ("{{ title }} & co", "<p>The title &amp; co</p>"),
        (
            "{% highlight ruby %}\nputs {{ x }} < 1\n{% endhighlight %}",
            '<pre><code class="language-ruby">puts {{ x }} &lt; 1</code></pre>',
        ),
    ],
)
def test_common_forms_come_to_html(source, html):
    """Links, pictures, embeds, raw text, comments and values that are known are resolved, and nothing is told"""
    assert markdown(source) == (html, [])


@pytest.mark.parametrize(
    ("source", "html", "told"),
    [
        ('a {{ "ada" | team_photo }} b', "<p>a  b</p>", ['{{ "…" | team_photo }}']),
        ("a {{ page.unknown }} b", "<p>a  b</p>", ["{{ page.unknown }}"]),
        ("{% if x %}A{% elsif y %}B{% else %}C{% endif %}", "<p>A</p>", ["{% if %}"]),
        ("{% unless x %}A{% endunless %}", "<p>A</p>", ["{% unless %}"]),
        ("{% case x %}{% when 1 %}A{% when 2 %}B{% endcase %}", "<p>A</p>", ["{% case %}"]),
        ("a{% for p in posts %}- {{ p.title }}{% endfor %}b", "<p>ab</p>", ["{% for %}"]),
        ("{{% notice tip %}}kept{{% /notice %}}", "<p>kept</p>", ["{{< notice >}}"]),
        ("a {% unknown x %}kept{% endunknown %}", "<p>a kept</p>", ["{% unknown %}"]),
        ("never {{ closed", "<p>never  closed</p>", ["{{ without an end"]),
    ],
)
def test_the_rest_is_taken_out_and_told(source, html, told):
    """What only the generator knows leaves the text, and its form is reported without what it quotes"""
    assert markdown(source) == (html, told)


def test_code_keeps_template_code_verbatim():
    """Code spans, fenced and indented blocks and HTML's `pre` keep it; the marks of `raw` were never to be seen"""
    source = (
        "`{{ a }}` and `{% raw %}{{{% endraw %} b }}`\n\n```liquid\n{% for x in y %}\n```\n\n    {{< c >}}\n\n"
        "<pre>{{ d }}</pre>\n"
    )
    html, told = markdown(source)
    for kept in (
        "<code>{{ a }}</code>",
        "<code>{{ b }}</code>",
        "{% for x in y %}\n</code>",
        "{{&lt; c &gt;}}",
        "<pre>{{ d }}",
    ):
        assert kept in html
    assert told == []


def test_a_tag_in_code_ends_no_block_outside():
    """A `{% comment %}` that is only written about in a code span hides nothing"""
    html, _ = markdown("Write `{% comment %}` first.\n\nShown.\n\nThen `{% endcomment %}`.")
    assert "Shown." in html


def test_attribute_lists_leave_the_text():
    """kramdown's, Hugo's and markdown-it's lists go; braces of prose and of code stay"""
    html = tidy(
        render("# A {#intro .big}\n\nB\n{: .lead}\n\n{.note}\n\nC {not an attribute} `{: .code}`\n\n* TOC\n{:toc}\n")
    )
    assert html.strip() == "<h1>A</h1>\n<p>B\n</p>\n<p>C {not an attribute} <code>{: .code}</code></p>"


@pytest.mark.parametrize(
    ("title", "plain"),
    [
        ('News {{ "of" | upcase }} the day', "News OF the day"),
        ("A {{ page.unknown }}title {% if x %}", "A title "),
        ("No code", "No code"),
        ("{{{{ {%{%", " "),
    ],
)
def test_titles_come_to_plain_words(title, plain):
    """A title's template code becomes text or goes; no HTML comes of it"""
    assert resolve_text(title).text == plain


MARKS = (
    '{{ }} {% %} {# #} {{< >}} {{% %}} { } % ` <pre> </pre> <code> </code> <!-- --> "> \' " | &#123; [a]( ) *'.split()
)
WORDS = "raw endraw if endif comment endcomment highlight endhighlight url x zqx0z".split()
TAGS = [f"{{% {word} %}}" for word in WORDS]
PIECES = st.sampled_from(
    [*MARKS, *WORDS, *TAGS, "&lcub;", " ", "```\n", "\n\n", "    ", "- ", '<a href="', '{{ "{{" }}']
)


@given(st.lists(PIECES, max_size=30).map("".join))
@example("{{{}{{ x }}{ y }}")
@example("{% comment %}`{% endcomment %}`{{ x }}")
def test_no_template_code_ever_stands_outside_code(source):
    """Whatever the source, HTML outside of `pre` and `code` holds neither `{{` nor `{%`"""
    html, _ = markdown(source)
    outside = CODE.sub("·", html)
    assert "{{" not in outside
    assert "{%" not in outside


@given(st.lists(PIECES, max_size=30).map("".join))
def test_no_template_code_ever_stands_in_plain_text(source):
    """Whatever a title holds, no mark of template code is left"""
    text = resolve_text(source).text
    assert "{{" not in text
    assert "{%" not in text


@given(st.text(alphabet="abc é«»’ *_#[]()`.\n<>&", max_size=200))
def test_text_without_template_code_is_left_alone(source):
    """Where there are no marks, rendering is all that happens"""
    assert resolve(source, {}, render).text == render(source)


REPEATED = [
    "{{ x }}",
    "{{{{{{ }}\n\n",
    '<a "{{ x }}',
    "{% comment %}{% endcomment %}",
    "{: .a",
    "{#a ",
    "{% set x = 1 %}",
]


@pytest.mark.parametrize("piece", [*MARKS[:12], *TAGS[:6], "`{{`", *REPEATED])
def test_hostile_repetition_takes_linear_time(piece):
    """A megabyte of any mark is through in seconds, and twice as much takes no more than a small multiple"""

    def seconds(size):
        text = piece * (size // len(piece))
        return least_cpu(lambda: tidy(resolve(text, {}, lambda source: source).text))

    seconds(10_000)
    small, large = seconds(30_000), seconds(120_000)
    assert large < max(12 * small, 0.5)

"""No script survives cleaning, however it is written."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stage_values import cleaned, content

PAYLOADS = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<img src=x onerror=alert(1)>",
    "<img src=x ONERROR = 'alert(1)'>",
    '<img """><script>alert(1)</script>">',
    "<img/src='x'/onerror=alert(1)>",
    "<img src=javascript:alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><animate onbegin=alert(1) attributeName=x></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<math><mi//xlink:href='data:x,<script>alert(1)</script>'>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></mglyph></table></mtext></math>",
    "<form><math><mtext></form><form><mglyph><style></math><img src=x onerror=alert(1)>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<noscript>&lt;img src=x onerror=alert(1)&gt;</noscript>",
    "<noscript>&lt;script&gt;alert(1)&lt;/script&gt;</noscript>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<iframe src='data:text/html,<script>alert(1)</script>'></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<iframe><script>alert(1)</script></iframe>",
    "<iframe data-src='javascript:alert(1)'></iframe>",
    "<a href=javascript:alert(1)>x</a>",
    "<a href='java&#x0a;script:alert(1)'>x</a>",
    "<a href='&#x6A;avascript:alert(1)'>x</a>",
    "<a href='\x01javascript:alert(1)'>x</a>",
    "<a href=' &#14; javascript:alert(1)'>x</a>",
    "<a href='javascript&colon;alert(1)'>x</a>",
    "<a href='data:text/html;base64,PHNjcmlwdD4='>x</a>",
    "<a href='vbscript:x'>x</a>",
    "<object data=javascript:alert(1)></object>",
    "<embed src=javascript:alert(1)>",
    "<base href='javascript:alert(1)//'><a href=x>y</a>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<link rel=stylesheet href=javascript:alert(1)>",
    "<video src=x onloadstart=alert(1)><source onerror=alert(1)></video>",
    "<video poster=javascript:alert(1) src=v.mp4></video>",
    "<audio src=javascript:alert(1)></audio>",
    "<details open ontoggle=alert(1)>x</details>",
    "<body onload=alert(1)>",
    "<input autofocus onfocus=alert(1)>",
    "<select><option><script>alert(1)</script></option></select>",
    "<textarea><script>alert(1)</script></textarea>",
    "<title><script>alert(1)</script></title>",
    "<template><script>alert(1)</script></template>",
    "<style>@import 'javascript:alert(1)';</style>",
    "<p style='background:url(javascript:alert(1))'>x</p>",
    "<div style='width:expression(alert(1))'>x</div>",
    "<table background=javascript:alert(1)><tr><td>x</table>",
    "<img srcset='javascript:alert(1) 1x, javascript:alert(2) 2x'>",
    "<img data-src='javascript:alert(1)'>",
    "<img data-srcset='x onerror=alert(1) 1x'>",
    "<picture><source srcset='javascript:alert(1)'></picture>",
    "<blockquote cite=javascript:alert(1)>x</blockquote>",
    "<!--><script>alert(1)</script>-->",
    "<!--[if IE]><script>alert(1)</script><![endif]-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "]]><script>alert(1)</script>",
    "<?xml version='1.0'?><script>alert(1)</script>",
    "<xmp><script>alert(1)</script></xmp>",
    "<plaintext><script>alert(1)</script>",
    "<noembed><script>alert(1)</script></noembed>",
    "<x-gone><script>alert(1)</script></x-gone><x-bare onclick=alert(1)>x</x-bare>",
    "<x-noscript><img src=x onerror=alert(1)></x-noscript>",
    "<p title='&quot;><script>alert(1)</script>'>x</p>",
    '<p title="--&gt;&lt;script&gt;alert(1)&lt;/script&gt;">x</p>',
    "<a href='x' ping='//evil.example' target=_blank>x</a>",
    "<a href=https://ok.example onclick=alert(1) autofocus>x</a>",
    "<img src='x&quot; onerror=&quot;alert(1)'>",
    "<a href='https://ok.example/\"onmouseover=\"alert(1)'>x</a>",
    "<div id=a><a href='#a\" onclick=\"alert(1)'>x</a></div>",
    "\u2028<script\u2028>alert(1)</script>",
    "<ſcript>alert(1)</ſcript>",
    "<img src=x o\x00nerror=alert(1)>",
    "<scr\x00ipt>alert(1)</scr\x00ipt>",
]

TAG = re.compile(r"<(/?)([^\s>/]*)([^>]*)>")
ATTRIBUTE = re.compile(r' ([a-z]+)="([^"<>]*)"')
HARMLESS = {"href", "src", "srcset", "sizes", "alt", "width", "height", "title", "id", "lang", "dir", "cite", "poster"}
HARMLESS |= {"controls", "type", "colspan", "open", "allowfullscreen"}
ELEMENTS = set("a p img b i div blockquote table tbody tr td th video audio source details summary iframe em".split())
ELEMENTS |= set("span h1 ul li ol br pre figure sup mark figcaption picture dt dd".split())


def assert_harmless(html: str) -> None:
    """Read every tag of canonical HTML, and find nothing that could run."""
    for slash, name, attributes in TAG.findall(html):
        assert name in ELEMENTS, html
        rest = ATTRIBUTE.sub("", attributes)
        assert rest == "", html
        assert not (slash and attributes), html
        for key, value in ATTRIBUTE.findall(attributes):
            assert key in HARMLESS, html
            if key in {"href", "src", "poster", "cite"}:
                assert value.startswith(("https://", "http://", "mailto:", "#")), html
    assert "<" not in TAG.sub("", html), html


@pytest.mark.parametrize("payload", PAYLOADS)
def test_payload_is_harmless(payload):
    """None of the ways to write a script gets one through, alone or within a text, with or without an address."""
    for body in (payload, f"<p>avant {payload} après</p>", f"<table><tr><td>{payload}</td></tr></table>"):
        assert_harmless(content(body))
        assert_harmless(cleaned(body).content)


@given(st.lists(st.sampled_from([*PAYLOADS, "<p>", "</p>", "<svg>", "</svg>", "<math>", "'", '"', "<!--", "-->", "<"])))
def test_payloads_together_are_harmless(pieces):
    """Neither do they in any combination, where one may open what another closes."""
    assert_harmless(content("".join(pieces)))


@settings(max_examples=25)
@given(st.lists(st.sampled_from([*PAYLOADS, "<b>", "</b>", "<title>", "<table>"]), min_size=5))
def test_payloads_are_harmless_when_there_are_many(pieces):
    """Nor do they where markup is so long that it is written anew before it is parsed."""
    assert_harmless(content("".join(pieces) + "<p>x</p>" * 600))


def test_payload_in_plain_fields_stays_words():
    """A title, a lede and names are plain text: what looks like markup in a title is what was written."""
    payload = "<script>alert(1)</script>"
    item = cleaned(title=f"Écrire {payload}", lede=f"<p>Le mot {payload}</p>", tags=(payload,))
    assert item.title == f"Écrire {payload}"
    assert item.lede.startswith("Le mot. ")
    assert item.tags == (payload,)

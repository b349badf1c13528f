"""The gate gets through feeds that are well-formed and make no sense."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from buzzfeed import verify
from buzzfeed.model import Verdict
from buzzfeed.model.wire import ATOM, CONTENT, DC, MEDIA

ODD = st.sampled_from(
    ["", " ", "x", "0", "-1", "true", "https://", "http://[", "//x", "&lt;p", "&amp;#0;", "&#x85;", "a@b", "9" * 30]
)
NAMES = st.sampled_from(
    "channel item title link guid pubDate description enclosure category author image url ttl cloud language entry id "
    "updated summary content source rights a:link a:updated d:date d:creator c:encoded m:content m:thumbnail x:div "
    "rdf:li".split()
)
ATTRIBUTES = st.sampled_from(
    "rel href type src url length isPermaLink domain term scheme label xml:base xml:lang rdf:about version".split()
)
SPACES = " ".join(
    f'xmlns:{prefix}="{uri}"'
    for prefix, uri in {
        "a": ATOM,
        "d": DC,
        "c": CONTENT,
        "m": MEDIA,
        "x": "http://www.w3.org/1999/xhtml",
        "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    }.items()
)
ROOTS = [
    f"rss {SPACES}",
    f'rss version="2.0" {SPACES}',
    f'feed xmlns="{ATOM}" {SPACES}',
    f'rdf:RDF xmlns="http://purl.org/rss/1.0/" {SPACES}',
    f'rdf:RDF xmlns="http://my.netscape.com/rdf/simple/0.9/" {SPACES}',
]


def element(name, attributes, inner):
    """Write an element."""
    written = "".join(f' {key}="{value}"' for key, value in attributes.items())
    return f"<{name}{written}>{inner}</{name}>"


inner = st.recursive(
    ODD | st.sampled_from(["<!-- x -->", "<?x y?>", "<![CDATA[<b>]]>"]),
    lambda below: st.lists(
        st.builds(element, NAMES, st.dictionaries(ATTRIBUTES, ODD, max_size=3), below) | below, max_size=5
    ).map("".join),
    max_leaves=25,
)


@given(root=st.sampled_from(ROOTS), inner=inner)
@settings(max_examples=150)
def test_odd_but_well_formed_feeds_get_a_verdict(root, inner):
    """Whatever stands where in a well-formed feed, there is a verdict."""
    document = f"<{root}>{inner}</{root.split()[0]}>"
    assert isinstance(verify.examine(document.encode(), "x", "text/xml"), Verdict)
    channel = f"<{root}><channel>{inner}</channel></{root.split()[0]}>"
    assert isinstance(verify.examine(channel.encode(), "x"), Verdict)


KEYS = st.sampled_from(
    "version title items id url authors author name attachments mime_type size_in_bytes hubs type content_html "
    "date_published tags language summary _x x".split()
)
VALUES = st.recursive(
    ODD | st.none() | st.booleans() | st.integers(-2, 2) | st.floats(allow_nan=False),
    lambda below: st.lists(below, max_size=4) | st.dictionaries(KEYS, below, max_size=5),
    max_leaves=20,
)


@given(feed=st.dictionaries(KEYS, VALUES, max_size=8), items=VALUES)
@settings(max_examples=150)
def test_odd_json_gets_a_verdict(feed, items):
    """Whatever stands under the keys of a JSON Feed, there is a verdict."""
    data = json.dumps({**feed, "items": items}).encode()
    assert isinstance(verify.examine(data, "x"), Verdict)

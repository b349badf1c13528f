"""Names that formats define or that are in wide use: elements, HTML elements, namespaces."""

from __future__ import annotations

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RSS1 = "http://purl.org/rss/1.0/"
RSS090 = "http://my.netscape.com/rdf/simple/0.9/"
XHTML = "http://www.w3.org/1999/xhtml"
ATOM03 = "http://purl.org/atom/ns#"

RSS_VERSIONS = frozenset({"0.91", "0.92", "0.93", "0.94", "2.0", "2.0.1"})
RSS_CHANNEL = frozenset(
    "title link description language copyright managingEditor webMaster pubDate lastBuildDate category generator docs "
    "cloud ttl image rating textInput skipHours skipDays item".split()
)
RSS_ITEM = frozenset("title link description author category comments enclosure guid pubDate source".split())
RSS_REPEATED = frozenset({"category", "item", "enclosure"})

ATOM_FEED = frozenset(
    "author category contributor generator icon id link logo rights subtitle title updated entry".split()
)
ATOM_ENTRY = frozenset(
    "author category content contributor id link published rights source summary title updated".split()
)
ATOM_REPEATED = frozenset({"author", "category", "contributor", "link", "entry"})

JSON_FEED_KEYS = frozenset(
    "version title home_page_url feed_url description user_comment next_url icon favicon author authors language "
    "expired hubs items".split()
)
JSON_ITEM_KEYS = frozenset(
    "id url external_url title content_html content_text summary image banner_image date_published date_modified "
    "author authors tags language attachments".split()
)

KNOWN_NAMESPACES = frozenset(
    {
        "",
        RDF,
        RSS1,
        RSS090,
        XHTML,
        "http://www.w3.org/2005/Atom",
        "http://www.w3.org/XML/1998/namespace",
        "http://www.w3.org/2000/svg",
        "http://www.w3.org/1998/Math/MathML",
        "http://purl.org/dc/elements/1.1/",
        "http://purl.org/dc/terms/",
        "http://purl.org/rss/1.0/modules/content/",
        "http://purl.org/rss/1.0/modules/slash/",
        "http://purl.org/rss/1.0/modules/syndication/",
        "http://purl.org/rss/1.0/modules/taxonomy/",
        "http://purl.org/syndication/history/1.0",
        "http://purl.org/syndication/thread/1.0",
        "http://purl.org/atompub/tombstones/1.0",
        "http://www.w3.org/2007/app",
        "http://search.yahoo.com/mrss/",
        "http://search.yahoo.com/mrss",
        "http://webfeeds.org/rss/1.0",
        "http://wellformedweb.org/CommentAPI/",
        "http://www.itunes.com/dtds/podcast-1.0.dtd",
        "http://www.google.com/schemas/play-podcasts/1.0",
        "https://podcastindex.org/namespace/1.0",
        "http://podlove.org/simple-chapters",
        "http://www.rawvoice.com/rawvoiceRssModule/",
        "http://www.georss.org/georss",
        "http://www.opengis.net/gml",
        "http://www.w3.org/2003/01/geo/wgs84_pos#",
        "http://rssnamespace.org/feedburner/ext/1.0",
        "http://backend.userland.com/creativeCommonsRssModule",
        "http://creativecommons.org/ns#license",
        "http://web.resource.org/cc/",
        "http://webns.net/mvcb/",
        "http://a9.com/-/spec/opensearch/1.1/",
        "http://a9.com/-/spec/opensearchrss/1.0/",
        "http://schemas.google.com/g/2005",
        "http://www.youtube.com/xml/schemas/2015",
        "http://source.scripting.com/",
        "http://madskills.com/public/xml/rss/module/trackback/",
        "http://madskills.com/public/xml/rss/module/pingback/",
        "http://prismstandard.org/namespaces/basic/2.0/",
        "http://www.smartnews.be/snf",
        "com-wordpress:feed-additions:1",
    }
)

HTML_ELEMENTS = frozenset(
    "html head title base link meta style body article section nav aside h1 h2 h3 h4 h5 h6 hgroup header footer "
    "address p hr pre blockquote ol ul menu li dl dt dd figure figcaption main search div a em strong small s cite q "
    "dfn abbr ruby rb rt rtc rp data time code var samp kbd sub sup i b u mark bdi bdo span br wbr ins del picture "
    "source img iframe embed object param video audio track map area table caption colgroup col tbody thead tfoot tr "
    "td th form label input button select datalist optgroup option textarea output progress meter fieldset legend "
    "details summary dialog script noscript template slot canvas svg math acronym applet basefont big blink center "
    "dir font frame frameset isindex keygen listing marquee multicol nextid nobr noembed noframes plaintext spacer "
    "strike tt xmp".split()
)

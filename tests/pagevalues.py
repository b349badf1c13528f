"""Values that the pages are made of: a config, channels, terms, an article."""

from datetime import UTC, datetime

from buzzfeed.config import Config
from buzzfeed.model import Article, ChannelKey, ChannelKind, ChannelState, Image, Related, Term, TermKind

PUBLISHED = datetime(2026, 11, 12, 8, 30, tzinfo=UTC)


def config(**newsroom):
    """Return a config of a newsroom."""
    return Config.model_validate(
        {
            "file": "/nowhere/buzzfeed.toml",
            "base": "/nowhere",
            "newsroom": {
                "title": "Le Fanal",
                "url": "https://lefanal.example",
                "feeds_url": "https://flux.lefanal.example",
                **newsroom,
            },
            "sources": [{"type": "folder", "name": "redaction", "path": "articles"}],
            "channels": [
                {"slug": "ia-et-ecole", "title": "L’IA à l’école", "description": "Deux à deux.", "words": ["IA"]}
            ],
            "announce": [
                {"type": "websub", "url": "https://hub.example/", "name": "a"},
                {"type": "websub", "url": "https://hub.example/", "name": "b"},
                {"type": "indexnow", "url": "https://indexnow.example/", "key": "abcdefgh"},
            ],
        }
    )


def channel(kind, slug="", title="", articles=3, public=True, latest=PUBLISHED):
    """Return a channel as the store knows it."""
    key = ChannelKey(ChannelKind(kind), slug)
    return ChannelState(key, title, articles, PUBLISHED, None, latest if articles else None, public)


def term(kind, slug, label):
    """Return a term."""
    return Term(TermKind(kind), slug, slug, label)


def article(**changes):
    """Return an article."""
    values = {
        "id": "tag:lefanal.example,2026:mare",
        "source": "redaction",
        "origin": "mare.md",
        "slug": "mare",
        "url": "https://flux.lefanal.example/a/mare",
        "title": "La mare de l’école",
        "lede": "Six mètres de long.",
        "content": "<p>Il faut s’accroupir.</p>",
        "published": PUBLISHED,
        "updated": PUBLISHED,
        "language": "fr",
        "authors": (term("author", "ines-rocheteau", "Inès Rocheteau"), term("author", "zoe", "Zoé")),
        "categories": (term("category", "environnement", "Environnement"),),
        "tags": (term("tag", "eau", "Eau"), term("tag", "ecole", "École")),
        "image": Image(
            "https://flux.lefanal.example/a/media/0a1b.png", "Une mare", "Le Fanal", "", "image/png", 640, 360
        ),
        "enclosures": (),
        "key_points": ("Une mare se creuse à la main.",),
        "related": (Related("Eau de pluie", "https://flux.lefanal.example/a/pluie"), Related("Perdu")),
        "featured": False,
        "mark": "m",
    }
    return Article(**{**values, **changes})

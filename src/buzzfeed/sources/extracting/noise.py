"""What frames an article on its page, known by how elements are called and by what lines say."""

from __future__ import annotations

import re
from functools import lru_cache

from buzzfeed.model import fold
from buzzfeed.sources.extracting.tree import Element, marks

_TAGS = frozenset("nav footer form dialog button input select textarea label fieldset menu search".split())
_ROLES = frozenset("navigation banner contentinfo complementary search dialog alertdialog toolbar form menu".split())
# Whatever they hold, it is no part of an article.
_REPLIES = re.compile(
    r"comments?|commentaires?|commentlist|respond|disqus|replies|reponses|discussion|trackbacks?|pings?"
)
_BESIDE = re.compile(r"sidebar|sidebars")
# Not part of one, unless most of the text stands there: themes call their frames by such words, too.
_FRAME = re.compile(
    r"cookies?|cookie\w+|consent|gdpr|rgpd|axeptio|didomi|breadcrumbs?|crumbs?|ariane|navigation|nav|menu|masthead"
    r"|colophon|popup|modal|overlay|skip|shar(?:e|es|ing|edaddy|ebar)|partage[rs]?|social|socials|reseaux|addtoany|a2a"
    r"|\w*newsletters?|infolettre|subscri(?:be|ption|ptions)|signup|inscription|mc4wp|tnp|abonnement|abo"
    r"|\w*related\w*|yarpp|similaires?|connexes?|recommend\w*|recommand\w*|outbrain|taboola|adsense|adsbygoogle|adslot"
    r"|adspot|advert\w*|ads?|gpt|dfp|pubs?|publicites?|sponsors?|sponsored|promos?|promoted|\w*toc|sommaire|lire|irp"
    r"|teasers?|river|trending|popular|populaires?|follow|suivez|pagination|pager|prevnext|playlist|hidden|noprint"
    r"|sondage|poll|widget|outils|reading|tools"
)
# As little as a line or two of the page's own words about the article.
_ABOUT = re.compile(
    r"tags?|cats?|terms|etiquettes?|keywords|mots|bio|byline|signature|meta|postmeta|authorbox|author|auteur|dateline"
    r"|posted|views|rating|print|edit|cta|crumb|footer|next|prev|previous|submitted|label|taxonomy"
)
_ABOUT_LONGEST = 400
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_UNSEEN = frozenset(("screenreadertext", "visuallyhidden", "sronly"))
_LABEL = re.compile(
    r"partage|share|publicite|advert|fil d'ariane|breadcrumb|navigation|newsletter|commentaire|comments|a lire|related"
)

_ARTICLE = r"(?:cet? article|cette (?:page|info|histoire)|l'article|l'info|la page|this(?: article| story| page)?)"
_NETWORKS = (
    r"(?:facebook|x|twitter|linkedin|whatsapp|mastodon|bluesky|telegram|pinterest|les reseaux|vos reseaux|social)"
)
_LETTERS = r"(?:newsletters?|lettre|infolettre|inbox|boite mail|par (?:e-?mail|courriel)|avant tout le monde)"
_WHERE = rf"{_ARTICLE}.{{0,60}}|(?:sur|on|via) {_NETWORKS}\b.{{0,60}}"
_SHARE = rf"(?:partage[rz]|share|cliqu(?:ez|er) pour partager)(?: (?:{_WHERE}))?"
_JOIN = (
    r"(?:inscrivez-vous|abonnez-vous|recevez|je m'(?:abonne|inscris)|s'(?:abonner|inscrire)|sign up|subscribe|get our)"
)
_COUNTED = r"(?:commentaires?|comments?|repl(?:y|ies)|reponses?|reflexions?|avis|thoughts?|reactions?|messages?)"
# « 3 réactions à « Titre » », but no heading such as « Trois réactions à la mort du loup ».
_OF_THIS = rf"(?: (?:sur|on|to|a) (?:[«“\"].{{0,300}}|{_ARTICLE}))?"
_SIGNS = (
    r"[-–—\s]*(?:publicites?|annonces?|advertisement|sponsored(?: by .*)?|sponsorise|ad|pub)[-–—\s:]*",
    r"[-–—\s]*(?:(?:contenu|communique) sponsorise|publicite partenaire|espace publicitaire)[-–—\s:]*",
    r"la suite apres (?:cette |la )?(?:annonce|publicite)",
    rf"{_SHARE}[\s:!]*",
    rf"(?:imprimer|print|envoyer|tweeter|epingler)(?: {_ARTICLE}| (?:a un ami|par (?:e-?mail|courriel)))?",
    r"copier (?:le lien|l'adresse).{0,30}|copy (?:the )?link|publier sur .{1,20}",
    r"(?:laisse[rz]|poste[rz]|ecri(?:re|vez)|ajoute[rz]|lire|voir) (?:un|les|\d+) commentaires?\b.{0,40}",
    rf"reagi(?:r|ssez)(?: a {_ARTICLE})?|leave a (?:reply|comment).{{0,40}}",
    rf"\d+ {_COUNTED}{_OF_THIS}",
    rf"{_JOIN}\b.{{0,120}}\b{_LETTERS}\b.{{0,60}}",
    r"(?:temps de lecture|lecture|reading time)\s?:?\s?\d+.{0,20}|\d+ min(?:utes?)? (?:de lecture|read)",
    r"(?:mots?[- ]cles?|tags?|etiquettes?|etiquete|classe dans|publie dans|filed under|tagged)\s?:.{0,300}",
    r"haut de page|retour en haut|back to top|voir plus|lire la suite|read more|show more",
    r"(?:©|\(c\)|copyright).{0,60}(?:tous droits reserves|all rights reserved).{0,40}",
    r"(?:cet article vous a plu|vous avez aime cet article|liked this).{0,120}",
)
_LINE = re.compile("|".join(f"(?:{sign})" for sign in _SIGNS), re.DOTALL)
_REPLIES_HEADS = (
    rf"(?:(?:les |vos )?(?:commentaires?|comments?)(?: ?\(\d+\)| des lecteurs| from readers)?|replies){_OF_THIS}",
    rf"\d+ {_COUNTED}(?: des lecteurs)?{_OF_THIS}|replies from elsewhere",
    r"(?:(?:vos|les) )?(?:avis|reactions) des (?:lecteurs|internautes)|vos (?:avis|reactions)",
    r"(?:laisser|ajouter|poster|ecrire) un commentaire.*|leave a (?:reply|comment).*|espace commentaires?",
    r"l'espace des contributions.*|join the (?:discussion|conversation)|rejoindre la discussion",
)
_REPLIES_HEAD = re.compile("|".join(f"(?:{sign})" for sign in _REPLIES_HEADS))
_LISTS_HEADS = (
    r"articles? (?:similaires?|connexes?|lies|recents?|associes?)|d'autres (?:articles|actualites)(?: .*)?",
    r"(?:sur|dans) l[ea] meme (?:sujet|theme|rubrique|categorie)|recommandes? pour vous|nos recommandations",
    r"(?:a lire|lire|voir) (?:aussi|egalement|ensuite|dans la meme.*)|a lire|a decouvrir(?: aussi)?",
    r"continuer la lecture.*",
    r"vous (?:aimerez|pourriez aimer|devriez aimer|aimerez peut-etre|pourriez aussi)(?: .*)?",
    r"(?:les )?(?:articles )?(?:les )?plus (?:lus?|populaires?|recents?|partages?)(?: .{1,40})?|most (?:read|popular)",
    r"keep reading|read (?:more|next|also)|related(?: (?:articles?|posts?|stories|reading|news|content))?",
    r"you (?:may|might) also like.*|more (?:from|stories)(?: .*)?|a la une(?: aujourd'hui)?|en ce moment",
    r"(?:nos|les) (?:derniers|autres|dernieres) (?:articles|actualites|infos|news|nouvelles)|plus d'articles(?: .*)?",
    r"(?:la |notre )?newsletter|suivez[- ]nous(?: sur .*)?|a propos de l'auteure?|about the author",
    r"contents?|sommaire|table (?:des matieres|of contents)|dans cet article|in this article",
    _SHARE,
)
_LISTS_HEAD = re.compile("|".join(f"(?:{sign})" for sign in _LISTS_HEADS))


def is_frame(element: Element, held: float, size: int) -> bool:
    """Whether an element frames the article.

    ``held`` is the share of the page's running text that stands in it, ``size`` are its letters: what holds most of the
    text is no frame, whatever it is called, but for readers' comments and what stands beside, which may be long.
    """
    said = marks(element)
    if _called(said, _REPLIES) or _called(said, _BESIDE):
        return held < 0.9
    if _is_set_apart(element):
        return held < 0.8
    if _called(said, _FRAME) or any(name.startswith("data-ad") for name in element.attrib):
        return held < 0.4
    return held < 0.2 and size < _ABOUT_LONGEST and _called(said, _ABOUT)


def _is_set_apart(element: Element) -> bool:
    """Whether HTML itself says that an element is no text: by its name, its role or label, or since it is hidden."""
    if element.tag in _TAGS or element.get("hidden") is not None or element.get("role", "").lower() in _ROLES:
        return True
    if element.get("aria-hidden") == "true" or _HIDDEN.search(element.get("style", "")[:300]):
        return True
    label = element.get("aria-label") if element.tag != "a" else ""
    classes = element.get("class", "")[:300].lower().replace("-", "").replace("_", "").split()
    return bool(label and _LABEL.search(fold(label[:200]))) or not _UNSEEN.isdisjoint(classes)


@lru_cache(maxsize=8192)
def _called(said: frozenset[str], names: re.Pattern[str]) -> bool:
    return any(names.fullmatch(word) for word in said)


def is_replies(element: Element) -> bool:
    """Whether an element holds what readers wrote."""
    return _called(marks(element), _REPLIES)


def is_noise(text: str) -> bool:
    """Whether a line is the site's own: it asks to share, to subscribe or to comment, or says that an ad follows."""
    return len(text) <= 300 and bool(_LINE.fullmatch(fold(text)))


def heads_replies(text: str) -> bool:
    """Whether a heading stands above what readers wrote."""
    return len(text) <= 200 and bool(_REPLIES_HEAD.fullmatch(fold(text).rstrip(" :")))


def heads_list(text: str) -> bool:
    """Whether a heading stands above links to other articles, or an invitation."""
    return len(text) <= 120 and bool(_LISTS_HEAD.fullmatch(fold(text).rstrip(" :")))

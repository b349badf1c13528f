"""What frames an article on its page, known by how elements are called and by what lines say."""

from __future__ import annotations

import re

from buzzfeed.model import fold
from buzzfeed.sources.extracting.tree import Element, apart, marks

_TAGS = frozenset("nav footer form dialog button input select textarea label fieldset menu search".split())
_ROLES = frozenset("navigation banner contentinfo complementary search dialog alertdialog toolbar form menu".split())
# Whatever they hold, it is no part of an article.
_REPLIES = re.compile(
    r"comments?|commentaires?|commentlist|respond|disqus|replies|reponses|discussion|trackbacks?|pings?"
)
# Not part of one, unless most of the text stands there: themes call their frames by such words, too.
_FRAME = re.compile(
    r"sidebar|cookies?|cookie\w+|consent|gdpr|rgpd|axeptio|didomi|breadcrumbs?|crumbs?|ariane|navigation|nav|menu|masthead"
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

_SIGNS = "|".join(
    (
        r"[-–—\s]*(?:publicites?|annonces?|advertisement|sponsored(?: by .*)?|sponsorise|contenu sponsorise|ad|pub"
        r"|communique sponsorise|publicite partenaire|espace publicitaire)[-–—\s:]*",
        r"la suite apres (?:cette |la )?(?:annonce|publicite)",
        r"(?:partage[rz]|share|cliqu(?:ez|er) pour partager|tweete[rz]|imprime[rz]|copier le lien|copy link|epingle[rz]"
        r"|envoye[rz] (?:a un ami|par (?:e-?mail|courriel))|print this)\b.{0,100}",
        r"(?:laisse[rz]|poste[rz]|ecri(?:re|vez)|ajoute[rz]|lire|voir) (?:un|les|\d+) commentaires?\b.{0,40}",
        r"reagi(?:r|ssez) (?:a cet article|sur).{0,40}|leave a (?:reply|comment).{0,40}",
        r"\d+ (?:commentaires?|reactions?|comments?|repl(?:y|ies)|reponses?)(?: (?:sur|a|on) .{0,200})?",
        r"(?:inscrivez-vous|abonnez-vous|recevez|je m'(?:abonne|inscris)|s'(?:abonner|inscrire)|sign up|subscribe|get)\b"
        r".{0,120}\b(?:newsletters?|lettre|infolettre|inbox|boite mail|par (?:e-?mail|courriel)|avant tout le monde)\b.{0,60}",
        r"(?:temps de lecture|lecture|reading time)\s?:?\s?\d+.{0,20}|\d+ min(?:utes?)? (?:de lecture|read)",
        r"(?:mots?[- ]cles?|tags?|etiquettes?|etiquete|classe dans|publie dans|filed under|tagged|rubrique|themes?)\s?:.{0,300}",
        r"(?:haut de page|retour en haut|back to top|voir plus|lire la suite|read more|show more)",
        r"(?:©|\(c\)|copyright).{0,60}(?:tous droits reserves|all rights reserved).{0,40}",
        r"(?:cet article vous a plu|vous avez aime cet article|liked this).{0,120}",
    )
)
_LINE = re.compile(rf"(?:{_SIGNS})", re.DOTALL)
_REPLIES_HEAD = re.compile(
    r"(?:\d+ )?(?:commentaires?|comments?|repl(?:y|ies)|reponses?|reflexions?|avis|thoughts?)"
    r"(?: ?\(\d+\)| (?:sur|on|to|a|des lecteurs|from)\b.*)?|vos (?:avis|reactions|commentaires)|(?:les )?reactions des lecteurs"
    r"|(?:laisser|ajouter|poster) un commentaire.*|leave a (?:reply|comment).*|replies from elsewhere|espace commentaires?"
    r"|l'espace des contributions.*|join the discussion.*|rejoindre la discussion.*"
)
_LISTS_HEAD = re.compile(
    r"articles? (?:similaires?|connexes?|lies|recents?|associes?)|(?:sur|dans) l[ea] meme (?:sujet|theme|rubrique|categorie)"
    r"|(?:a lire|lire|voir) (?:aussi|egalement|ensuite|dans la meme.*)|a lire|vous (?:aimerez|pourriez|devriez).*"
    r"|(?:les )?(?:articles )?(?:les )?plus (?:lus?|populaires?|recents?|partages?)\b.*|a decouvrir(?: aussi)?|continuer la lecture.*"
    r"|keep reading|read (?:more|next|also)|related(?: .*)?|you (?:may|might) also like.*|more (?:from|on|stories)\b.*"
    r"|a la une(?: .*)?|nos (?:derniers|autres|dernieres) .*|en ce moment|recommande.*|most (?:read|popular)|plus d'articles.*"
    r"|(?:la|notre) newsletter.*|newsletter|partage[rz].*|suivez[- ]nous.*|share this.*|a propos de l'auteure?|about the author"
    r"|contents?|sommaire|table (?:des matieres|of contents)|dans cet article|in this article|d'autres (?:articles|actualites).*"
)


def is_frame(element: Element, held: float) -> bool:
    """Whether an element frames the article. ``held`` is the share of the page's running text that stands in it."""
    if element.tag in _TAGS or element.get("hidden") is not None or element.get("role", "").lower() in _ROLES:
        return held < 0.5
    if element.get("aria-hidden") == "true" or _HIDDEN.search(element.get("style", "")[:300]):
        return held < 0.5
    if (label := element.get("aria-label")) and element.tag != "a" and _LABEL.search(fold(label[:200])):
        return held < 0.5
    said = marks(element)
    if any(_REPLIES.fullmatch(word) for word in said):
        return held < 0.9
    classes = element.get("class", "").lower().split()
    if any(word.replace("-", "").replace("_", "") in _UNSEEN for word in classes):
        return True
    if any(_FRAME.fullmatch(word) for word in said) or any(name.startswith("data-ad") for name in element.keys()):  # noqa: SIM118 - an element iterates over its children
        return held < 0.4
    return held < 0.2 and any(_ABOUT.fullmatch(word) for word in said) and len(apart(element)) < _ABOUT_LONGEST


def is_replies(element: Element) -> bool:
    """Whether an element holds what readers wrote."""
    return any(_REPLIES.fullmatch(word) for word in marks(element))


def is_noise(text: str) -> bool:
    """Whether a line is the site's own: it asks to share, to subscribe or to comment, or says that an ad follows."""
    return len(text) <= 300 and bool(_LINE.fullmatch(fold(text)))


def heads_replies(text: str) -> bool:
    """Whether a heading stands above what readers wrote."""
    return len(text) <= 200 and bool(_REPLIES_HEAD.fullmatch(fold(text).rstrip(" :")))


def heads_list(text: str) -> bool:
    """Whether a heading stands above links to other articles, or an invitation."""
    return len(text) <= 120 and bool(_LISTS_HEAD.fullmatch(fold(text).rstrip(" :")))

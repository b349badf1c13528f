"""What the part for the publisher's own site says, and what its snippets say to readers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from buzzfeed.follow.words.spaces import NBSP


@dataclass(frozen=True, slots=True)
class SnippetWords:
    """The phrases of one language. ``where`` says where each snippet goes, by its tool and name."""

    title: str
    text: str
    code_label: str
    card_text: str
    where: Mapping[str, str]


FRENCH = SnippetWords(
    title="Pour votre site",
    text="De quoi faire trouver ce flux depuis vos propres pages, à copier tel quel. Rien n’y est exécuté ni chargé "
    "d’ailleurs, sauf la carte en cadre et l’élément, que ce serveur donne lui-même.",
    code_label=f"{{tool}}{NBSP}: {{where}}",
    card_text="Un flux vous prévient de chaque nouvel article, sans compte ni publicité.",
    where={
        "html/links": "dans le <head> de chaque page",
        "html/button": "où vous voulez dans une page",
        "html/card": "où vous voulez dans une page, carte sans script",
        "html/frame": "où vous voulez dans une page, carte en cadre avec les derniers articles",
        "html/element": "où vous voulez dans une page, carte avec un bouton qui copie l’adresse",
        "wordpress/plugin": "fichier wp-content/mu-plugins/feed-links.php (ou, sans sa première ligne, à la fin du "
        "functions.php d’un thème enfant)",
        "wordpress/card": f"bloc «{NBSP}Code court{NBSP}», une fois le fichier ci-dessus en place",
        "hugo/links": "fichier layouts/partials/feed-links.html",
        "hugo/head": "dans le <head> de layouts/_default/baseof.html, ou du fichier que votre thème prévoit",
        "hugo/card": "fichier layouts/partials/follow-card.html",
        "hugo/use": "où la carte doit paraître dans un modèle",
        "hugo/config": f"dans hugo.toml, avant la première section entre crochets{NBSP}: plus de flux de Hugo lui-même",
        "ghost/links": "Réglages → Injection de code → En-tête du site",
        "ghost/redirects": f"dans redirects.yaml (Réglages → Labs){NBSP}: Ghost garde son lien vers /rss/, "
        "qui mène ici",
        "ghost/card": "fichier partials/follow-card.hbs de votre thème",
        "ghost/use": "où la carte doit paraître dans un modèle",
        "eleventy/links": "fichier _includes/feed-links.html",
        "eleventy/nunjucks": "dans le <head> d’une mise en page Nunjucks (.njk)",
        "eleventy/liquid": "dans le <head> d’une mise en page Liquid (.liquid, .html)",
        "eleventy/card": "fichier _includes/follow-card.html, appelé de même",
    },
)

ENGLISH = SnippetWords(
    title="For your site",
    text="What makes this feed be found from your own pages, to be copied as it is. Nothing in it runs or is loaded "
    "from elsewhere, but for the framed card and the element, which this server itself gives.",
    code_label="{tool}: {where}",
    card_text="A feed tells you of every new article, with no account and no advertising.",
    where={
        "html/links": "in the <head> of every page",
        "html/button": "anywhere in a page",
        "html/card": "anywhere in a page, a card without script",
        "html/frame": "anywhere in a page, a framed card with the newest articles",
        "html/element": "anywhere in a page, a card with a button that copies the address",
        "wordpress/plugin": "file wp-content/mu-plugins/feed-links.php (or, without its first line, at the end of a "
        "child theme's functions.php)",
        "wordpress/card": "a Shortcode block, once the file above is there",
        "hugo/links": "file layouts/partials/feed-links.html",
        "hugo/head": "in the <head> of layouts/_default/baseof.html, or of the file that your theme keeps for it",
        "hugo/card": "file layouts/partials/follow-card.html",
        "hugo/use": "where the card is to stand in a template",
        "hugo/config": "in hugo.toml, before the first section in brackets: no feeds of Hugo's own any more",
        "ghost/links": "Settings → Code injection → Site header",
        "ghost/redirects": "in redirects.yaml (Settings → Labs): Ghost keeps its link to /rss/, which leads here",
        "ghost/card": "file partials/follow-card.hbs of your theme",
        "ghost/use": "where the card is to stand in a template",
        "eleventy/links": "file _includes/feed-links.html",
        "eleventy/nunjucks": "in the <head> of a Nunjucks layout (.njk)",
        "eleventy/liquid": "in the <head> of a Liquid layout (.liquid, .html)",
        "eleventy/card": "file _includes/follow-card.html, called in the same way",
    },
)

SNIPPETS: Mapping[str, SnippetWords] = {"fr": FRENCH, "en": ENGLISH}
"""The words by language."""

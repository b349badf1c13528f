"""The words of which the generated newsroom is made: French, written for it, with French typography."""

NBSP, NARROW = "\u00a0", "\u202f"


def _phrases(text: str) -> list[str]:
    return [phrase.strip() for phrase in text.split("|")]


CATEGORIES = _phrases("""
    Actualités | High Tech | Vie locale | Économie | Sciences | Culture | Sport | Planète
""")

# Whole phrases, so that any of them agrees with any verb of the third person singular.
SUBJECTS = _phrases("""
    le conseil municipal | la bibliothèque de quartier | une équipe de chercheurs | l’association des riverains |
    le collège voisin | la petite entreprise familiale | un collectif d’habitants | la régie des eaux |
    le club d’athlétisme | une jeune ingénieure | le marché couvert | la maison de santé | l’orchestre amateur |
    un atelier de réparation | la coopérative agricole | le tramway | la troupe de théâtre | un ancien facteur |
    l’école d’infirmières | le laboratoire de physique | une start-up de la région | la fédération sportive |
    le musée des techniques | un groupe de lycéens | l’hôpital de jour | la radio associative |
    le service des archives | une boulangère du centre | la ligue de protection des oiseaux | l’observatoire |
    un juge de proximité | la caisse d’épargne | le port fluvial | une navigatrice | la commission d’enquête |
    le syndicat des transports | un traducteur | la serre municipale | l’atelier de sérigraphie |
    le comité des fêtes | une historienne | la brigade verte | un éditeur indépendant
""")

VERBS = _phrases("""
    annonce | prépare | défend | mesure | rénove | présente | finance | abandonne | réinvente | transmet | examine |
    conteste | inaugure | publie | a retrouvé | a dessiné | a réparé | a longtemps attendu | a soumis au vote |
    a confié à des bénévoles | a filmé | a traduit | a cartographié | voudrait protéger | pourrait doubler |
    espère conserver | refuse de vendre | cherche à comprendre | vient de lancer | continue d’étudier |
    n’a jamais oublié | ne veut plus reporter | doit encore expliquer | commence à partager |
    a fini par simplifier | compte agrandir
""")

OBJECTS = _phrases("""
    un plan de rénovation des digues | la mémoire des mariniers | le budget participatif |
    une carte des îlots de fraîcheur | un logiciel libre de gestion des prêts | le premier verger partagé |
    une enquête sur le sommeil des adolescents | la ligne de nuit | un refuge pour chauves-souris |
    la collecte des biodéchets | une méthode de lecture à voix haute | le fonds de photographies |
    des capteurs de bruit | un four à pain collectif | la restauration du grand orgue |
    une base de données ouverte | le cahier de doléances | un jardin de pluie | des ateliers d’écriture |
    la route des crêtes | une monnaie locale | le tournoi des quartiers | un dictionnaire de patois |
    la toiture du gymnase | des vélos adaptés | un accord avec les maraîchers | une exposition sur les marées |
    le calendrier des travaux | une flotte de barques électriques | la mesure de la qualité de l’air |
    un ciné-club en plein air | des prothèses imprimées en trois dimensions | le recensement des hirondelles |
    un centre d’hébergement d’urgence | une charte des usages numériques | la réouverture du passage à niveau |
    des bancs à l’ombre | un récit collectif | le tri des textiles | une bourse aux instruments |
    la fermeture du vieux pont | un observatoire des loyers
""")

TAILS = _phrases("""
    avant la fin de l’été | malgré des délais serrés | avec l’aide d’une trentaine de volontaires |
    sans attendre la décision de l’État | au grand étonnement des voisins | pour la troisième année de suite |
    à deux pas de la gare | dans l’ancienne filature | sous une pluie battante | grâce à une souscription |
    après des mois de débats | au nom de la prudence | comme le demandait une pétition | en moins de six semaines |
    à l’échelle du canton | loin des grandes villes | dès la rentrée prochaine | jusque dans les moindres détails |
    devant une salle comble | à partir de matériaux récupérés | en partenariat avec l’université | faute de moyens |
    selon un rapport resté discret | au fil de la rivière
""")

OPENINGS = _phrases("""
    Cette semaine | Depuis le printemps | À l’origine | Il y a dix ans déjà | Contre toute attente |
    Dans les faits | En coulisses | Sur le papier | Pour l’heure | Chaque matin | De l’autre côté du fleuve |
    Au bout du compte | Autre surprise | Faut-il s’en étonner ? Non | À l’inverse | D’après nos informations |
    Un soir d’hiver | Plus discrètement | À force de patience | Signe des temps | En attendant | Côté chiffres
""")

SPOKEN = _phrases("""
    Nous avons appris en faisant | On nous disait que c’était impossible | Personne ne peut décider à notre place |
    Il fallait bien commencer | Le plus dur, c’est de durer | Je n’avais jamais vu autant de monde |
    Les chiffres ne disent pas tout | Ici, chacun vient avec ce qu’il sait |
    Nous ne promettons rien, nous mesurons | C’est une question de confiance | J’y crois encore |
    La suite dépendra du calendrier
""")

HEADINGS = _phrases("""
    Un chantier qui divise | Ce que disent les chiffres | Les leçons d’un hiver | Une affaire de patience |
    Et maintenant ? | Le prix de l’attente | Comment tout a commencé | Ce qui change pour les habitants |
    Des réserves, aussi | Trois pistes à l’étude | Le regard des scientifiques | Une histoire ancienne |
    Qui paie, et combien ? | Dans la salle des machines | La parole aux bénévoles | À quoi s’attendre
""")

NOUNS = _phrases("""
    marché | école | vélo | rivière | énergie | forêt | logement | santé | musique | lecture | climat | jardin |
    cinéma | robotique | logiciel | rugby | natation | budget | histoire | archives | alimentation | transport |
    eau | déchets | oiseaux | astronomie | théâtre | emploi | retraite | jeunesse | handicap | égalité | justice |
    sécurité | données | internet | mobile | réseau | quartier | village | littoral | montagne | agriculture |
    élevage | artisanat | commerce | tourisme | patrimoine | photographie | peinture | danse | poésie |
    bande dessinée | jeu vidéo | mathématiques | biologie | chimie | géologie | médecine | psychologie |
    philosophie | athlétisme | handball | escalade | voile | football | tennis | cyclisme | randonnée | impôts |
    élections | associations | bénévolat | formation | apprentissage
""")

QUALIFIERS = _phrases("""
    et enfance | et territoires | au quotidien | en ville | à la campagne | pour tous | et numérique | en commun |
    sans frontières | de demain | et mémoire | solidaire | durable | en chiffres | en débat | et recherche |
    de nuit | en hiver | en été | et Europe | et santé publique | à l’école | au travail | et liberté |
    de proximité | et emploi local | en images | mode d’emploi | et vieillissement | et sobriété
""")

# Two letters each, so that two different rows of them never spell the same name.
SYLLABLES = """
    ba be bi bo da de di do fa fe fo ga go la le li lo lu ma me mi mo na ne ni no pa pe ra re ri ro sa se ta te to
    va ve vi
""".split()

FIRST_NAMES = """
    Aïcha Anaïs Benoît Camille Chloé Élodie Émile François Gaëlle Hélène Inès Jérôme Léa Loïc Maëlle Noël Océane
    Rémi Théo Zoé
""".split()

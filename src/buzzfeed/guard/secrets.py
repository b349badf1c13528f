"""Secrets: private keys, tokens of well-known shapes, passwords in addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator

from buzzfeed.guard.sightings import Sighting, places

_KEY = re.compile(r"-----BEGIN (?:[A-Z0-9]{1,20} ){0,3}PRIVATE KEY(?: BLOCK)?-----")
_SHAPES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (needle, re.compile(shape))
    for needle, shape in (
        ("AKIA", r"AKIA[A-Z0-9]{16}(?![A-Za-z0-9])"),  # AWS
        ("ASIA", r"ASIA[A-Z0-9]{16}(?![A-Za-z0-9])"),
        ("ghp_", r"ghp_[A-Za-z0-9]{36,80}"),  # GitHub
        ("gho_", r"gho_[A-Za-z0-9]{36,80}"),
        ("ghu_", r"ghu_[A-Za-z0-9]{36,80}"),
        ("ghs_", r"ghs_[A-Za-z0-9]{36,80}"),
        ("ghr_", r"ghr_[A-Za-z0-9]{36,80}"),
        ("github_pat_", r"github_pat_[A-Za-z0-9_]{40,100}"),
        ("glpat-", r"glpat-[A-Za-z0-9_-]{20,60}"),  # GitLab
        ("xox", r"xox[abprs]-[A-Za-z0-9-]{20,120}"),  # Slack
        ("xapp-", r"xapp-\d-[A-Za-z0-9-]{20,120}"),
        ("hooks.slack.com/services/", r"hooks\.slack\.com/services/T\w{6,14}/B\w{6,14}/\w{20,30}"),
        ("discord.com/api/webhooks/", r"discord\.com/api/webhooks/\d{17,20}/[\w-]{60,80}"),
        ("sk_live_", r"sk_live_[A-Za-z0-9]{20,120}"),  # Stripe
        ("rk_live_", r"rk_live_[A-Za-z0-9]{20,120}"),
        ("whsec_", r"whsec_[A-Za-z0-9+/]{24,80}"),
        ("AIza", r"AIza[A-Za-z0-9_-]{35}(?![A-Za-z0-9_-])"),  # Google
        ("GOCSPX-", r"GOCSPX-[A-Za-z0-9_-]{28}"),
        ("ya29.", r"ya29\.[A-Za-z0-9_-]{30,300}"),
        (
            "sk-",
            r"sk-(?:proj-|svcacct-|admin-|ant-[a-z0-9]{3,8}-|or-v1-)?(?=[\w-]{0,60}\d)[A-Za-z0-9_-]{32,200}",
        ),  # OpenAI and its like
        ("hf_", r"hf_[A-Za-z]{30,40}(?![A-Za-z0-9])"),
        ("eyJ", r"eyJ[A-Za-z0-9_-]{10,2000}\.eyJ[A-Za-z0-9_-]{10,4000}\.[A-Za-z0-9_-]{16,2000}"),  # JWT (RFC 7519)
        ("npm_", r"npm_[A-Za-z0-9]{36}(?![A-Za-z0-9])"),
        ("pypi-AgE", r"pypi-AgE[A-Za-z0-9_-]{40,300}"),
        (":AA", r":AA[A-Za-z0-9_-]{32,34}(?![A-Za-z0-9_-])"),  # a Telegram bot's, behind its number
        ("SG.", r"SG\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}"),  # SendGrid
        ("key-", r"key-[0-9a-f]{32}(?![0-9a-f])"),  # Mailgun
        ("dop_v1_", r"dop_v1_[0-9a-f]{64}"),  # DigitalOcean
        ("shpat_", r"shpat_[0-9a-f]{32}"),  # Shopify
        ("EAAC", r"EAAC[A-Za-z0-9]{60,300}"),  # Facebook
    )
)
_BOT = re.compile(r"(?<!\d)\d{8,10}\Z")
_EXAMPLE = re.compile(r"example|exemple|x{6}|\*{3}|\.{3}|your|votre|dummy|sample|redacted", re.IGNORECASE)
_FEWEST_SIGNS = 8
_SHORTEST = 20
_LOGIN = re.compile(r"://([^\s/:@?#<>\"']{1,64}):([^\s/@?#<>\"']{1,128})@([\w.-]{1,253})")
_NO_PASSWORD = re.compile(
    r"p(?:ass|asswd|assword|wd|w)\d*|mot[-_]?de[-_]?passe|mdp|secret|token|x+|\*+|•+|\.+|changeme|hunter2|.*[${}<>\[\]%].*",
    re.IGNORECASE,
)


def private_keys(text: str) -> Iterator[Sighting]:
    """Yield the first lines of private keys (RFC 7468 §10, §11; OpenSSH, PGP)."""
    for here in places(text, "-----BEGIN "):
        match = _KEY.match(text, here)
        if match:
            yield Sighting(text, *match.span())


def tokens(text: str) -> Iterator[Sighting]:
    """Yield tokens whose shape tells whose they are; what says of itself that it is an example is none."""
    # Long words alone can be tokens: looking through them costs a third of looking through everything.
    long = "\n".join([word for word in text.split() if len(word) >= _SHORTEST])
    for needle, shape in _SHAPES:
        if needle not in long:
            continue
        for here in places(text, needle):
            if here and (text[here - 1].isalnum() or text[here - 1] in "_-") and needle != ":AA":
                continue
            match = shape.match(text, here)
            if match is None:
                continue
            start = here
            if needle == ":AA":
                bot = _BOT.search(text, max(0, here - 11), here)
                if bot is None:
                    continue
                start = bot.start()
            if not (_EXAMPLE.search(match[0]) or len(set(match[0][len(needle) :])) < _FEWEST_SIGNS):
                yield Sighting(text, start, match.end(), masked=True, keep=(4, 0))


def passwords(text: str) -> Iterator[Sighting]:
    """Yield user names with passwords in addresses (RFC 3986 §3.2.1); what stands for one is none."""
    for here in places(text, "://"):
        match = _LOGIN.match(text, here)
        if match is None or _NO_PASSWORD.fullmatch(match[2]) or _EXAMPLE.search(match[2]) or match[2].isupper():
            continue
        if not match[2].isdigit() or len(match[2]) > 5:  # host:port@host is nonsense, not a secret
            yield Sighting(text, match.start(2), match.end(2), masked=True, keep=(0, 0))

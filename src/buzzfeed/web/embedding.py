"""What other sites may show: a channel's card in a frame, and the script of the element that follows a feed."""

from __future__ import annotations

from functools import partial
from importlib import resources

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.routing import Route

from buzzfeed.follow.colors import Accents
from buzzfeed.follow.embed import THEMES, embed_policy
from buzzfeed.follow.snippets import EMBED, SCRIPT
from buzzfeed.web.documents import Header
from buzzfeed.web.fixed import A_DAY, fixed_document
from buzzfeed.web.maker import channel_key
from buzzfeed.web.replies import DocumentResponse, page_response
from buzzfeed.web.state import State

SCRIPT_TYPE = "text/javascript; charset=utf-8"
_SOURCE = resources.files("buzzfeed.web").joinpath("embed", "follow.js")


def embed_routes(state: State) -> list[Route]:
    """Return the routes of what other sites may show."""
    policy = embed_policy(state.site, state.renderer.colors).encode("latin-1")
    headers: tuple[Header, ...] = (
        (b"referrer-policy", b"no-referrer"),
        (b"content-security-policy", policy),
        (b"x-robots-tag", b"noindex"),
    )
    script = fixed_document(SCRIPT, embed_script(state.renderer.colors), SCRIPT_TYPE, A_DAY)

    async def give_script(_request: Request) -> DocumentResponse:
        return DocumentResponse(script, state)

    return [
        Route(SCRIPT, give_script),
        Route(f"{EMBED}/all", partial(_card, state, headers)),
        Route(f"{EMBED}/{{kind}}/{{slug}}", partial(_card, state, headers)),
    ]


def embed_script(colors: Accents) -> bytes:
    """Return the element's script in the newsroom's colours."""
    dark = (
        f"--ground: #201e1b; --ink: #f2eee6; --line: #4a453d; --accent: {colors.dark}; --on-accent: {colors.on_dark};"
    )
    text = _SOURCE.read_text("utf-8").replace("DARK }", f"{dark} }}")
    text = text.replace("ON_ACCENT_LIGHT", colors.on_light).replace("ACCENT_LIGHT", colors.light)
    return text.encode("utf-8")


async def _card(state: State, headers: tuple[Header, ...], request: Request) -> DocumentResponse:
    key = channel_key(request.path_params.get("kind", "all"), request.path_params.get("slug", ""))
    if key is None:
        raise HTTPException(404)
    theme = request.query_params.get("theme", "")
    theme = theme if theme in THEMES else ""
    return await page_response(state, request, lambda maker, links: maker.embed(links, key, theme), headers, form=theme)

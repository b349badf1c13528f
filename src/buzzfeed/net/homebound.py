"""A way out for somebody who typed one address: what that leads to is content."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from buzzfeed.net.client import same_host
from buzzfeed.ports import Fetch, Response


class Homebound:
    """A `buzzfeed.ports.Fetch` that trusts one host alone, whatever is asked of it.

    Where an address tells what its source is, a site's API or a page's feed, settings are made that nobody typed. They
    are read as any others, and yet lead to no private network but the one that was named.
    """

    def __init__(self, fetch: Fetch, home: str) -> None:
        """Ask by way of ``fetch``, and trust the host of ``home``, on its port."""
        self._fetch = fetch
        self._home = home

    def get(
        self,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        trusted: bool = False,
        max_bytes: int | None = None,
        follow: bool = True,
        timeout: float | None = None,
    ) -> Response:
        """GET an address, as `buzzfeed.ports.Fetch.get`.

        Raises:
            FetchError: as there.
        """
        believed = trusted and same_host(self._home, url)
        return self._fetch.get(
            url, headers=headers, trusted=believed, max_bytes=max_bytes, follow=follow, timeout=timeout
        )

    def post(
        self,
        url: str,
        body: bytes,
        *,
        content_type: str,
        headers: Mapping[str, str] | None = None,
        trusted: bool = False,
        timeout: float | None = None,
        unread: bool = False,
        still: Callable[[], bool] | None = None,
    ) -> Response:
        """POST a body, as `buzzfeed.ports.Fetch.post`.

        Raises:
            FetchError: as there.
        """
        believed = trusted and same_host(self._home, url)
        return self._fetch.post(
            url,
            body,
            content_type=content_type,
            headers=headers,
            trusted=believed,
            timeout=timeout,
            unread=unread,
            still=still,
        )

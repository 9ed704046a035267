# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plain HTTP for what azure-mgmt-network does not read: Kusto, operations, cloud discovery."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from ..._plan.documents.shapes import Shape
from . import errors
from .answers import listed, parsed, told
from .api_versions import Versions
from .patience import Patience

CONNECT_TIMEOUT, READ_TIMEOUT = 15, 120  # seconds
_LONGEST = 5 * READ_TIMEOUT  # seconds, for an answer that comes byte by byte
_TOO_LARGE = "TooLarge"
_MOST_BYTES = 64 * 2**20  # the longest real answers, those with all service tags, have less than 10 MB
_MOST_PAGES = 1000  # a loop of links is longer than any real list
_SAID = re.compile(r"host='([^']+)', port=(\d+)")
_TRUST = "Name the authority's file in REQUESTS_CA_BUNDLE."
_NO_ADDRESS = ("NameResolution", "getaddrinfo", "Name or service not known", "failure in name resolution")
# Words of requests, urllib3 and ssl, what they mean, and what to do; the first that fits.
_REASONS = (
    (_TOO_LARGE, "the answer of {host} is larger than any of Azure's", "Ask who stands between here and there."),
    ("ProxyError", "no proxy lets us through to {host}", "Check HTTPS_PROXY and NO_PROXY."),
    ("CA certificate bundle", "the file with certificate authorities is missing", "Check REQUESTS_CA_BUNDLE."),
    ("has expired", "the certificate of {host} has expired", "Have it renewed, and check this machine's clock."),
    ("not yet valid", "the certificate of {host} is not valid yet", "Check this machine's clock."),
    ("mismatch", "the certificate of {host} was made for another name", "Check the address, and who answers there."),
    ("CERTIFICATE", "the certificate of {host} is not trusted here", _TRUST),
    ("SSLError", "{host} does not speak TLS as it should", "Check the address and its port."),
)


@dataclass(frozen=True)
class Answer:
    """A successful answer; `document` is None when there was no body, or the word null."""

    status: int
    headers: Mapping[str, str]
    document: Any


class Http:
    """GET, and POST of what changes nothing, with the login's token, to one host only: a token never follows a link
    elsewhere.
    """

    def __init__(
        self,
        base: str,
        token: Callable[[], str] | None,
        *,
        verify: bool,
        agent: str,
        renew: Callable[[str | None], None] | None = None,
        versions: Versions | None = None,
        patience: Patience | None = None,
        headers: Mapping[str, str] | None = None,
        timeouts: tuple[float, float] | None = None,
    ) -> None:
        import requests

        self.base = base.rstrip("/")
        # None lets requests take the bundle the environment names; only an argument beats that variable.
        self._token, self._verify, self._renew = token, None if verify else False, renew
        self._versions, self._patience = versions or Versions(), patience
        self._timeouts = timeouts or (CONNECT_TIMEOUT, READ_TIMEOUT)
        self._requests = requests.Session()
        self._requests.headers.update({**(headers or {}), "User-Agent": agent})
        self._requests.hooks["response"].append(limited)

    def get(self, url: str, doing: str) -> Answer:
        """Return the answer of a path below the base, or of a full URL of the same host."""
        return self._ask("GET", url, doing)

    def go_on(self, doing: str, pages: int) -> None:
        """Raise where no time is left for another page after so many."""
        if self._patience and not self._patience.allows(0):
            raise self._patience.expired(doing, f"{pages} pages were read, and there are more")

    def post(self, url: str, doing: str) -> Answer:
        """Ask for an action that takes no body."""
        return self._ask("POST", url, doing)

    def question(
        self, url: str, doing: str, body: Mapping[str, Any], headers: Mapping[str, str] | None = None
    ) -> Answer:
        """Ask for what is read by a POST with a body, and changes nothing."""
        return self._ask("POST", url, doing, body, headers)

    def patch(self, url: str, doing: str, body: Mapping[str, Any], headers: Mapping[str, str]) -> Answer:
        """Change the members of a resource that the body has. What is answered is not read: with any status of success
        the change was taken, and the resource tells what came of it.
        """
        return self._ask("PATCH", url, doing, body, headers)

    def _ask(
        self,
        method: str,
        url: str,
        doing: str,
        body: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        return self._versions.get(url, lambda one: self._once(method, one, doing, body, headers or {}))

    def _once(
        self, method: str, url: str, doing: str, body: Mapping[str, Any] | None, headers: Mapping[str, str]
    ) -> Answer:
        target = self.base + url if url.startswith("/") else url
        leads, ours = origin(target), origin(self.base)
        if leads != ours:
            raise errors.ArmError(doing, f"it leads to {leads or 'no URL'}, but the token is for {ours} only")
        answer = self._send(method, target, doing, body, headers)
        if answer.status_code == 401 and self._renew:
            self._renew(answer.headers.get("WWW-Authenticate"))
            answer = self._send(method, target, doing, body, headers)
        if not 200 <= answer.status_code < 300:
            raise errors.from_answer(doing, answer.status_code, answer.headers, told(answer.content))
        document = None if method == "PATCH" else parsed(answer.content, doing)
        return Answer(answer.status_code, answer.headers, document)

    def _send(
        self, method: str, target: str, doing: str, body: Mapping[str, Any] | None, headers: Mapping[str, str]
    ) -> Any:
        import requests

        headers = {**headers, **({"Authorization": f"Bearer {self._token()}"} if self._token else {})}
        try:
            return self._requests.request(
                method,
                target,
                headers=headers,
                json=body,
                auth=as_it_is,
                timeout=self._timeouts,
                allow_redirects=False,
                verify=self._verify,
            )
        except (requests.RequestException, OSError) as error:  # the latter for a bundle that is not there
            raise unreachable(doing, self.base, error) from error


def as_it_is(request: Any) -> Any:
    """What requests takes for a login: without one it would put a password of ~/.netrc in the place of the token."""
    return request


def limited(answer: Any, **_keywords: Any) -> None:
    """What requests is to do with an answer before it reads it: take as much as real ones have, unpacked, and no more.

    Raises what requests raises, for one that would fill this machine's memory and for one that does not come to an end.
    """
    import requests

    body, size, end = list[bytes](), 0, time.monotonic() + _LONGEST
    for part in answer.iter_content(2**16):
        body.append(part)
        size += len(part)
        if size > _MOST_BYTES:
            answer.close()
            raise requests.RequestException(_TOO_LARGE)
        if time.monotonic() > end:
            answer.close()
            raise requests.ReadTimeout
    answer._content = b"".join(body)


def entries(http: Http, first: Answer, doing: str, shape: Shape, *, name: str = "value") -> Iterator[dict[str, Any]]:
    """Every entry of the list of this name, each of this shape, page after page, given its first page. The links are
    followed on the same host only. Raises ArmError when they lead in a circle, and TimedOut when the deadline is over
    between two pages.
    """
    answer, seen = first, set[str]()
    while True:
        yield from listed(answer.document, name, doing, shape)
        link = str(answer.document.get("nextLink") or "")
        if not link:
            return
        if link in seen or len(seen) >= _MOST_PAGES:
            raise errors.ArmError(doing, "the pages of the answer lead in a circle")
        seen.add(link)
        http.go_on(doing, len(seen))
        answer = http.get(link, doing)


def origin(url: str) -> str:
    """Scheme and host of a URL, comparable; nothing of what is no URL."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc}".lower().removesuffix(":443" if parts.scheme.lower() == "https" else "")


def unreachable(doing: str, base: str, cause: BaseException) -> errors.Unreachable:
    """Return the error for an answer that never came, with the cause named as people name it.

    The host is the one that was asked, which for a token may be another one than the base.
    """
    chain = list(causes(cause))
    text = " ".join(f"{one!r} {one}" for one in chain)
    host = next(filter(None, map(_host, chain)), urlsplit(base).netloc)
    for word, reason, advice in _REASONS:
        if word in text:
            return errors.Unreachable(doing, reason.format(host=host), advice=advice)
    if any(word in text for word in _NO_ADDRESS):
        return errors.UnknownHost(doing, host)
    return errors.Unreachable(doing, f"{host} did not answer", transient=True)


def causes(error: BaseException | None) -> Iterator[BaseException]:
    """The error and what it was made of, in the ways requests, azure-core and Python have of keeping that."""
    while error is not None:
        yield error
        inner: BaseException | None = getattr(error, "inner_exception", None)
        error = inner or error.__cause__ or error.__context__


def _host(error: BaseException) -> str | None:
    """The host an error of the connection is about: requests keeps the URL, urllib3 only says it."""
    url = getattr(getattr(error, "request", None), "url", None)
    if url:
        return urlsplit(str(url)).netloc
    said = _SAID.search(str(error))
    return f"{said[1]}:{said[2]}".removesuffix(":443") if said else None

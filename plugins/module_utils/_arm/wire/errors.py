# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What can go wrong on the wire, each as one sentence with Azure's code and the request id kept.

Azure answers errors in several forms and casings; users search for codes, so the code always shows.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..._plan.values import words
from ..._plan.values.printable import printable

# A lock or a passing weakness, whatever the status: the code decides (429 is mostly a lock, not throttling).
_PASSING_CODES = {
    "anotheroperationinprogress",
    "canceled",
    "canceledandsupersededduetoanotheroperation",
    "gatewaytimeout",
    "inuseroutetablecannotbedeleted",  # its list of subnets lags behind a dissociation
    "preconditionfailed",
    "referencedresourcenotprovisioned",
    "retryableerror",
    "retryableerrorduetoanotheroperation",
    "serviceisinmaintenance",  # a cluster that is being changed; reported in azure-rest-api-specs issue 18845
    "subscriptionrequeststhrottled",
    "toomanyrequests",
}
_PASSING_SUFFIX = "updatenotallowedwhenupdatingordeleting"
_PASSING_STATUS = {408, 412, 429, 500, 502, 503, 504}
_FINAL_CODES = {
    "authorizationfailed",
    "denyassignmentauthorizationfailed",
    "linkedauthorizationfailed",
    "requestdisallowedbypolicy",
    "scopelocked",
}
_ADVICE = {
    "authorizationfailed": "Grant the login the role the documentation lists, or wait if it was granted a moment ago.",
    "conflictwithnetworkintentpolicy": (
        "The subnet is delegated and the service keeps these routes itself; leave the table to it."
    ),
    # Whoever reads this had a token renewed in between, and the new one was no better.
    "expiredauthenticationtoken": "A new token is refused as well: check this machine's clock, and log in again.",
    "invalidauthenticationtoken": "Check that O(tenant) and O(cloud_environment) belong to this subscription.",
    "invalidauthenticationtokentenant": "Check that O(tenant) belongs to this subscription.",
    "linkedauthorizationfailed": "The login needs the join right on the resource named in the message.",
    "missingsubscriptionregistration": "Register the provider in the subscription; this collection never does.",
    "invalidresourcetype": "This cloud does not have that type, or none of the api-versions that we know.",
    "noregisteredproviderfound": "Check the region; or this collection was tried with no api-version that it offers.",
    "requestdisallowedbypolicy": "An Azure Policy forbids the change; ask its owner.",
    "resourcegroupnotfound": "Check O(resource_group) and O(subscription_id).",
    "resourcenotfound": "Check its name, O(resource_group) and O(subscription_id).",
    "scopelocked": "Remove the resource lock, or run this where it is allowed to write.",
    "subscriptionnotfound": "Check O(subscription_id), and that the login may see it.",
}

# Parts of the codes by which an operation ends whose cause may be over when the write is repeated. Any other code is
# definite: the operation was not allowed, or what was written is not taken.
_PASSING_PARTS = (
    "busy",
    "gateway",
    "inprogress",
    "internal",
    "overload",
    "retry",
    "servererror",
    "throttl",
    "timedout",
    "timeout",
    "unavailable",
    "updatefailed",  # FirewallPolicyUpdateFailed: one of the policy's firewalls was busy; the next PUT heals it
)

_ABSENT = "notfound"  # the end of ResourceNotFound, ResourceGroupNotFound, ParentResourceNotFound, NotFound
# The first may be there for others, with all that is in it; the second is about a path, and not what it leads to.
_NO_ABSENCE = {"subscriptionnotfound", "httpresourcenotfound"}
_NO_JSON = "the answer is no JSON"
_MOST_MESSAGE = 8000  # characters; those of Azure Policy are the longest, with a tenth of it
_MOST_TEXT = 300  # characters of an answer that is no JSON
# What is not closed goes on to the end: looking for its end at each beginning would take hours for a long page.
_MARKUP = re.compile(
    r"<(script|style)\b.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)|<[^<>]*>",
    re.DOTALL | re.IGNORECASE,
)
_DEEPEST = 8  # levels of details; Azure has two
_ENDLESS = float("inf")


class ArmError(Exception):
    """A request that failed: what was being done, why not, and what to do next.

    `transient` says that trying again later may help; `retry_after` is Azure's own wish, in seconds.
    """

    def __init__(
        self,
        doing: str,
        reason: str,
        *,
        code: str | None = None,
        status: int | None = None,
        request_id: str | None = None,
        advice: str | None = None,
        transient: bool = False,
        retry_after: float | None = None,
    ) -> None:
        doing, reason = printable(doing), words.brief(printable(reason))
        super().__init__(doing, reason)
        self.doing, self.reason, self.code, self.status = doing, reason, code and printable(code), status
        self.request_id, self.advice = request_id and printable(request_id), advice
        self.transient, self.retry_after = transient, retry_after
        self.challenge: str | None = None  # what a 401 asks of the next token
        self.has_left = True  # False where the request itself was never sent, for want of a token
        self.wrote: bool | None = None  # whether a write was taken before; None where nothing is ever written
        self.original: dict[str, Any] | None = None  # what stood there before that write

    def of_reading(self, what: str) -> str:
        """A sentence without its full stop: that this could not be read, and why."""
        return f"{words.begun(what)} could not be read ({self.code or self.status or self.reason})"

    @property
    def sentence(self) -> str:
        """What failed and why, and what to do, without what was written."""
        return f"{self._cause}{f' {self.remedy}' if self.remedy else ''}"

    @property
    def remedy(self) -> str | None:
        """What to do next, if anything is known."""
        return self.advice

    @property
    def _cause(self) -> str:
        facts = [self.code, f"HTTP {self.status}" if self.status else None]
        facts.append(f"request {self.request_id}" if self.request_id else None)
        known = ", ".join(fact for fact in facts if fact)
        return f"Cannot {self.doing}: {self.reason.rstrip(' .')}{f' ({known})' if known else ''}."

    def __str__(self) -> str:
        written = {
            None: "",
            True: " The write had been sent and may have taken effect.",
            False: " Nothing was written.",
        }
        return f"{self._cause}{written[self.wrote]}{f' {self.remedy}' if self.remedy else ''}"


class NotFound(ArmError):
    """A clear 404: the one answer that means absent."""


class LoginFailed(ArmError):
    """No token was to be had."""


class Unreachable(ArmError):
    """No answer came."""


class UnknownHost(Unreachable):
    """No address for a name: a wrong name at the first request, a passing failure of the DNS at a later one."""

    def __init__(self, doing: str, host: str) -> None:
        super().__init__(
            doing, f"there is no host {host}", advice="Check O(cloud_environment) and the DNS.", transient=True
        )


class OperationFailed(ArmError):
    """The service took a write and did not get it done: what stands may be half of it, and writing again mends that."""


class TimedOut(ArmError):
    """The deadline passed."""

    @property
    def remedy(self) -> str:
        """To try again; where nothing was written, Azure is not busy with anything of ours."""
        again = "un again later, or give a longer O(timeout)."
        return f"R{again}" if self.wrote is False else f"Azure goes on with what it has accepted: r{again}"


@dataclass(frozen=True)
class Reason:
    """What an error body says: the outer code, all codes, and all messages worth reading."""

    code: str | None
    message: str
    codes: tuple[str, ...] = ()

    @property
    def may_pass(self) -> bool:
        """True for the end of an operation that another try may avoid: it says no code, or one that passes."""
        codes = [code.lower() for code in self.codes]
        if any(map(is_final, codes)):
            return False
        return not codes or any(is_transient(None, code) or any(p in code for p in _PASSING_PARTS) for code in codes)


def from_answer(doing: str, status: int, headers: Mapping[str, str], text: str) -> ArmError:
    """Return the error that an answer of 300 or more means."""
    reason = read_reason(text)
    if not reason.code and status < 400:
        reason = Reason(None, "the answer is neither a document nor an error")
    # A proxy has 404s, too, without a code of Azure's, and they say nothing of the resource. Azure itself answers one
    # to a type or an api-version that a cloud does not have.
    word = (reason.code or "").lower()
    is_unclear = status == 404 and not word
    is_absent = status == 404 and word.endswith(_ABSENT) and word not in _NO_ABSENCE
    kind = NotFound if is_absent else ArmError
    error = kind(
        doing,
        reason.message or "Azure gave no reason",
        code=reason.code,
        status=status,
        request_id=headers.get("x-ms-request-id") or headers.get("x-ms-correlation-request-id"),
        advice=_ADVICE.get(word),
        transient=is_unclear or is_transient(status, reason.code),
        retry_after=seconds(headers.get("Retry-After") or headers.get("retry-after")),
    )
    error.challenge = headers.get("WWW-Authenticate")
    return error


def is_transient(status: int | None, code: str | None) -> bool:
    """True when the same request may succeed later."""
    word = (code or "").lower()
    if is_final(code):
        return False
    return word in _PASSING_CODES or word.endswith(_PASSING_SUFFIX) or status in _PASSING_STATUS


def is_final(code: str | None) -> bool:
    """True for a code that no waiting heals."""
    return (code or "").lower() in _FINAL_CODES


def seconds(text: str | None) -> float | None:
    """Read Retry-After; Azure gives seconds, and anything else is as good as nothing."""
    try:
        number = float(text) if text else -1.0
    except ValueError:
        return None
    return number if 0 <= number < _ENDLESS else None


def read_reason(text: str) -> Reason:
    """Read code and message out of an error body, in any of the forms Azure uses.

    `{"error": {code, message, details}}`, the same with capitals, inside another member or without the outer one;
    ASP.NET's `{"Message", "ModelState": {...}}` with JSON inside a string; and plain text or a page, which gateways and
    limits of rates answer with.
    """
    try:
        body = json.loads(text)
    except (ValueError, RecursionError):
        return Reason(None, _plain(text))
    return Reason(None, _plain(body)) if isinstance(body, str) else reason_of(body)


def reason_of(body: Any, deepest: int = _DEEPEST) -> Reason:
    """The same for a body that is already parsed, with the details of `deepest` levels."""
    error = _unwrapped(members(body), deepest)
    inner = [*_details(error, deepest), *_nested(error, deepest), *_model_state(error.get("modelstate"))]
    code = error.get("code") or next((found.code for found in inner if found.code), None)
    messages = [str(error.get("message") or ""), *(found.message for found in inner)]
    unique = dict.fromkeys(" ".join(message.split()) for message in messages if message)
    codes = [str(error["code"])] if error.get("code") else []
    codes += [one for found in inner for one in found.codes]
    return Reason(str(code) if code else None, _cut(" ".join(unique), _MOST_MESSAGE), tuple(codes))


def _unwrapped(body: dict[str, Any], deepest: int) -> dict[str, Any]:
    """The members of the error itself: a body may have nothing but one member with it, which is not always `error`."""
    for _level in range(deepest):
        inner = members(body.get("error")) or (members(*body.values()) if len(body) == 1 else {})
        if not inner:
            break
        body = inner
    return body


def _plain(text: str) -> str:
    """The words of an answer that is no JSON, on one line; those of a broken JSON are of no use."""
    if text.lstrip().startswith(("{", "[")):
        return _NO_JSON
    found = " ".join(html.unescape(_MARKUP.sub(" ", text)).split())
    return _cut(found, _MOST_TEXT)


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[:most]} ..."


def members(value: Any) -> dict[str, Any]:
    """The members of a JSON object by their names in lower case, since Azure's casing varies; else nothing."""
    return {str(name).lower(): member for name, member in value.items()} if isinstance(value, Mapping) else {}


def _details(error: Mapping[str, Any], deepest: int) -> list[Reason]:
    details = error.get("details")
    if not isinstance(details, list) or not deepest:
        return []
    return [reason_of(detail, deepest - 1) for detail in details if isinstance(detail, Mapping)]


def _nested(error: Mapping[str, Any], deepest: int) -> list[Reason]:
    """What `innererror` says, which is nested in itself; a query of logs is refused in that form."""
    inner = error.get("innererror")
    return [reason_of(inner, deepest - 1)] if isinstance(inner, Mapping) and deepest else []


def _model_state(value: Any) -> Iterator[Reason]:
    for texts in members(value).values():
        for text in texts if isinstance(texts, Iterable) and not isinstance(texts, str) else [texts]:
            inner = read_reason(str(text))
            yield inner if inner.code else Reason(None, str(text))

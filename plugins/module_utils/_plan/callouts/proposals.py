# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What to allow for something that is used: it holds in every reading, and lets nothing else through in any.

The samples of Microsoft's pages have no anchors. Searched for in a URI, they let through what only begins or ends with
the name, or has it in a path.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import product

from ..needs.uses import Use, UseType
from ..values import hosts
from ..values.errors import PlanError
from . import automata, regexes, subjects
from .automata import NotUnderstood, Pattern
from .policies import Access, Policy

# Accounts may lie in a DNS zone of storage: `NAME.z01.blob.storage.azure.net`.
_STORAGE = re.compile(r"([^.]+(?:\.z\d+)?)\.(?:blob|dfs)\.(.+)")
_ANYTHING = regexes.read(".*")


def allow(use: Use) -> Policy:
    """The policy that allows what is used: the host, whatever its path, in whichever form the service meets it. Of a
    storage account it allows `blob` and `dfs`, for who reads files by the latter needs both. Raise PlanError for a
    wildcard, of which no policy is tight.
    """
    if hosts.is_wildcard(use.host):
        raise PlanError(
            f"No callout policy is made for '{use.host}', which is not one host; name each host in O(uses)."
        )
    host = _host(use)
    if use.type not in subjects.SERVER_KEYS:
        form = _web(use, host)
    elif use.type == UseType.COSMOSDB:
        form = f"(?:{_web(use, host)}|{_server(use)}https://{host}(?::443)?/?{subjects.OTHER_PAIRS})"
    else:
        tcp, place = "tcp:" if use.type == UseType.SQL else "", f"{host}(?: *[:,] *{use.port})?"
        form = f"(?:(?:https://|{tcp})?{place}/?|{_server(use)}(?:{tcp})?{place}{subjects.OTHER_PAIRS})"
    return Policy(use.type, f"(?i)^{form}$", Access.ALLOW)


def names(use: Use) -> tuple[str, ...]:
    """The entries of a list of allowed names for what is used: none for a type that such a list does not cover."""
    return () if use.type == UseType.WEBAPI else (use.host,)


def refuse_conflicts(wanted: Sequence[Policy]) -> None:
    """Raise PlanError where a wanted Deny meets a wanted Allow of its type: what both match is denied, so that the
    Allow would not hold. They meet where one of them matches a part of what the other describes.
    """
    for deny, permit in product(wanted, wanted):
        if deny.access == Access.DENY and permit.access == Access.ALLOW and deny.type == permit.type:
            _refuse_conflict(deny, permit)


def _refuse_conflict(deny: Policy, permit: Policy) -> None:
    both = f"O(callout_policies) denies '{deny.regex}' and allows '{permit.regex}', both of type {deny.type}"
    try:
        meet = _meets(deny.regex, permit.regex) or _meets(permit.regex, deny.regex)
    except NotUnderstood as error:
        raise PlanError(
            f"{both}, and whether they meet cannot be told, because {error} in one of them; write it in a simpler way,"
            " or leave one of them out."
        ) from error
    if meet:
        raise PlanError(
            f"{both}: what both match is denied, whatever else allows it; leave the Deny out, for what nothing allows"
            " is denied anyway, or narrow one of them until they no longer meet."
        )


def _meets(part: str, whole: str) -> bool:
    """True where one pattern matches a part of some text that another one describes, in any of their readings."""
    return any(
        (True, True) in automata.combinations(_ANYTHING, (one, other))
        for one in _patterns(part, False)
        for other in _patterns(whole, True)
    )


def _patterns(text: str, whole: bool) -> list[Pattern]:
    """A text as a regular expression, and as a pattern of names where it may be one."""
    if not regexes.is_name(text):
        return [Pattern(regexes.read(text, True), whole)]
    forms = [regexes.of_name(text, ".*")]
    try:
        regexes.read(text)
    except NotUnderstood:
        pass
    else:
        forms.append(text)
    return [Pattern(regexes.read(form, True), whole) for form in forms]


def _host(use: Use) -> str:
    storage = _STORAGE.fullmatch(use.host) if use.type == UseType.EXTERNAL_DATA else None
    if storage is None:
        return regexes.literal(use.host)
    return rf"{regexes.literal(storage[1])}\.(?:blob|dfs)\.{regexes.literal(storage[2])}"


def _server(use: Use) -> str:
    return f" *(?:{'|'.join(subjects.SERVER_KEYS[use.type])}) *= *"


def _web(use: Use, host: str) -> str:
    schemes = [subjects.scheme(use)]
    if use.type == UseType.EXTERNAL_DATA:
        schemes += [subjects.FILE_SYSTEM] if _STORAGE.fullmatch(use.host) else []
        schemes += [subjects.LAKE] if use.host.endswith(subjects.LAKE_SUFFIX) else []
    return f"(?:{'|'.join(schemes)})?{host}(?::{use.port})?(?:[/?].*)?"

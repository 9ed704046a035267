# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Three answers instead of two: a rule matches, does not match, or nobody can tell from what was read."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from ..values.words import Word


class Cause(Word):
    """What leaves a verdict open. Who takes that risk accepts it by this word; none covers all of them."""

    UNREADABLE = "unreadable"
    UNKNOWN_MEMBER = "unknown_member"
    NOT_SETTLED = "not_settled"
    UNPROVEN_HOP = "unproven_hop"
    LEARNED_ROUTE = "learned_route"
    OTHER_WAY = "other_way"
    SERVICE_TAG = "service_tag"
    RESOLVED_ADDRESS = "resolved_address"
    PART_OF_WILDCARD = "part_of_wildcard"
    PART_OF_SUBNET = "part_of_subnet"
    FQDN_TAG = "fqdn_tag"
    WEB_CATEGORY = "web_category"
    URL_PATH = "url_path"
    ADDRESS_FAMILY = "address_family"
    TLS_INSPECTION = "tls_inspection"
    SQL_REDIRECT = "sql_redirect"
    ENDPOINT_POLICY = "endpoint_policy"
    PRIVATE_SUBNET = "private_subnet"
    ADMIN_RULE = "admin_rule"
    NAME_RESOLUTION = "name_resolution"
    SOURCES_UNREAD = "sources_unread"
    APPLIANCE = "appliance"


class Match(NamedTuple):
    """`sure` is True or False, or None when it cannot be told; `why` says why, and `cause` of what kind that is."""

    sure: bool | None
    why: str = ""
    cause: str = ""


YES, NO = Match(True), Match(False)


def maybe(cause: Cause, why: str) -> Match:
    """It cannot be told, because of this."""
    return Match(None, why, cause)


def every(matches: Iterable[Match]) -> Match:
    """All of them: one that does not match decides."""
    open_question = YES
    for match in matches:
        if match.sure is False:
            return NO
        if match.sure is None and open_question is YES:
            open_question = match
    return open_question


def some(matches: Iterable[Match]) -> Match:
    """Any of them: one that matches decides."""
    open_question = NO
    for match in matches:
        if match.sure:
            return YES
        if match.sure is None and open_question is NO:
            open_question = match
    return open_question


def fact(value: bool) -> Match:
    """A match that can be told."""
    return YES if value else NO

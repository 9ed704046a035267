# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The risks a user may take in so many words: what is refused without the word, and told with it."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from ..check.findings import Finding
from ..values.errors import PlanError
from ..values.refusal_codes import CODES
from ..verdict.matches import Cause

NOT_INJECTED = "not_injected"
OTHER_SUBNET = "other_subnet"
OTHER_TABLE = "other_table"
SHARED_DEFAULT_ROUTE = "shared_default_route"
MANAGED_TABLE = "managed_table"
OPEN_DRAFT = "open_draft"
LOST_DEPENDENCIES = "lost_dependencies"
DROPPED_DESTINATIONS = "dropped_destinations"
DELETED_CLUSTER = "deleted_cluster"
NO_GATE = "no_gate"
DENIED_CALLOUTS = "denied_callouts"
OPEN_CALLOUTS = "open_callouts"
INGESTION_NOT_SHOWN = "ingestion_not_shown"
UNLISTED_USES = "unlisted_uses"
POLICIES_OUTSIDE = "policies_outside"
POLICIES_UNREAD = "policies_unread"
OPEN_WHILE_CHANGING = "open_while_changing"
SOURCES_UNREAD = Cause.SOURCES_UNREAD
OPEN_TO_ALL = "open_to_all"
NO_PRIVATE_ENDPOINT = "no_private_endpoint"
PRIVATE_ENDPOINT_UNREAD = "private_endpoint_unread"
NO_MANAGED_PRIVATE_ENDPOINT = "no_managed_private_endpoint"
SOURCE_RULES_UNREAD = "source_rules_unread"
USES_NOT_LOOKED_AT = "uses_not_looked_at"
NOT_RESTRICTED = "not_restricted"
PREPARED_TOO_LONG_AGO = "prepared_too_long_ago"
PREPARATION_UNKNOWN = "preparation_unknown"

# word: what it accepts. The documentation lists the same words; a test compares.
WORDS: dict[str, str] = {
    NOT_INJECTED: "the traffic of a cluster that is not injected never meets the firewall",
    OTHER_SUBNET: "the given subnet is not the one that the cluster itself names",
    OTHER_TABLE: "the subnet loses the routes of the table that it has",
    SHARED_DEFAULT_ROUTE: "the default route also sends the traffic of other subnets or clusters to the firewall",
    MANAGED_TABLE: CODES["managed_table"],
    OPEN_DRAFT: CODES["open_draft"],
    LOST_DEPENDENCIES: "something the cluster needs would no longer be allowed while its traffic goes to the firewall",
    DROPPED_DESTINATIONS: "an option takes destinations away that the cluster or the documentation still names",
    DELETED_CLUSTER: "a cluster that is to be locked down is gone, so its rules and routes go",
    NO_GATE: "nothing is looked at between the steps, so that something needed may be blocked",
    # What leaves open whether something needed passes, when traffic begins to go to the firewall.
    **{cause: CODES[cause] for cause in Cause if cause != Cause.APPLIANCE},
}
# Of the words, those about what a cluster itself restricts; a lock-down meets none of them.
RESTRICTION_WORDS: dict[str, str] = {
    DENIED_CALLOUTS: CODES[DENIED_CALLOUTS],
    OPEN_CALLOUTS: CODES[OPEN_CALLOUTS],
    INGESTION_NOT_SHOWN: CODES[INGESTION_NOT_SHOWN],
    UNLISTED_USES: CODES[UNLISTED_USES],
    POLICIES_OUTSIDE: CODES[POLICIES_OUTSIDE],
    POLICIES_UNREAD: CODES[POLICIES_UNREAD],
    OPEN_WHILE_CHANGING: CODES[OPEN_WHILE_CHANGING],
}
# Those about a cluster that is to leave its network, in the order in which its preconditions are told.
LEAVING_WORDS: dict[str, str] = {
    OPEN_TO_ALL: CODES[OPEN_TO_ALL],
    NO_PRIVATE_ENDPOINT: CODES[NO_PRIVATE_ENDPOINT],
    PRIVATE_ENDPOINT_UNREAD: CODES[PRIVATE_ENDPOINT_UNREAD],
    NO_MANAGED_PRIVATE_ENDPOINT: CODES[NO_MANAGED_PRIVATE_ENDPOINT],
    SOURCE_RULES_UNREAD: CODES[SOURCE_RULES_UNREAD],
    USES_NOT_LOOKED_AT: CODES[USES_NOT_LOOKED_AT],
    NOT_RESTRICTED: CODES[NOT_RESTRICTED],
    PREPARED_TOO_LONG_AGO: CODES[PREPARED_TOO_LONG_AGO],
    PREPARATION_UNKNOWN: CODES[PREPARATION_UNKNOWN],
}


@dataclass(frozen=True)
class Accepted:
    """A risk that was met and accepted by its word."""

    word: str
    sentence: str

    def as_option(self) -> dict[str, str]:
        """The risk as users see it in results."""
        return {"word": str(self.word), "sentence": self.sentence}


def without_gate(cluster: str) -> Accepted:
    """What is told wherever the gate would have looked and NO_GATE is accepted."""
    return Accepted(
        NO_GATE, f"Nothing of cluster {cluster} is looked at between the steps: what it needs may be blocked."
    )


def words(given: Iterable[str]) -> frozenset[str]:
    """Return the words as a set; raise PlanError for one that nobody knows."""
    found, known = frozenset(given), {**WORDS, **RESTRICTION_WORDS, **LEAVING_WORDS}
    unknown = sorted(found - set(known))
    if unknown:
        near = difflib.get_close_matches(unknown[0], known, n=1)
        meant = f"did you mean {near[0]}?" if near else f"it takes {', '.join(known)}."
        raise PlanError(f"O(accept) names '{unknown[0]}', which is no risk that can be accepted; {meant}")
    return found


def of_plans() -> frozenset[str]:
    """The words that a plan alone tells whether they accept anything."""
    return frozenset(WORDS) - frozenset(Cause)


def of_restriction() -> frozenset[str]:
    """The words that restricted outbound access may have a use for."""
    return frozenset({*RESTRICTION_WORDS, Cause.SOURCES_UNREAD})


def of_leaving() -> frozenset[str]:
    """The words that a cluster which is to leave its network may have a use for."""
    return frozenset({*LEAVING_WORDS, *of_restriction()}) - {OPEN_WHILE_CHANGING}


def unused(word: str) -> Finding:
    """What is told of a word that met no risk: left where it is it would hide one that comes later."""
    return Finding(
        "accept_unused",
        word,
        f"{word} in O(accept) accepted nothing in this run.",
        "Leave it out, so that it accepts nothing unseen.",
    )


def unless(accept: Collection[str], word: str, sentence: str, remedy: str, code: str) -> Accepted:
    """Return the risk as an accepted one; raise PlanError, with the remedy and the word, where it is not.

    `sentence` says what the risk is, `remedy` what else could be done, to be followed by "or accept it ...".
    """
    if word in accept:
        return Accepted(word, sentence)
    raise PlanError(f"{sentence} {remedy}, or accept that with O(accept): [{word}].", code)


def require_accepted(refused: Sequence[tuple[str, str, str]]) -> None:
    """Raise PlanError where something is refused: each a word, a sentence, and a remedy without its full stop, for the
    word that accepts the first comes behind it. The other words are named.
    """
    if not refused:
        return
    (first, sentence, remedy), *_others = refused
    others = [word for word in dict.fromkeys(word for word, *_told in refused) if word != first]
    more = f" There is more to accept ({', '.join(others)}), which the findings explain." if others else ""
    raise PlanError(f"{sentence} {remedy}, or accept that with O(accept): [{first}].{more}", first)

# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What has to be true before a cluster leaves its network: each met, missing, or nobody can tell, and only what is met
lets the cluster go.

From the page "Migrate a Virtual Network injected cluster to private endpoints" (2026-03-15).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ..callouts.policies import State
from ..check.findings import Finding
from ..documents import text
from ..lockdown import acceptance
from ..outbound import plans as outbound_plans
from ..outbound.request import Request as Restriction
from ..outbound.used import Judged
from ..values import resource_ids
from ..values.words import OutboundState, Word
from .request import PublicAccess, Request, is_everybody
from .seen import Seen
from .targets import Reach, Target


class Subject(Word):
    """What a precondition is about, in the order in which they are told."""

    PUBLIC_ACCESS = "public_access"
    PRIVATE_ENDPOINT = "private_endpoint"
    SOURCES = "sources"
    OUTBOUND_ACCESS = "outbound_access"
    PREPARED = "prepared"


class Outcome(Word):
    """What is known of a precondition."""

    MET = "met"
    MISSING = "missing"
    CANNOT_TELL = "cannot_tell"


_CODES: dict[str, str] = {acceptance.SOURCES_UNREAD: "unread_sources"}  # of findings, where it is not the word


@dataclass(frozen=True)
class Precondition:
    """One of them, with a sentence. What is not met has the word that accepts it and a remedy without its full stop,
    for the word comes behind it.
    """

    subject: Subject
    outcome: Outcome
    sentence: str
    word: str = ""
    remedy: str = ""
    about: str = ""
    concerns: tuple[str, ...] = ()

    @property
    def is_met(self) -> bool:
        """True where it stands in nobody's way."""
        return self.outcome == Outcome.MET

    def as_option(self) -> dict[str, Any]:
        """The precondition as users see it in results."""
        return {
            "subject": self.subject,
            "outcome": self.outcome,
            "message": self.sentence,
            "remedy": f"{self.remedy}." if self.remedy else "",
            "word": self.word,
            "concerns": list(self.concerns),
        }

    @property
    def finding(self) -> Finding:
        """The same as a finding, of what is not met."""
        code = _CODES.get(self.word, self.word)
        return Finding(code, self.about, self.sentence, f"{self.remedy}.", self.concerns)


def of(request: Request, seen: Seen) -> tuple[Precondition, ...]:
    """Return every precondition; each subject has one at least."""
    return (
        *_public_access(request, seen),
        *_private_endpoint(seen),
        *_sources(seen),
        *_outbound_access(request, seen),
        *_prepared(request, seen),
    )


def judged(request: Request, seen: Seen) -> tuple[Judged, ...]:
    """What the cluster is known to use, each with what its own restriction makes of it; nothing where it has none."""
    if seen.access.restriction.state != State.ENABLED:
        return ()
    return outbound_plans.standing(restriction_of(request), seen.access)[0]


def of_public_access(request: Request, seen: Seen) -> tuple[Precondition, ...]:
    """The one about who may come in afterwards, which is asked of a cluster that has left already, too."""
    return tuple(_public_access(request, seen))


def _public_access(request: Request, seen: Seen) -> Iterator[Precondition]:
    subject, name, ranges = Subject.PUBLIC_ACCESS, seen.id.name, request.allowed_ip_ranges or ()
    if request.public_network_access == PublicAccess.DISABLED:
        yield Precondition(subject, Outcome.MET, f"Cluster {name} will not answer at its public names.")
    elif not is_everybody(ranges):
        shown = text.some(ranges)
        yield Precondition(subject, Outcome.MET, f"Cluster {name} will answer at its public names, to {shown} alone.")
    else:
        yield Precondition(
            subject,
            Outcome.MISSING,
            f"Cluster {name} would answer everybody on the internet, for nothing in front of it is left that refuses"
            " them.",
            acceptance.OPEN_TO_ALL,
            "List who may come in in O(allowed_ip_ranges)",
            name,
        )


def _private_endpoint(seen: Seen) -> Iterator[Precondition]:
    """One that is approved, in a subnet that is not the cluster's own: in that one it cannot be deployed."""
    subject, name, own = Subject.PRIVATE_ENDPOINT, seen.id.name, seen.cluster.subnet_id or ""
    unread = acceptance.PRIVATE_ENDPOINT_UNREAD
    if seen.inbound is None:
        told = f"Whether a private endpoint leads to cluster {name} is not known. {seen.why_unlisted}."
        right = "Give the login the right Microsoft.Kusto/clusters/privateEndpointConnections/read"
        yield Precondition(subject, Outcome.CANNOT_TELL, told, unread, right, name)
        return
    approved = [one for one in seen.inbound if one.is_approved]
    good = [one for one in approved if one.subnet and not resource_ids.same(one.subnet, own)]
    if good:
        where = resource_ids.parse(str(good[0].subnet)).described()
        yield Precondition(
            subject, Outcome.MET, f"Private endpoint connection {good[0].name} leads there from {where}."
        )
        return
    unknown = [one for one in approved if not one.subnet]
    if unknown:
        told = (
            f"In which subnet the private endpoint of connection {unknown[0].name} is, is not known: {unknown[0].why}."
        )
        right = "Give the login the right Microsoft.Network/privateEndpoints/read there"
        yield Precondition(subject, Outcome.CANNOT_TELL, told, unread, right, name)
        return
    why = "none leads there"
    if approved:
        why = f"that of connection {approved[0].name} is in the cluster's own subnet"
    elif seen.inbound:
        why = f"connection {seen.inbound[0].name} is {seen.inbound[0].status or 'in no known state'}"
    yield Precondition(
        subject,
        Outcome.MISSING,
        f"No private endpoint in another subnet would let clients reach cluster {name}: {why}.",
        acceptance.NO_PRIVATE_ENDPOINT,
        "Create one in another subnet of the network, and approve it at the cluster",
        name,
    )


_APPROVE = "Create a managed private endpoint of the cluster for each, and approve it there"
_READ = "Give the login read rights on these resources, so that their rules and approvals are seen"
_LOOK = "Look whether they let in what comes from Microsoft's network, or from a managed private endpoint"


def _sources(seen: Seen) -> Iterator[Precondition]:
    subject, name = Subject.SOURCES, seen.id.name
    cut_off = [one for one in seen.targets if one.reach == Reach.CUT_OFF]
    unknown = [one for one in seen.targets if one.reach == Reach.CANNOT_TELL]
    yield from _of_targets(name, cut_off, Outcome.MISSING, acceptance.NO_MANAGED_PRIVATE_ENDPOINT, _APPROVE)
    told = [one for one in unknown if not one.is_use]
    yield from _of_targets(name, told, Outcome.CANNOT_TELL, acceptance.SOURCE_RULES_UNREAD, _READ)
    uses = [one for one in unknown if one.is_use]
    yield from _of_targets(name, uses, Outcome.CANNOT_TELL, acceptance.USES_NOT_LOOKED_AT, _LOOK)
    unread = seen.access.sources.unread
    if unread:
        reasons = text.some(dict.fromkeys(unread.values()), 2, "; ")
        yield Precondition(
            subject,
            Outcome.CANNOT_TELL,
            f"What cluster {name} reads from is not known in full. {reasons}.",
            acceptance.SOURCES_UNREAD,
            "Give the login read rights on the databases and the data connections of the cluster, on what it is"
            " attached to, and on its managed private endpoints",
            name,
            tuple(unread),
        )
    if not (cut_off or unknown or unread):
        yield Precondition(subject, Outcome.MET, f"Cluster {name} will reach {_everything(len(seen.targets))}.")


def _everything(count: int) -> str:
    if not count:
        return "all that it reads from, for that is known to be nothing"
    return f"all {count} resources that it reads from" if count > 1 else "the one resource that it reads from"


def _of_targets(
    name: str, targets: Sequence[Target], outcome: Outcome, word: str, remedy: str
) -> Iterator[Precondition]:
    if not targets:
        return
    verb = "will not reach" if outcome == Outcome.MISSING else "may not reach"
    shown = text.some(dict.fromkeys(one.name for one in targets))
    reasons = text.some(dict.fromkeys(one.why for one in targets), 2, "; ")
    told = f"Once it has left, cluster {name} {verb} {shown}. {reasons}."
    concerns = tuple(dict.fromkeys(one.name for one in targets))
    yield Precondition(Subject.SOURCES, outcome, told, word, remedy, name, concerns)


_CERTAIN = frozenset({acceptance.DENIED_CALLOUTS})


def _outbound_access(request: Request, seen: Seen) -> Iterator[Precondition]:
    """What the cluster restricts itself is all that holds back what leaves it afterwards."""
    subject, name = Subject.OUTBOUND_ACCESS, seen.id.name
    if seen.access.restriction.state != State.ENABLED:
        is_open = seen.access.restriction.state == State.DISABLED
        told = "is not restricted" if is_open else "may not be restricted"
        yield Precondition(
            subject,
            Outcome.MISSING if is_open else Outcome.CANNOT_TELL,
            f"Outbound access of cluster {name} {told}, so everything might leave it once no firewall is in its way.",
            acceptance.NOT_RESTRICTED,
            "Restrict it first, with the playbook restrict",
            name,
        )
        return
    found = outbound_plans.standing(restriction_of(request), seen.access)[1]
    for risk in found:
        one, outcome = risk.finding, Outcome.MISSING if risk.word in _CERTAIN else Outcome.CANNOT_TELL
        told = one.message
        if risk.word == acceptance.SOURCES_UNREAD:
            told = f"Whether its restriction lets cluster {name} reach all that it reads from is not known."
        yield Precondition(subject, outcome, told, risk.word, one.remedy.rstrip("."), one.subject, one.concerns)
    if not found:
        told = f"Outbound access of cluster {name} is restricted, and lets pass what it uses."
        yield Precondition(subject, Outcome.MET, told)


def _prepared(request: Request, seen: Seen) -> Iterator[Precondition]:
    """The page warns that the service may malfunction where more than a few hours lie in between."""
    subject, name, most = Subject.PREPARED, seen.id.name, f"{request.prepared_within:g}"
    if seen.prepared is None:
        yield Precondition(
            subject,
            Outcome.CANNOT_TELL,
            f"When the endpoints of cluster {name} were made is not known, and the service may malfunction where the"
            " cluster leaves its network more than a few hours later.",
            acceptance.PREPARATION_UNKNOWN,
            "Make sure that it was within a few hours",
            name,
        )
    elif seen.prepared <= request.prepared_within:
        told = f"The endpoints of cluster {name} were made within the last {seen.prepared:.2f} hours."
        if not seen.prepared:
            told = f"Nothing was made for cluster {name} that could be too old."
        yield Precondition(subject, Outcome.MET, told)
    else:
        yield Precondition(
            subject,
            Outcome.MISSING,
            f"The first of the endpoints of cluster {name} was made {seen.prepared:.2f} hours ago, more than {most},"
            " and the service may malfunction where the cluster leaves its network that much later.",
            acceptance.PREPARED_TOO_LONG_AGO,
            "Make the endpoints anew and run again at once, or raise O(prepared_within)",
            name,
        )


def restriction_of(request: Request) -> Restriction:
    """What is asked about outbound access: that it stays as it is."""
    return Restriction(OutboundState.RESTRICTED, uses=request.uses, ask_cluster=request.ask_cluster)

# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plain words for what results say in codes: a reader of a report need not know them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

GOOD, BAD, OPEN, ASIDE = "good", "bad", "open", "aside"
NO_RULE, NO_RULE_NEEDED = "no rule", "none needed"
UNKNOWN = "not known"
UNREAD = "could not be read"
NEVER_ASKED = "the firewall is never asked"

VERDICTS = {"allowed": "allowed", "denied": "blocked", "no_match": "blocked", "cannot_tell": "not known"}
ASKED = {
    "present": "Lock the cluster's outgoing traffic down",
    "absent": "Take the lock-down away",
    "checked": "Look only, and change nothing",
}
FIREWALLS = {
    "classic": "which keeps its rules itself",
    "policy": "whose rules are in a policy",
    "hub": "in a virtual hub, whose rules are in a policy",
    "appliance": "an appliance that is not Azure's, whose rules nobody can read here",
}
CATEGORIES = {
    "AzureActiveDirectory": "Sign-in",
    "AzureStorage": "Storage",
    "AzureKeyVault": "Keys and secrets",
    "AzureMonitor": "Monitoring",
    "CertificateAuthority": "Certificates",
    "AzureCA": "Certificates of Azure's own authorities",
    "InternalTracing": "Tracing of the service itself",
    "Extra": "Your own data sources",
    "Documented": "Named by the documentation alone",
}
OUTSIDE_NETWORKS = (
    "The cluster is in no virtual network",
    "Its traffic does not pass this firewall, so rules and routes have no effect on it. Take what follows as an"
    " inventory of what such a cluster needs.",
)
SEE_FINDINGS = "The findings say what stands in their way, and what to do about it."
FAULTS = "Every destination passes today. The findings say what is wrong beside that."
FAULTS_AND_DOUBTS = "Nothing is known to be blocked, but not all is known to pass. The findings say what is wrong."
NOT_LOCKED = (
    "Nothing is locked down yet",
    "What the cluster sends goes past the firewall: no default route leads to it.",
)
UNDECIDED = "Nothing is known to be blocked. The findings say what would have to be known."
ALLOWED = "What the cluster needs has a rule that lets it pass; what else it sends is left to the other rules."
NOTHING = "Everything is as it was asked for."
FAILURES_FIRST = "What failed stands first, with the reason."
OWN_REPORTS = "Each cluster has a report of its own at the end."
PARTS = {"rules": "rules", "routes": "routes", "subnet": "route table of the subnet"}
MODES = {"preview": "A preview, which writes nothing", "run": "A run, which writes what is planned"}
ASKED_OF = {
    "present": "Lock the outgoing traffic of {clusters} down",
    "absent": "Take the lock-down of {clusters} away",
}
TO_ENDPOINT = "InterfaceEndpoint"  # the next hop of what is sent to one
FAILED = ("The run failed for this cluster", "What follows is what was planned and found for it.")


def counted(count: int, nouns: str) -> str:
    """The nouns as they go with a number: `destinations blocked`, `destination blocked`."""
    first, blank, rest = nouns.partition(" ")
    return f"{first.removesuffix('s') if count == 1 else first}{blank}{rest}"


def many(count: int, noun: str) -> str:
    """`1 fault`, `2 faults`."""
    return f"{count} {noun}{'' if count == 1 else 's'}"


def are(count: int) -> str:
    """The verb that goes with a number."""
    return "is" if count == 1 else "are"


def share(count: int, total: int) -> str:
    """`all 3 clusters`, `2 of 3 clusters`, `none of 3 clusters`; `1 cluster`, `no cluster`."""
    if total == 1:
        return "1 cluster" if count else "no cluster"
    return f"{'all' if count == total else f'{count} of' if count else 'none of'} {total} clusters"


def would(count: int, preview: bool) -> str:
    """The verb for what is, or would be after a preview."""
    return "would be" if preview else are(max(count, 1))


def concerned(mode: str) -> str:
    """The head of the column with what a run writes."""
    return "Would be written" if mode == "preview" else "Written"


def would_block(count: int) -> str:
    """The headline where nothing goes to the firewall yet, which is as well."""
    return f"Nothing is locked down yet, and {many(count, 'destination')} would be blocked"


def causes(found: Iterable[str]) -> str:
    """What leaves destinations open, by the words that accept it, each once."""
    return ", ".join(one.replace("_", " ") for one in dict.fromkeys(found) if one)


def state_of(verdict: str) -> str:
    """GOOD, BAD or OPEN."""
    return {"allowed": GOOD, "cannot_tell": OPEN}.get(verdict, BAD)


def rank(category: str) -> tuple[int, str]:
    """Where a kind of destination stands in a report: the known ones in the order of CATEGORIES."""
    known = list(CATEGORIES)
    return known.index(category) if category in known else len(known), category


def purpose(text: str) -> str:
    """What a documented address is for."""
    return "management" if text.lower() == "management" else "health monitoring"


def way(hop: Mapping[str, Any], about: Mapping[str, Any]) -> str:
    """Where traffic goes next."""
    kind, address = str(hop.get("type") or ""), hop.get("address")
    if kind == "VirtualAppliance":
        live = about["firewall"].get("private_address")
        if address and address == live:
            return "through the firewall"
        return f"to {address}, which is not this firewall" if live else f"to {address}"
    if kind == "ServiceEndpoint":
        return "straight to the service, by a service endpoint"
    words = {
        "Internet": "straight to the internet",
        "VnetLocal": "inside the network",
        TO_ENDPOINT: "straight to a private endpoint",
        "None": "dropped",
        "VirtualHub": "through the firewall, by its virtual hub",
        "VirtualNetworkGateway": "to the network's gateway",
    }
    return words.get(kind, "not known")

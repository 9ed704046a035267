# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plain words for what results say in codes: a reader of a report need not know them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

GOOD, BAD, OPEN, ASIDE = "good", "bad", "open", "aside"
NO_RULE, NO_RULE_NEEDED = "no rule", "none needed"
UNKNOWN = "unknown"
UNREAD = "could not be read"
NEVER_ASKED = "the firewall is never asked"

VERDICTS = {"allowed": "allowed", "denied": "blocked", "no_match": "blocked", "cannot_tell": UNKNOWN}
ASKED = {
    "restricted": "Restrict outbound access at the cluster itself",
    "unrestricted": "Lift the restriction of outbound access",
    "left": "Leave the virtual network",
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
    "EventHub": "Event Hubs that it reads",
    "IotHub": "IoT hubs that it reads",
    "EventGrid": "Storage that it is told of by Event Grid",
    "CosmosDb": "Cosmos DB accounts that it reads",
    "KeyVault": "The vault of its key",
    "Leader": "Clusters whose databases it follows",
    "Uses": "What its queries use",
    "Unknown": "Data sources that could not be read",
    "Extra": "Your own destinations",
    "Documented": "Named by the documentation alone",
}
OUTSIDE_NETWORKS = (
    "The cluster is in no virtual network",
    "Its traffic does not pass this firewall, so rules and routes have no effect on it. Take what follows as an"
    " inventory of what such a cluster needs.",
)
SEE_FINDINGS = "The findings say what stands in their way, and what to do about it."
TAKEN = "Nothing is known to be blocked. The accepted risks say what nobody can tell."
UNDECIDED_USES = "What is listed passes. What is not listed is not judged."
RESTRICTED_INSIDE = "in a virtual network, where the restriction takes effect beside the firewall"
USED = "What the cluster is known to use, and what the restriction does with it. What nobody has listed is not here."
ENTRY_BY_ENTRY = "What restricts outbound access, entry by entry. Nobody can see who made an entry."
TO_COPY = (
    "Each would allow what is known to be used and nothing else; a cluster takes one of the two. They are variables of"
    " the role; the options of the module have the same names without egress_."
)
ONE_OF_BOTH = "A list of names covers no web APIs, and policies cover no data connections."
TO_GO_BACK = "To go back, run the playbook return_to_network."
RISKS_TAKEN = "The accepted risks say what is missing, or what nobody can tell."
LOOK_AND_RETURN = (
    "Look at the cluster. To go back, run the playbook return_to_network; once the cluster is well, run this again."
)
LOOK_AND_REPEAT = "Look at the cluster, and run this again once it is well."
NOT_REACHED = "Run this again once the cluster that stopped the run is well, or is in its network again."
PRECONDITIONS = "What has to be true before the cluster leaves, and how it stood when it was looked at."
SOURCES = "What the cluster reads from, and whether that lets it in once it comes from Microsoft's network."
STAYS_NAMED = "What a return needs, as the cluster names it. Nobody has looked here whether it is still there."
STAYS = "What a return needs. It stays as it is, and so do rules and routes: the playbook return_to_network goes back."
NOT_LOCKED = (
    "Nothing is locked down yet",
    "What the cluster sends goes past the firewall: no default route leads to it.",
)
RULES_FIRST = "Write the rules before the route: a run of the role does it in that order."
UNDECIDED = "Nothing is known to be blocked. The findings say what would have to be known."
ALLOWED = "Each of these has a rule that lets it pass."
NOTHING = "Everything is as it was asked for."
NOTHING_LEFT = "Nothing is left to change"
NOT_JUDGED = "Nothing was judged: this call ends without a check."
CHANGING = {"ahead": "What would change", "done": "What changed", "meant": "What was to change"}
NOTHING_TO_MEND = "Nothing is to be mended."
GETS_OUT = "Beside that, this gets out or could. Leave what is meant."
NOTHING_LEAVES = "No other way out was found."
DESTINATIONS = "What has to be reached, and the rule that decides about it."
ANSWERS = (
    "The service connects to the cluster from these addresses. Answers have to go straight back to the internet: a"
    " firewall that never saw the connection begin would drop them."
)
LOGS = "Queries for the workspace the firewall logs to: hits of these rules, and what was denied."
NEVER_SEEN = (
    "What the service sends from machines of its own, such as by managed private endpoints, and what goes to Azure's"
    " own address 168.63.129.16: no route and no rule of yours is asked about either."
)
FAILURES_FIRST = "What failed stands first, with the reason."
OWN_REPORTS = "Each cluster has a report of its own at the end."
PARTS = {
    "rules": "rules",
    "routes": "routes",
    "subnet": "route table of the subnet",
    "access": "outbound access",
    "network": "network settings",
}
ASKED_OF = {
    "present": "Lock the outgoing traffic of {clusters} down",
    "absent": "Take the lock-down of {clusters} away",
    "restricted": "Restrict the outbound access of {clusters} at the clusters themselves",
    "unrestricted": "Lift the restriction of the outbound access of {clusters}",
    "left": "Take {clusters} out of the virtual network",
}
OPEN_WAYS = ("no_default_route", "lost_default_route")  # findings: nothing leads to the firewall
TO_ENDPOINT = "InterfaceEndpoint"  # the next hop of what is sent to one


def counted(count: int, nouns: str) -> str:
    """The nouns as they go with a number: `destinations blocked`, `destination blocked`."""
    first, blank, rest = nouns.partition(" ")
    return f"{first.removesuffix('s') if count == 1 else first}{blank}{rest}"


def many(count: int, noun: str) -> str:
    """`1 error`, `2 errors`."""
    return f"{count} {noun}{'' if count == 1 else 's'}"


def entries(count: int) -> str:
    """`1 entry`, `2 entries`."""
    return f"{count} {'entry' if count == 1 else 'entries'}"


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


def afterwards(changing: str) -> str:
    """The label of what is wanted, under the title of what changes."""
    return "As it was to be" if changing == CHANGING["meant"] else "Afterwards"


def state_of(verdict: str) -> str:
    """GOOD, BAD or OPEN, of a verdict, of a precondition, and of what a cluster reaches."""
    return {"allowed": GOOD, "met": GOOD, "reached": GOOD, "cannot_tell": OPEN}.get(verdict, BAD)


def subject(one: Mapping[str, Any]) -> str:
    """What a destination is called in findings."""
    if one.get("unread"):
        return str(one["unread"])
    return f"{one.get('fqdn') or one.get('service_tag') or ', '.join(one.get('addresses') or ())}:{one['port']}"


def port(number: int) -> str:
    """The port of a destination; those that nobody could read may have any."""
    return str(number) if number else "?"


def rank(category: str) -> tuple[int, str]:
    """Where a kind of destination stands in a report: the known ones in the order of CATEGORIES."""
    known = list(CATEGORIES)
    return known.index(category) if category in known else len(known), category


def purpose(text: str) -> str:
    """What a documented address is for."""
    return "management" if text.lower() == "management" else "health monitoring"


def leads_to(hop: Mapping[str, Any], about: Mapping[str, Any]) -> bool:
    """True when the hop is the firewall."""
    live = about["firewall"].get("private_address")
    kind = str(hop.get("type") or "")
    return kind == "VirtualHub" or (kind == "VirtualAppliance" and bool(live) and hop.get("address") == live)


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
    return words.get(kind, UNKNOWN)

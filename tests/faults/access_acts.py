# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Acts on the outbound access of clusters: what each cluster has, and what is asked of it.

Every cluster has tags, a list and other members of somebody else's, and reads from an event hub.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ansible_collections.adx.outbound.tests.emulator.worlds import clusters, data_sources, ids

MODULE = "cluster_outbound_access"
RESTRICT, NAMES, POLICIES = MEMBERS = "restrictOutboundNetworkAccess", "allowedFqdnList", "calloutPolicies"
ENABLED, DISABLED = "Enabled", "Disabled"
OPEN_WHILE_CHANGING = "open_while_changing"
_REGION, _DATABASE = "West US", "telemetry"
LAKE, BUS, SHARED = "lake.blob.core.windows.net", "evhns-telemetry.servicebus.windows.net", "shared.example"
_USES = [{"type": "external_data", "uri": f"https://{LAKE}/clicks"}]
# Nobody has shown whether policies concern data connections, nor whether predefined ones stay.
_NOT_SHOWN = ["ingestion_not_shown", "open_callouts"]
TO_LAKE = {"type": "external_data", "regex": r"^https://lake\.(blob|dfs)\.core\.windows\.net/", "access": "Allow"}


def policy(kind: str, regex: str, access: str = "Allow") -> dict[str, str]:
    """A callout policy as the service has it."""
    told = {"calloutUriRegex": regex, "calloutType": kind, "outboundAccess": access}
    return {**told, "calloutId": f"{regex}_{kind}"}


THEIRS = [policy("webapi", r"^https://shared\.example/"), policy("sql", r"^orders-old\.", "Deny")]
OURS = policy(TO_LAKE["type"], TO_LAKE["regex"])


@dataclass(frozen=True)
class Asked:
    """One cluster: what restricts its access at the start, and the options that are its own."""

    state: str
    names: tuple[str, ...] = ()
    policies: tuple[dict[str, str], ...] = ()
    options: dict[str, Any] = field(default_factory=dict)

    @property
    def members(self) -> dict[str, Any]:
        """What its document has of them."""
        return {RESTRICT: self.state, NAMES: list(self.names), POLICIES: list(self.policies)}

    @property
    def purges(self) -> bool:
        """Whether entries of others may go."""
        return bool(self.options.get("purge"))

    @property
    def may_open(self) -> bool:
        """Whether access may be open at some time: it was, it is to be, or that was accepted."""
        accepted = OPEN_WHILE_CHANGING in self.options.get("accept", ())
        return self.state != ENABLED or self.options["state"] == "unrestricted" or accepted


@dataclass(frozen=True)
class Act:
    """A name, the clusters in the order of the option, and the options of all."""

    name: str
    clusters: tuple[Asked, ...]
    options: dict[str, Any] = field(default_factory=dict)
    switches: dict[str, Any] = field(default_factory=dict)
    module: str = MODULE

    def ids(self) -> list[str]:
        """The ids of the clusters."""
        return [ids.kusto(f"c{number}") for number in range(len(self.clusters))]

    def asked(self) -> dict[str, Asked]:
        """The clusters by their keys."""
        return dict(zip(map(str.lower, self.ids()), self.clusters, strict=True))

    def call(self) -> dict[str, Any]:
        """The options of the call."""
        entries = [{"cluster": id_, **one.options} for id_, one in zip(self.ids(), self.clusters, strict=True)]
        return {"clusters": entries, "uses": _USES, **self.options}

    def reset(self, emulator: Any, **switches: Any) -> None:
        """Make the world anew."""
        emulator.reset("empty", switches={**self.switches, **switches})
        emulator.seed(*data_sources.namespace(data_sources.NAMESPACE_ID, _REGION))
        for id_, one in zip(self.ids(), self.clusters, strict=True):
            document = clusters.cluster(id_, _REGION, None)
            document["tags"] = {"owner": "another team"}
            theirs = {
                "allowedIpRangeList": ["192.0.2.0/24"],
                "acceptedAudiences": [{"value": "https://theirs.example"}],
            }
            document["properties"] |= {**theirs, **one.members}
            emulator.seed(id_, document)
            emulator.seed(*data_sources.database(id_, _DATABASE, _REGION))
            emulator.seed(*data_sources.event_hub_connection(id_, _DATABASE, "from-hub", data_sources.NAMESPACE_ID))
        emulator.clear_log()

    def __str__(self) -> str:
        return self.name


def restricted(**options: Any) -> dict[str, Any]:
    """The options of a cluster whose access is to be restricted."""
    return {"state": "restricted", **options}


def _names(**options: Any) -> dict[str, Any]:
    return restricted(allowed_fqdns=[LAKE, BUS], **options)


def _policies(*accept: str, **options: Any) -> dict[str, Any]:
    return restricted(callout_policies=[TO_LAKE], accept=[*_NOT_SHOWN, *accept], **options)


_OPEN = {"state": "unrestricted"}
_BY_NAMES, _BY_POLICIES = Asked(ENABLED, (SHARED, LAKE)), Asked(ENABLED, policies=tuple(THEIRS))


def _of(had: Asked, options: dict[str, Any], state: str = "") -> Asked:
    return Asked(state or had.state, had.names, had.policies, options)


_REFUSES = {"empty_callouts_beside_fqdns": "set"}
_TAKES = {"empty_callouts_beside_fqdns": "clears"}
ACTS = {
    one.name: one
    for one in (
        Act("restrict by names", (_of(_BY_NAMES, _names(), DISABLED),)),
        Act("restrict by policies", (_of(_BY_POLICIES, _policies(), DISABLED),)),
        Act("add names", (_of(_BY_NAMES, _names()),)),
        Act("add policies", (_of(_BY_POLICIES, _policies()),)),
        Act("purge names", (_of(_BY_NAMES, _names(purge=True)),)),
        Act("purge policies", (_of(_BY_POLICIES, _policies(purge=True)),)),
        Act("lift", (_of(_BY_NAMES, _OPEN),)),
        Act("lift and empty", (_of(_BY_POLICIES, {**_OPEN, "purge": True}),)),
        Act("names to policies", (_of(_BY_NAMES, _policies(purge=True)),)),
        Act("policies to names", (_of(_BY_POLICIES, _names(purge=True)),), switches=_TAKES),
        Act("policies to names, not taken", (_of(_BY_POLICIES, _names(purge=True)),), switches=_REFUSES),
        Act(
            "policies to names, by way of open",
            (_of(_BY_POLICIES, _names(purge=True, accept=[OPEN_WHILE_CHANGING])),),
            switches=_REFUSES,
        ),
        Act("validated", (_of(_BY_NAMES, _names()),), {"validate_connections": True}),
        Act(
            "three clusters",
            (_of(_BY_NAMES, _names()), _of(_BY_POLICIES, _policies(), DISABLED), _of(_BY_NAMES, _OPEN)),
            {"canary": ids.kusto("c1")},
        ),
    )
}

# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Clusters that restrict their outbound access, what they use and what is asked of them: built, and drawn."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ansible_collections.adx.outbound.plugins.module_utils._plan.callouts import policies as callout_policies
from ansible_collections.adx.outbound.plugins.module_utils._plan.callouts import proposals
from ansible_collections.adx.outbound.plugins.module_utils._plan.callouts.commands import Listed, Shown
from ansible_collections.adx.outbound.plugins.module_utils._plan.needs import dependencies, uses
from ansible_collections.adx.outbound.plugins.module_utils._plan.needs.data_sources import (
    DataSource,
    DataSources,
    SourceKind,
)
from ansible_collections.adx.outbound.plugins.module_utils._plan.outbound import request
from ansible_collections.adx.outbound.plugins.module_utils._plan.outbound.request import OutboundState, Request
from ansible_collections.adx.outbound.plugins.module_utils._plan.outbound.seen import Seen
from ansible_collections.adx.outbound.plugins.module_utils._plan.values import resource_ids
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.resource_ids import ResourceId
from hypothesis import strategies as st

VERSION = "2025-02-14"
LAKE, OTHER = "lake.blob.core.windows.net", "other.blob.core.windows.net"
BUS = "clicks.servicebus.windows.net"
SERVER = "orders.mysql.database.azure.com"
UNREAD = "the login has no right to read them"


def id_of(name: str = "c1") -> ResourceId:
    """The id of a cluster."""
    return ResourceId("s", "rg-adx", resource_ids.CLUSTER, (name,))


def document(
    access: Any = "Disabled", names: Any = None, policies: Any = None, *, name: str = "c1", **more: Any
) -> Any:
    """A cluster's document; None leaves a member out."""
    members = {"restrictOutboundNetworkAccess": access, "allowedFqdnList": names, "calloutPolicies": policies}
    own = {"state": "Running", "provisioningState": "Succeeded", **more}
    told = {member: value for member, value in {**members, **own}.items() if value is not None}
    return {"id": str(id_of(name)), "location": "West US", "tags": {"team": "data"}, "properties": told}


def policy(kind: str = "sql", regex: str = "a", access: str = "Allow", **more: Any) -> dict[str, Any]:
    """A callout policy as ARM has it, with the id that the service makes."""
    made = {"calloutType": kind, "calloutUriRegex": regex, "outboundAccess": access, "calloutId": f"{regex}_{kind}"}
    return {**made, **more}


def bare(entries: Any) -> Any:
    """Entries without the ids that the service makes."""
    return [
        {name: value for name, value in one.items() if name != "calloutId"} if isinstance(one, dict) else one
        for one in entries
    ]


def given(kind: str = "sql", regex: str = "a", access: str = "Allow") -> dict[str, str]:
    """A callout policy as its option takes it."""
    return {"type": kind, "regex": regex, "access": access}


def use(kind: str = "external_data", uri: str = LAKE) -> uses.Use:
    """Something that queries use."""
    return uses.from_option({"type": kind, "uri": uri})


def allowing(*used: uses.Use) -> list[dict[str, str]]:
    """The policies that allow this in every reading, as the option takes them."""
    return [proposals.allow(one).as_option() for one in used]


def as_arm(options: Any) -> list[dict[str, str]]:
    """Policies of an option as ARM takes them."""
    return [callout_policies.from_option(one).as_arm() for one in options]


def source(kind: str = "EventHub", *hosts: str, told_by: str = "data connection clicks", **more: Any) -> DataSource:
    """What the cluster is configured to read from."""
    found = tuple(dependencies.make("c", host, 443, "data_sources") for host in hosts or (BUS,))
    return DataSource(SourceKind(kind), told_by, dependencies=found, **more)


def connected(*sources: DataSource, **more: Any) -> DataSources:
    """All that it is configured to read from."""
    return DataSources(sources, **more)


def shown(*listed: tuple[uses.Use, str], **more: Any) -> Shown:
    """What the cluster itself says."""
    told = {"dynamic": (), "in_force": None, "immutable": (), "unread": {}, **more}
    return Shown(tuple(Listed(one, (where,)) for one, where in listed), **told)


def seen(found: Any = None, *, sources: DataSources | None = None, listed: Any = (), **more: Any) -> Seen:
    """What was read of a cluster; `listed` are policies as ARM has them, None where they could not be read."""
    known = None if listed is None else tuple(map(callout_policies.from_arm, listed))
    there = document() if found is None else found
    id_ = replace(id_of(), names=(there["id"].rpartition("/")[2],))
    told = {"why_unlisted": "" if listed is not None else UNREAD, "api_version": VERSION, **more}
    return Seen(id_, there, sources or connected(), known, **told)


def asked(
    state: str = "restricted", *, names: Any = None, policies: Any = None, accept: Any = (), **more: Any
) -> Request:
    """What is wanted; nothing is used unless that is given."""
    lists = request.lists(names, policies)
    return Request(OutboundState(state), lists, accept=frozenset(accept), **{"uses": (), **more})


# Drawn

_HOSTS = ("a.example.org", "b.example.org", LAKE, OTHER, SERVER, BUS)
_KINDS = ("sql", "external_data", "mysql", "webapi", "genevametrics", "newkind", "SQL")
_REGEXES = (
    ".*",
    "a",
    r"lake\.blob\.core\.windows\.net",
    "(?i)^https://lake[.]blob[.]core[.]windows[.]net(?:/.*)?$",
    "[",
)
_ODD = st.one_of(st.none(), st.integers(0, 3), st.just(["x"]), st.just({"name": "x"}), st.just(""))

names_there = st.lists(st.one_of(st.sampled_from((*_HOSTS, LAKE.upper(), "*.example.org", "*")), _ODD), max_size=5)
policies_there = st.lists(
    st.one_of(
        st.builds(
            policy,
            st.sampled_from(_KINDS),
            st.sampled_from(_REGEXES),
            st.sampled_from(("Allow", "Deny", "allow", "Audit")),
            note=_ODD,
        ),
        st.just({"calloutType": "sql"}),
        st.just("text"),
        _ODD,
    ),
    max_size=5,
)
states_there = st.sampled_from(("Enabled", "Disabled", "enabled", "Paused", None))
wanted_names = st.lists(st.sampled_from(_HOSTS), max_size=4)
wanted_policies = st.lists(
    st.builds(given, st.sampled_from(("sql", "external_data", "mysql", "webapi")), st.sampled_from(_REGEXES[:4])),
    max_size=4,
    unique_by=lambda one: (one["type"], one["regex"]),
)
documents = st.one_of(
    st.builds(document, states_there, names_there),
    st.builds(document, states_there, st.just([]), policies_there),
    st.builds(document, states_there, names_there, policies_there, sku=st.just("kept")),
)
lists_wanted = st.one_of(
    st.builds(lambda one: {"names": one}, wanted_names),
    st.builds(lambda one: {"policies": one}, wanted_policies),
    st.just({}),
)
used = st.lists(
    st.sampled_from(
        (
            use(),
            use("external_data", OTHER),
            use("mysql", SERVER),
            use("sql", "a.database.windows.net"),
            use("webapi", "a.example.org"),
        )
    ),
    max_size=2,
    unique=True,
).map(tuple)
sources = st.lists(st.sampled_from((source(), source("IotHub", "b.example.org"))), max_size=2, unique=True)

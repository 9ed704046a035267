# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The sentences about clusters that restrict their outbound access themselves, and what of each is followed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible_collections.adx.outbound.tests.emulator.worlds.ids import OTHER_CLUSTER_ID
from ansible_collections.adx.outbound.tests.integration.remedies import access_worlds as worlds
from ansible_collections.adx.outbound.tests.integration.remedies.access_worlds import BUS, LAKE, OTHER, USES
from ansible_collections.adx.outbound.tests.integration.remedies.rows import Row

MODULE = "cluster_outbound_access"
THEIRS = {"type": "sql", "regex": OTHER["calloutUriRegex"], "access": "Allow"}
WEB = [{"type": "webapi", "uri": "https://api.example.com/orders"}]
QUIET = {"fail_on": "never"}


def proposed(run: Any, given: Mapping[str, Any]) -> Any:
    """The policies that a preview of the same proposes."""
    asked = {name: one for name, one in given.items() if name != "callout_policies"}
    (cluster,) = run(MODULE, check=True, **asked)["clusters"]
    return cluster["plan"]["proposed"]["callout_policies"]


def needed(**given: Any) -> dict[str, Any]:
    return {"clusters": [OTHER_CLUSTER_ID], "state": "restricted", "uses": [], **given}


def instead(given: dict[str, Any], typed: dict[str, Any]) -> dict[str, Any]:
    """The policies are typed, and the names left out."""
    return {**{name: one for name, one in given.items() if name != "allowed_fqdns"}, **typed}


def row(key: str, name: str, world: Any, value: Any = None, says: str = "", place: Any = None, **given: Any) -> Row:
    more = {} if value is None else {"value": value}
    return Row(key, name, world, needed(**given), module=MODULE, says=says, place=place, **more)


REFUSALS = [
    row("refusal.denied_callouts", "accept", worlds.plain, uses=WEB, allowed_fqdns=["a.example.com"]),
    row("refusal.open_callouts", "accept", worlds.plain, uses=USES, allowed_fqdns=["a.example.com"]),
    row("refusal.open_callouts", "allowed_fqdns", worlds.plain, [LAKE], uses=USES, allowed_fqdns=["a.example.com"]),
    row("refusal.open_callouts", "callout_policies", worlds.plain, proposed, uses=USES, callout_policies=[THEIRS]),
    row("refusal.ingestion_not_shown", "accept", worlds.reading, callout_policies=[THEIRS]),
    row("refusal.ingestion_not_shown", "allowed_fqdns", worlds.reading, [BUS], allowed_fqdns=["a.example.com"]),
    row("refusal.unlisted_uses", "accept", worlds.plain, uses=None),
    row("refusal.unlisted_uses", "uses", worlds.plain, [], uses=None),
    row("refusal.policies_unread", "accept", worlds.unlisted),
    row("refusal.policies_outside", "accept", worlds.outside),
    row("refusal.open_while_changing", "accept", worlds.refusing, allowed_fqdns=[LAKE], purge=True),
    row("refusal.other_list", "purge", worlds.by_names, callout_policies=[THEIRS]),
    row("refusal.opposite_policy", "purge", worlds.by_policies, callout_policies=[{**THEIRS, "access": "Deny"}]),
]
INPUTS = [
    row("access._request", "state", worlds.plain, "restricted", state=None),
    row("request.lists", "allowed_fqdns", worlds.plain, allowed_fqdns=[LAKE], callout_policies=[THEIRS]),
    row("request.lists", "callout_policies", worlds.plain, allowed_fqdns=[LAKE], callout_policies=[THEIRS]),
    row(
        "request._require_each_once",
        "callout_policies",
        worlds.plain,
        [THEIRS],
        callout_policies=[THEIRS, {**THEIRS, "access": "Deny"}],
    ),
    row(
        "proposals._refuse_conflict",
        "callout_policies",
        worlds.plain,
        [THEIRS],
        callout_policies=[THEIRS, {"type": "sql", "regex": ".*", "access": "Deny"}],
    ),
    row("access._begin", "canary", worlds.plain, OTHER_CLUSTER_ID, canary=f"{OTHER_CLUSTER_ID}x"),
    row("cluster_outbound_access.ensure", "clusters", worlds.plain, [OTHER_CLUSTER_ID], clusters=[]),
]
OF_PLANS = [
    row(
        "finding.open_callouts",
        "allowed_fqdns",
        worlds.restricted,
        ["theirs.example.com", LAKE],
        "lets callouts",
        uses=USES,
        accept=["ingestion_not_shown"],
        allowed_fqdns=["theirs.example.com"],
    ),
    row("finding.ingestion_not_shown", "allowed_fqdns", worlds.restricted, [BUS], "still reaches"),
    row("finding.not_listed", "purge", worlds.by_policies, says="allows or denies more", callout_policies=[]),
    row("finding.not_listed", "callout_policies", worlds.by_policies, [THEIRS], "allows or denies more"),
    row(
        "finding.not_listed",
        "allowed_fqdns",
        worlds.restricted,
        ["theirs.example.com"],
        "allows or denies more",
        accept=["ingestion_not_shown"],
    ),
    row(
        "finding.denied_callouts",
        "callout_policies",
        worlds.restricted,
        proposed,
        "denies callouts",
        instead,
        uses=WEB,
        accept=["ingestion_not_shown"],
        purge=True,
        allowed_fqdns=["theirs.example.com"],
        fail_on="never",
    ),
]
ROWS = [*REFUSALS, *INPUTS, *OF_PLANS]

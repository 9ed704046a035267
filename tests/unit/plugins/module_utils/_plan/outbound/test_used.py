# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a cluster uses of the world outside, and what becomes of it."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.callouts import policies, proposals
from ansible_collections.adx.outbound.plugins.module_utils._plan.callouts.judge import Outcome, Verdict
from ansible_collections.adx.outbound.plugins.module_utils._plan.callouts.policies import Restriction, State
from ansible_collections.adx.outbound.plugins.module_utils._plan.needs.uses import UseType
from ansible_collections.adx.outbound.plugins.module_utils._plan.outbound import used
from ansible_collections.adx.outbound.plugins.module_utils._plan.outbound.used import Judged, Used
from ansible_collections.adx.outbound.plugins.module_utils._plan.values import resource_ids
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.resource_ids import ResourceId

from . import drawn

ALLOWED, DENIED, OPEN = Outcome
LEADER = ResourceId("s", "rg", resource_ids.CLUSTER, ("Leader",))
LEADING = drawn.source("Leader", "leader.westus.kusto.windows.net", drawn.OTHER, told_by="leader", resource=LEADER)


def of(*sources, uses=(), shown=None):
    return used.of(drawn.asked(uses=uses), drawn.seen(sources=drawn.connected(*sources), shown=shown))


def test_users_the_cluster_and_its_configuration_say_what_is_used_each_host_once_for_a_type():
    shown = drawn.shown((drawn.use(), "table t"), (drawn.use("webapi", "a.example.org"), "function f"))
    found = of(drawn.source(), drawn.source("IotHub", told_by="iot"), uses=(drawn.use(),), shown=shown)
    assert [(one.host, one.use and one.use.type, one.told_by) for one in found] == [
        (drawn.BUS, None, ("data connection clicks", "iot")),
        (drawn.LAKE, UseType.EXTERNAL_DATA, ("O(uses)", "table t")),
        ("a.example.org", UseType.WEBAPI, ("function f",)),
    ]
    assert (found[0].subject, found[0].described) == (f"{drawn.BUS}:443", f"{drawn.BUS} (data connection clicks, iot)")


def test_ports_tell_uses_apart_and_more_than_two_tellers_are_not_all_named():
    near, far = drawn.use("sql", "a.database.windows.net:1433"), drawn.use("sql", "a.database.windows.net:3342")
    assert [one.port for one in of(uses=(far, near))] == [1433, 3342]
    sources = [drawn.source(told_by=name) for name in ("one", "two", "three")]
    assert of(*sources)[0].described.endswith("(one, two)") and of(*sources)[0].told_by == ("one", "two", "three")


def test_uses_in_the_data_sources_are_those_of_the_request_and_what_is_gone_is_not_used():
    assert of(drawn.source("Uses"), drawn.source(is_gone=True)) == ()


def test_an_address_without_a_name_is_no_host_that_a_list_could_have():
    assert of(drawn.source("EventHub", "10.0.0.1")) == ()


def test_a_leader_is_asked_as_another_cluster_is_and_its_storage_comes_and_goes():
    storage, leader = of(LEADING)
    assert (storage.host, storage.use, storage.is_passing) == (drawn.OTHER, None, True)
    assert (leader.use.type, leader.use.host, leader.is_passing) == (
        UseType.KUSTO,
        "leader.westus.kusto.windows.net",
        False,
    )
    (unknown,) = of(drawn.source("Leader", "leader.westus.kusto.windows.net"))
    assert unknown.use is None and unknown.is_passing


@pytest.mark.parametrize("order", [1, -1])
def test_what_is_read_from_for_certain_stays_so_whoever_else_may_name_it(order):
    (one, _leader) = of(*[LEADING, drawn.source("EventGrid", drawn.OTHER)][::order])
    assert one.host == drawn.OTHER and not one.is_passing
    assert drawn.OTHER in used.proposed((one,))["allowed_fqdns"]


def test_a_callout_is_judged_by_its_type_and_a_data_connection_by_its_name():
    lake, bus = of(drawn.source(), uses=(drawn.use(),))[::-1]
    restricted = Restriction(State.ENABLED, (drawn.LAKE,))
    (one, other) = used.judged((lake, bus), Restriction(State.DISABLED), restricted)
    assert (one.before.outcome, one.after.outcome) == (OPEN, ALLOWED) and not one.is_worse
    assert (other.before.outcome, other.after.outcome) == (ALLOWED, OPEN) and other.is_worse


@pytest.mark.parametrize(
    ("before", "after", "worse"),
    [
        (ALLOWED, ALLOWED, False),
        (ALLOWED, OPEN, True),
        (ALLOWED, DENIED, True),
        (OPEN, ALLOWED, False),
        (OPEN, OPEN, False),
        (OPEN, DENIED, True),
        (DENIED, ALLOWED, False),
        (DENIED, OPEN, False),
        (DENIED, DENIED, False),
    ],
)
def test_worse_is_what_is_less_certain_to_pass(before, after, worse):
    one = Used("a", 443, "Https", ("b",))
    assert Judged(one, Verdict(before, ""), Verdict(after, "")).is_worse is worse


def test_what_is_used_is_shown_with_what_becomes_of_it():
    judged = used.judged(
        of(drawn.source(), uses=(drawn.use(),)), Restriction(State.DISABLED), Restriction(State.ENABLED)
    )
    bus, lake = [one.as_option() for one in judged]
    assert (bus["type"], bus["before"], bus["verdict"]) == (None, "allowed", "cannot_tell")
    assert lake == {
        "fqdn": drawn.LAKE,
        "port": 443,
        "protocol": "Https",
        "type": "external_data",
        "told_by": ["O(uses)"],
        "before": "cannot_tell",
        "verdict": "cannot_tell",
        "reason": judged[1].after.reason,
        "turns_on": ["predefined"],
    }


def test_what_is_proposed_allows_what_is_used_and_nothing_else():
    uses = (drawn.use(), drawn.use("webapi", "a.example.org"), drawn.use("sql", "a.database.windows.net"))
    proposed = used.proposed(of(drawn.source(), LEADING, uses=uses))
    leader = "leader.westus.kusto.windows.net"
    assert proposed["allowed_fqdns"] == sorted([drawn.LAKE, "a.database.windows.net", drawn.BUS, leader])
    kinds = [one["type"] for one in proposed["callout_policies"]]
    assert sorted(kinds) == ["external_data", "kusto", "sql", "webapi"]
    read = tuple(map(policies.from_option, proposed["callout_policies"]))
    judged = used.judged(of(uses=uses), Restriction(State.DISABLED), Restriction(State.ENABLED, (), read))
    assert {one.after.outcome for one in judged} == {ALLOWED}


def test_no_list_is_proposed_for_a_wildcard_of_which_no_policy_is_tight():
    wild = Used("*.example.org", 443, "Https", ("a",), drawn.use("webapi", "a.example.org"))
    assert used.proposed((wild,)) == {"allowed_fqdns": [], "callout_policies": []}
    twice = (Used(drawn.LAKE, 443, "Https", (), drawn.use()),) * 2
    assert used.proposed(twice)["callout_policies"] == [proposals.allow(drawn.use()).as_option()]


# Of two open verdicts one may be worse

SLOPPY = drawn.policy("external_data", "lake.blob.core.windows.net")
OF_ANOTHER = drawn.policy("mysql", "a")
DENYING = drawn.policy("external_data", "lake.blob.core.windows.net", "Deny")
ELSEWHERE = drawn.policy("external_data", r"^https://elsewhere\.example\.org/", "Deny")


def restricted(names=(), *given):
    return Restriction(State.ENABLED, names, tuple(map(policies.from_arm, given)))


@pytest.mark.parametrize(
    ("before", "after", "worse"),
    [
        (restricted((), SLOPPY), restricted(), True),
        (restricted((), SLOPPY, OF_ANOTHER), restricted((), SLOPPY), False),
        (restricted((), SLOPPY, ELSEWHERE), restricted((), SLOPPY), False),
        (restricted((), SLOPPY), restricted((), SLOPPY, ELSEWHERE), False),
        (restricted((), SLOPPY), restricted((), SLOPPY, drawn.policy("external_data", "lake", "Deny")), True),
        (restricted((), {**SLOPPY, "until": "x"}), restricted(), True),
        (restricted((), "text"), restricted(), True),
        (restricted(("*.blob.core.windows.net",)), restricted(), True),
        (restricted(("elsewhere.example.org",)), restricted(), False),
        (restricted(("*.example.org",)), restricted(), True),  # as a regular expression nobody can follow it
        (restricted(), restricted(("elsewhere.example.org",)), False),
        (restricted(("*.blob.core.windows.net",), SLOPPY), restricted((), SLOPPY), True),
    ],
)
def test_what_goes_or_comes_makes_an_open_verdict_worse_where_it_is_about_what_is_used(before, after, worse):
    (one,) = used.judged(of(uses=(drawn.use(),)), before, after)
    assert (one.before.outcome, one.after.outcome) in ((OPEN, OPEN), (OPEN, DENIED))
    assert one.is_worse is worse


@pytest.mark.parametrize(
    ("before", "after", "worse"),
    [
        (restricted(("*.servicebus.windows.net",)), restricted(), True),
        (restricted(("elsewhere.example.org",)), restricted(), False),
        (restricted((), SLOPPY), restricted((), DENYING), False),
    ],
)
def test_a_data_connection_loses_what_a_list_of_names_may_have_let_it(before, after, worse):
    (one,) = used.judged(of(drawn.source()), before, after)
    assert (one.before.outcome, one.after.outcome, one.is_worse) == (OPEN, OPEN, worse)

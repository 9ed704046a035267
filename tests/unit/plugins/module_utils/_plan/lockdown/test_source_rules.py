# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which data sources get rules, how AMQP of theirs is let through, and what is refused where they get none."""

from __future__ import annotations

from dataclasses import replace

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.private_zones import Link, Zone
from ansible_collections.adx.outbound.plugins.module_utils._plan.lockdown import present, source_rules
from ansible_collections.adx.outbound.plugins.module_utils._plan.lockdown.request import Request
from ansible_collections.adx.outbound.plugins.module_utils._plan.needs import data_sources
from ansible_collections.adx.outbound.plugins.module_utils._plan.needs.data_sources import (
    DataSource,
    DataSources,
    SourceKind,
)
from ansible_collections.adx.outbound.plugins.module_utils._plan.needs.dependencies import make
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.errors import PlanError
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict.resolution import PrivateDns
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan import world

BUS, BLOB = "ns.servicebus.windows.net", "acct.blob.core.windows.net"
WESTERN, ANY = "EventHub.WestUS", "EventHub"
RULED = Request(sources=("documented", "discovered", "data_sources"), max_removals=1000)
NARROW = Request(wildcards="narrow", max_removals=1000)
AMQP = replace(make("EventHub", BUS, 5671, data_sources.SOURCE), region="westus")
TLS = make("EventGrid", BLOB, 443, data_sources.SOURCE)
SQL = make("Uses", "s.database.windows.net", 1433, data_sources.SOURCE, protocol="Mssql")
OURS = make("Extra", "x.contoso.com", 443, "extra")


def sources(*needed, **more):
    made = tuple(
        DataSource(SourceKind.EVENT_HUB, f"data connection {number} of database db", dependencies=(one,))
        for number, one in enumerate(needed)
    )
    return DataSources(made, **more)


def proxy(on):
    return world.firewall(additionalProperties={"Network.DNS.EnableProxy": "true"} if on else {})


def landscape(known=None, *, on=False, **more):
    return world.landscape(data_sources=known, **{"firewall": proxy(on), **more})


def network_rules(planned):
    fields = {rule.name: dict(rule.fields) for rule in planned.rule_collections[-1].rules}
    return {
        name: (one.get("destination_addresses", ()), one.get("destination_fqdns", ())) for name, one in fields.items()
    }


# Which get rules


@pytest.mark.parametrize(
    ("request_", "known", "ruled"),
    [
        (RULED, sources(AMQP, TLS), [AMQP, TLS, OURS]),
        (RULED, sources(AMQP, TLS, private=frozenset({BLOB})), [AMQP, OURS]),
        (RULED, None, [AMQP, TLS, OURS]),
        (NARROW, sources(AMQP, TLS), [OURS]),
        (Request(), None, [OURS]),
        (RULED, sources(TLS, private=frozenset({"x.contoso.com"})), [AMQP, TLS, OURS]),  # which is no data source
    ],
)
def test_rules_are_for_what_is_asked_for_and_for_nothing_private(request_, known, ruled):
    assert list(source_rules.ruled(request_, landscape(known), [AMQP, TLS, OURS])) == ruled


@pytest.mark.parametrize(
    ("request_", "on", "known", "by_name"),
    [
        (RULED, True, sources(), True),
        (RULED, False, sources(), False),
        (RULED, True, None, False),
        (replace(RULED, amqp="fqdn"), False, sources(), True),
        (replace(RULED, amqp="fqdn"), False, None, False),
    ],
)
def test_names_go_into_network_rules_where_the_firewall_resolves_them_or_somebody_says_so(request_, on, known, by_name):
    assert source_rules.by_name(request_, landscape(known, on=on)) is by_name


def test_without_a_firewall_that_can_be_read_there_is_nobody_who_resolves():
    assert source_rules.by_name(RULED, landscape(sources(), firewall=None)) is False


@pytest.mark.parametrize(
    ("request_", "on", "known", "needs"),
    [
        (RULED, False, sources(AMQP), True),
        (RULED, True, sources(AMQP), False),
        (RULED, False, sources(TLS), False),
        (RULED, False, sources(replace(AMQP, region="")), False),
        (RULED, False, sources(AMQP, private=frozenset({BUS})), False),
        (NARROW, False, sources(AMQP), False),
        (replace(RULED, amqp="fqdn"), False, sources(AMQP), False),
        (replace(RULED, appliance="10.0.9.4"), False, sources(AMQP), False),
    ],
)
def test_the_names_of_tags_are_needed_where_rules_take_them(request_, on, known, needs):
    assert source_rules.needs_tags(request_, landscape(known, on=on)) is needs


@pytest.mark.parametrize(
    ("on", "known", "rules"),
    [
        (True, {}, {"EventHub-names-5671": ((), (BUS,)), "EventHub-5671": ((ANY,), ())}),
        (
            False,
            {"tags": {"westus": WESTERN}},
            {"EventHub.WestUS-5671": ((WESTERN,), ()), "EventHub-5671": ((ANY,), ())},
        ),
        (False, {"tags": {"eastus": "EventHub.EastUS"}}, {"EventHub-5671": ((ANY,), ())}),
        (False, {}, {"EventHub-5671": ((ANY,), ())}),
    ],
)
def test_amqp_goes_to_names_or_to_the_tag_of_the_region_or_to_that_of_all(on, known, rules):
    found = network_rules(present.plan(RULED, landscape(sources(AMQP, **known), on=on)))
    assert {name: one for name, one in found.items() if "5671" in name} == rules


def test_a_plan_without_data_sources_has_no_rule_for_them():
    asked, silent = present.plan(RULED, landscape(sources(AMQP, TLS, SQL))), present.plan(Request(), landscape())
    names = [{rule.name for one in plan.rule_collections for rule in one.rules} for plan in (asked, silent)]
    assert names[0] - names[1] == {"EventGrid-443", "Uses-Mssql-1433"}


# What is refused


@pytest.mark.parametrize(
    ("request_", "known", "others"),
    [
        (RULED, sources(TLS), []),
        (NARROW, None, []),
        (NARROW, sources(), []),
        (NARROW, sources(TLS), [make("AzureStorage", BLOB, 443, "discovered")]),
        (NARROW, sources(TLS), [make("AzureStorage", "*.blob.core.windows.net", 443, "documented")]),
        (NARROW, sources(TLS, private=frozenset({BLOB})), []),
    ],
)
def test_what_some_rule_allows_may_do_without_one_of_its_own(request_, known, others):
    assert source_rules.require_covered(request_, landscape(known), [*others, TLS]) is None


@pytest.mark.parametrize(
    "others",
    [
        [],
        [make("Extra", BLOB, 80, "extra")],
        [make("Extra", BLOB, 443, "extra", protocol="TCP")],
        [make("Extra", "10.1.2.3", 443, "extra")],
        [make("Extra", "other.blob.core.windows.net", 443, "extra")],
    ],
)
def test_what_no_rule_would_allow_is_refused_with_what_needs_it(others):
    with pytest.raises(PlanError) as caught:
        source_rules.require_covered(NARROW, landscape(sources(TLS)), [*others, TLS])
    assert caught.value.code == "uncovered_sources"
    assert str(caught.value) == (
        "With O(wildcards): narrow no rule would allow what cluster c1 needs by its own configuration: data connection"
        f" 0 of database db ({BLOB}:443). Add data_sources to O(sources), or leave O(wildcards) out."
    )


def test_what_a_user_gives_is_allowed_whatever_else_it_is():
    given = replace(NARROW, extra_dependencies=(make("Extra", BLOB, 443, "extra"),))
    known = landscape(sources(TLS, private=frozenset({BLOB})))
    assert source_rules.ruled(given, known, [TLS]) == (TLS,) and source_rules.ruled(NARROW, known, [TLS]) == ()
    assert source_rules.require_covered(given, landscape(sources(TLS)), [TLS]) is None


def test_amqp_that_is_refused_by_choice_is_no_gap():
    assert source_rules.require_covered(replace(NARROW, amqp="refuse"), landscape(sources(AMQP)), []) is None


def test_what_could_not_be_read_is_refused_unless_that_is_accepted():
    known = DataSources((DataSource(SourceKind.UNKNOWN, "it", gap="Its kind is not known"),))
    with pytest.raises(PlanError) as caught:
        source_rules.require_read(RULED, landscape(known))
    assert caught.value.code == "sources_unread" and "O(accept): [sources_unread]" in str(caught.value)
    assert "What cluster c1 reads from is not known in full. Its kind is not known." in str(caught.value)
    (accepted,) = source_rules.require_read(RULED.accepting("sources_unread"), landscape(known))
    assert accepted.word == "sources_unread"


@pytest.mark.parametrize("known", [None, sources(), sources(TLS)])
def test_nothing_is_accepted_where_all_is_known_or_nobody_asked(known):
    assert source_rules.require_read(RULED, landscape(known)) == ()


# What is told


@pytest.mark.parametrize(
    ("request_", "on", "known", "where"),
    [
        (RULED, False, sources(AMQP, tags={"westus": WESTERN}), "of that region"),
        (RULED, False, sources(AMQP), "of any region"),
        (RULED, True, sources(AMQP), None),
        (RULED, False, sources(TLS), None),
        (NARROW, False, sources(AMQP), None),
        (RULED, False, sources(AMQP, private=frozenset({BUS})), None),
        (replace(RULED, appliance="10.0.9.4"), False, sources(AMQP), None),
    ],
)
def test_a_tag_in_the_place_of_a_name_is_told(request_, on, known, where):
    found = list(source_rules.findings(request_, landscape(known, on=on), known.dependencies))
    assert [one.code for one in found] == (["any_namespace"] if where else [])
    for one in found:
        assert f"any namespace {where} is reached by it" in one.message and one.concerns == (f"{BUS}:5671",)


def test_names_behind_one_tag_are_told_together():
    other = replace(make("EventHub", "other.servicebus.windows.net", 5671, data_sources.SOURCE), region="eastus")
    known = sources(AMQP, other, are_uses_told=False)
    found = list(source_rules.findings(RULED, landscape(known), known.dependencies))
    assert [(one.code, one.subject) for one in found] == [("unlisted_uses", "c1"), ("any_namespace", ANY)]
    assert found[1].concerns == (f"{BUS}:5671", "other.servicebus.windows.net:5671")


def test_a_plan_that_nobody_asked_for_data_sources_says_nothing_of_them():
    assert list(source_rules.findings(Request(), landscape(), [AMQP])) == []


# What a private endpoint leads to


@pytest.mark.parametrize(
    ("zones", "private"),
    [
        ([], False),
        ([("blob.core.windows.net", ("10.20.9.4",))], True),
        ([("blob.core.windows.net", ("10.20.9.4", "198.51.100.7"))], False),  # one of them goes to the firewall
        ([("blob.core.windows.net", ("198.51.100.7",))], False),
        ([("blob.core.windows.net", ())], False),
        ([("privatelink.blob.core.windows.net", ("10.20.9.4",))], False),  # only where public DNS leads there
    ],
)
def test_a_name_is_private_where_it_is_certain_that_it_stays_in_the_network(zones, private):
    link = Link(str(world.SUBNET.parent))
    made = tuple(Zone(name, (link,), {"acct": addresses} if addresses else {}) for name, addresses in zones)
    found = source_rules.reached_privately(sources(TLS, AMQP), landscape(private_dns=PrivateDns(made)))
    assert found == (frozenset({BLOB}) if private else frozenset())

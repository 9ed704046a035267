# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a lock-down takes from traffic that goes to the firewall already is judged first."""

from __future__ import annotations

from dataclasses import replace

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents import firewalls, policies
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.policies import GroupOptions, Policy
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.rule_ownership import Ownership
from ansible_collections.adx.outbound.plugins.module_utils._plan.lockdown import present, slices
from ansible_collections.adx.outbound.plugins.module_utils._plan.lockdown.request import Request
from ansible_collections.adx.outbound.plugins.module_utils._plan.needs import data_sources, documented
from ansible_collections.adx.outbound.plugins.module_utils._plan.needs.data_sources import (
    DataSource,
    DataSources,
    SourceKind,
)
from ansible_collections.adx.outbound.plugins.module_utils._plan.needs.dependencies import make
from ansible_collections.adx.outbound.plugins.module_utils._plan.values import resource_ids
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.errors import PlanError
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.resource_ids import ResourceId
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict.landscape import Home
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan import world

HALF = "10.20.1.128/25"
NO_LIMIT = {"max_removals": 1000}
NARROWER = Request(source_addresses=(HALF,), **NO_LIMIT)
UNROUTED = {"table": world.table()}
OPEN = {
    "name": "theirs",
    "properties": {
        "priority": 100,
        "action": {"type": "Allow"},
        "rules": [
            {
                "name": "all",
                "protocols": ["Any"],
                "sourceAddresses": ["*"],
                "destinationAddresses": ["*"],
                "destinationPorts": ["*"],
            }
        ],
    },
}
POLICY = ResourceId("s", "rg-hub", resource_ids.FIREWALL_POLICY, ("fp",))
GROUP = POLICY.child(resource_ids.RULE_COLLECTION_GROUP, "adx-egress")
EXTRA = (make("Extra", "sql.example.com", 443, "extra"),)


def plan(request=None, **known):
    return present.plan(request or Request(), world.landscape(**known))


def written(request=None, document=None, **properties):
    """A firewall with the rules of a plan; `properties` are those of it without them."""
    wanted = list(plan(request, document=document).rule_collections)
    return firewalls.present(world.firewall(**properties), wanted, Ownership.of(wanted))


def refused(request, code, **known):
    with pytest.raises(PlanError) as caught:
        plan(request, **{"firewall": written(), **known})
    assert caught.value.code == code
    return str(caught.value)


def without(name):
    """The cluster's answer after a night in which the service took one name from it and added another."""
    return tuple(
        world.category(name, "a.new.example.com") if one["id"].endswith(name) else one for one in world.answer()
    )


def test_rules_for_a_part_of_the_subnet_are_refused_while_its_traffic_goes_to_the_firewall():
    told = refused(NARROWER, "lost_dependencies")
    assert "would no longer allow a.azureactivedirectory.example.com:443" in told and "more from 10.20.1.0/25" in told
    assert "while route 'to-firewall' sends that traffic to firewall fw" in told
    assert "Give O(source_addresses): [subnet]" in told and "O(accept): [lost_dependencies]" in told


def test_what_is_accepted_is_told():
    planned = plan(replace(NARROWER, accept=frozenset({"lost_dependencies"})), firewall=written())
    assert [(one.word, one.sentence[:13]) for one in planned.accepted] == [("lost_dependencies", "The new rules")]


def test_without_the_gate_nothing_is_judged_and_that_is_told():
    (taken,) = plan(NARROWER.accepting("no_gate"), firewall=written()).accepted
    assert taken.word == "no_gate"


@pytest.mark.parametrize(
    ("request_", "known"),
    [
        pytest.param(NARROWER, UNROUTED, id="no route leads to the firewall"),
        pytest.param(NARROWER, {"table": world.table(world.default_route(to="10.9.9.9"))}, id="it leads elsewhere"),
        pytest.param(
            NARROWER, {"subnet": world.subnet(None), "table": world.table(world.default_route())}, id="no table"
        ),
        pytest.param(Request(), {}, id="nothing goes"),
        pytest.param(Request(extra_dependencies=EXTRA), {}, id="it only adds"),
        pytest.param(replace(NARROWER, additive=True, max_removals=None), {}, id="additive"),
        pytest.param(NARROWER, {"firewall": written(None, networkRuleCollections=[OPEN])}, id="another rule allows it"),
    ],
)
def test_a_write_that_cuts_nobody_off_is_no_risk(request_, known):
    assert plan(request_, **{"firewall": written(), **known}).accepted == ()


def test_what_is_blocked_already_is_not_lost():
    other = "10.20.2.0/24"
    before = written(Request(source_addresses=(other, HALF)))
    kept = Request(source_addresses=(HALF,), **NO_LIMIT)
    assert plan(kept, firewall=before).accepted == ()


@pytest.mark.parametrize("prefix", ["10.20.1.0/26", "fd00:1::/64"])
def test_what_one_part_of_the_subnet_loses_is_lost_though_another_never_had_it(prefix):
    both = world.subnet(addressPrefix=None, addressPrefixes=["10.20.1.0/24", "fd00:1::/64"])
    before = written(Request(source_addresses=("10.20.1.64-10.20.1.255",)))
    told = refused(NARROWER, "lost_dependencies", firewall=before, subnet=both)
    assert "more from 10.20.1.64/26, while" in told and prefix not in told


@pytest.mark.parametrize(
    "known",
    [
        pytest.param(
            {"table": world.table(world.route("half", "0.0.0.0/1", "VirtualAppliance", "10.0.1.4"))}, id="half"
        ),
        pytest.param({"home": Home(world.subnet(), world.table(world.default_route())), **UNROUTED}, id="home"),
    ],
)
def test_any_way_that_may_lead_to_the_firewall_counts(known):
    refused(NARROWER, "lost_dependencies", **known)


def test_the_routes_of_a_virtual_hub_may_lead_there():
    address = {"privateIPAddress": world.FIREWALL_ADDRESS}
    own = {"sku": {"name": "AZFW_Hub"}, "hubIPAddresses": address, "firewallPolicy": {"id": str(POLICY)}}
    governed = {"firewall": {"name": "fw", "properties": own}, "group_id": GROUP, **UNROUTED}
    policy = Policy({"id": str(POLICY), "name": "fp", "properties": {}}, ())
    wanted = list(plan(chain=(policy,), **governed).rule_collections)
    group = policies.present(None, (policy,), wanted, Ownership.of(wanted), GroupOptions("adx-egress"))
    told = refused(NARROWER, "lost_dependencies", chain=(replace(policy, groups=(group,)),), **governed)
    assert "while that traffic may go to firewall fw" in told


def test_another_subnet_is_judged_for_the_traffic_of_the_one_the_cluster_is_in():
    there = {"subnet_id": replace(world.SUBNET, names=("vnet", "other")), "table": world.table(subnets=())}
    there["subnet"] = world.subnet(None, addressPrefix="10.20.2.0/24")
    home = Home(world.subnet(), world.table(world.default_route()))
    asked = Request(**NO_LIMIT, accept=frozenset({"other_subnet"}))
    told = refused(asked, "lost_dependencies", home=home, **there)
    assert "from 10.20.1.0/24," in told


def dropped(request, **known):
    return refused(replace(request, **NO_LIMIT), "dropped_destinations", **known)


@pytest.mark.parametrize(
    ("before", "request_", "named"),
    [
        (None, Request(amqp="refuse"), "EventHub (TCP 5671)"),
        (None, Request(wildcards="narrow"), "*.core.windows.net (Https:443)"),
        (None, Request(edition="2021-07"), "*.login.microsoft.com (Https:443)"),
        (None, Request(sources=("discovered",)), "crl.microsoft.com (Http:80)"),
        (Request(sources=("documented", "discovered", "azure_ca")), Request(), "cacerts.digicert.com (Http:80)"),
    ],
)
def test_what_an_option_leaves_out_though_it_is_still_named_is_refused(before, request_, named):
    told = dropped(request_, firewall=written(before))
    assert told.startswith("The new rules leave out ") and named in told
    assert (
        "the cluster or the documentation still names, while traffic goes to firewall fw. Take back the option" in told
    )
    assert "or accept that with O(accept): [dropped_destinations]" in told


def test_names_for_amqp_are_still_named_when_a_service_tag_comes_in_their_place():
    answer = (*world.answer(), world.category("Hubs", "mine.servicebus.windows.net", port=5671))
    wanted = list(plan(Request(amqp="fqdn"), answer=answer).rule_collections)
    before = firewalls.present(world.firewall(), wanted, Ownership.of(wanted))
    told = dropped(Request(), answer=answer, firewall=before)
    assert told.startswith("The new rules leave out mine.servicebus.windows.net (TCP 5671), which the cluster or")


SOURCED = Request(sources=("documented", "discovered", "data_sources"), **NO_LIMIT)
BUS = replace(make("EventHub", "ns.servicebus.windows.net", 5671, data_sources.SOURCE), region="westus")
READ = (make("EventGrid", "acct.blob.contoso.com", 443, data_sources.SOURCE), BUS)
TAGS = {"westus": "EventHub.WestUS"}


def reading(*needed, **more):
    """What a cluster reads."""
    return DataSources((DataSource(SourceKind.EVENT_GRID, "a data connection", dependencies=needed),), **more)


def with_sources(proxy):
    """A firewall with rules for data sources, whose DNS proxy is on or off."""
    settings = {"additionalProperties": {"Network.DNS.EnableProxy": "true"} if proxy else {}}
    landscape = world.landscape(firewall=world.firewall(**settings), data_sources=reading(*READ, tags=TAGS))
    wanted = list(present.plan(SOURCED, landscape).rule_collections)
    return firewalls.present(world.firewall(**settings), wanted, Ownership.of(wanted))


@pytest.mark.parametrize(
    ("proxy", "named"),
    [(True, "ns.servicebus.windows.net (TCP 5671)"), (False, "EventHub.WestUS (TCP 5671)")],
    ids=["by name", "by the tag of the region"],
)
def test_rules_for_data_sources_that_nobody_asks_for_any_more_are_not_taken_away_unsaid(proxy, named):
    told = dropped(Request(), firewall=with_sources(proxy))
    assert "acct.blob.contoso.com (Https:443)" in told and named in told
    assert "; rules for data sources stay with data_sources in O(sources)" in told


def test_what_a_cluster_no_longer_reads_goes_as_ever():
    known = {"firewall": with_sources(proxy=True), "data_sources": reading()}
    assert plan(SOURCED, **known).accepted == ()


def test_rules_for_data_sources_stay_where_they_are_asked_for():
    known = {"firewall": with_sources(proxy=True), "data_sources": reading(*READ)}
    assert plan(SOURCED, **known).accepted == () and "rules" not in slices.pending(slices.of(plan(SOURCED, **known)))


def test_the_gate_is_about_what_is_lost_and_not_about_what_an_option_leaves_out():
    dropped(Request(amqp="refuse", accept=frozenset({"no_gate"})))


def test_public_names_for_a_sovereign_cluster_are_not_taken_away_unsaid():
    document = world.cluster("USGov Virginia")
    before = written(Request(sources=("public", "discovered")), document=document)
    assert "crl.microsoft.com (Http:80)" in dropped(Request(), document=document, firewall=before)


def test_what_only_the_cluster_could_name_counts_as_named_where_it_is_not_asked():
    told = dropped(Request(sources=("documented",)), answer=())
    assert "a.azuremonitor.example.com (Https:443)" in told and "*.core.windows.net" not in told
    assert "which the cluster may need, since its own answer is not asked for without discovered in sources" in told
    assert "Add discovered to O(sources)" in told


def test_what_nobody_names_any_more_goes_as_ever():
    planned = plan(answer=without("AzureStorage"), firewall=written(Request(extra_dependencies=EXTRA)))
    assert planned.accepted == () and slices.pending(slices.of(planned)) == ["rules", "routes"]
    names = {one.fqdn for one in planned.dependencies}
    assert "a.new.example.com" in names and not {"a.azurestorage.example.com", "sql.example.com"} & names


def test_what_an_option_leaves_out_before_any_traffic_goes_there_is_no_risk():
    assert plan(Request(amqp="refuse"), firewall=written(), **UNROUTED).accepted == ()


def unread(field):
    sentence = f"{'Subnet snet' if field == 'subnet' else 'Route table rt'} could not be read (AuthorizationFailed)"
    there = (
        {"subnet": None, "table_id": None, "table": None} if field == "subnet" else {"table_id": None, "table": None}
    )
    return {"unread": {field: sentence}, **there}


@pytest.mark.parametrize(
    ("field", "right"),
    [
        ("subnet", "Microsoft.Network/virtualNetworks/subnets/read"),
        ("route_table", "Microsoft.Network/routeTables/read"),
    ],
)
@pytest.mark.parametrize("gate", [True, False])
def test_a_write_that_takes_away_needs_to_know_the_way_and_one_that_adds_does_not(field, right, gate):
    given = Request(source_addresses=("10.20.1.0/24",), accept=frozenset() if gate else frozenset({"no_gate"}))
    told = refused(given, "way_unread", firewall=written(Request(extra_dependencies=EXTRA)), **unread(field))
    assert "could not be read (AuthorizationFailed), so whether traffic goes to the firewall already" in told
    assert f"Grant the login {right}, or set O(additive): true" in told
    adding = replace(given, extra_dependencies=EXTRA)
    planned = plan(adding, firewall=written(), **unread(field))
    assert slices.pending(slices.of(planned)) == ["rules"] and not planned.table.manage
    assert any("could not be read" in text for text in world.told(planned))


def test_a_subnet_that_could_not_be_read_gives_no_sources():
    with pytest.raises(PlanError, match="Subnet snet could not be read .* give O.source_addresses."):
        plan(**unread("subnet"))


def test_every_edition_has_part_in_what_is_documented():
    names = {(one.fqdn, one.port) for one in documented.every_name()}
    for edition in documented.editions():
        assert {(one.fqdn, one.port) for one in documented.requirements("westus", edition).dependencies} <= names


def test_a_tag_that_a_route_takes_past_the_firewall_may_go():
    past = world.table(world.default_route(), world.route("hubs", "EventHub"))
    firewall = written(Request(**NO_LIMIT))
    refuse = Request(amqp="refuse", **NO_LIMIT)
    assert "EventHub" in refused(refuse, "dropped_destinations", firewall=firewall)
    assert plan(refuse, firewall=firewall, table=past).accepted == ()

# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which names a cluster needs: each source and each decision about it, and what nobody may rely on."""

from __future__ import annotations

from dataclasses import replace

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.lockdown import needed, present
from ansible_collections.adx.outbound.plugins.module_utils._plan.lockdown.request import Request
from ansible_collections.adx.outbound.plugins.module_utils._plan.needs import documented
from ansible_collections.adx.outbound.plugins.module_utils._plan.needs.dependencies import make
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.errors import PlanError
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan import world

NAMESPACE = make("Extra", "hub1.servicebus.windows.net", 5671, "extra")
ADDRESS = make("Extra", "198.51.100.7", 5671, "extra")
KEY_VAULT = world.category("AzureKeyVault", "e-1.vault.azure.net")
AUTHORITIES = {
    "cacerts.digicert.com",
    "cacerts.geotrust.com",
    "caissuers.microsoft.com",
    "crl4.digicert.com",
    "oneocsp.microsoft.com",
}
CHINESE = {f"{name}.digicert.cn" for name in ("cacerts", "crl", "ocsp")}
VIRGINIA = "USGov Virginia"
SOVEREIGN = sorted(
    region for region in documented.regions() if documented.requirements(region).cloud != documented.PUBLIC_CLOUD
)
DISCOVERED = {f"{letter}.{name}.example.com" for letter in "ab" for name in ("azurestorage", "azuremonitor")}


def found_in(region):
    return documented.requirements(region)


def needs(request=None, region="West US", **known):
    landscape = world.landscape(world.cluster(region), **known)
    return needed.needs(request or Request(), landscape, found_in(region))


def plan(request=None, **known):
    return present.plan(request or Request(), world.landscape(**known))


def names(found, port=None):
    return {one.fqdn for one in found.dependencies if port in (None, one.port)}


def rule(planned, name):
    found = [
        one
        for collection in planned.as_option()["rule_collections"]
        for one in collection["rules"]
        if one["name"] == name
    ]
    return found[0] if found else None


def refusal(request, *args, **known):
    with pytest.raises(PlanError) as caught:
        needs(request, *args, **known)
    return caught.value


# Sources


@pytest.mark.parametrize(
    ("sources", "kept"),
    [
        (("documented", "discovered"), (True, True, False)),
        (("documented",), (True, False, False)),
        (("discovered",), (False, True, False)),
        (("discovered", "azure_ca"), (False, True, True)),
    ],
)
def test_names_come_from_the_sources_that_are_asked_for_and_no_other(sources, kept):
    found = names(needs(Request(sources=sources)))
    assert ("login.live.com" in found, found >= DISCOVERED, found >= AUTHORITIES) == kept
    assert bool(found & DISCOVERED) is kept[1] and bool(found & AUTHORITIES) is kept[2]


def test_of_a_name_with_several_sources_the_clusters_own_answer_is_what_is_told():
    answer = (*world.answer(), world.category("AzureActiveDirectory", "login.live.com"))
    extra = make("Extra", "login.live.com", 443, "extra")
    found = needs(Request(extra_dependencies=(extra,)), answer=answer).dependencies
    assert [one.source for one in found if one.fqdn == "login.live.com"] == ["discovered"]
    found = needs(Request(sources=("documented",), extra_dependencies=(extra,))).dependencies
    assert [one.source for one in found if one.fqdn == "login.live.com"] == ["documented"]


def test_a_usual_plan_has_no_finding_about_names():
    assert needs().findings == ()


def test_the_certificate_authorities_are_names_on_port_80():
    assert names(needs(Request(sources=("discovered", "azure_ca"))), 80) == AUTHORITIES


@pytest.mark.parametrize(("region", "more"), [("China East 2", CHINESE), (VIRGINIA, set())])
def test_a_cloud_with_authorities_of_its_own_has_their_hosts_besides(region, more):
    asked = Request(sources=("discovered", "azure_ca"))
    assert names(needs(asked, region), 80) == AUTHORITIES | more
    found = documented.requirements(region)
    landscape = world.landscape(world.cluster(region))
    assert CHINESE & {one.fqdn for one in needed.named(Request(), landscape, found)} == more


@pytest.mark.parametrize("extra", [(), (ADDRESS,)], ids=["nothing", "an address alone"])
def test_what_knows_no_name_is_refused_since_it_would_cut_the_cluster_off(extra):
    refused = refusal(Request(sources=(), extra_dependencies=extra))
    assert str(refused).startswith("Nothing tells which names cluster c1 needs in AzureCloud, so the rules would cut")
    assert refused.code == "names_unknown"
    assert names(needs(Request(sources=(), extra_dependencies=(*extra, NAMESPACE)))) >= {"hub1.servicebus.windows.net"}


def test_a_partial_answer_is_refused_unless_it_is_not_asked_for():
    assert refusal(Request(), answer=world.answer()[1:]).code == "partial_answer"
    assert needs(Request(sources=("documented",)), answer=world.answer()[1:]).dependencies


# Wildcards

WILDCARDS = {"*.core.windows.net", "*.vault.azure.net"}


@pytest.mark.parametrize(
    ("wildcards", "sources", "answer", "kept"),
    [
        ("keep", ("documented", "discovered"), world.answer(), WILDCARDS),
        ("narrow", ("documented", "discovered"), world.answer(), {"*.vault.azure.net"}),
        ("narrow", ("documented", "discovered"), (*world.answer(), KEY_VAULT), set()),
        ("narrow", ("documented",), (), WILDCARDS),
    ],
)
def test_a_wildcard_is_dropped_only_when_the_category_that_owns_its_names_answered(wildcards, sources, answer, kept):
    found = needs(Request(wildcards=wildcards, sources=sources), answer=answer)
    assert names(found) & WILDCARDS == kept
    assert "*.servicebus.windows.net" in names(found)


def test_mapped_wildcards_are_narrowed_as_public_ones_are():
    kept, narrow = (
        needs(Request(sources=("mapped", "discovered"), wildcards=choice), VIRGINIA) for choice in ("keep", "narrow")
    )
    assert names(kept) - names(narrow) == {"*.core.usgovcloudapi.net"}


# Clouds


@pytest.mark.parametrize("region", SOVEREIGN)
def test_a_sovereign_cloud_gets_public_or_mapped_names_on_request_only(region):
    with pytest.raises(PlanError, match="or mapped or public in the place"):
        needs(Request(sources=("documented",)), region)
    public, mapped = (names(needs(Request(sources=(choice,)), region)) for choice in ("public", "mapped"))
    assert "*.core.windows.net" in public
    suffix = "chinacloudapi.cn" if found_in(region).cloud == "AzureChinaCloud" else "usgovcloudapi.net"
    assert f"*.core.{suffix}" in mapped and "login.microsoftonline.com" not in mapped
    assert not [name for name in mapped if name.endswith((".core.windows.net", ".azure.net", "servicebus.windows.net"))]


def test_a_sovereign_cluster_has_its_own_answer_alone_unless_told_otherwise():
    found = needs(region=VIRGINIA)
    assert {one.source for one in found.dependencies} == {"discovered"} and found.findings == ()


def test_mapping_names_leaves_out_what_has_no_counterpart_and_says_so():
    found = needs(Request(sources=("mapped", "discovered")), VIRGINIA)
    assert world.told(found) == (
        "No counterpart in AzureUSGovernment is published for *.login.microsoft.com,"
        " azureprofilerfrontdoor.cloudapp.net, gcs.prod.monitoring.core.windows.net, prod-dsts.dsts.core.windows.net,"
        " production.diagnostics.monitoring.core.windows.net: they are left out.",
    )
    (finding,) = found.findings
    assert (finding.code, finding.subject, len(finding.concerns)) == ("no_counterpart", "AzureUSGovernment", 5)
    assert "*.login.microsoft.com" not in names(found)
    assert {"login.microsoftonline.us", "graph.windows.net", "login.live.com"} <= names(found)
    mapped = [one for one in found.dependencies if one.fqdn == "login.microsoftonline.us"]
    assert [(one.category, one.port, one.source) for one in mapped] == [("Documented", 443, "documented")]


def test_public_names_are_never_mapped():
    assert (
        needs(Request(sources=("mapped", "discovered"))) == needs() == needs(Request(sources=("public", "discovered")))
    )


def test_a_cloud_without_a_table_of_names_cannot_be_mapped():
    strange = replace(found_in(VIRGINIA), cloud="AzureElsewhere")
    with pytest.raises(PlanError, match="No counterparts of the documented names are known for AzureElsewhere") as no:
        needed.needs(Request(sources=("mapped", "discovered")), world.landscape(), strange)
    assert no.value.code == "names_unknown"


# AMQP


def test_amqp_goes_to_the_service_tag_unless_told_otherwise():
    assert "*.servicebus.windows.net" in names(needs(), 5671)
    assert rule(plan(), "EventHub-5671")["destination_addresses"] == ["EventHub"]


def test_amqp_is_left_out_on_request_and_the_plan_says_what_that_breaks():
    found = needs(Request(amqp="refuse", extra_dependencies=(NAMESPACE, ADDRESS)))
    assert names(found, 5671) == {None} and "*.servicebus.windows.net" in names(found, 443)
    assert world.told(found) == (
        "O(amqp): refuse leaves out *.servicebus.windows.net, hub1.servicebus.windows.net on port 5671: ingestion that"
        " uses AMQP will not work.",
    )
    (finding,) = found.findings
    assert (finding.code, finding.subject) == ("amqp_left_out", "amqp")
    assert finding.concerns == ("*.servicebus.windows.net:5671", "hub1.servicebus.windows.net:5671")
    assert finding in plan(Request(amqp="refuse", extra_dependencies=(NAMESPACE,))).findings


@pytest.mark.parametrize("amqp", ["refuse", "fqdn"])
def test_where_no_name_needs_amqp_nothing_is_left_out_and_nothing_is_said(amqp):
    asked = Request(amqp=amqp, sources=("discovered",), extra_dependencies=(ADDRESS,))
    assert needs(asked) == needs(replace(asked, amqp="service_tag"))
    assert needs(asked).findings == () and names(needs(asked), 5671) == {None}


def test_amqp_by_names_needs_names_that_are_no_wildcards():
    refused = refusal(Request(amqp="fqdn"))
    assert refused.code == "wildcard_in_network_rule"
    assert "Event Hubs namespaces: '*.servicebus.windows.net' is a wildcard" in str(refused)
    other = make("Extra", "*.hubs.example.com", 5671, "extra")
    found = needs(Request(amqp="fqdn", extra_dependencies=(other, NAMESPACE)))
    assert names(found, 5671) == {"hub1.servicebus.windows.net"} and found.findings == ()
    assert "*.servicebus.windows.net" not in names(found, 5671) and names(found) >= DISCOVERED
    two = refusal(Request(amqp="fqdn", extra_dependencies=(other,)))
    assert "'*.servicebus.windows.net' is a wildcard" in str(two)


def test_amqp_by_names_needs_a_proxy_that_resolves_them():
    by_names = Request(amqp="fqdn", extra_dependencies=(NAMESPACE,))
    planned = plan(by_names)
    assert rule(planned, "Extra-5671")["destination_fqdns"] == ["hub1.servicebus.windows.net"]
    assert rule(planned, "EventHub-5671") is None and names(planned, 5671) == {"hub1.servicebus.windows.net"}
    with pytest.raises(PlanError, match="cannot take hub1.servicebus.windows.net in a network rule.*DNS proxy is off"):
        plan(by_names, firewall=world.firewall(additionalProperties={}))
    with pytest.raises(PlanError, match="a Basic firewall has no DNS proxy"):
        plan(by_names, firewall=world.firewall(sku={"name": "AZFW_VNet", "tier": "Basic"}))


# Everything that anybody names


def test_what_is_named_is_every_edition_and_the_answer_whatever_a_request_leaves_out():
    narrow = Request(wildcards="narrow", amqp="refuse", edition="2021-07")
    found = needed.named(narrow, world.landscape(), found_in("West US"))
    known = {one.fqdn for one in found}
    assert known >= {*WILDCARDS, "*.login.microsoft.com", *DISCOVERED, *AUTHORITIES}
    assert ("*.servicebus.windows.net", 5671) in {(one.fqdn, one.port) for one in found}
    assert not [name for name in known if name.endswith("usgovcloudapi.net")]
    unasked = needed.named(Request(sources=("documented",)), world.landscape(answer=()), found_in("West US"))
    assert {one.fqdn for one in unasked} == known - {name for name in known if name.endswith(".example.com")}


def test_in_a_sovereign_cloud_the_counterparts_are_named_as_well():
    found = {one.fqdn for one in needed.named(Request(), world.landscape(world.cluster(VIRGINIA)), found_in(VIRGINIA))}
    assert found >= {*WILDCARDS, "*.core.usgovcloudapi.net", "login.microsoftonline.us", "login.microsoftonline.com"}

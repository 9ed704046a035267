# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One file for many clusters: rules for each one's own sources, and a word wherever a file cannot keep them apart."""

from __future__ import annotations

import csv
import io
import json
import re

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.exports import clusters, formats
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.errors import PlanError

from .samples import ADDRESSES, PLANS, SUBNET, TAGS, content, export, export_many

RULES = ("squid", "nftables", "panos_set", "fortios")
LISTS = ("panos_edl_url", "panos_edl_ip", "checkpoint", "edl_fqdn", "edl_ip")
PARTS = (443, 80, 5671, 1433, 9093, 9094, "documented")
TELEMETRY, BILLING = PLANS
NAMES = {"adx-telemetry": SUBNET, "adx-billing": "10.30.1.0/24"}


def rules(format_name, text):
    """The lines of a file that let something pass, each with everything it refers to."""
    if format_name == "fortios":
        policies = text.partition("config firewall policy")[2]
        return [block.replace("\n", " ") for block in policies.split("    next")[:-1]]
    mark = {"squid": "http_access", "nftables": " accept", "panos_set": "set rulebase"}[format_name]
    return [line for line in text.splitlines() if mark in line and not line.startswith("#")]


@pytest.mark.parametrize("format_name", RULES)
def test_every_rule_is_about_the_objects_of_one_cluster_and_for_its_own_sources(format_name):
    text = export_many(format_name).text
    found = [{name for name in NAMES if name in line} for line in rules(format_name, text)]
    assert found and all(len(names) == 1 for names in found) and {name for names in found for name in names} == {*NAMES}
    if format_name == "nftables":
        sets = re.findall(r"set (\S+)-sources-v4 \{[^}]*elements = \{\s*(\S+),\s*\}", text)
        assert dict(sets) == NAMES
        return
    for name, source in NAMES.items():
        assert not [line for line in text.splitlines() if source in line and name not in line]


@pytest.mark.parametrize("format_name", RULES)
def test_what_only_one_cluster_needs_is_in_its_own_objects_alone(format_name):
    text = export_many(format_name).text
    for plan, other, own in (
        (TELEMETRY, "adx-billing", ["sql.example.com", "203.0.113.7"]),
        (BILLING, "adx-telemetry", ["ledger.example.com", "203.0.113.9"]),
    ):
        mine = {line for line in content_of(export_many(format_name, [plan]).text) if plan["name"] in line}
        assert mine <= set(content_of(text)), "a cluster's part of a file does not depend on the others"
        assert not [line for line in content_of(text) if other in line and any(one in line for one in own)]


def content_of(text):
    return [line for line in text.splitlines() if not line.lstrip().startswith("#")]


def test_squid_allows_what_any_cluster_needs_before_it_denies_the_rest_of_another():
    """Of two clusters in one subnet each gets what it needs; a denial in between would cut the second one off."""
    lines = content(export_many("squid", [{**plan, "source_addresses": [SUBNET]} for plan in PLANS]))
    asked = [line.split()[1] for line in lines if line.startswith("http_access")]
    assert asked == ["allow"] * asked.count("allow") + ["deny"] * 2


def told(exported):
    return {(loss.cluster, loss.entry.destination, loss.entry.port): loss.reason for loss in exported.wider}


@pytest.mark.parametrize("format_name", [*RULES, "csv", "json"])
def test_a_format_that_has_sources_lets_nobody_get_more_and_says_nothing(format_name):
    assert told(export_many(format_name)) == {}


@pytest.mark.parametrize("format_name", RULES)
@pytest.mark.parametrize("sources", [["10.20.1.128/25"], ["*"]], ids=["a part of the subnet", "anybody"])
def test_clusters_whose_sources_overlap_get_what_the_other_needs_and_the_result_says_so(format_name, sources):
    exported = export_many(format_name, [TELEMETRY, {**BILLING, "source_addresses": sources}])
    found = told(exported)
    assert (
        found["adx-billing", "203.0.113.9/32", 9094]
        == ("these sources are sources of adx-telemetry as well, which does not need it")
        if format_name != "squid"
        else found["adx-billing", "ledger.example.com", 443]
    )
    assert not [one for one in found if one[1] == "login.microsoft.com"], "both need that"
    assert ("adx-billing", "billing.blob.core.windows.net", 443) not in found, "the wildcard of the other holds it"


@pytest.mark.parametrize("format_name", LISTS)
def test_a_format_without_sources_tells_what_not_every_cluster_needs(format_name):
    found = {}
    for part in PARTS:
        found |= told(export_many(format_name, part=part))
    reasons = set(found.values())
    assert found and any(
        "has no sources, so every cluster it is used for may reach this, and adx-" in one for one in reasons
    )
    assert not [one for one in found if one[1] in ("login.microsoft.com", "ocsp.digicert.com", "192.0.2.0/27")]
    own = {"adx-billing": "ledger.example.com"} if "ip" not in format_name else {"adx-billing": "203.0.113.9/32"}
    assert {(name, destination) for name, destination, _port in found} >= {*own.items()}
    if format_name != "checkpoint":
        alone = {}
        for part in PARTS:
            alone |= told(export_many(format_name, [TELEMETRY], part=part))
        assert alone == {}, "with one cluster nobody else is there"


@pytest.mark.parametrize("format_name", formats.FORMATS)
def test_the_order_of_the_clusters_does_not_matter(format_name):
    assert export_many(format_name, [*reversed(PLANS)]) == export_many(format_name)


@pytest.mark.parametrize("format_name", formats.FORMATS)
def test_every_entry_of_every_cluster_is_in_the_file_or_left_out_with_a_reason_and_the_cluster(format_name):
    entries = {one["name"]: one["entries"] for one in json.loads(export_many("json").text)["clusters"]}
    assert {*entries} == {*NAMES}
    for part in PARTS:
        many = {(loss.cluster, loss.entry) for loss in export_many(format_name, part=part).unexpressed}
        files = {plan["name"]: by_itself(format_name, plan, part=part) for plan in PLANS}
        alone = {(name, loss.entry) for name, exported in files.items() for loss in exported.unexpressed}
        assert many == alone


def by_itself(format_name, plan, **more):
    """The export of one of the two clusters in a file of its own."""
    addresses = plan.get("documented_addresses") or {name: plan[name] for name in ADDRESSES}
    asked = {"name": plan["name"], "source_addresses": plan["source_addresses"], "service_tag_document": TAGS}
    return export(format_name, plan["dependencies"], **asked, **addresses, **more)


def test_the_tables_have_the_cluster_and_its_sources_in_every_row():
    rows = list(csv.DictReader(io.StringIO(export_many("csv").text)))
    assert {(row["cluster"], row["source_addresses"]) for row in rows} == {*NAMES.items()}
    found = json.loads(export_many("json").text)["clusters"]
    assert {one["name"]: one["source_addresses"] for one in found} == {name: [one] for name, one in NAMES.items()}


def test_a_comment_names_a_few_clusters_and_counts_more():
    plans = [{**BILLING, "name": f"c{number}", "source_addresses": [f"10.{number}.0.0/24"]} for number in range(4)]
    text = export_many("squid", [*plans, TELEMETRY]).text
    assert "203.0.113.9/32 port 9094 (Extra) for 4 of 5 clusters" in text
    assert "203.0.113.7/32 port 9093 (InternalTracing) for adx-telemetry" in text


def test_a_plan_gives_the_name_of_its_cluster_and_its_documented_addresses():
    cluster = {"id": "/subscriptions/s/resourceGroups/rg-adx/providers/Microsoft.Kusto/clusters/c1"}
    plan = {key: value for key, value in BILLING.items() if key != "name"} | {"cluster": cluster}
    read = clusters.from_option(plan, "adx")
    assert (read.name, read.management, read.source_addresses) == ("adx-c1", ("20.43.89.90",), ("10.30.1.0/24",))
    with pytest.raises(PlanError, match="has no name; give each its own"):
        clusters.from_option({**plan, "cluster": None}, "adx")
    with pytest.raises(PlanError, match="something without dependencies; give plans alone, or no plan"):
        clusters.from_option({"fqdn": "a.example.com", "port": 443}, "adx")


@pytest.mark.parametrize("other", ["adx-telemetry", "ADX-Telemetry", "adx-telemetry-2", "adx"])
def test_names_that_could_give_two_things_one_name_are_refused(other):
    with pytest.raises(PlanError, match="are in one file, and objects of both could get one name"):
        export_many("fortios", [TELEMETRY, {**BILLING, "name": other}])


def test_without_a_cluster_or_without_sources_there_is_no_file():
    with pytest.raises(PlanError, match="There is no cluster to export anything for"):
        export_many("json", [])
    for format_name in RULES:
        with pytest.raises(PlanError, match=f"Format {format_name} writes rules, so it needs source_addresses"):
            export_many(format_name, [TELEMETRY, {**BILLING, "source_addresses": []}])
    with pytest.raises(PlanError, match="name is 'x y'"):
        export_many("csv", name="x y")


def test_a_file_about_one_cluster_among_plans_has_the_same_rules_as_by_itself():
    for format_name in RULES:
        among = export_many(format_name, [TELEMETRY], name="adx-telemetry").text
        assert content_of(among) == content_of(by_itself(format_name, TELEMETRY).text), format_name

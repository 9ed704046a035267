# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The documented lists of both editions."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
import yaml
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents import routes
from ansible_collections.adx.outbound.plugins.module_utils._plan.needs import documented
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.errors import PlanError

REGIONS = [(edition, region) for edition in documented.editions() for region in documented.regions(edition)]


NETWORK = yaml.safe_load((Path(__file__).resolve().parents[6] / "data" / "documented_network.yml").read_text("utf-8"))
EXAMPLE = {one["edition"]: one["routes"] for one in NETWORK["worked_examples"]}


@pytest.mark.parametrize(("edition", "count", "names"), [("2021-07", 50, 24), ("2024-07", 51, 26)])
def test_each_edition_has_its_regions_and_names(edition, count, names):
    assert len(documented.regions(edition)) == count
    assert len({item.fqdn for item in documented.requirements("westus", edition).dependencies}) == names


@pytest.mark.parametrize(("edition", "region"), REGIONS)
def test_every_region_of_both_editions_gives_a_route_per_address(edition, region):
    found = documented.requirements(region, edition)
    planned = routes.past_firewall(found.management, found.health_monitoring)
    assert len(planned) == len({*found.management, *found.health_monitoring})
    assert {route.key for route in planned} <= {f"{a}/32" for a in documented.documented_addresses(region)}


@pytest.mark.parametrize("edition", documented.editions())
def test_nine_regions_warn_that_no_monitoring_address_is_published(edition):
    silent = [
        region
        for region in documented.regions(edition)
        if any("No health monitoring address" in text for text in documented.requirements(region, edition).warnings)
    ]
    assert len(silent) == 9


def test_west_us_begins_as_the_pages_own_example_does():
    found = documented.requirements("West US")
    planned = routes.past_firewall(found.management, found.health_monitoring)
    shown = [(route.name, route.prefix, route.hop_type) for route in planned]
    assert shown[:2] == [
        ("ADX_Management", "13.64.38.225/32", "Internet"),
        ("ADX_Monitoring", "23.99.5.162/32", "Internet"),
    ]
    example = [(route["name"], route["address_prefix"], route["next_hop"]) for route in EXAMPLE["2024-07-23"]]
    assert shown[: len(example)] == example and len(example) == 10
    assert planned[10].prefix == "13.88.13.50/32"


def test_the_older_edition_of_west_us_is_its_own_list():
    found = documented.requirements("westus", "2021-07")
    assert (found.management, found.health_monitoring) == (("13.64.38.225",), ("23.99.5.162", "13.88.13.50"))


@pytest.mark.parametrize("value", ["2024-07", "2024-07-23", datetime.date(2024, 7, 23), None, ""])
def test_an_edition_may_be_a_string_or_a_yaml_date(value):
    assert documented.normalise_edition(value) == "2024-07"


def test_an_unknown_edition_or_region_is_one_sentence_with_a_hint():
    for value in ("2019-10", "2021-07-99", "2021-07x", datetime.date(2021, 8, 1), datetime.datetime(2024, 7, 23, 1)):
        with pytest.raises(PlanError, match="choose from 2021-07, 2024-07"):
            documented.normalise_edition(value)
    with pytest.raises(PlanError, match="Did you mean West US"):
        documented.requirements("West USA")


def test_sovereign_regions_warn_that_the_names_are_public_ones():
    assert any("public-cloud names only" in text for text in documented.requirements("China East 2").warnings)


def test_the_service_tag_rule_is_the_pages_own():
    assert documented.service_tag_rules() == [
        {
            "protocol": "TCP",
            "source_addresses": ["*"],
            "service_tag": "AzureMonitor",
            "destination_ports": ["443"],
        }
    ]


def test_every_name_is_one_that_some_edition_has_and_each_is_told_once():
    told = [(one.fqdn, one.port) for one in documented.every_name()]
    listed = [documented.requirements("westus", edition).dependencies for edition in documented.editions()]
    assert set(told) == {(one.fqdn, one.port) for one in (*listed[0], *listed[1])} and len(told) == len(set(told))
    assert set(told) > {(one.fqdn, one.port) for one in listed[0]}


def test_a_region_is_told_as_users_see_it():
    found = documented.requirements("China East 2", "2024-07-23")
    shown = found.as_option()
    assert (found.region, found.location, found.edition) == ("China East 2", "chinaeast2", "2024-07")
    assert shown["region"] == "China East 2" and shown["management"] == list(found.management)
    assert shown["dependencies"] == [one.as_option() for one in found.dependencies]
    assert len(found.warnings) == 2 and len(documented.requirements("westus").warnings) == 1


def test_addresses_of_a_region_are_those_of_all_editions_and_an_unknown_region_has_none():
    assert documented.documented_addresses("nowhere") == frozenset()
    old, new = (documented.requirements("West US", edition) for edition in documented.editions())
    listed = {*old.management, *old.health_monitoring, *new.management, *new.health_monitoring}
    assert documented.documented_addresses("West US") == listed
    assert documented.unconfirmed(sorted(listed)) != tuple(sorted(listed))


def test_certificate_authorities_are_hosts_that_no_edition_names():
    found = documented.certificate_authorities()
    assert found and {(one.category, one.source) for one in found} == {("AzureCA", "azure_ca")}
    assert not {(one.fqdn, one.port) for one in found} & {(one.fqdn, one.port) for one in documented.every_name()}


@pytest.mark.parametrize("region", ["Atlantis", "", "zzz"])
def test_a_region_that_is_like_no_other_has_no_hint(region):
    with pytest.raises(PlanError) as raised:
        documented.requirements(region)
    assert raised.value.code == "undocumented_region" and "Did you mean" not in str(raised.value)

# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is read of each cluster of one file, and the names that keep their objects apart."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.exports import clusters
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.errors import PlanError

from .samples import PLANS, export_many

RULES = ("squid", "nftables", "panos_set", "fortios")


TELEMETRY, BILLING = PLANS


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


FQDN = {"fqdn": "a.example.com", "port": 443}


def needs(name):
    return clusters.Needs(name, (), (), (), ())


@pytest.mark.parametrize(
    ("item", "known"),
    [
        ({"dependencies": []}, True),
        ({"fqdn": "a.example.com", "port": 443}, False),
        ("dependencies", False),
        (None, False),
    ],
    ids=["with dependencies", "a dependency", "a text", "nothing"],
)
def test_a_plan_is_what_has_dependencies(item, known):
    assert clusters.is_plan(item) is known


def test_everything_users_write_about_a_cluster_is_read():
    item = {
        "name": "adx-one",
        "cluster": {"id": "/x/clusters/other"},
        "dependencies": [FQDN, FQDN],
        "source_addresses": ["10.1.0.0/24", "10.2.0.0/24"],
        "management": ["1.2.3.4"],
        "health_monitoring": ["1.2.3.5"],
    }
    read = clusters.from_option(item, "adx")
    assert (read.name, read.source_addresses) == ("adx-one", ("10.1.0.0/24", "10.2.0.0/24"))
    assert (read.management, read.health_monitoring) == (("1.2.3.4",), ("1.2.3.5",))
    assert [(one.fqdn, one.port, one.category) for one in read.dependencies] == [("a.example.com", 443, "Extra")]


def test_the_addresses_of_a_plan_come_before_those_beside_it():
    documented = {"management": ["1.2.3.4"], "health_monitoring": ["1.2.3.5"]}
    beside = {"management": ["9.9.9.9"], "health_monitoring": ["9.9.9.9"]}
    read = clusters.from_option({"name": "x", "dependencies": [], "documented_addresses": documented, **beside}, "adx")
    assert (read.management, read.health_monitoring) == (("1.2.3.4",), ("1.2.3.5",))


def test_one_source_may_be_a_text_and_what_is_not_given_is_empty():
    assert clusters.from_option({"name": "x", "dependencies": [], "source_addresses": "*"}, "adx").source_addresses == (
        "*",
    )
    read = clusters.from_option({"name": "x", "dependencies": []}, "adx")
    assert (read.source_addresses, read.management, read.health_monitoring) == ((), (), ())


def test_a_slash_at_the_end_of_an_id_is_no_part_of_the_name():
    read = clusters.from_option({"dependencies": [], "cluster": {"id": "/x/clusters/c1/"}}, "adx")
    assert read.name == "adx-c1"


def test_clusters_stand_in_the_order_of_their_names():
    assert [one.name for one in clusters.in_order(map(needs, ("c", "a", "b")))] == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("names", "refused"),
    [
        (("adx", "adxb"), False),
        (("adx-a", "adx-b"), False),
        (("adx", "adx-b"), True),
        (("ADX", "adx-b"), True),
        (("adx-b", "b", "adx"), True),
        (("adx", "adx"), True),
        (("adx",), False),
    ],
    ids=str,
)
def test_a_name_that_another_begins_with_is_refused_where_objects_could_share_a_name(names, refused):
    if not refused:
        assert len(clusters.in_order(map(needs, names))) == len(names)
        return
    with pytest.raises(PlanError, match="objects of both could get one name"):
        clusters.in_order(map(needs, names))


def test_the_refusal_names_both_clusters_as_they_are_written():
    with pytest.raises(PlanError, match="^Clusters ADX and adx-b are in one file"):
        clusters.in_order([needs("adx-b"), needs("ADX")])

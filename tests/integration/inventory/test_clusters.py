# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The inventory of clusters: who is in it, under which name, with which facts and in which groups."""

from __future__ import annotations

import re

import pytest
from ansible.errors import AnsibleError
from ansible_collections.adx.outbound.tests.emulator import CLUSTER_ID, SUBNET_ID, SUBSCRIPTION, TENANT
from ansible_collections.adx.outbound.tests.integration.inventory.conftest import (
    OTHER,
    ROOT,
    THIRD,
    add,
    asked,
    id_of,
    tokens,
)

ALL = {"telemetry.westus", "analytics.westus", "telemetry.northeurope", "sandbox.eastus2"}
RIGHTS = re.findall(
    r"`(Microsoft\.\S+/read)`", (ROOT / "docs" / "inventory.md").read_text("utf-8").rpartition("## Rights")[2]
)
LISTINGS = {"1 clusters": 1, "2 clusters": 1, "3 clusters": 1}


def test_every_cluster_the_login_can_see_is_a_host_with_its_facts(source, three):
    hosts = source.hosts()
    assert set(hosts) == ALL
    facts = {name: value for name, value in hosts["telemetry.westus"].items() if name.startswith("adx_")}
    assert facts == {
        "adx_id": CLUSTER_ID.replace("/Clusters/", "/clusters/"),
        "adx_name": "telemetry",
        "adx_resource_group": "rg-adx",
        "adx_subscription_id": SUBSCRIPTION,
        "adx_location": "West US",
        "adx_region": "westus",
        "adx_state": "Running",
        "adx_provisioning_state": "Succeeded",
        "adx_sku": {"name": "Standard_E8ads_v5", "tier": "Standard", "capacity": 2},
        "adx_tags": {},
        "adx_injected": True,
        "adx_subnet_id": SUBNET_ID,
        "adx_public_ip_ids": facts["adx_public_ip_ids"],
        "adx_delegated": None,
    }
    assert len(facts["adx_public_ip_ids"]) == 2
    assert hosts["telemetry.northeurope"]["adx_tags"] == {"team": "data", "stage": "prod"}
    assert source.warnings == []


def test_each_subscription_is_one_listing_under_one_token(source, three):
    source()
    assert asked(three) == LISTINGS and tokens(three) == 1 and three.writes() == []


@pytest.mark.parametrize(
    "given",
    [
        [OTHER],
        f"{OTHER.upper()}, {OTHER}",
        ["", OTHER],
        "{{ lookup('env', 'MY_SUBSCRIPTIONS') }}",
    ],
)
def test_only_the_subscriptions_that_are_given_are_listed(source, three, monkeypatch, given):
    monkeypatch.setenv("MY_SUBSCRIPTIONS", OTHER)
    assert set(source.hosts(subscriptions=given)) == {"telemetry.northeurope", "sandbox.eastus2"}
    assert sum(asked(three).values()) == 1 and len(three.log()) == 1


def test_an_option_subscription_id_narrows_and_the_variable_does_not(source, three):
    for blank in ("", [""], []):
        found = source.hosts(subscription_id=OTHER, subscriptions=blank)
        assert set(found) == {"telemetry.northeurope", "sandbox.eastus2"}
    assert set(source.hosts(subscription_id="", subscriptions="")) == ALL


def test_a_login_without_any_subscription_lists_what_it_sees(source, three, monkeypatch):
    monkeypatch.delenv("AZURE_SUBSCRIPTION_ID")
    assert set(source.hosts()) == ALL


def test_all_pages_are_read_of_subscriptions_and_clusters(source, three):
    three.switch(page_size=1)
    assert set(source.hosts(read_subnets=True)) == ALL
    assert asked(three)["1 clusters"] == asked(three)["2 clusters"] == 2
    assert sum(one.path == "/subscriptions" for one in three.log()) == 3


def test_many_subscriptions_are_read_eight_at_a_time_with_one_token(source, emulator):
    given = [f"{number:08}-0000-0000-0000-000000000000" for number in range(1, 31)]
    for number, subscription in enumerate(given):
        add(emulator, id_of(f"c{number}", subscription))
    emulator.fault("slow", path=".*Microsoft.Kusto/clusters.*", times=0, retry_after=0.1)
    emulator.clear_log()
    assert set(source.hosts(subscriptions=given)) == {f"c{number}.westus" for number in range(30)}
    assert 1 < emulator.most_at_once() <= 8
    assert tokens(emulator) == 1 and len(emulator.log()) == 30


def test_a_token_that_ends_while_many_are_read_is_replaced(source, emulator):
    given = [f"{number:08}-0000-0000-0000-000000000000" for number in range(1, 31)]
    for number, subscription in enumerate(given):
        add(emulator, id_of(f"c{number}", subscription))
    emulator.fault("expire_token", path=".*Microsoft.Kusto/clusters.*", nth=12)
    assert len(source.hosts(subscriptions=given)) == 30 and source.warnings == []


def test_a_listing_that_is_throttled_is_tried_again(source, three):
    three.fault("throttle", path=f".*{OTHER}/.*", retry_after=1)
    assert set(source.hosts()) == ALL and asked(three)["2 clusters"] == 2 and source.warnings == []


def test_a_forbidden_subscription_is_a_warning_and_the_others_are_there(source, three):
    three.deny(f"/subscriptions/{OTHER}/.*")
    assert set(source.hosts()) == {"telemetry.westus", "analytics.westus"}
    (warning,) = source.warnings
    assert f"Cannot list the clusters of subscription {OTHER}" in warning and "AuthorizationFailed" in warning


def test_the_rights_on_its_page_are_enough_and_each_is_missed(source, three):
    clusters, networks = RIGHTS
    options = {"read_subnets": True, "subscriptions": [SUBSCRIPTION, OTHER]}
    three.switch(allow_only=RIGHTS)
    assert set(source.hosts(**options)) == ALL and source.warnings == []
    three.switch(allow_only=[clusters])
    assert set(source.hosts(**options)) == ALL
    (warning,) = source.warnings
    assert "virtual networks" in warning and "AuthorizationFailed" in warning
    three.switch(allow_only=[networks])
    with pytest.raises(AnsibleError, match="Cannot list the clusters of subscription .*AuthorizationFailed"):
        source(**options)


@pytest.mark.parametrize("options", [{"fail_on_unreadable": True}, {"subscriptions": [OTHER]}])
def test_it_fails_when_told_to_or_when_nothing_can_be_read(source, three, options):
    three.deny(f"/subscriptions/{OTHER}/.*")
    with pytest.raises(AnsibleError, match=f"Cannot list the clusters of subscription {OTHER}.*AuthorizationFailed"):
        source(**options)


def test_a_subscription_that_does_not_know_the_provider_has_no_clusters(source, three):
    three.fault("error", path=f".*{THIRD}/.*Kusto.*", times=0, status=409, code="MissingSubscriptionRegistration")
    assert set(source.hosts(fail_on_unreadable=True)) == ALL


def test_a_login_that_sees_no_subscription_is_told(source, emulator):
    emulator.core.store.subscriptions.clear()
    with pytest.raises(AnsibleError, match="Cannot find subscriptions: the login can see none"):
        source()


def subnet(name):
    return SUBNET_ID.replace("snet-adx", name)


def test_delegation_is_one_listing_of_networks_for_each_subscription_subnets_are_in(source, three):
    three.reset("demo", delegated=True)
    add(three, id_of("here"), subnet=SUBNET_ID.upper())
    add(three, id_of("apps"), subnet=subnet("snet-apps"))
    add(three, id_of("gone"), subnet=subnet("snet-gone"))
    three.clear_log()
    hosts = source.hosts(read_subnets=True)
    assert {name: facts["adx_delegated"] for name, facts in hosts.items()} == {
        "telemetry.westus": True,
        "analytics.westus": None,
        "here.westus": True,
        "apps.westus": False,
        "gone.westus": None,
    }
    assert asked(three) == {"1 clusters": 1, "2 clusters": 1, "1 virtualNetworks": 1}


def test_networks_that_cannot_be_read_leave_delegation_open_with_a_warning(source, emulator):
    emulator.deny(".*/virtualNetworks.*")
    assert source.hosts(read_subnets=True)["telemetry.westus"]["adx_delegated"] is None
    assert "Cannot list the virtual networks of subscription" in source.warnings[0]
    with pytest.raises(AnsibleError, match="virtual networks"):
        source(read_subnets=True, fail_on_unreadable=True)


def test_the_public_cloud_is_not_asked_when_another_is_named_in_the_file(source, three, monkeypatch):
    monkeypatch.delenv("AZURE_CLOUD_ENVIRONMENT")
    assert set(source.hosts(cloud_environment=three.url)) == ALL


@pytest.mark.parametrize(
    ("options", "kept"),
    [
        ({"include_resource_groups": ["rg-sandbox"]}, {"sandbox.eastus2"}),
        ({"exclude_resource_groups": "RG-ADX, other"}, {"sandbox.eastus2"}),
        ({"include_resource_groups": ["rg-adx"], "exclude_resource_groups": ["rg-adx"]}, set()),
        ({"filter": "[?injected]"}, {"telemetry.westus"}),
        ({"filter": "[?tags.stage == 'prod'] | [0]"}, {"telemetry.northeurope"}),
        ({"filter": "[?starts_with(region, 'east')].{id: id}"}, {"sandbox.eastus2"}),
        ({"filter": "[?state == 'Stopped']"}, set()),
        ({"filter": "[?name == 'telemetry']"}, {"telemetry.westus", "telemetry.northeurope"}),
        ({"filter": ""}, ALL),
    ],
)
def test_groups_and_filters_choose_the_clusters(source, three, options, kept):
    assert set(source.hosts(**options)) == kept


@pytest.mark.parametrize("expression", ["[].name", "length(@)", "nothing", "[?injected].{id: tags}"])
def test_a_filter_that_gives_something_else_is_refused(source, three, expression):
    with pytest.raises(AnsibleError, match="filter has to give clusters of the list"):
        source(filter=expression)


@pytest.mark.parametrize("expression", ["[?", "nosuch(@)"])
def test_a_filter_that_is_none_is_one_sentence_before_anybody_is_asked(source, three, expression):
    with pytest.raises(AnsibleError, match="filter '.*' cannot be applied as a JMESPath expression") as raised:
        source(filter=expression)
    assert "\n" not in str(raised.value) and (three.log(all=True) == []) is (expression == "[?")


@pytest.mark.parametrize(
    ("expressions", "name"),
    [
        (["adx_tags.host", "adx_name ~ '-' ~ adx_subscription_id[:4]"], "telemetry-2222"),
        (["adx_tags.team ~ '.' ~ adx_name"], "data.telemetry"),
        (["adx_nowhere", "''"], "telemetry.northeurope"),
        (["adx_id.split('/')[4] ~ '_' ~ adx_name"], "rg-adx_telemetry"),
    ],
)
def test_the_first_expression_that_gives_something_names_the_host(source, three, expressions, name):
    assert list(source.hosts(filter="[?tags.stage == 'prod']", hostnames=expressions)) == [name]


def test_two_clusters_of_one_name_are_refused_and_not_made_one(source, three):
    with pytest.raises(AnsibleError, match="hostnames gives the name 'telemetry' to .*/telemetry and to .*/telemetry;"):
        source(hostnames=["adx_name"])


def test_groups_and_variables_are_composed_of_the_facts(source, three):
    found = source(
        keyed_groups=[
            {"key": "adx_region", "prefix": "region"},
            {"key": "adx_tags"},
            {"key": "'injected' if adx_injected else 'managed'", "separator": ""},
            {"key": "egress_cluster.split('/')[4]", "prefix": "group", "parent_group": "groups_of_azure"},
        ],
        groups={"production": "adx_tags.stage is defined and adx_tags.stage == 'prod'", "adx": True},
        compose={"egress_cluster": "adx_id", "ansible_connection": "'local'"},
        leading_separator=False,
    )
    members = {name: {host.name for host in group.hosts} for name, group in found.groups.items()}
    assert members["adx"] == ALL and members["production"] == members["stage_prod"] == {"telemetry.northeurope"}
    assert members["region_westus"] == {"telemetry.westus", "analytics.westus"}
    assert members["team_data"] == {"telemetry.northeurope", "sandbox.eastus2"}
    assert members["injected"] == {"telemetry.westus"} and len(members["managed"]) == 3
    assert members["group_rg_adx"] == ALL - {"sandbox.eastus2"}
    assert "group_rg_adx" in {group.name for group in found.groups["groups_of_azure"].child_groups}
    assert found.hosts["sandbox.eastus2"].get_vars()["ansible_connection"] == "local"


@pytest.mark.parametrize(
    "broken",
    [
        {"compose": {"x": "adx_nowhere.else"}},
        {"groups": {"x": "adx_nowhere.else"}},
        {"keyed_groups": [{"key": "adx_nowhere"}]},
        {"hostnames": ["adx_nowhere"]},
    ],
)
def test_an_expression_that_fails_is_skipped_unless_strict(source, three, broken):
    assert set(source.hosts(**broken)) == ALL
    with pytest.raises(AnsibleError, match="adx_nowhere"):
        source(**broken, strict=True)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"filtr": "[?injected]", "subscription": "x"}, "adx.outbound.clusters has no option filtr or subscription."),
        ({"secret": "{{ nowhere }}"}, "The template of option secret cannot be filled in: .*nowhere"),
        ({"secret": "wrong", "client_id": "c"}, "Cannot log in as client c of tenant .*Check client_id"),
        ({"profile": "nobody"}, "Cannot log in with profile 'nobody': the credentials file has no such section"),
        ({"auth_source": "guess"}, "auth_source"),
        ({"timeout": "soon"}, "timeout"),
        ({"cloud_environment": "Mars"}, "Cannot find the cloud 'Mars'"),
    ],
)
def test_what_is_wrong_with_a_source_is_one_sentence(source, three, options, sentence):
    with pytest.raises(AnsibleError, match=sentence) as raised:
        source(**options)
    assert "Traceback" not in str(raised.value)


def test_a_login_may_come_from_variables_of_any_name(source, three, monkeypatch):
    """As a custom credential type of AWX hands them over, with the built-in names blank."""
    from ansible_collections.adx.outbound.tests.emulator import CLIENT_ID, SECRET

    for name, value in (("CLIENT_ID", CLIENT_ID), ("SECRET", SECRET), ("TENANT", TENANT)):
        monkeypatch.setenv(f"AZURE_{name}", "")
        monkeypatch.setenv(f"ADX_{name}", value)
    looked_up = "{{{{ lookup('env', 'ADX_{}') }}}}".format
    login = {name.lower(): looked_up(name) for name in ("CLIENT_ID", "SECRET", "TENANT")}
    assert set(source.hosts(**login)) == ALL


def test_only_files_of_our_name_are_taken(source, tmp_path):
    from ansible_collections.adx.outbound.plugins.inventory.clusters import InventoryModule

    names = {"adx_clusters.yml": True, "x.adx_clusters.yaml": True, "adx_clusters.json": False, "azure_rm.yml": False}
    for name in names:
        (tmp_path / name).touch()
    assert {name: InventoryModule().verify_file(str(tmp_path / name)) for name in names} == names
    assert InventoryModule().verify_file(str(tmp_path / "missing.adx_clusters.yml")) is False

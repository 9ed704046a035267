# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where services live: every member as the specification has it, and each that is missing or strange."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.needs import service_subnets, services
from ansible_collections.adx.outbound.plugins.module_utils._plan.needs.service_subnets import (
    Communication,
    Subnets,
    callers_of,
    communication_of,
    require_supported,
    subnets_of,
)
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.errors import PlanError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

NETWORK = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/v"
ONE, TWO, THREE = (f"{NETWORK}/subnets/{name}" for name in ("one", "two", "three"))
STRANGE = [5, "x", NETWORK, [], {"id": ONE}]


def found(service, properties=None, children=None, **more):
    return subnets_of(service, {"name": "prod", "properties": properties or {}, **more}, children)


def ids(subnets):
    return [str(one) for one in subnets.ids]


def node_pools(*pools):
    return {"agentPoolProfiles": [{"name": f"p{number}", **pool} for number, pool in enumerate(pools)]}


def test_every_node_pool_of_aks_has_a_subnet_for_nodes_and_perhaps_one_for_pods():
    pools = node_pools(
        {"vnetSubnetID": ONE, "podSubnetID": TWO}, {"vnetSubnetID": ONE.upper()}, {"vnetSubnetID": THREE}
    )
    assert [one.name.lower() for one in found(services.KUBERNETES, pools).ids] == ["one", "two", "three"]
    assert found(services.KUBERNETES, pools).is_complete


def test_a_node_pool_without_a_subnet_is_in_a_network_of_the_services_own():
    read = found(services.KUBERNETES, node_pools({"vnetSubnetID": ONE}, {"vnetSubnetID": None}))
    assert ids(read) == [ONE] and read.is_complete and "Node pool p1" in read.elsewhere[0]


@pytest.mark.parametrize("profiles", [None, [], {}, "x"])
def test_aks_without_node_pools_is_open(profiles):
    assert found(services.KUBERNETES, {"agentPoolProfiles": profiles}).gaps
    assert found(services.KUBERNETES, {"agentPoolProfiles": [None, {"vnetSubnetID": ONE}]}).gaps


def api(kind="Internal", subnet=ONE, *others):
    place = {"virtualNetworkConfiguration": {"subnetResourceId": subnet}} if subnet else {}
    return {"virtualNetworkType": kind, **place, "additionalLocations": list(others) or None}


def test_api_management_lives_in_a_subnet_of_each_location():
    other = {"location": "East US", "virtualNetworkConfiguration": {"subnetResourceId": TWO}}
    assert ids(found(services.API_MANAGEMENT, api("External", ONE, other))) == [ONE, TWO]
    lacking = found(services.API_MANAGEMENT, api("External", ONE, {"location": "East US"}))
    assert ids(lacking) == [ONE] and "East US" in lacking.gaps[0]


def test_api_management_says_by_its_type_whether_it_is_in_a_network():
    assert found(services.API_MANAGEMENT, api("None")) == Subnets(
        elsewhere=("The API Management service is in no virtual network (virtualNetworkType None).",)
    )
    for kind in (None, "", "Injected"):
        read = found(services.API_MANAGEMENT, api(kind))
        assert ids(read) == [ONE] and not read.is_complete
    assert not found(services.API_MANAGEMENT, api("Internal", None)).is_complete
    assert not found(services.API_MANAGEMENT, {**api(), "additionalLocations": {}}).is_complete
    assert not found(services.API_MANAGEMENT, api("Internal", ONE, None)).is_complete


def pool(name, network, **modes):
    return {"id": f"/x/pools/{name}", "name": name, "properties": {"networkConfiguration": network, **modes}}


def test_every_pool_of_batch_names_its_own_subnet_or_none():
    read = found(services.BATCH, children=[pool("a", {"subnetId": ONE}), pool("b", None), pool("c", {"subnetId": ""})])
    assert ids(read) == [ONE] and read.is_complete
    assert [sentence[:6] for sentence in read.elsewhere] == ["Pool b", "Pool c"]


def test_pools_that_were_not_read_are_open_and_none_at_all_is_known():
    assert not found(services.BATCH, children=None).is_complete
    assert found(services.BATCH, children=[]).is_complete
    for strange in ({"name": "a"}, pool("a", "x"), pool("a", {"subnetId": 5})):
        assert "Pool a" in found(services.BATCH, children=[strange]).gaps[0]


def parameters(**given_):
    return {"parameters": {name: {"type": "String", "value": value} for name, value in given_.items()}}


NAMED = {"customVirtualNetworkId": NETWORK, "customPublicSubnetName": "one", "customPrivateSubnetName": "two"}


def test_an_injected_databricks_workspace_names_a_network_and_two_subnets():
    assert ids(found(services.DATABRICKS, parameters(**NAMED))) == [ONE, TWO]


@pytest.mark.parametrize(
    "properties", [{}, {"parameters": None}, {"parameters": {"enableNoPublicIp": {"value": True}}}]
)
def test_a_databricks_workspace_that_names_no_network_is_in_one_of_the_services_own(properties):
    read = found(services.DATABRICKS, properties)
    assert read.elsewhere and read.is_complete and not read.ids


@pytest.mark.parametrize("lacking", NAMED)
@pytest.mark.parametrize("value", [None, "", 5, "a b/c"])
def test_a_databricks_workspace_that_is_partly_read_is_open(lacking, value):
    for given_ in ({**NAMED, lacking: value}, {name: one for name, one in NAMED.items() if name != lacking}):
        read = found(services.DATABRICKS, parameters(**given_))
        assert not read.is_complete and len(read.ids) <= 1
    assert not found(services.DATABRICKS, {"parameters": "x"}).is_complete


@pytest.mark.parametrize("service", [services.SQL_MANAGED_INSTANCE, services.DEV_CENTER], ids=lambda row: row.name)
def test_an_instance_and_a_connection_name_their_one_subnet(service):
    assert ids(found(service, {"subnetId": ONE})) == [ONE]
    for strange in (None, "", *STRANGE):
        assert not found(service, {"subnetId": strange}).is_complete


def test_a_workspace_of_machine_learning_names_no_subnet_so_it_is_always_open():
    read = found(services.MACHINE_LEARNING, {"managedNetwork": {"isolationMode": "Disabled"}})
    assert len(read.gaps) == 1 and "have to be given" in read.gaps[0]
    for mode in (None, "", "Sometimes"):
        assert len(found(services.MACHINE_LEARNING, {"managedNetwork": {"isolationMode": mode}}).gaps) == 2


def test_a_cluster_names_the_subnet_it_is_injected_into():
    place = {"subnetId": ONE, "enginePublicIpId": "x", "dataManagementPublicIpId": "y"}
    assert ids(found(services.DATA_EXPLORER, {"virtualNetworkConfiguration": place})) == [ONE]
    left = found(services.DATA_EXPLORER, {"virtualNetworkConfiguration": {**place, "state": "Disabled"}})
    assert left.elsewhere and not left.ids and left.is_complete
    assert found(services.DATA_EXPLORER).elsewhere
    assert found(services.DATA_EXPLORER, {"virtualNetworkConfiguration": "x"}).gaps


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from(services.TABLE),
    st.recursive(
        st.none() | st.text(max_size=3) | st.integers(),
        lambda inner: (
            st.lists(inner, max_size=2)
            | st.dictionaries(
                st.sampled_from(
                    [
                        "agentPoolProfiles",
                        "subnetId",
                        "virtualNetworkConfiguration",
                        "virtualNetworkType",
                        "parameters",
                        "customVirtualNetworkId",
                        "value",
                        "additionalLocations",
                        "managedNetwork",
                    ]
                ),
                inner,
                max_size=3,
            )
        ),
        max_leaves=6,
    ),
)
def test_a_document_of_anything_never_has_subnets_nor_certainty_without_a_reason(service, junk):
    read = subnets_of(service, {"properties": junk})
    assert read.ids == () and (read.gaps or read.elsewhere)


@pytest.mark.parametrize("mode", ["AllowInternetOutbound", "allowonlyapprovedoutbound"])
def test_a_managed_network_is_refused_with_the_reason(mode):
    document = {"name": "ml", "properties": {"managedNetwork": {"isolationMode": mode}}}
    with pytest.raises(PlanError, match="workspace ml has a managed network") as raised:
        require_supported(services.MACHINE_LEARNING, document)
    assert mode in str(raised.value)


@pytest.mark.parametrize("tier", ["BasicV2", "StandardV2", "PremiumV2", "Consumption", "Sometimes", None])
def test_only_classic_tiers_of_api_management_are_taken(tier):
    with pytest.raises(PlanError, match="is of tier"):
        require_supported(services.API_MANAGEMENT, {"name": "api", "sku": {"name": tier}})


def test_what_is_supported_is_not_refused():
    for service in services.TABLE:
        document = {"sku": {"name": "premium"}, "properties": {"managedNetwork": {"isolationMode": "Disabled"}}}
        require_supported(service, document)


CLASSIC, SIMPLIFIED, DEFAULT, UNKNOWN = Communication


@pytest.mark.parametrize(
    ("current", "target", "expected"),
    [
        ("Classic", None, CLASSIC),
        ("Simplified", "Classic", CLASSIC),
        ("classic", "Simplified", CLASSIC),
        ("Simplified", None, SIMPLIFIED),
        ("Simplified", "Simplified", SIMPLIFIED),
        ("Simplified", "Default", SIMPLIFIED),
        (None, "Simplified", UNKNOWN),
        (None, None, UNKNOWN),
        ("", "", UNKNOWN),
        ("Simplified", "Telepathic", UNKNOWN),
        (5, None, UNKNOWN),
        ("Default", "Default", DEFAULT),
        (None, "Default", DEFAULT),
        ("Default", "Simplified", DEFAULT),
    ],
)
def test_how_a_pool_communicates_is_what_it_says(current, target, expected):
    told = {"currentNodeCommunicationMode": current, "targetNodeCommunicationMode": target}
    assert communication_of(pool("a", None, **told)) == expected


def test_classic_pools_are_called_and_those_that_do_not_say_it_may_be():
    def tags(*modes):
        made = [pool(mode or "none", None, currentNodeCommunicationMode=mode) for mode in modes]
        read = callers_of(services.BATCH, made)
        return [one.tag for one in read.known], len(read.gaps)

    assert tags("Classic", "Simplified") == (["BatchNodeManagement"], 0)
    assert tags("Simplified") == ([], 0)
    assert tags("Classic", None, "Default") == (["BatchNodeManagement"], 2)
    assert len(callers_of(services.BATCH).gaps) == 1


def test_api_management_is_always_called_and_most_services_never():
    assert [(one.tag, one.ports) for one in callers_of(services.API_MANAGEMENT).known] == [("ApiManagement", (3443,))]
    assert callers_of(services.KUBERNETES) == service_subnets.Callers()


def test_a_pool_whose_jobs_bring_their_network_is_open_whatever_its_own_is():
    """A job's own network is that of its nodes where the pool has the scope `job`."""
    for network in ({"dynamicVnetAssignmentScope": "job"}, {"subnetId": ONE, "dynamicVnetAssignmentScope": "Job"}):
        read = found(services.BATCH, children=[pool("a", network)])
        assert not read.is_complete and read.elsewhere == () and "Pool a takes the network of each" in read.gaps[0]
    for scope in (None, "", "none", "None"):
        assert found(services.BATCH, children=[pool("a", {"dynamicVnetAssignmentScope": scope})]).is_complete


def test_pods_on_virtual_nodes_have_a_subnet_of_the_nodes_network_that_is_known_by_its_name():
    def virtual(pools, **addon):
        return {**node_pools(*pools), "addonProfiles": {"aciConnectorLinux": addon}}

    named = {"config": {"SubnetName": "two"}}
    assert ids(found(services.KUBERNETES, virtual([{"vnetSubnetID": ONE}], enabled=True, **named))) == [ONE, TWO]
    assert ids(found(services.KUBERNETES, virtual([{"vnetSubnetID": ONE}], enabled=False, **named))) == [ONE]
    elsewhere = f"{NETWORK}-other/subnets/one"
    for pools in ([{"vnetSubnetID": None}], [{"vnetSubnetID": ONE}, {"vnetSubnetID": elsewhere}]):
        assert not found(services.KUBERNETES, virtual(pools, enabled=True, **named)).is_complete
    for config in ({}, {"SubnetName": 5}, None):
        assert not found(services.KUBERNETES, virtual([{"vnetSubnetID": ONE}], enabled=True, config=config)).is_complete

# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A cluster that is asked itself what its queries use, and then restricted to that."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.tests.emulator import SECRET, Emulator, Proxy
from ansible_collections.adx.outbound.tests.emulator.kusto.shown import POLICY
from ansible_collections.adx.outbound.tests.emulator.worlds import leaving, restricted
from ansible_collections.adx.outbound.tests.integration.modules import logins
from ansible_collections.adx.outbound.tests.integration.others import edit
from ansible_collections.adx.outbound.tests.integration.runner import done

LOGIN = {**logins.WHO, "secret": SECRET}
ASKED = {"clusters": [restricted.CLUSTER_ID], "state": "restricted", "ask_cluster": True}
USED = {
    "analytics.westus.kusto.windows.net": "kusto",
    "api.contoso.com": "webapi",
    "cosmos-metrics.documents.azure.com": None,
    "mysql-crm.mysql.database.azure.com": "mysql",
    "pg-stock.postgres.database.azure.com": "postgresql",
    "sql-orders.database.windows.net": "sql",
    "starchive.dfs.core.windows.net": "external_data",
    "stmodels.blob.core.windows.net": "sandbox_artifacts",
}


@pytest.fixture(scope="module")
def running():
    with Emulator(world="restricted", public=True) as emulator:
        yield emulator


@pytest.fixture
def cloud(read, running, monkeypatch):
    """The public cloud, where a cluster answers under its own name, behind a proxy that leads there."""
    running.reset("restricted")
    proxy = Proxy(port=running.port)
    for name in ("AZURE_CLOUD_ENVIRONMENT", "AZURE_DISABLE_INSTANCE_DISCOVERY", "NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        monkeypatch.setenv(name, running.ca_file)
    monkeypatch.setenv("HTTPS_PROXY", proxy.url)
    yield running
    proxy.close()


def restrict(run, **options):
    return run("cluster_outbound_access", **LOGIN, **{**ASKED, **options})


def plan(result):
    (cluster,) = result["clusters"]
    return cluster["plan"]


def test_what_the_cluster_shows_is_used_and_who_says_so(run, cloud):
    result = restrict(run, check=True, allowed_fqdns=["a.example.com"])
    used = {one["fqdn"]: one["type"] for one in plan(result)["used"]}
    assert {name: used.get(name, "") for name in USED} == USED
    told = {one["fqdn"]: one["told_by"] for one in plan(result)["used"]}
    assert told["sql-orders.database.windows.net"] == ["external table Orders of database sales"]
    assert cloud.writes() == []


def test_what_could_not_be_told_is_not_nothing(run, cloud):
    """One external table hides its storage, and one function its data: so what is used is not known in full."""
    preview = restrict(run, check=True, allowed_fqdns=["a.example.com"])
    options = plan(preview)["proposed"]
    refused = restrict(run, callout_policies=options["callout_policies"], accept=["ingestion_not_shown"])
    assert refused["code"] == "unlisted_uses" and "Hidden" in refused["msg"] and cloud.writes() == []


def test_a_cluster_is_restricted_to_what_it_shows_and_the_next_run_is_quiet(run, cloud):
    policies = plan(restrict(run, check=True))["proposed"]["callout_policies"]
    options = {"callout_policies": policies, "accept": ["ingestion_not_shown", "unlisted_uses"]}
    result = done(restrict(run, **options))
    verdicts = {one["fqdn"]: one["verdict"] for one in plan(result)["used"] if one["type"]}
    assert set(verdicts.values()) == {"allowed"} and len(cloud.writes()) == 1
    assert not done(restrict(run, **options))["changed"] and len(cloud.writes()) == 1


def refuses(cloud):
    """The login has no role in the cluster."""
    cloud.switch(cluster_roles=[])


def leads_elsewhere(cloud):
    """Its document names a host that is none of Azure Data Explorer."""
    uri = "https://metrics.westus.kusto.windows.net.evil.example"
    edit(cloud, restricted.CLUSTER_ID, lambda told: told.update(uri=uri))


@pytest.mark.parametrize("change", [refuses, leads_elsewhere])
def test_a_cluster_that_does_not_answer_is_not_read_and_stops_the_write(run, cloud, change):
    change(cloud)
    refused = restrict(run, allowed_fqdns=["a.example.com"], accept=["ingestion_not_shown"])
    assert refused["code"] == "unlisted_uses" and cloud.writes() == []
    assert not [entry for entry in cloud.log(all=True) if "evil" in str(entry)]


def test_a_deny_that_the_cluster_alone_shows_makes_nothing_certain(run, cloud):
    """Made by a command, and in no document: neither the cluster's nor the service's list has it."""
    names = plan(restrict(run, check=True))["proposed"]["allowed_fqdns"]
    deny = {"CalloutType": "external_data", "CalloutUriRegex": "starchive.*", "CanCall": False}
    cloud.seed(*restricted.shown(POLICY, None, deny))
    accept = ["denied_callouts", "unlisted_uses"]
    refused = restrict(run, allowed_fqdns=names, accept=accept)
    assert refused["code"] == "open_callouts" and "policies_outside" in refused["msg"] and cloud.writes() == []
    verdicts = {one["fqdn"]: one["verdict"] for one in plan(refused)["used"] if one["type"] == "external_data"}
    assert verdicts["starchive.dfs.core.windows.net"] == "cannot_tell"
    accepted = [*accept, "open_callouts", "policies_outside"]
    result = done(restrict(run, allowed_fqdns=names, accept=accepted))
    assert {one["word"] for one in result["clusters"][0]["accepted"]} == set(accepted)
    assert not done(restrict(run, allowed_fqdns=names, accept=accepted))["changed"]


def test_policies_that_go_with_a_list_are_not_in_force_elsewhere(run, cloud):
    """What the cluster has shown of its own list is out of date after the write."""
    policies = plan(restrict(run, check=True))["proposed"]["callout_policies"]
    theirs = {"calloutType": "kusto", "calloutUriRegex": "^theirs$", "outboundAccess": "Deny"}
    edit(cloud, restricted.CLUSTER_ID, lambda told: told.update(calloutPolicies=[theirs]))
    accept = ["ingestion_not_shown", "unlisted_uses"]
    result = done(restrict(run, callout_policies=policies, purge=True, accept=accept))
    assert "policies_outside" not in [one["code"] for one in result["clusters"][0]["findings"]]


def test_policies_that_the_cluster_does_not_show_are_not_known(run, cloud):
    """A viewer sees what databases have, and not which policies are in force."""
    names = plan(restrict(run, check=True))["proposed"]["allowed_fqdns"]
    cloud.switch(cluster_roles=["AllDatabasesViewer"])
    accept = ["denied_callouts", "unlisted_uses"]
    refused = restrict(run, allowed_fqdns=names, accept=accept)
    assert refused["code"] == "policies_unread" and "AllDatabasesMonitor" in refused["msg"] and cloud.writes() == []
    done(restrict(run, allowed_fqdns=names, accept=[*accept, "policies_unread"]))


def test_what_queries_of_a_cluster_that_is_to_leave_its_network_use_has_to_let_it_in_too(run, cloud):
    elsewhere = leaving.hosts("sales")[1]
    cloud.reset("leaving", telemetry={"allowed": (*leaving.hosts("telemetry"), elsewhere)})
    table = restricted.on_storage("Elsewhere", f"https://{elsewhere}/x")
    cloud.seed(*restricted.shown(restricted.TABLES, "events", table, cluster_id=leaving.CLUSTER_IDS["telemetry"]))
    given = {"clusters": [leaving.CLUSTER_IDS["telemetry"]], "public_network_access": "disabled", "ask_cluster": True}
    refused = run("cluster_network_exit", **LOGIN, **given, check=True)
    assert refused["code"] == "no_managed_private_endpoint" and "storage account stsales" in refused["msg"]
    (missing,) = [one for one in plan(refused)["sources"] if one["reach"] == "cut_off"]
    assert missing["told_by"] == ["external table Elsewhere of database events"]


def test_an_account_that_a_connection_reads_by_one_service_is_looked_at_for_another_that_queries_use(run, cloud):
    cloud.reset("leaving")
    dfs = leaving.hosts("telemetry")[2]
    table = restricted.on_storage("Lake", f"abfss://c@{dfs}/x")
    cloud.seed(*restricted.shown(restricted.TABLES, "events", table, cluster_id=leaving.CLUSTER_IDS["telemetry"]))
    given = {"clusters": [leaving.CLUSTER_IDS["telemetry"]], "public_network_access": "disabled", "ask_cluster": True}
    refused = run("cluster_network_exit", **LOGIN, **given, check=True)
    assert refused["code"] == "no_managed_private_endpoint" and "dfs" in refused["msg"], refused

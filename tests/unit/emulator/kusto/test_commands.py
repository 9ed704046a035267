# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A cluster at its own name: who may ask it for what, and in which form it answers."""

from __future__ import annotations

import json

import pytest
from ansible_collections.adx.outbound.tests.emulator.arm.core import Core
from ansible_collections.adx.outbound.tests.emulator.front.control import Control
from ansible_collections.adx.outbound.tests.emulator.identity import identity
from ansible_collections.adx.outbound.tests.emulator.kusto import callouts
from ansible_collections.adx.outbound.tests.emulator.kusto.shown import FUNCTIONS, POLICY, TABLES
from ansible_collections.adx.outbound.tests.emulator.worlds import restricted

HOST = "metrics.westus.kusto.windows.net"
COLUMNS = {"ColumnName", "DataType", "ColumnType"}


class Cluster:
    """The restricted world in the public cloud's place, without a connection."""

    def __init__(self, **options):
        self.core = Core()
        self.core.base_url = identity.PUBLIC
        self.control = Control(self.core, {"retry_after": 0})
        self.control.reset("restricted", **options)
        self.token = self.issue(identity.KUSTO)

    def issue(self, audience, lifetime=3600):
        return self.core.tokens.issue(audience, self.core.clock(), lifetime)

    def ask(self, command, database="NetDefaultDB", *, host=HOST, method="POST", body=None, token=""):
        headers = {"Host": host, "Authorization": f"Bearer {token or self.token}"}
        sent = json.dumps({"db": database, "csl": command} if body is None else body).encode()
        status, headers, text = self.core.handle(method, "/v1/rest/mgmt", "", headers, sent)
        return status, headers, json.loads(text) if text else None

    def rows(self, command, database="NetDefaultDB"):
        status, _headers, document = self.ask(command, database)
        assert status == 200, document
        (table,) = document["Tables"]
        assert all(set(column) == COLUMNS for column in table["Columns"])
        return [dict(zip([one["ColumnName"] for one in table["Columns"]], row, strict=True)) for row in table["Rows"]]

    def policies(self):
        return {row["EntityType"]: json.loads(row["Policy"]) for row in self.rows(POLICY)}


@pytest.fixture
def cluster():
    return Cluster()


def test_tables_and_functions_are_shown_by_database(cluster):
    assert [row["TableName"] for row in cluster.rows(TABLES, "telemetry")] == ["Clicks", "Archive", "Partner"]
    assert [row["TableName"] for row in cluster.rows(TABLES, "sales")] == ["Orders", "Customers", "Stock", "Hidden"]
    assert "Everywhere" in [row["Name"] for row in cluster.rows(FUNCTIONS, "telemetry")]
    assert cluster.rows(FUNCTIONS, "sales") == []


def test_no_key_of_a_connection_is_shown(cluster):
    shown = json.dumps([cluster.rows(TABLES, name) for name in ("telemetry", "sales")])
    assert restricted.MASK in shown and "AccountKey=" not in shown


def test_the_policy_has_the_services_own_and_the_cluster_s(cluster):
    own = {"CalloutType": "webapi", "CalloutUriRegex": "a", "CanCall": True}
    cluster.control.seed(*restricted.shown(POLICY, None, own))
    made = cluster.policies()
    assert [(one["CalloutType"], one["CalloutUriRegex"]) for one in made["Cluster immutable policy"]] == list(
        callouts.IMMUTABLE
    )
    assert made["Cluster"] == [own]
    children = json.loads(cluster.rows(POLICY)[0]["ChildEntities"])
    assert children == ["$systemdb", "KustoMonitoringPersistentDatabase", "telemetry", "sales"]


def test_what_restricts_access_is_shown_as_the_switches_have_it():
    policy = {"calloutType": "sql", "calloutUriRegex": "s", "outboundAccess": "Deny", "calloutId": "s_sql"}
    by_policies = Cluster(access="Enabled", policies=[policy])
    assert by_policies.policies() == {
        "Cluster": [{"CalloutType": "sql", "CalloutUriRegex": "s", "CanCall": False}],
    }
    by_policies.control.switch(restricted_immutable_callouts="shown")
    assert list(by_policies.policies()) == ["Cluster immutable policy", "Cluster"]
    by_names = Cluster(access="Enabled", names=["a.contoso.com"])
    assert {one["CalloutUriRegex"] for one in by_names.policies()["Cluster"]} == {"a\\.contoso\\.com"}
    assert "webapi" not in {one["CalloutType"] for one in by_names.policies()["Cluster"]}
    by_names.control.switch(allowed_fqdns_as_callouts="hidden")
    assert by_names.policies() == {"Cluster": []}


def test_a_token_for_the_resource_manager_is_none_here_and_the_other_way_round(cluster):
    for token in (cluster.issue(identity.PUBLIC), "nonsense", cluster.issue(identity.KUSTO, lifetime=0)):
        status, headers, document = cluster.ask(POLICY, token=token)
        assert (status, document) == (401, None)
        assert headers["WWW-Authenticate"] == f'Bearer authorization_uri="{identity.PUBLIC}/{identity.TENANT}"'
    headers = {"Authorization": f"Bearer {cluster.token}"}
    status, _headers, text = cluster.core.handle("GET", restricted.CLUSTER_ID, "api-version=2025-02-14", headers)
    assert (status, json.loads(text)["error"]["code"]) == (401, "InvalidAuthenticationTokenAudience")


@pytest.mark.parametrize(
    ("roles", "may"),
    [
        (["AllDatabasesAdmin"], [200, 200, 200]),
        (["AllDatabasesMonitor"], [200, 200, 200]),
        (["AllDatabasesViewer"], [403, 200, 200]),
        ([], [403, 403, 403]),
    ],
)
def test_each_command_has_its_right(cluster, roles, may):
    cluster.control.switch(cluster_roles=roles)
    asked = ((POLICY, "NetDefaultDB"), (TABLES, "sales"), (FUNCTIONS, "sales"))
    assert [cluster.ask(*one)[0] for one in asked] == may


def test_a_database_may_be_denied_by_itself(cluster):
    cluster.control.deny("/Databases/sales/")
    status, _headers, document = cluster.ask(TABLES, "sales")
    error = document["error"]
    assert (status, error["code"], error["message"]) == (
        403,
        "Forbidden",
        "Caller is not authorized to perform this action",
    )
    assert error["@type"].endswith("UnauthorizedDatabaseAccessException") and error["@permanent"] is True
    assert error["@message"].endswith("is not authorized to read database 'sales'.")
    assert cluster.ask(TABLES, "telemetry")[0] == cluster.ask(POLICY)[0] == 200


@pytest.mark.parametrize(
    ("options", "status"),
    [
        ({"host": "other.westus.kusto.windows.net"}, 404),
        ({"host": "management.azure.com"}, 404),
        ({"method": "GET"}, 405),
        ({"body": []}, 400),
        ({"body": {"csl": POLICY}}, 400),
        ({"command": ".drop table T"}, 400),
        ({"command": TABLES, "database": "nobody"}, 400),
    ],
)
def test_what_no_cluster_answers_is_refused(cluster, options, status):
    assert cluster.ask(**{"command": POLICY, **options})[0] == status


def test_a_cluster_that_is_stopped_does_not_answer(cluster):
    document = cluster.control.document(restricted.CLUSTER_ID)
    document["properties"]["state"] = "Stopped"
    cluster.control.seed(restricted.CLUSTER_ID, document)
    assert cluster.ask(POLICY)[0] == 503


def test_faults_and_the_log_know_commands(cluster):
    cluster.ask(POLICY)
    (entry,) = cluster.control.log(all=True)
    assert (entry.kind, entry.headers["Host"], entry.body["csl"]) == ("command", HOST, POLICY)
    assert cluster.control.log() == [] and cluster.control.writes() == []
    cluster.control.fault("throttle", method="POST", path="/v1/rest/mgmt")
    fault = cluster.core.draw("POST", "/v1/rest/mgmt")
    status, _headers, text = cluster.core.handle(
        "POST",
        "/v1/rest/mgmt",
        "",
        {"host": HOST, "authorization": f"Bearer {cluster.token}"},
        b'{"db": "x", "csl": "y"}',
        fault,
    )
    assert (status, json.loads(text)["error"]["@permanent"]) == (429, False)

# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A cluster that is asked itself, by name, with TLS and tokens of its own, through a proxy that sees each host."""

from __future__ import annotations

import base64
import json

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._arm.login import login
from ansible_collections.adx.outbound.plugins.module_utils._arm.login.session import Session
from ansible_collections.adx.outbound.plugins.module_utils._arm.read.commands import Commands
from ansible_collections.adx.outbound.plugins.module_utils._arm.read.kusto import Kusto
from ansible_collections.adx.outbound.plugins.module_utils._plan.callouts import judge, policies
from ansible_collections.adx.outbound.plugins.module_utils._plan.callouts.policies import Policy
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents import clusters
from ansible_collections.adx.outbound.plugins.module_utils._plan.values import resource_ids
from ansible_collections.adx.outbound.tests.emulator import SECRET, Emulator, Proxy
from ansible_collections.adx.outbound.tests.emulator.kusto import callouts
from ansible_collections.adx.outbound.tests.emulator.worlds import restricted
from ansible_collections.adx.outbound.tests.integration.modules import logins
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._arm.standins import Clock

HOST = "metrics.westus.kusto.windows.net"
DATABASES = ("telemetry", "sales")
MGMT = "/v1/rest/mgmt"


class Cloud:
    """The public cloud with the restricted world in it, behind a proxy."""

    def __init__(self, emulator, proxy):
        self.emulator, self.proxy, self.hidden = emulator, proxy, []

    def read(self, databases=DATABASES, **options):
        """What the cluster says to whoever the options say, and all hosts that were asked meanwhile."""
        found = login.resolve(options or {**logins.WHO, "secret": SECRET}, {})
        patience = Clock().patience(600)
        session = Session(found, "tests", patience, self.hidden.append)
        cluster = clusters.from_arm(Kusto(session.http).cluster(resource_ids.parse(restricted.CLUSTER_ID)))
        self.emulator.clear_log()
        self.proxy.tunnels.clear()
        shown = Commands(session, patience).read(cluster, databases)
        assert self.hidden and not [token for token in self.hidden if token in repr(shown)]
        return shown

    @property
    def commands(self):
        return [entry for entry in self.emulator.log(all=True) if entry.kind == "command"]

    def hosts(self):
        return {target.removesuffix(":443") for _method, target in self.proxy.tunnels}

    def change(self, **properties):
        """Let somebody else change the cluster's document."""
        document = self.emulator.document(restricted.CLUSTER_ID)
        document["properties"] |= properties
        self.emulator.seed(restricted.CLUSTER_ID, document)


@pytest.fixture(scope="module")
def running():
    with Emulator(world="restricted", public=True) as emulator:
        yield emulator


@pytest.fixture
def cloud(running, monkeypatch):
    running.reset("restricted")
    proxy = Proxy(port=running.port)
    for name in ("AZURE_CLOUD_ENVIRONMENT", "NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        monkeypatch.setenv(name, running.ca_file)
    monkeypatch.setenv("HTTPS_PROXY", proxy.url)
    yield Cloud(running, proxy)
    proxy.close()


def audience(token):
    claims = token.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))["aud"]


def test_everything_that_the_queries_use_is_told_and_where(cloud):
    shown = cloud.read()
    told = {(one.use.type, one.use.host): one.where for one in shown.listed}
    assert told == {
        ("external_data", "partner.s3.eu-west-1.amazonaws.com"): ("external table Partner of database telemetry",),
        ("external_data", "starchive.dfs.core.windows.net"): ("external table Archive of database telemetry",),
        ("external_data", "stmetrics.blob.core.windows.net"): ("external table Clicks of database telemetry",),
        ("kusto", "analytics.westus.kusto.windows.net"): ("function Everywhere of database telemetry",),
        ("mysql", "mysql-crm.mysql.database.azure.com"): ("external table Customers of database sales",),
        ("postgresql", "pg-stock.postgres.database.azure.com"): ("external table Stock of database sales",),
        ("sandbox_artifacts", "stmodels.blob.core.windows.net"): ("function Scores of database telemetry",),
        ("sql", "sql-orders.database.windows.net"): ("external table Orders of database sales",),
        ("webapi", "api.contoso.com"): ("function Rates of database telemetry",),
    }
    assert shown.dynamic == (
        "function Call of database telemetry makes a URI for http_request while it runs",
        "function Lookup of database telemetry calls externaldata with a text that hides its target, or names no host",
    )
    assert shown.unread == {
        "external table Hidden of database sales": "External table Hidden of database sales could not be read (a"
        " connection string of it names no host)"
    }
    assert [policy.identity for policy in shown.immutable] == list(callouts.IMMUTABLE)
    assert shown.in_force == shown.immutable


def test_the_tokens_are_for_clusters_and_no_other_host_is_asked(cloud):
    cloud.read()
    assert len(cloud.commands) == 5 and HOST in cloud.hosts()
    assert cloud.hosts() <= {HOST, "login.microsoftonline.com"}
    for entry in cloud.commands:
        assert (entry.headers["Host"], entry.status, entry.method) == (HOST, 200, "POST")
        assert entry.headers["x-ms-readonly"] == "true" and entry.body["csl"].startswith(".show ")
        assert audience(entry.headers["Authorization"].removeprefix("Bearer ")) == "https://kusto.kusto.windows.net"
    assert cloud.emulator.log() == [] and cloud.emulator.writes() == []


def test_whoever_is_logged_in_to_the_azure_cli_may_ask_as_well(cloud, az):
    az.write_text(logins.az(cloud.emulator.url, public=True), encoding="utf-8")
    assert len(cloud.read(auth_source="cli").listed) == 9


@pytest.mark.parametrize(
    "uri",
    [
        "https://evil.example/?x.kusto.windows.net",
        f"https://{HOST}.evil.example",
        "https://metrics.westus.kusto.windows.net:8443",
        f"https://user:word@{HOST}",
        f"http://{HOST}",
        "https://other.westus.kusto.windows.net",
    ],
)
def test_a_document_leads_no_token_elsewhere(cloud, uri):
    cloud.change(uri=uri)
    shown = cloud.read()
    assert (cloud.emulator.log(all=True), cloud.proxy.tunnels) == ([], [])
    assert len(shown.unread) == 5 and shown.in_force is None and shown.listed == ()
    assert not [one for one in shown.unread.values() if "evil" in one or "word" in one]


def test_a_database_that_the_login_may_not_see_is_told_and_the_other_is_read(cloud):
    cloud.emulator.deny("/Databases/sales/")
    shown = cloud.read()
    needs = "(Forbidden): the login needs to be a user, viewer or monitor of the database"
    assert shown.unread == {
        "the external tables of database sales": f"The external tables of database sales could not be read {needs}",
        "the functions of database sales": f"The functions of database sales could not be read {needs}",
    }
    assert len(shown.listed) == 6 and shown.in_force is not None


def test_a_viewer_is_shown_everything_but_the_policies(cloud):
    cloud.emulator.switch(cluster_roles=["AllDatabasesViewer"])
    shown = cloud.read()
    assert shown.in_force is None and len(shown.listed) == 9
    assert shown.unread["the callout policies that cluster metrics shows"].endswith(
        "could not be read (Forbidden): the login needs the role AllDatabasesMonitor of the cluster"
    )


@pytest.mark.parametrize("kind", ["expire_token", "claims_challenge"])
def test_a_token_that_has_ended_is_renewed(cloud, kind):
    cloud.emulator.fault(kind, method="POST", path=MGMT)
    shown = cloud.read()
    assert [entry.status for entry in cloud.commands].count(401) == 1 and len(shown.listed) == 9


@pytest.mark.parametrize(
    ("fault", "why"),
    [
        ({"kind": "drop_before"}, HOST),  # or the proxy in between is blamed
        ({"kind": "html"}, "(502"),
        ({"kind": "error", "status": 503}, "(InternalServerError"),
        ({"kind": "redirect", "target": "https://evil.example/"}, "(307"),
    ],
)
def test_a_cluster_that_never_answers_stops_nothing_and_is_told(cloud, fault, why):
    cloud.emulator.fault(method="POST", path=MGMT, times=0, **fault)
    shown = cloud.read()
    assert len(shown.unread) == 5 and shown.in_force is None and "evil.example" not in cloud.hosts()
    assert all(f"{why})" in one for one in shown.unread.values()), shown.unread


def test_a_stopped_cluster_is_not_asked(cloud):
    cloud.change(state="Stopped")
    shown = cloud.read()
    assert cloud.proxy.tunnels == [] and len(shown.unread) == 5
    assert all("(the cluster is in state Stopped)" in one for one in shown.unread.values())


def test_what_is_in_force_decides_what_becomes_of_a_use(cloud):
    """As long as access is not restricted, the judge cannot tell without what the cluster shows, and can with it."""
    deny = {"CalloutType": "webapi", "CalloutUriRegex": ".*", "CanCall": False}
    cloud.emulator.seed(*restricted.shown(".show cluster policy callout", None, deny))
    shown = cloud.read()
    assert set(shown.in_force) - set(shown.immutable) == {Policy("webapi", ".*", "Deny")}
    document = cloud.emulator.document(restricted.CLUSTER_ID)["properties"]
    uses = {one.use.type: one.use for one in shown.listed}
    blind, told = policies.restriction(document), policies.restriction(document, shown.in_force)
    for kind, outcome in (("webapi", "denied"), ("external_data", "allowed")):
        assert judge.callout(uses[kind], blind).is_open
        assert judge.callout(uses[kind], told).outcome == outcome

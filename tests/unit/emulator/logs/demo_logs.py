# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The demo's firewall with logs, asked without a connection, in any of the ways there are."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta, timezone
from pathlib import Path

from ansible_collections.adx.outbound.tests.emulator.arm.core import Core
from ansible_collections.adx.outbound.tests.emulator.front.control import Control
from ansible_collections.adx.outbound.tests.emulator.logs import tables
from ansible_collections.adx.outbound.tests.emulator.worlds import FIREWALL_ID
from ansible_collections.adx.outbound.tests.emulator.worlds.logs import with_logs

START = datetime(2026, 11, 21, tzinfo=timezone.utc)
LOGS_HOST, LOGS_URL = "api.logs.invalid", "https://api.logs.invalid"
QUERIES = Path(tables.__file__).parent / "queries"
BY_ARM, WORKSPACE_BY_ARM, DIRECT, WORKSPACE_DIRECT = "resource by ARM", "workspace by ARM", "resource", "workspace"
WAYS = (BY_ARM, WORKSPACE_BY_ARM, DIRECT, WORKSPACE_DIRECT)


def query(form="structured", topic="hits", firewall="", start=START, days=7, sources=("10.20.1.0/24",)):
    """One of the known queries, whose file is a template; the narrowest prefix is the first that a row is held to."""
    sources = sorted(sources, key=lambda one: -int(one.partition("/")[2]))
    values = {
        "from": f"datetime({start:%Y-%m-%dT%H:%M:%S}Z)",
        "until": f"datetime({start + timedelta(days=days):%Y-%m-%dT%H:%M:%S}Z)",
        "firewall": f"let firewall = {json.dumps(firewall)};\n" if firewall else "",
        "own": " and _ResourceId =~ firewall" if firewall else "",
        "sources": json.dumps(sources),
        "cases": "".join(f'    ipv4_is_in_range(SourceIp, "{one}"), "{one}",\n' for one in sources),
        "most": "10001",
    }
    template = (QUERIES / f"{form}-{topic}.kql").read_text(encoding="utf-8")
    return re.sub(r"\{(\w+)\}", lambda found: values[found[1]], template)


def allowed(host="a.blob.core.windows.net", hours=1.0, firewall=FIREWALL_ID, source="10.20.1.4", **members):
    """A row of a rule that let something pass."""
    given = {"Protocol": "HTTPS", "DestinationPort": 443, "Fqdn": host, "Action": "Allow", "Rule": "r", **members}
    at = START + timedelta(hours=hours)
    return tables.row("AZFWApplicationRule", at, firewall=firewall, SourceIp=source, SourcePort=50000, **given)


def packet(address="20.1.2.3", hours=1.0, firewall=FIREWALL_ID, source="10.20.1.4", **members):
    """A row of a network rule."""
    given = {"Protocol": "TCP", "DestinationPort": 5671, "DestinationIp": address, "Action": "Deny", **members}
    at = START + timedelta(hours=hours)
    return tables.row("AZFWNetworkRule", at, firewall=firewall, SourceIp=source, SourcePort=50000, **given)


class Azure:
    """The demo's world with a workspace, and a client that is handed tokens."""

    def __init__(self, world="demo", **switches):
        self.core = Core()
        self.core.log_hosts = {LOGS_HOST: LOGS_URL}
        self.control = Control(self.core, {"retry_after": 0, **switches})
        self.control.reset(world)
        self.switch, self.deny, self.seed = self.control.switch, self.control.deny, self.control.seed
        self.seed_rows, self.document = self.control.seed_rows, self.control.document
        self.workspace = with_logs(self)

    def customer(self, workspace=None):
        return self.document(workspace or self.workspace)["properties"]["customerId"]

    def token(self, audience):
        return self.core.tokens.issue(audience, self.core.clock(), 3600)

    def get(self, path, version="2021-05-01-preview"):
        return self.send("GET", f"{path}?api-version={version}")

    def send(self, method, target, body=None, host="", token=None, **headers):
        """(status, headers, document) of any request."""
        path, _mark, parameters = target.partition("?")
        given = self.token(LOGS_URL if host else self.core.base_url) if token is None else token
        sent = {"Host": host or "localhost", "Authorization": f"Bearer {given}", **headers}
        if not given:
            del sent["Authorization"]
        text = json.dumps(body).encode() if body is not None else b""
        sent = {"Content-Type": "application/json", **sent} if text else sent
        status, answered, text = self.core.handle(method, path, parameters, sent, text)
        return status, answered, json.loads(text) if text else None

    def target(self, way, resource=FIREWALL_ID, workspace=None):
        """Where a query goes, and at which host."""
        workspace = workspace or self.workspace
        if way == WORKSPACE_DIRECT:
            return f"/v1/workspaces/{self.customer(workspace)}/query", LOGS_HOST
        return {
            BY_ARM: (f"{resource}/providers/microsoft.insights/logs?api-version=2018-03-01-preview", ""),
            WORKSPACE_BY_ARM: (f"{workspace}/query?api-version=2017-10-01", ""),
            DIRECT: (f"/v1{resource}/query", LOGS_HOST),
        }[way]

    def ask(self, way=BY_ARM, text=None, *, resource=FIREWALL_ID, workspace=None, token=None, prefer="", **body):
        target, host = self.target(way, resource, workspace)
        more = {"Prefer": prefer} if prefer else {}
        sent = {"query": query() if text is None else text, **body}
        return self.send("POST", target, sent, host, token, **more)

    def hosts(self, way=BY_ARM, text=None, **how):
        """Hits by host of an answer that has to be whole."""
        status, _headers, document = self.ask(way, text, **how)
        assert (status, set(document)) == (200, {"tables"}), document
        return {row["Host"] or row["Address"]: row["Hits"] for row in rows(document)}


def rows(document):
    """The rows of an answer by the names of its columns."""
    (table,) = document["tables"]
    assert table["name"] == "PrimaryResult"
    return [dict(zip([one["name"] for one in table["columns"]], row, strict=True)) for row in table["rows"]]


def innermost(document):
    """The code and the message that are nested deepest."""
    error = document["error"]
    while "innererror" in error:
        error = error["innererror"]
    return error["code"], error["message"]

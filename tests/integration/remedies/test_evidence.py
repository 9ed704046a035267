# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the findings about a firewall's logs tell to do, done to the letter: then they are gone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from ansible_collections.adx.outbound.plugins.filter.egress import egress_report
from ansible_collections.adx.outbound.plugins.module_utils._plan.evidence.findings import _ADVICE
from ansible_collections.adx.outbound.plugins.module_utils._plan.evidence.stores import Lack
from ansible_collections.adx.outbound.tests.emulator import CLUSTER_ID, FIREWALL_ID
from ansible_collections.adx.outbound.tests.emulator.logs import tables
from ansible_collections.adx.outbound.tests.emulator.worlds import data_sources, dependency_answer
from ansible_collections.adx.outbound.tests.emulator.worlds.ids import VNET_ID
from ansible_collections.adx.outbound.tests.emulator.worlds.logs import WORKSPACE_ID, with_logs
from ansible_collections.adx.outbound.tests.integration import logged
from ansible_collections.adx.outbound.tests.integration.asked_logs import (
    APPLICATION,
    GIVEN,
    GO,
    NETWORK,
    NO_NAME,
    ago,
    codes,
    refused,
    told,
    traffic,
)
from ansible_collections.adx.outbound.tests.integration.others import edit
from ansible_collections.adx.outbound.tests.integration.remedies.following import followed
from ansible_collections.adx.outbound.tests.integration.runner import done
from ansible_collections.adx.outbound.tests.integration.sampled import only

DAY = timedelta(days=1)
OTHER_WORKSPACE = WORKSPACE_ID.replace("law-hub", "law-security")


def remedies(seen, code):
    return [one["remedy"] for one in seen["findings"] if one["code"] == code]


def test_a_refusal_of_which_nobody_knows_when_it_was_is_history_tomorrow(evident):
    """The clock of the service goes on by a day, and so does the traffic."""
    evident.logs(refused())
    (remedy,) = remedies(evident(), "denied_in_window")
    assert remedy.startswith("Keep the JSON report of today as baseline, and check again tomorrow")
    checked = done(evident.run("cluster_egress", **GIVEN, steps=["check"], fail_on="never", details=True))
    report = egress_report(checked, "json", when=f"{logged.now():%Y-%m-%dT%H:%M:%SZ}")
    evident.emulator.switch(clock_skew=DAY.total_seconds())
    evident.logs(rows=traffic(0, until=logged.now() + DAY))
    seen = evident(**followed(remedy, "baseline", {}, report))
    assert "denied_in_window" not in codes(seen) and codes(seen)["denied_until"] == "info"


def test_a_window_that_is_too_short_to_narrow_is_long_enough_as_it_is_told(evident):
    evident.logs(*logged.daily(logged.named, "a.blob.core.windows.net", days=31), rows=traffic(31))
    (remedy,) = remedies(evident(), "wildcard_names")
    seen = evident(**followed(remedy, "since", {}, "30d"))
    assert "too short" not in told(seen, "wildcard_names") and seen["wildcards"]["is_enough"]


# Each cause: the options of a first call, then what the sentence tells is done, and the options of a second one.


def not_logged(evident):
    yield {}
    evident.logs()
    yield {}


def unread(evident):
    evident.logs()
    evident.emulator.deny(f".*{WORKSPACE_ID}/query.*")
    yield {}
    evident.emulator.core.denials.clear()
    yield {}


def unread_here(evident):
    """The other way that the sentence names."""
    evident.logs()
    evident.logs(rows=traffic(), workspace=OTHER_WORKSPACE, setting="other", firewall=f"{FIREWALL_ID}-2")
    evident.emulator.deny(f".*{WORKSPACE_ID}/query.*")
    yield {}
    yield {"workspace": OTHER_WORKSPACE}


def partial(evident):
    evident.logs(*(logged.named(f"h{number}.example.com", at=ago(120)) for number in range(40)))
    evident.emulator.switch(log_most_rows=30)
    yield {}
    yield {"since": "2d"}


def workspace_rights(evident):
    evident.logs()
    for path in (f".*{WORKSPACE_ID}.*", ".*diagnosticSettings.*"):
        evident.emulator.deny(path)
    yield {}
    evident.emulator.core.denials.clear()
    yield {}


def table_plan(evident):
    evident.logs()
    table = f"{WORKSPACE_ID}/tables/{APPLICATION}"
    evident.emulator.seed(table, {"properties": {"plan": "Basic"}})
    yield {}
    evident.emulator.seed(table, {"properties": {"plan": "Analytics"}})
    yield {}


def misplaced(evident):
    row = tables.line(ago(2), "AzureFirewallApplicationRuleLog", "", firewall=FIREWALL_ID)
    evident.logs(rows={"AzureDiagnostics": [{**row, "Category": APPLICATION}]}, destination=None)
    yield {}
    evident.logs(destination="Dedicated")
    yield {}


def no_rows(evident):
    evident.logs(rows={NETWORK: traffic()[NETWORK]})
    yield {}
    evident.logs(rows={APPLICATION: traffic()[APPLICATION]})
    yield {}


def young_logs(evident):
    evident.logs(rows=traffic(3))
    yield {}
    yield {"since": "2d"}


def gap(evident):
    day = (logged.now() - 4 * DAY).date()
    rows = {name: [one for one in rows if one["TimeGenerated"].date() != day] for name, rows in traffic().items()}
    evident.logs(rows=rows)
    yield {}
    yield {"since": "2d"}


def no_rows_of_sources(evident):
    evident.logs(rows=traffic(source="10.99.0.4"))
    yield {}
    evident.logs()
    yield {}


def nameless_rows(evident):
    """There is a network rule, and the rows from before it are older than what is asked about."""
    evident.logs(logged.named("", at=ago(60), port=80, **NO_NAME))
    yield {}
    yield {"since": "1d"}


def hiding_rule(evident):
    """The same with a rule that is narrower by now."""
    evident.logs(logged.packet("203.0.113.9", at=ago(60), port=80, RuleCollection="theirs", Rule="web"))
    yield {}
    yield {"since": "1d"}


def other_way(evident):
    evident.logs()
    yield {}
    edit(evident.emulator, VNET_ID, without_service_endpoints)
    yield {}


def threats_not_logged(evident):
    edit(evident.emulator, FIREWALL_ID, lambda properties: properties.update(threatIntelMode="Deny"))
    categories = ["AZFWApplicationRule", "AZFWNetworkRule"]
    evident.logs()
    with_logs(evident.emulator, logs=[{"category": one, "enabled": True} for one in categories])
    yield {}
    with_logs(evident.emulator, logs=[{"category": one, "enabled": True} for one in (*categories, "AZFWThreatIntel")])
    yield {}


def too_recent(evident):
    since = {"since": f"{ago(0.05):%Y-%m-%dT%H:%M:%SZ}"}
    evident.logs()
    yield since
    evident.emulator.switch(clock_skew=3600)
    evident.logs(rows=traffic(0, until=logged.now() + timedelta(minutes=90)))
    yield since


def alert_alone(evident):
    """The category is on from now, and the connection that the alert is about has its row."""
    threat = {"SourceIp": logged.NODE, "Fqdn": GO, "DestinationPort": 80, "Protocol": "HTTP", "Action": "Alert"}
    evident.logs(tables.row("AZFWThreatIntel", ago(2), firewall=FIREWALL_ID, **threat))
    yield {}
    evident.logs(logged.named(GO, at=ago(2), port=80, protocol="HTTP"))
    yield {}


def stopped(evident):
    evident.logs()
    evident.emulator.switch(stopped_cluster_dependencies="answer")
    edit(evident.emulator, CLUSTER_ID, lambda properties: properties.update(state="Stopped"))
    yield {}
    edit(evident.emulator, CLUSTER_ID, lambda properties: properties.update(state="Running"))
    yield {}


def unread_destination(evident):
    sources = {"sources": ["documented", "discovered", "data_sources"]}
    leader = dependency_answer.build(data_sources.LEADER_ID, "West US")
    for id_, document in (*data_sources.whole(CLUSTER_ID, "West US"), leader):
        evident.emulator.seed(id_, document)
    evident.logs()
    evident.emulator.deny(f".*{data_sources.LEADER_ID}.*")
    yield sources
    evident.emulator.core.denials.clear()
    yield sources


CAUSES = (
    not_logged,
    unread,
    unread_here,
    partial,
    workspace_rights,
    table_plan,
    misplaced,
    no_rows,
    young_logs,
    gap,
    no_rows_of_sources,
    nameless_rows,
    hiding_rule,
    other_way,
    threats_not_logged,
    too_recent,
    alert_alone,
    stopped,
    unread_destination,
)


def without_service_endpoints(properties):
    for subnet in properties["subnets"]:
        subnet["properties"].pop("serviceEndpoints", None)


def lacking(seen, cause):
    """What is not known for this cause."""
    return [one for one in seen["dependencies"] if one["cause"] == cause]


@pytest.mark.parametrize("world", only((unread_here, partial, too_recent), CAUSES))
def test_what_the_logs_do_not_tell_they_tell_once_what_is_said_is_done(evident, world):
    cause, steps = Lack(world.__name__.removesuffix("_here")), world(evident)
    options = next(steps)
    before = evident(**options)
    about = lacking(before, cause)
    code = "logs_unread" if cause in ("not_logged", "unread") else "logs_do_not_tell"
    assert about and [one for one in remedies(before, code) if one == _ADVICE[cause].replace("O(", "").replace(")", "")]
    after = evident(**next(steps))
    assert not [one for one in lacking(after, cause) if one["port"] == about[0]["port"] == 80]
    assert len(lacking(after, cause)) < len(about)


def test_every_cause_has_a_world():
    assert {world.__name__.removesuffix("_here") for world in CAUSES} == set(Lack) - {Lack.NOT_ASKED}

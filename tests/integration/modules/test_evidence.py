# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""egress_evidence_info: what became of each dependency by the firewall's logs, and why nobody can tell."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.evidence.stores import Lack
from ansible_collections.adx.outbound.tests.emulator import CLUSTER_ID, FIREWALL_ID
from ansible_collections.adx.outbound.tests.emulator.logs import tables
from ansible_collections.adx.outbound.tests.emulator.worlds import data_sources
from ansible_collections.adx.outbound.tests.emulator.worlds.logs import WORKSPACE_ID, setting_id, with_logs
from ansible_collections.adx.outbound.tests.integration import logged
from ansible_collections.adx.outbound.tests.integration.asked_logs import (
    APPLICATION,
    GO,
    LOGIN,
    MONITOR,
    NETWORK,
    NO_NAME,
    ago,
    codes,
    of,
    refused,
    told,
    traffic,
)
from ansible_collections.adx.outbound.tests.integration.others import edit
from ansible_collections.adx.outbound.tests.integration.sampled import one_in

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "evidence.md").read_text(encoding="utf-8")
TAG, IN_TAG = "AzureMonitor", "192.0.2.10"  # one of its addresses, by the emulator's service tags
OTHERS = "10.99.0.4"  # a machine of somebody else
DAY = timedelta(days=1)


def other_table(table, hours=2, **members):
    """A row of a table without rules."""
    given = {"SourceIp": logged.NODE, "DestinationPort": 443, "Protocol": "TCP", **members}
    return tables.row(table, ago(hours), firewall=FIREWALL_ID, **given)


# What became of it


def test_what_a_rule_let_through_is_allowed_by_that_rule(evident):
    evident.logs()
    one = of(evident(), LOGIN)
    assert (one["state"], one["by"]) == ("allowed", ["adx-telemetry-westus-application", "Documented-443"])
    assert one["allowed"] == logged.DAYS + 1 and one["refused"] == 0 and one["comparison"] == "undated"
    assert one["first_seen"] < one["last_seen"]


def test_a_wildcard_is_allowed_by_any_of_its_names_which_are_shown(evident):
    evident.logs(*logged.daily(logged.named, "a.blob.core.windows.net", "b.queue.core.windows.net"))
    seen = evident()
    one = of(seen, "*.core.windows.net")
    assert one["state"] == "allowed" and one["names"] == ["a.blob.core.windows.net", "b.queue.core.windows.net"]
    assert [name["fqdn"] for name in seen["wildcards"]["names"]] == one["names"]
    assert not seen["wildcards"]["is_enough"] and "too short a window to narrow" in told(seen, "wildcard_names")


@pytest.mark.long
def test_a_month_with_rows_is_enough_for_the_names_that_wildcards_stood_for(evident):
    evident.logs(*logged.daily(logged.named, "a.blob.core.windows.net", days=31), rows=traffic(31))
    seen = evident(since="31d")
    assert seen["wildcards"]["is_enough"] and "Review the list by hand" in told(seen, "wildcard_names")


def test_what_a_network_rule_let_through_is_allowed_by_its_address(evident):
    evident.logs(logged.packet("198.51.100.9", at=ago(3), **MONITOR))
    one = of(evident(), TAG)
    assert (one["state"], one["by"]) == ("allowed_by_address", list(MONITOR.values()))


def test_what_no_rule_matched_is_denied_by_the_default_action(evident):
    evident.logs(refused())
    one = of(evident(), GO, 80)
    assert (one["state"], one["by"]) == ("denied", ["the default action, since no rule matched"])
    assert (one["allowed"], one["refused"], one["verdict"]) == (0, 1, "allowed")


def test_what_a_rule_refused_is_denied_by_that_rule(evident):
    evident.logs(refused(ActionReason="", RuleCollection="theirs", Rule="deny-all"))
    assert of(evident(), GO, 80)["by"] == ["theirs", "deny-all"]


def test_an_address_that_is_known_to_be_its_is_denied_by_address(evident):
    evident.logs(logged.packet(IN_TAG, at=ago(3), action="Deny"))
    assert of(evident(service_tags=True), TAG)["state"] == "denied_by_address"


def test_what_threat_intelligence_refused_is_denied_and_its_alert_is_none(evident):
    threat = {"Fqdn": GO, "DestinationIp": "203.0.113.9", "DestinationPort": 80, "Protocol": "HTTP"}
    evident.logs(other_table("AZFWThreatIntel", Action="Alert", ThreatDescription="Botnet", **threat))
    assert of(evident(), GO, 80)["cause"] == "alert_alone"
    evident.logs(other_table("AZFWThreatIntel", Action="Deny", ThreatDescription="Botnet", **threat), rows={})
    one = of(evident(), GO, 80)
    assert (one["state"], one["by"]) == ("denied", ["threat intelligence (Botnet)"])


def test_what_intrusion_detection_dropped_stays_refused_after_a_rule_let_it_through(evident):
    signature = {"SignatureId": "2024897", "Description": "Trojan", "DestinationIp": IN_TAG}
    evident.logs(
        other_table("AZFWIdpsSignature", hours=5, Action="Drop", **signature),
        logged.packet(IN_TAG, at=ago(2), **MONITOR),
    )
    one = of(evident(service_tags=True), TAG)
    assert (one["state"], one["by"]) == ("denied_by_address", ["intrusion detection (2024897 Trojan)"])


def test_what_was_let_through_after_a_refusal_is_allowed_and_says_until_when_it_was_denied(evident):
    evident.logs(refused(hours=30), logged.named(GO, at=ago(4), port=80, protocol="HTTP"))
    seen = evident()
    one = of(seen, GO, 80)
    assert one["state"] == "allowed" and one["denied_until"] and one["refused"] == 1
    assert codes(seen)["denied_until"] == "info" and "denied_in_window" not in codes(seen)


def test_what_is_not_in_a_whole_log_was_not_seen_and_has_its_period(evident):
    evident.logs()
    seen = evident()
    one = of(seen, GO, 80)
    assert one["state"] == "not_seen"
    assert seen["start"] <= one["period"]["start"] < one["period"]["end"] < seen["end"]
    assert (one["why"], one["cause"], one["last_seen"]) == ("", "", None)


def test_what_routes_take_past_the_firewall_is_never_there(evident):
    evident.logs()
    past = [one for one in evident()["dependencies"] if one["state"] == "not_at_firewall"]
    assert past and all(one["by"] and "past the firewall" in one["why"] for one in past)


def test_rows_of_another_firewall_in_the_same_workspace_are_never_counted(evident):
    theirs = f"{FIREWALL_ID}-2"
    evident.logs(refused(firewall=theirs), logged.named(GO, at=ago(3), port=80, protocol="HTTP", firewall=theirs))
    seen = evident()
    assert of(seen, GO, 80)["state"] == "not_seen" and seen["account"]["hits"] == 2 * (logged.DAYS + 1)


def test_names_that_nobody_asked_for_and_connections_without_a_name_are_told_apart(evident):
    evident.logs(
        refused("evil.example.com", port=443, protocol="HTTPS"),
        logged.named("", at=ago(2), port=12000, **NO_NAME),
    )
    seen = evident()
    (name,), (port, _event_hub) = seen["refused_names"], sorted(seen["unattributed"], key=lambda one: -one["refused"])
    assert (name["fqdn"], name["known_as"], port["port"], port["refused"]) == ("evil.example.com", None, 12000, 1)
    assert "evil.example.com:443, which no dependency covers" in told(seen, "refused_names")
    assert "SNI TLS extension was missing" in told(seen, "refused_without_name")
    assert codes(seen)["refused_names"] == codes(seen)["refused_without_name"] == "warning"


def test_rules_of_ours_that_nothing_used_are_one_finding(evident):
    evident.logs()
    seen = evident()
    assert ["adx-telemetry-westus-application", "AzureKeyVault-443"] in seen["unused_rules"]
    assert "AzureKeyVault-443" in told(seen, "unused_rule")
    assert not [one for one in seen["unused_rules"] if one[-1] in ("Documented-443", "EventHub-5671")]


def test_lines_of_text_say_the_same_as_tables_and_both_are_never_added_up(evident):
    def line(at, what):
        message = f"HTTPS request from {logged.NODE}:50000 to {LOGIN}:443. Action: Allow. {what}"
        return tables.line(at, "AzureFirewallApplicationRuleLog", message, firewall=FIREWALL_ID)

    ours = "Rule Collection: adx-telemetry-westus-application. Rule: Documented-443"
    legacy = [line(row["TimeGenerated"], ours) for row in traffic()[APPLICATION]]
    evident.logs(*legacy, rows={NETWORK: traffic()[NETWORK]})
    text = of(evident(), LOGIN)
    evident.logs(rows={APPLICATION: traffic()[APPLICATION]})
    both = of(evident(), LOGIN)
    for one in (text, both):
        assert (one["state"], one["by"][-1], one["allowed"]) == ("allowed", "Documented-443", logged.DAYS + 1)


# Why nobody can tell


def without_a_setting(evident):
    pass


def to_storage_alone(evident):
    account = data_sources.ACCOUNT_ID
    evident.emulator.seed(setting_id(FIREWALL_ID, "to-storage"), {"properties": {"storageAccountId": account}})


def refused_query(evident):
    evident.logs()
    evident.emulator.deny(f".*{WORKSPACE_ID}/query.*")


def without_rights_in_the_workspace(evident):
    evident.logs()
    evident.emulator.deny(f".*{WORKSPACE_ID}.*")


def partial(evident):
    evident.logs()
    evident.emulator.switch(log_partial=3, log_partial_keeps="all")


def basic_table(evident):
    evident.logs(rows={NETWORK: traffic()[NETWORK], APPLICATION: []})
    evident.emulator.seed(f"{WORKSPACE_ID}/tables/{APPLICATION}", {"properties": {"plan": "Basic"}})


def basic_table_that_answers(evident):
    evident.emulator.switch(basic_table_on_query="empty")
    basic_table(evident)


def misplaced(evident):
    row = tables.line(ago(2), "AzureFirewallApplicationRuleLog", "", firewall=FIREWALL_ID)
    evident.logs(rows={"AzureDiagnostics": [{**row, "Category": APPLICATION, "OperationName": APPLICATION}]})


def category_off(evident):
    evident.logs(rows={NETWORK: traffic()[NETWORK]})


def young(evident):
    evident.logs(rows=traffic(3))


def gap(evident):
    missing = (logged.now() - 3 * DAY).date()
    rows = {name: [row for row in rows if row["TimeGenerated"].date() != missing] for name, rows in traffic().items()}
    evident.logs(rows=rows)


def ended(evident):
    evident.logs(rows=traffic(until=logged.now() - 2 * DAY))


def of_others(evident):
    evident.logs(rows=traffic(source=OTHERS))


def without_a_name(evident):
    evident.logs(logged.named("", at=ago(2), port=80, **NO_NAME))


def hidden(evident):
    evident.logs(logged.packet("203.0.113.9", at=ago(3), port=80, RuleCollection="theirs", Rule="web"))


def perhaps_hidden(evident):
    evident.logs(rows={APPLICATION: traffic()[APPLICATION]})


def threats_elsewhere(evident):
    """The category of what threat intelligence refuses is off."""
    evident.logs()
    edit(evident.emulator, FIREWALL_ID, lambda properties: properties.update(threatIntelMode="Deny"))
    assert of(evident(), GO, 80)["state"] == "not_seen", "all categories are on"
    categories = ("AZFWApplicationRule", "AZFWNetworkRule")
    with_logs(evident.emulator, logs=[{"category": one, "enabled": True} for one in categories])


def a_moment(evident):
    evident.logs(logged.named(LOGIN, at=ago(0.05)))
    return {"since": f"{ago(0.1):%Y-%m-%dT%H:%M:%SZ}"}


def beside_a_service_endpoint(evident):
    """The demo's subnet has one for Storage, which need not take every name."""
    evident.logs()


def alert_alone(evident):
    threat = {"Fqdn": GO, "DestinationIp": "203.0.113.9", "DestinationPort": 80, "Protocol": "HTTP"}
    evident.logs(other_table("AZFWThreatIntel", Action="Alert", ThreatDescription="Botnet", **threat))


def stopped(evident):
    evident.logs()
    evident.emulator.switch(stopped_cluster_dependencies="answer")
    edit(evident.emulator, CLUSTER_ID, lambda properties: properties.update(state="Stopped"))


CAUSES = {
    "not_logged": (without_a_setting, "no diagnostic setting of firewall fw-hub sends logs to a workspace"),
    "not_logged, storage": (to_storage_alone, "no diagnostic setting of firewall fw-hub sends logs to a workspace"),
    "unread": (
        refused_query,
        "workspace law-hub could not be read (InsufficientAccessError), for which the login needs the role Log"
        " Analytics Reader",
    ),
    "workspace_rights": (
        without_rights_in_the_workspace,
        "the logs of firewall fw-hub were read without a right in their workspace, which leaves out what may not be"
        " seen",
    ),
    "partial": (partial, "of what workspace law-hub has, the answer is partial: A part of the data was not read"),
    "table_plan": (basic_table, "a table of workspace law-hub has a plan that takes no such query"),
    "table_plan, silent": (
        basic_table_that_answers,
        "the table of application rules in workspace law-hub has a plan that takes no such query",
    ),
    "misplaced": (misplaced, "structured logs are stored in the table AzureDiagnostics"),
    "no_rows": (category_off, "there is no row of application rules of firewall fw-hub"),
    "young_logs": (young, "the log of application rules in workspace law-hub begins at "),
    "gap": (gap, "the log of application rules in workspace law-hub has no row of "),
    "gap, at the end": (ended, "the log of application rules in workspace law-hub ends at "),
    "no_rows_of_sources": (of_others, "has no row from 10.20.1.0/24, whose traffic takes another way"),
    "nameless_rows": (without_a_name, "1 row has port 80 and no name: SNI TLS extension was missing"),
    "hiding_rule": (hidden, "network rule 'theirs / web' lets port 80 pass before any name is looked at"),
    "threats_not_logged": (
        threats_elsewhere,
        "threat intelligence denies, and that its refusals are logged is not known",
    ),
    "too_recent": (a_moment, "rows of the last 15 minutes are still on their way"),
    "other_way": (
        beside_a_service_endpoint,
        "'Microsoft.Storage' may take it",
    ),
    "alert_alone": (alert_alone, "an alert has it, and no row of a rule"),
    "stopped": (stopped, "the cluster is stopped, and may send nothing"),
}


@pytest.mark.parametrize("name", one_in(2, CAUSES))
def test_a_missing_row_proves_nothing_where(evident, name):
    world, why = CAUSES[name]
    seen = evident(**(world(evident) or {}))
    cause = name.partition(",")[0]
    name, port = ("*.core.windows.net", 443) if cause == "other_way" else (GO, 80)
    one = of(seen, name, port)
    assert (one["state"], one["cause"], one["period"]) == ("cannot_tell", cause, None)
    assert why in one["why"]
    assert why in told(seen, "logs_unread" if cause in ("not_logged", "unread") else "logs_do_not_tell")
    assert "not_seen" not in {
        each["state"] for each in seen["dependencies"] if each["port"] == port and each["fqdn"] == name
    }


def test_destinations_that_could_not_be_read_are_told_as_such(evident):
    for id_, document in data_sources.whole(CLUSTER_ID, "West US"):
        evident.emulator.seed(id_, document)
    evident.emulator.deny(f".*{data_sources.NAMESPACE_ID.rpartition('/')[2]}.*")
    evident.logs()
    seen = evident(sources=["documented", "discovered", "data_sources"])
    one = next(each for each in seen["dependencies"] if each["unread"])
    assert (one["state"], one["cause"]) == ("cannot_tell", "unread_destination")
    assert "which destinations these are could not be read" in told(seen, "logs_do_not_tell")


def test_the_guide_has_a_row_for_each_cause_and_every_cause_has_a_test():
    listed = set(re.findall(r"^\| `(\w+)` \| ", PAGE.partition("## Why can nobody tell?")[2].partition("##")[0], re.M))
    assert listed == set(Lack)
    assert listed == {name.partition(",")[0] for name in CAUSES} | {"unread_destination", "not_asked"}

# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How wildcards and ports map: `*.x` never lets x itself in, and a port is opened for those who need it only."""

from __future__ import annotations

import csv
import io
import re

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.values import hosts

from .samples import OPTIONS, TAGS, content, export, lost

NAMES = [
    "core.windows.net",
    "a.core.windows.net",
    "a.b.core.windows.net",
    "xcore.windows.net",
    "a.core.windows.net.evil.example",
    "a.corexwindows.net",
    "accountxt.blob.core.windows.net",
    "xt.blob.core.windows.net",
    "a.xt.blob.core.windows.net",
    "xtxblob.core.windows.net",
]


@pytest.mark.parametrize("wildcard", ["*.core.windows.net", "*xt.blob.core.windows.net"])
def test_a_pattern_of_squid_matches_what_azure_firewall_would(wildcard):
    (line,) = [one for one in content(export("squid", [{"fqdn": wildcard, "port": 443}])) if "dstdom_regex" in one]
    pattern = re.compile(line.split()[-1], re.IGNORECASE)
    matched = {name: bool(pattern.search(name)) for name in NAMES}
    assert matched == {name: hosts.covers(wildcard, name) for name in NAMES}
    assert not pattern.search("-evil .core.windows.net") and not pattern.search("a/.core.windows.net")


def test_squid_never_asks_what_the_name_of_an_address_is():
    for line in content(export("squid")):
        if " dstdom" in line:
            assert line.split()[3] == "-n", line


def test_squid_opens_443_by_connect_and_80_by_a_plain_request():
    rules = [line.split()[2:] for line in content(export("squid")) if line.startswith("http_access allow")]
    for _clients, *asked, kind in rules:
        port = kind.rpartition("-")[2]
        connect = ["adx-telemetry-connect"] if port == "443" else ["!adx-telemetry-connect", "adx-telemetry-plain"]
        assert asked == [*connect, f"adx-telemetry-port-{port}"]
    assert len(rules) == 4 and content(export("squid"))[-1] == "http_access deny adx-telemetry-clients"


def test_a_site_of_pan_os_ends_with_a_slash_and_its_star_is_a_whole_label():
    sites = [line.split()[-1] for line in content(export("panos_set")) if " list " in line]
    sites += content(export("panos_edl_url")) + content(export("panos_edl_url", part=80))
    assert sites and all(re.fullmatch(r"(\*\.)?[a-z0-9.-]+/", site) for site in sites)
    assert "a star stands for whole labels" in lost(export("panos_set"))["*xt.blob.core.windows.net", 443]


def test_pan_os_gets_addresses_where_a_url_category_does_not_reach():
    reasons = lost(export("panos_set"))
    assert "no address object takes a wildcard on 5671" in reasons["*.servicebus.windows.net", 5671]
    assert "fqdn sql.example.com" in export("panos_set").text
    assert "http" not in "".join(line for line in content(export("panos_set")) if " service " in line).replace(
        "adx-telemetry", ""
    )


def test_fortios_has_a_group_per_port_and_no_name_of_another_port_in_it():
    text = export("fortios").text
    groups = dict(re.findall(r'edit "adx-telemetry-(\w+)"\n        set member (.*)', text))
    assert "ocsp.digicert.com" in groups["80"] and "ocsp.digicert.com" not in groups["443"]
    assert "login.microsoft.com" in groups["443"] and "login.microsoft.com" not in groups["80"]
    policies = re.findall(r'set dstaddr "(.*)"\n.*\n.*\n        set service "(.*)"', text)
    assert policies == [(f"adx-telemetry-{port}", f"adx-telemetry-tcp-{port}") for port in (80, 443, 1433, 5671, 9093)]


def test_a_check_point_object_holds_a_wildcard_and_its_domain_and_says_so_where_only_the_wildcard_is_needed():
    exported = export("checkpoint")
    rows = {row["name"]: row["is-sub-domain"] for row in csv.DictReader(io.StringIO(exported.text))}
    assert rows[".login.microsoft.com"] == rows[".core.windows.net"] == "true"
    assert rows[".login.microsoftonline.com"] == "false"
    wider = {loss.entry.destination for loss in exported.wider}
    assert wider == {"*.core.windows.net", "*.servicebus.windows.net", "*.windowsupdate.com"}


def test_a_list_holds_one_port_and_says_where_the_others_belong():
    exported = export("edl_fqdn", part=80)
    assert content(exported) == ["*.windowsupdate.com", "ocsp.digicert.com"]
    assert "export another of part 443" in lost(exported)["login.microsoft.com", 443]
    assert "export another of part documented" in lost(exported)["13.64.38.225/32", 443]


def test_a_list_of_names_stays_as_it_is_when_the_prefixes_of_a_tag_change():
    monitor, *others = TAGS["values"]
    moved = {**monitor, "properties": {"addressPrefixes": ["198.51.100.0/24", "198.51.101.0/24", "2001:db8:9::/48"]}}
    later = {**TAGS, "changeNumber": "64", "values": [moved, *others]}
    of_both = {"name": "adx-telemetry", "source_addresses": ["10.20.1.0/24"]}
    for format_name, same in (("squid", True), ("edl_fqdn", True), ("edl_ip", False), ("nftables", False)):
        texts = {export(format_name, OPTIONS, service_tag_document=tags, **of_both).text for tags in (TAGS, later)}
        assert (len(texts) == 1) is same, format_name


def test_without_a_document_every_format_says_that_tags_are_not_known_or_not_its_business():
    for format_name in ("nftables", "panos_set", "fortios", "edl_ip", "csv", "json"):
        assert "their prefixes are not known offline" in lost(export(format_name, OPTIONS))["AzureMonitor", 443]
    for format_name in ("squid", "checkpoint", "edl_fqdn", "panos_edl_url"):
        assert "name" in lost(export(format_name, OPTIONS))["AzureMonitor", 443]


def test_nothing_is_needed_and_every_format_still_writes_a_file_that_opens_nothing():
    for format_name in ("squid", "nftables", "panos_set", "fortios"):
        rules = [line for line in content(export(format_name, [])) if re.search(r"\b(allow|accept)\b", line)]
        assert rules == [], format_name

# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The access rules of Squid: a wildcard matches what Azure Firewall would match, and each port has its own way in."""

from __future__ import annotations

import re

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.values import hosts

from .samples import PLANS, SUBNET, content, export, export_many, lost

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


def test_squid_allows_what_any_cluster_needs_before_it_denies_the_rest_of_another():
    """Of two clusters in one subnet each gets what it needs; a denial in between would cut the second one off."""
    lines = content(export_many("squid", [{**plan, "source_addresses": [SUBNET]} for plan in PLANS]))
    asked = [line.split()[1] for line in lines if line.startswith("http_access")]
    assert asked == ["allow"] * asked.count("allow") + ["deny"] * 2


FEW = [
    {"fqdn": "a.example.com", "port": 443},
    {"fqdn": "*.b.example.com", "port": 443},
    {"fqdn": "c.example.com", "port": 80},
]
WHOLE = """\
acl adx-clients src 10.20.1.0/24
acl adx-clients src 10.30.1.0/24
acl adx-connect method CONNECT
acl adx-plain proto HTTP
acl adx-port-443 port 443
acl adx-names-443 dstdomain -n a.example.com
http_access allow adx-clients adx-connect adx-port-443 adx-names-443
acl adx-wildcards-443 dstdom_regex -n -i ^[a-z0-9_.-]+\\.b\\.example\\.com$
http_access allow adx-clients adx-connect adx-port-443 adx-wildcards-443
acl adx-port-80 port 80
acl adx-names-80 dstdomain -n c.example.com
http_access allow adx-clients !adx-connect adx-plain adx-port-80 adx-names-80
http_access deny adx-clients
"""


def test_every_list_is_made_before_the_rule_that_uses_it_and_the_rest_is_denied():
    exported = export("squid", FEW, name="adx", source_addresses=["10.20.1.0/24", "10.30.1.0/24"])
    assert "\n".join(content(exported)) + "\n" == WHOLE


def test_each_port_has_lists_of_its_own_and_each_way_to_ask_for_it():
    options = [
        {"fqdn": "a.example.com", "port": 443},
        {"fqdn": "b.example.com", "port": 8443, "protocol": "Https"},
        {"fqdn": "c.example.com", "port": 80},
        {"fqdn": "d.example.com", "port": 80, "protocol": "Https"},
        {"fqdn": "*e.example.com", "port": 8443, "protocol": "Http"},
    ]
    rules = [line.split()[2:] for line in content(export("squid", options, name="x")) if "http_access allow" in line]
    assert rules == [
        ["x-clients", "x-connect", "x-port-80", "x-names-80"],
        ["x-clients", "x-connect", "x-port-443", "x-names-443"],
        ["x-clients", "x-connect", "x-port-8443", "x-names-8443"],
        ["x-clients", "!x-connect", "x-plain", "x-port-http-80", "x-names-http-80"],
        ["x-clients", "!x-connect", "x-plain", "x-port-http-8443", "x-wildcards-http-8443"],
    ]
    lists = [line.split()[1:] for line in content(export("squid", options, name="x")) if "acl x-names" in line]
    assert [one[-1] for one in lists] == ["d.example.com", "a.example.com", "b.example.com", "c.example.com"]


def test_clusters_with_the_same_sources_get_the_protocols_of_each_other_and_the_file_says_so():
    plans = [
        {"name": name, "dependencies": [{**FEW[0], "protocol": spoken}], "source_addresses": ["*"]}
        for name, spoken in (("one", "Http"), ("two", "Https"))
    ]
    assert [(loss.cluster, loss.entry.protocol) for loss in export_many("squid", plans).wider] == [
        ("one", "Http"),
        ("two", "Https"),
    ]
    assert export_many("fortios", plans).wider == ()


def test_what_is_sent_by_udp_is_left_out_with_its_reason():
    ntp = {"fqdn": "ntp.example.com", "port": 443, "protocol": "UDP", "source": "discovered"}
    reasons = lost(export("squid", [ntp], service_tag_document=None))
    assert reasons["ntp.example.com", 443] == "a proxy is asked for connections of TCP, and these are packets of UDP"


def test_everybody_is_the_list_that_squid_has_already():
    assert content(export("squid", FEW, name="adx", source_addresses=["*"]))[0] == "acl adx-clients src all"


def test_what_a_proxy_is_not_asked_for_is_left_out_with_its_reason():
    options = [{"fqdn": "sql.example.com", "port": 1433}, {"addresses": ["203.0.113.7"], "port": 9093}]
    reasons = lost(export("squid", options, management=["13.64.38.225"]))
    assert reasons == {
        ("sql.example.com", 1433): (
            "a proxy is asked for port 443 by CONNECT and for port 80 by a plain request, and for no other port"
        ),
        ("203.0.113.7/32", 9093): "a proxy is asked for names, and this file refuses addresses",
        ("AzureMonitor", 443): "a proxy is asked for names, and this file refuses addresses",
        ("13.64.38.225/32", 443): (
            "it connects to the cluster, so its answers need a route past the appliance and no rule"
        ),
    }


def test_among_several_a_comment_stands_before_the_lists_of_each():
    plans = [{"name": name, "dependencies": FEW, "source_addresses": ["*"]} for name in ("one", "two")]
    lines = export_many("squid", plans).text.splitlines()
    assert lines[lines.index("# one") + 1] == "acl one-clients src all"
    assert lines[lines.index("# two") + 1] == "acl two-clients src all"


def test_the_name_of_a_list_has_sixty_three_letters_at_most():
    names = {line.split()[1] for line in content(export("squid", FEW, name="n" * 63)) if line.startswith("acl ")}
    assert {len(name) for name in names} == {63} and len(names) == 8
    assert f"acl {'n' * 50}-names-443 " in export("squid", FEW, name="n" * 50).text
    assert f"acl {'n' * 53}-names-443 " in export("squid", FEW, name="n" * 53).text, "63 letters are not cut"


@pytest.mark.parametrize(
    ("wildcard", "pattern"),
    [
        ("*.b.example.com", r"^[a-z0-9_.-]+\.b\.example\.com$"),
        ("*b.example.com", r"^[a-z0-9_.-]*b\.example\.com$"),
    ],
)
def test_a_pattern_begins_at_the_first_letter_and_ends_at_the_last(wildcard, pattern):
    (line,) = [one for one in content(export("squid", [{"fqdn": wildcard, "port": 80}])) if "dstdom_regex" in one]
    assert line == f"acl adx-telemetry-wildcards-80 dstdom_regex -n -i {pattern}"

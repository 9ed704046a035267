# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists to be fetched: each holds one part, and no more than the least platform takes."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.exports import common, entries, lists
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.errors import PlanError

from .samples import content, export, export_many, lost


def test_a_list_holds_one_port_and_says_where_the_others_belong():
    exported = export("edl_fqdn", part=80)
    assert content(exported) == ["*.windowsupdate.com", "ocsp.digicert.com"]
    assert "export another of part 443" in lost(exported)["login.microsoft.com", 443]
    assert "export another of part documented" in lost(exported)["13.64.38.225/32", 443]


@pytest.mark.parametrize(
    ("render", "kind", "what"),
    [
        (lists.panos_edl_url, entries.EntryKind.NAME, "A URL list of PAN-OS"),
        (lists.panos_edl_ip, entries.EntryKind.PREFIX, "An IP list of PAN-OS"),
    ],
)
def test_more_entries_than_the_least_platform_takes_are_refused_with_the_number(render, kind, what):
    text = "a{}.example.com" if kind == entries.EntryKind.NAME else "2001:db8::{:x}/128"
    texts = (text.format(number + 1) for number in range(50_001))
    known = tuple(entries.Entry("allow", kind, one, 443, "Https", "Extra", "extra") for one in texts)
    assert render([common.Share(known[1:], common.Request("adx"))], "adx").unexpressed == ()
    with pytest.raises(PlanError, match=f"{what} takes 50000 entries and this export has 50001"):
        render([common.Share(known, common.Request("adx"))], "adx")


FEW = [
    {"fqdn": "*.a.example.com", "port": 443},
    {"fqdn": "*b.example.com", "port": 443},
    {"fqdn": "c.example.com", "port": 1433},
    {"addresses": ["203.0.113.7"], "port": 1433, "category": "Tracing", "source": "discovered"},
]
STARS = "in a URL list a star stands for whole labels, so it cannot begin one"
WEB = "a URL list matches HTTP and TLS for the web only"
NAMES, ADDRESSES = "this format holds names only", "this format holds addresses only"
PAST = "it connects to the cluster, so its answers need a route past the appliance and no rule"


@pytest.mark.parametrize(
    ("format_name", "part", "lines"),
    [
        ("edl_fqdn", 443, ["*.a.example.com", "*b.example.com"]),
        ("edl_fqdn", 1433, ["c.example.com"]),
        ("edl_ip", 443, []),
        ("edl_ip", 1433, ["203.0.113.7/32"]),
        ("edl_ip", "documented", ["13.64.38.225/32"]),
        ("panos_edl_url", 443, ["*.a.example.com/"]),
        ("panos_edl_url", 1433, []),
        ("panos_edl_ip", 1433, ["203.0.113.7/32 Tracing, discovered"]),
        ("panos_edl_ip", "documented", ["13.64.38.225/32 Management, documented"]),
    ],
)
def test_a_list_has_one_line_for_each_entry_of_its_part_and_kind(format_name, part, lines):
    assert content(export(format_name, FEW, part=part, management=["13.64.38.225"])) == lines


@pytest.mark.parametrize(
    ("format_name", "part", "reasons"),
    [
        ("edl_fqdn", 1433, {("203.0.113.7/32", 1433): NAMES}),
        ("edl_fqdn", "documented", {("13.64.38.225/32", 443): PAST}),
        ("edl_ip", 1433, {("c.example.com", 1433): ADDRESSES}),
        ("panos_edl_url", 443, {("*b.example.com", 443): STARS, ("AzureMonitor", 443): NAMES}),
        ("panos_edl_url", 1433, {("c.example.com", 1433): WEB, ("203.0.113.7/32", 1433): NAMES}),
        ("panos_edl_ip", 1433, {("c.example.com", 1433): ADDRESSES}),
    ],
)
def test_what_is_of_the_part_and_yet_not_in_the_list_has_its_own_reason(format_name, part, reasons):
    found = lost(export(format_name, FEW, part=part, management=["13.64.38.225"]))
    assert {key: why for key, why in found.items() if "another of part" not in why} == reasons | (
        {("AzureMonitor", 443): found["AzureMonitor", 443]} if part == 443 else {}
    )


@pytest.mark.parametrize("format_name", ["edl_fqdn", "edl_ip"])
def test_lists_of_anybody_begin_with_comments_and_those_of_pan_os_have_none(format_name):
    text = export(format_name, FEW).text
    first = "adx-telemetry: what Azure Data Explorer clusters must reach, written by adx.outbound as"
    assert text.startswith(f"# {first} {format_name}.\n")
    for other in ("panos_edl_url", "panos_edl_ip"):
        assert "#" not in export(other, FEW).text


def test_what_several_clusters_need_stands_in_a_list_once_and_in_the_one_order():
    plans = [
        {"name": "one", "dependencies": [{"fqdn": f"{name}.example.com", "port": 443} for name in "ca"]},
        {"name": "two", "dependencies": [{"fqdn": f"{name}.example.com", "port": 443} for name in "bc"]},
    ]
    exported = export_many("edl_fqdn", plans)
    assert content(exported) == ["a.example.com", "b.example.com", "c.example.com"]
    why = "a list has no sources, so every cluster it is used for may reach this, and {} does not need it"
    assert [(loss.cluster, loss.entry.destination, loss.reason) for loss in exported.wider] == [
        ("one", "a.example.com", why.format("two")),
        ("two", "b.example.com", why.format("one")),
    ]


def test_a_port_of_udp_is_a_part_of_its_own():
    both = [
        {"fqdn": "ntp.ubuntu.com", "port": 123, "protocol": "UDP", "source": "discovered"},
        {"fqdn": "tcp.example.com", "port": 123},
    ]
    assert content(export("edl_fqdn", both, part="udp-123")) == ["ntp.ubuntu.com"]
    exported = export("edl_fqdn", both, part=123)
    assert content(exported) == ["tcp.example.com"]
    assert lost(exported)["ntp.ubuntu.com", 123] == "this list is that of part 123; export another of part udp-123"

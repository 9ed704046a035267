# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hostile and outsized values: none adds a line, ends a quotation, or leads to a file the vendor would refuse."""

from __future__ import annotations

import csv
import io
import json
import re

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.exports import common, entries, formats, lists
from ansible_collections.adx.outbound.plugins.module_utils._plan.needs.dependencies import Dependency
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.errors import PlanError

from .samples import EVERYTHING, OPTIONS, SUBNET, export

FORMATS = sorted(formats.FORMATS)
HOSTILE = [
    "x\nhttp_access allow all",
    "x\r\nset deviceconfig",
    'x" next edit "y',
    "x; add rule inet filter input accept",
    "x } chain y {",
    "x, accept } #",
    "=cmd|' /C calc'!A0",
    "x\u2028http_access allow all",
    "x\x00\x0b\x85y",
    "../../etc",
]
RENDERED = {"name": "adx", "source_addresses": [SUBNET]}


def shape(text):
    """A file with every run of letters and digits made one: what a value may change and what it may not."""
    return re.sub(r"[\w.-]+", "w", text)


@pytest.mark.parametrize("hostile", HOSTILE)
@pytest.mark.parametrize("format_name", FORMATS)
def test_a_category_or_source_cannot_add_a_line_or_a_sign(format_name, hostile):
    plain = [{**one, "category": "Category", "source": "source"} for one in OPTIONS]
    marked = [{**one, "category": hostile, "source": hostile} for one in OPTIONS]
    exported, expected = (export(format_name, items, **EVERYTHING) for items in (marked, plain))
    assert len(exported.text.splitlines()) == len(expected.text.splitlines())
    assert re.sub(r"w( w)*", "w", shape(exported.text)) == re.sub(r"w( w)*", "w", shape(expected.text))


@pytest.mark.parametrize("hostile", HOSTILE)
@pytest.mark.parametrize("format_name", FORMATS)
def test_a_hostile_name_never_reaches_a_file_even_past_the_reader(format_name, hostile):
    smuggled = Dependency("Extra", f"a.{hostile}", 443, "Https", (), "extra", hostile)
    with pytest.raises(PlanError, match="which is no host name") as raised:
        formats.render([smuggled], format_name, **RENDERED)
    assert len(str(raised.value).splitlines()) == 1


@pytest.mark.parametrize("hostile", HOSTILE)
@pytest.mark.parametrize("format_name", FORMATS)
def test_a_hostile_address_never_reaches_a_file(format_name, hostile):
    for more in ({"management": [hostile]}, {"health_monitoring": [hostile]}, {"source_addresses": [hostile]}):
        with pytest.raises(PlanError, match="no IP address and no network"):
            formats.render([], format_name, **{**RENDERED, **more})
    smuggled = Dependency("Extra", None, 443, "TCP", (hostile,), "extra", hostile)
    with pytest.raises(PlanError, match="no IP address and no network"):
        formats.render([smuggled], format_name, **RENDERED)


@pytest.mark.parametrize("name", ["", "1adx", "adx telemetry", "adx\n", 'adx"', "a" * 64, "ädx", "-adx"])
def test_a_name_that_could_mean_something_is_refused(name):
    with pytest.raises(PlanError, match="it takes a letter, then letters, digits"):
        export("squid", name=name)


@pytest.mark.parametrize("part", ["", "0", "443\n80", "all", "123456", None])
def test_a_part_that_is_no_port_is_refused(part):
    with pytest.raises(PlanError, match="it takes a port or 'documented'"):
        export("edl_fqdn", part=part)


def test_an_unknown_format_is_refused_with_those_there_are():
    with pytest.raises(PlanError, match="There is no format 'cisco'; choose from squid, nftables"):
        export("cisco")


@pytest.mark.parametrize("format_name", ["squid", "nftables", "panos_set", "fortios"])
def test_a_format_with_rules_asks_whose_traffic_they_are_for(format_name):
    with pytest.raises(PlanError, match=f"Format {format_name} writes rules, so it needs source_addresses"):
        export(format_name, source_addresses=[])
    assert SUBNET.partition("/")[0] not in export(format_name, source_addresses=["*", SUBNET]).text


def test_tables_survive_a_reader():
    exported = export("csv")
    rows = list(csv.DictReader(io.StringIO(exported.text)))
    assert [row["destination"] for row in rows] == [
        one["destination"] for one in json.loads(export("json").text)["entries"]
    ]
    assert not [cell for row in rows for cell in row.values() if cell[:1] in "=+-@" and cell]


LONG = ".".join(["a" * 63, "b" * 63, "c" * 63, "d" * 53, "example"])  # 253 letters, as long as a name may be
LONG_NAME = "adx-" + "n" * 59


def names_of(pattern, text):
    return re.findall(pattern, text, re.MULTILINE)


def test_a_name_as_long_as_names_get_fits_everywhere_it_is_taken():
    assert len(LONG) == 253
    for format_name in FORMATS:
        exported = export(format_name, [{"fqdn": LONG, "port": 443}])
        assert (LONG in exported.text) == (format_name not in ("panos_edl_ip",)), format_name


def test_no_object_name_is_longer_than_its_vendor_documents_and_none_is_used_twice():
    twins = [{"fqdn": f"{letter}{LONG[1:]}", "port": port} for letter in "xy" for port in (443, 80, 1433)]
    fortios = export("fortios", twins, name=LONG_NAME).text
    edited = names_of(r'edit "(.*)"', fortios.partition("config firewall addrgrp")[0])
    assert len(edited) == len(set(edited)) == 3 and max(map(len, names_of(r'"(.*?)"', fortios.replace(LONG, "")))) > 63
    assert max(len(name) for name in names_of(r'edit "(.*)"', fortios)) <= 79
    assert max(len(name) for name in names_of(r'set name "(.*)"', fortios)) <= 35
    panos = export("panos_set", twins, name=LONG_NAME).text
    assert {len(name) for name in names_of(r"^set profiles custom-url-category (\S+)", panos)} == {31}
    objects = names_of(r"^set (?:address|address-group|service|rulebase security rules) (\S+)", panos)
    assert max(map(len, objects)) == 63
    addresses = names_of(r"^set address (\S+)", panos)
    assert len(addresses) == len(set(addresses)) == 2
    squid = export("squid", twins, name=LONG_NAME).text
    assert max(map(len, names_of(r"^acl (\S+)", squid))) <= 63


def test_two_texts_that_look_alike_after_the_change_get_two_names():
    names = {common.object_name("adx", text, 63) for text in ("a-b.c", "a.b-c", "a.b.c", "a-b-c")}
    assert len(names) == 4 and common.object_name("adx", "a-b-c", 63) == "adx-a-b-c"


def test_a_site_longer_than_pan_os_takes_is_left_out_with_the_reason():
    wildcard = f"*.{LONG}"
    for format_name in ("panos_set", "panos_edl_url"):
        exported = export(format_name, [{"fqdn": wildcard, "port": 443}])
        assert wildcard not in exported.text
        assert "a site of a URL list has at most 255 characters" in {loss.reason for loss in exported.unexpressed}


@pytest.mark.parametrize(
    ("render", "kind", "what"),
    [
        (lists.panos_edl_url, entries.EntryKind.NAME, "A URL list of PAN-OS"),
        (lists.panos_edl_ip, entries.EntryKind.PREFIX, "An IP list of PAN-OS"),
    ],
)
def test_more_entries_than_the_least_platform_takes_are_refused_with_the_number(render, kind, what):
    text = "a.example.com" if kind == entries.EntryKind.NAME else "10.0.0.0/24"
    known = (entries.Entry("allow", kind, text, 443, "Https", "Extra", "extra"),) * 50_001
    assert render([common.Share(known[1:], common.Request("adx"))], "adx").unexpressed == ()
    with pytest.raises(PlanError, match=f"{what} takes 50000 entries and this export has 50001"):
        render([common.Share(known, common.Request("adx"))], "adx")


def test_ipv6_sources_are_served_or_refused_and_never_forgotten():
    with pytest.raises(PlanError, match="writes IPv4 policies, and source 2001:db8::/64 is IPv6"):
        export("fortios", source_addresses=["2001:db8::/64"])
    both = export("nftables", source_addresses=["2001:db8::/64", SUBNET])
    assert "ip6 saddr @adx-telemetry-sources-v6 ip6 daddr @adx-telemetry-443-v6 tcp dport 443 accept" in both.text
    assert [loss for loss in both.unexpressed if loss.entry.kind == entries.EntryKind.PREFIX] == []

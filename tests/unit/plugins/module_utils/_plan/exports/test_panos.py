# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Commands of PAN-OS: sites that match whole labels, and addresses where a URL category does not reach."""

from __future__ import annotations

import re

import pytest

from .samples import content, export, lost


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


LONG = ".".join(["a" * 63, "b" * 63, "c" * 63, "d" * 53, "example"])  # 253 letters, as long as a name may be


def test_a_site_longer_than_pan_os_takes_is_left_out_with_the_reason():
    wildcard = f"*.{LONG}"
    for format_name in ("panos_set", "panos_edl_url"):
        exported = export(format_name, [{"fqdn": wildcard, "port": 443}])
        assert wildcard not in exported.text
        assert "a site of a URL list has at most 255 characters" in {loss.reason for loss in exported.unexpressed}


LONG_NAME = "adx-" + "n" * 59


def names_of(pattern, text):
    return re.findall(pattern, text, re.MULTILINE)


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


FEW = [
    {"fqdn": "a.example.com", "port": 443},
    {"fqdn": "*.b.example.com", "port": 443},
    {"addresses": ["203.0.113.7"], "port": 443},
    {"fqdn": "sql.example.com", "port": 1433},
]
RULE = "set rulebase security rules adx-{} from any to any source {} {} application any action allow"
WHOLE = [
    "set service adx-tcp-443 protocol tcp port 443",
    'set profiles custom-url-category adx-443 type "URL List"',
    "set profiles custom-url-category adx-443 list *.b.example.com/",
    "set profiles custom-url-category adx-443 list a.example.com/",
    "set address ADDRESS ip-netmask 203.0.113.7/32",
    "set address-group adx-443 static ADDRESS",
    "set service adx-tcp-1433 protocol tcp port 1433",
    "set address ADDRESS fqdn sql.example.com",
    "set address-group adx-1433 static ADDRESS",
    "set address ADDRESS ip-netmask 13.64.38.225/32",
    "set address-group adx-documented static ADDRESS",
]
MATCHES = {
    "names-443": "destination any service adx-tcp-443 category adx-443",
    "addresses-443": "destination adx-443 service adx-tcp-443",
    "addresses-1433": "destination adx-1433 service adx-tcp-1433",
}


def commands(**more):
    """The commands, with one word for the names of addresses, which end with a digest."""
    text = export("panos_set", FEW, **{"name": "adx", "management": ["13.64.38.225"], **more}).text
    return [re.sub(r"adx-[a-z0-9-]+-[0-9a-f]{8}\b", "ADDRESS", line) for line in text.splitlines()]


@pytest.mark.parametrize(
    ("sources", "told"),
    [(["10.20.1.0/24", "10.30.1.0/24"], "[ 10.20.1.0/24 10.30.1.0/24 ]"), (["*"], "any")],
    ids=["networks", "everybody"],
)
def test_every_object_is_made_before_the_rules_and_each_port_has_those_it_needs(sources, told):
    rules = [RULE.format(name, told, match) for name, match in MATCHES.items()]
    assert commands(source_addresses=sources) == [*WHOLE, *rules]


def test_a_group_says_whose_prefixes_it_has_where_they_are_those_of_a_tag():
    lines = export("panos_set", name="adx").text.splitlines()
    described = [line for line in lines if "description" in line]
    assert described == [
        'set address-group adx-443 description "service tags of Public, change number 63"',
        'set address-group adx-5671 description "service tags of Public, change number 63"',
    ]


def test_a_wildcard_that_no_object_takes_is_left_out_with_its_reason():
    options = [{"fqdn": "*.a.example.com", "port": 5671}, {"fqdn": "*b.example.com", "port": 80}]
    reasons = lost(export("panos_set", options))
    assert (
        reasons["*.a.example.com", 5671]
        == "a URL category matches HTTP and TLS for the web, and no address object takes a wildcard on 5671"
    )
    assert reasons["*b.example.com", 80] == "in a URL list a star stands for whole labels, so it cannot begin one"


def test_a_site_of_exactly_the_documented_length_is_in_the_file():
    longest = f"*.{LONG[1:]}"
    assert len(f"{longest}/") == 255
    assert f" list {longest}/\n" in export("panos_set", [{"fqdn": longest, "port": 443}]).text


def test_names_of_objects_are_as_long_as_their_kind_allows():
    exact = export("panos_set", FEW[:1], name="n" * 27).text
    assert f'set profiles custom-url-category {"n" * 27}-443 type "URL List"' in exact, "31 letters are not cut"
    assert f"set service {'n' * 55}-tcp-443 " in export("panos_set", FEW[:1], name="n" * 55).text
    assert f"{'n' * 54}-tcp-443 " in export("panos_set", FEW[:1], name="n" * 54).text
    text = export("panos_set", [{"addresses": ["203.0.113.7"], "port": 443}], name="n" * 63).text
    assert {len(name) for name in names_of(r"^set address (\S+)", text)} == {63}


def test_a_port_of_udp_is_a_service_of_udp_and_takes_no_wildcard():
    wildcard = {"fqdn": "*.ubuntu.com", "port": 123, "protocol": "UDP", "source": "discovered"}
    exported = export(
        "panos_set",
        [{"fqdn": "ntp.ubuntu.com", "port": 123, "protocol": "UDP", "source": "discovered"}, wildcard],
        name="aks",
    )
    assert "set service aks-udp-123 protocol udp port 123" in exported.text
    assert "destination aks-udp-123 service aks-udp-123 " in exported.text
    assert "takes a wildcard on 123" in lost(exported)["*.ubuntu.com", 123]

# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hostile texts in every place of an export, in every format: a file like that of a harmless text, or a sentence."""

from __future__ import annotations

import subprocess
from collections import Counter
from copy import deepcopy
from functools import cache

import pytest
from ansible.errors import AnsibleFilterError
from ansible_collections.adx.outbound.plugins.filter.egress import appliance_export, management_routes, rule_collections
from ansible_collections.adx.outbound.tests.hostile import judge, texts

FORMATS = (
    *("squid", "nftables", "panos_set", "panos_edl_url", "panos_edl_ip", "fortios", "checkpoint"),
    *("edl_fqdn", "edl_ip", "csv", "json"),
)
_TAGS = {
    "changeNumber": "63",
    "cloud": "Public",
    "values": [
        {"name": "AzureMonitor", "properties": {"addressPrefixes": ["192.0.2.0/27", "2001:db8:1::/48"]}},
        {"name": "EventHub", "properties": {"addressPrefixes": ["192.0.2.32/28"]}},
        {"name": "Storage", "properties": {"addressPrefixes": ["192.0.2.64/26"]}},
    ],
}
_NEEDS = [
    {
        "fqdn": "login.example.com",
        "port": 443,
        "category": "SignIn",
        "source": "discovered",
        "raw": "login.example.com",
    },
    {"fqdn": "*.x.example.com", "port": 443, "category": "Storage", "protocol": "Https"},
    {"fqdn": "ocsp.example.com", "port": 80, "addresses": ["203.0.113.5"]},
    {"addresses": ["203.0.113.7"], "port": 9093, "category": "Tracing"},
]
_ONE = {
    "items": _NEEDS,
    "name": "adx-telemetry",
    "source_addresses": ["10.20.1.0/24"],
    "management": ["13.64.38.225"],
    "health_monitoring": ["104.42.216.21"],
    "service_tags": _TAGS,
    "part": 443,
}
_MANY = {
    "items": [
        {
            "name": "adx-telemetry",
            "dependencies": _NEEDS,
            "source_addresses": ["10.20.1.0/24"],
            "documented_addresses": {"management": ["13.64.38.225"], "health_monitoring": []},
        },
        {
            "cluster": {"id": "/subscriptions/s/clusters/billing"},
            "dependencies": _NEEDS[:2],
            "source_addresses": ["10.30.1.0/24"],
        },
    ],
    "name": "adx",
    "service_tags": _TAGS,
    "part": 443,
}
_WORDS = ("Harmless", "Harm less", "a-b", "A. b")
_HOSTS = ("harmless.example.com", "*.harmless.example.com", "*harmless.example.com", "203.0.113.99", "2001:db8::99")
_NETWORKS = ("203.0.113.99", "203.0.113.96/28", "2001:db8::99", "2001:db8:99::/64")
_SOURCES = (*_NETWORKS, "*")
# Where a text can stand, and harmless ones of its kind. A file has the form that one of these gives it.
PLACES = {
    "category of a name": (_ONE, ("items", 0, "category"), _WORDS),
    "category of an address": (_ONE, ("items", 3, "category"), _WORDS),
    "source": (_ONE, ("items", 1, "source"), _WORDS),
    "raw": (_ONE, ("items", 0, "raw"), _WORDS),
    "protocol": (_ONE, ("items", 1, "protocol"), ("Https", "")),
    "name": (_ONE, ("items", 0, "fqdn"), _HOSTS),
    "name on 80": (_ONE, ("items", 2, "fqdn"), _HOSTS),
    "address": (_ONE, ("items", 3, "addresses", 0), _NETWORKS),
    "address beside a name": (_ONE, ("items", 2, "addresses", 0), _NETWORKS),
    "port": (_ONE, ("items", 0, "port"), ("443", "444")),
    "source_addresses": (_ONE, ("source_addresses", 0), _SOURCES),
    "management": (_ONE, ("management", 0), _NETWORKS),
    "health_monitoring": (_ONE, ("health_monitoring", 0), _NETWORKS),
    "prefix of a service tag": (_ONE, ("service_tags", "values", 0, "properties", "addressPrefixes", 1), _NETWORKS),
    "name of a service tag": (_ONE, ("service_tags", "values", 2, "name"), ("Harmless",)),
    "cloud": (_ONE, ("service_tags", "cloud"), ("Harmless",)),
    "change number": (_ONE, ("service_tags", "changeNumber"), ("64",)),
    "name of the file": (_ONE, ("name",), ("harmless",)),
    "part": (_ONE, ("part",), ("443", "80", "9093", "documented", "1")),
    "name of a cluster": (_MANY, ("items", 0, "name"), ("harmless",)),
    "id of a cluster": (_MANY, ("items", 1, "cluster", "id"), ("/a/harmless", "harmless")),
    "category of a cluster": (_MANY, ("items", 0, "dependencies", 0, "category"), _WORDS),
    "sources of a cluster": (_MANY, ("items", 0, "source_addresses", 0), _SOURCES),
}


def with_text(place, text):
    """What is asked for, with the text in its place."""
    base, path, _harmless = PLACES[place]
    asked = inside = deepcopy(base)
    for step in path[:-1]:
        inside = inside[step]
    inside[path[-1]] = text
    return asked


def exported(place, text, form):
    return appliance_export(format=form, **with_text(place, text))["content"]


@cache
def harmless(place, form):
    """The shapes a file can have whose text is harmless."""
    found = []
    for text in PLACES[place][2]:
        try:
            found.append(judge.shape(exported(place, text, form), form))
        except AnsibleFilterError:  # a policy of IPv4 has no source of IPv6
            continue
    return found


def tried(text, place):
    ends, wrong = Counter(), []
    for form in FORMATS:
        try:
            content = exported(place, text, form)
        except AnsibleFilterError as refused:
            ends["refused"] += 1
            wrong += judge.acting(str(refused))
            continue
        ends["written"] += 1
        wrong += [f"{form}: {what}" for what in judge.of_file(content)]
        if judge.shape(content, form) not in harmless(place, form):
            wrong.append(f"{form}: no harmless text gives such a file: {content!a}")
    return ends, wrong


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("batch", texts.batches("export", 2, texts.KNOWN), ids=texts.names())
def test_a_file_for_an_appliance_holds_what_a_harmless_text_would_give(attempt, place, batch):
    wrong = [what for text in batch for what in attempt(f"export, {place}", text, tried, place)]
    assert not wrong, "\n".join(wrong)


def in_free_text(text):
    """Everything that a file may quote of a dependency, and a name where the text holds one."""
    asked = deepcopy(_ONE)
    for one in asked["items"]:
        one |= {"category": text, "source": text, "raw": text}
    for way in (lambda found: found | {"fqdn": text}, lambda found: found):
        try:
            items = [way(asked["items"][0]), *asked["items"][1:]]
            appliance_export(format="json", **{**asked, "items": items})
            return {**asked, "items": items}
        except AnsibleFilterError:
            continue
    raise AssertionError(f"refused: {text!a}")


def checked(text, path, form, command):
    content = appliance_export(format=form, **in_free_text(text))["content"]
    path.write_text(content, encoding="utf-8")
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    complaints = [line for line in done.stderr.splitlines() if "WARNING" in line or "ERROR" in line or "FATAL" in line]
    return {"taken": 1}, [f"{done.stderr}: {content!a}"] if done.returncode or complaints else []


@pytest.mark.parametrize("batch", texts.batches("export", 2, texts.KNOWN), ids=texts.names())
def test_nft_takes_the_file(attempt, nft_program, tmp_path, batch):
    path = tmp_path / "exported.nft"
    command = [nft_program, "-c", "-f", str(path)]
    wrong = [what for text in batch for what in attempt("nft", text, checked, path, "nftables", command)]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("batch", texts.batches("export", 2, texts.KNOWN), ids=texts.names())
def test_squid_takes_the_file(attempt, squid_program, tmp_path, batch):
    path, main = tmp_path / "exported.conf", tmp_path / "squid.conf"
    main.write_text(f"http_port 127.0.0.1:3128\ninclude {path}\nhttp_access deny all\n", encoding="utf-8")
    command = [squid_program, "-k", "parse", "-f", str(main)]
    wrong = [what for text in batch for what in attempt("squid", text, checked, path, "squid", command)]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("address", ["fe80::1%x", "2001:db8::1%x", "2001:db8::%x\nflush ruleset", "2001:db8::%x\ny/64"])
@pytest.mark.parametrize(
    "place", [place for place, (_base, _path, known) in PLACES.items() if {*known} & {*_HOSTS, *_NETWORKS}]
)
def test_an_address_with_a_zone_reaches_no_file(place, address):
    for form in FORMATS:
        with pytest.raises(AnsibleFilterError) as refused:
            exported(place, address, form)
        assert judge.acting(str(refused.value)) == []


@pytest.mark.parametrize("address", ["2001:db8::1%x", "2001:db8::%x\ny"])
def test_an_address_with_a_zone_reaches_no_rule_and_no_route(address):
    with pytest.raises(AnsibleFilterError):
        rule_collections([{"addresses": [address], "port": 443}], "adx", "10.0.0.0/8")
    with pytest.raises(AnsibleFilterError):
        rule_collections([{"addresses": ["203.0.113.7"], "port": 443}], "adx", address)
    for asked in ({"management": [address]}, {"health_monitoring": [address]}):
        with pytest.raises(AnsibleFilterError):
            management_routes(asked)
    with pytest.raises(AnsibleFilterError):
        management_routes({"management": ["13.64.38.225"]}, [address])


@pytest.mark.parametrize("cell", ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(1)", "\t=1"])
def test_no_cell_is_a_formula(cell):
    for form in ("csv", "checkpoint"):
        content = appliance_export(format=form, **in_free_text(cell))["content"]
        assert not [kind for kind in judge.shape(content, form) if isinstance(kind, tuple)]

# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every format as a file a person has read; in all of them no value is a sign, and nothing is lost without a word."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.exports import clusters, entries, formats
from ansible_collections.adx.outbound.plugins.module_utils._plan.needs.dependencies import Dependency
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.errors import PlanError
from hypothesis import given, settings
from hypothesis import strategies as st

from . import drawn, readers
from .samples import ADDRESSES, EVERYTHING, OPTIONS, PLANS, SUBNET, TAGS, content, export, export_many, lost

GOLDEN = Path(__file__).parent / "golden"


# File -> format, and what the export is asked for besides everything there is.
FILES = {
    "squid.conf": ("squid", {}),
    "nftables.nft": ("nftables", {}),
    "panos_set.txt": ("panos_set", {}),
    "panos_edl_url-443.txt": ("panos_edl_url", {}),
    "panos_edl_url-80.txt": ("panos_edl_url", {"part": 80}),
    "panos_edl_ip-443.txt": ("panos_edl_ip", {}),
    "panos_edl_ip-documented.txt": ("panos_edl_ip", {"part": "documented"}),
    "fortios.txt": ("fortios", {}),
    "checkpoint.csv": ("checkpoint", {}),
    "edl_fqdn-443.txt": ("edl_fqdn", {"part": "443"}),
    "edl_ip-5671.txt": ("edl_ip", {"part": 5671}),
    "everything.csv": ("csv", {}),
    "everything.json": ("json", {}),
    "offline.csv": ("csv", {"service_tag_document": None}),
}


# The same for two clusters whose needs differ.
OF_TWO = {
    "two-squid.conf": ("squid", {}),
    "two-nftables.nft": ("nftables", {}),
    "two-panos_set.txt": ("panos_set", {}),
    "two-panos_edl_url-443.txt": ("panos_edl_url", {}),
    "two-panos_edl_ip-documented.txt": ("panos_edl_ip", {"part": "documented"}),
    "two-fortios.txt": ("fortios", {}),
    "two-checkpoint.csv": ("checkpoint", {}),
    "two-edl_fqdn-443.txt": ("edl_fqdn", {}),
    "two-edl_ip-9094.txt": ("edl_ip", {"part": 9094}),
    "two-everything.csv": ("csv", {}),
    "two-everything.json": ("json", {}),
}


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


RULES = ("squid", "nftables", "panos_set", "fortios")


LISTS = ("panos_edl_url", "panos_edl_ip", "checkpoint", "edl_fqdn", "edl_ip")


PARTS = (443, 80, 5671, 1433, 9093, 9094, "documented")


TELEMETRY, BILLING = PLANS


NAMES = {"adx-telemetry": SUBNET, "adx-billing": "10.30.1.0/24"}


LONG = ".".join(["a" * 63, "b" * 63, "c" * 63, "d" * 53, "example"])  # 253 letters, as long as a name may be


@pytest.mark.parametrize("name", [*FILES, *OF_TWO])
def test_a_format_looks_as_it_did_when_a_person_read_it(name, tmp_path):
    format_name, more = {**FILES, **OF_TWO}[name]
    text = (export_many if name in OF_TWO else export)(format_name, **more).text
    (tmp_path / name).write_text(text, encoding="utf-8")
    assert text == (GOLDEN / name).read_text(encoding="utf-8"), f"if this is meant, take {tmp_path / name}"


def test_every_format_has_a_golden_file_and_every_golden_file_a_format():
    for files in (FILES, OF_TWO):
        assert {format_name for format_name, _more in files.values()} == set(formats.FORMATS)
    assert {path.name for path in GOLDEN.iterdir()} == {*FILES, *OF_TWO}


@pytest.mark.parametrize("format_name", formats.FORMATS)
def test_the_order_of_the_input_and_repeats_in_it_do_not_matter(format_name):
    backwards = {key: value[::-1] if isinstance(value, list) else value for key, value in EVERYTHING.items()}
    again = export(format_name, [*reversed(OPTIONS), *OPTIONS], **backwards)
    assert again == export(format_name)


@pytest.mark.parametrize("format_name", formats.FORMATS)
def test_every_entry_is_in_the_file_or_left_out_with_a_reason(format_name):
    entries = json.loads(export("json").text)["entries"]
    for part in (443, 80, 5671, 1433, 9093, "documented"):
        exported = export(format_name, part=part)
        told = {(loss.entry.use, loss.entry.destination, loss.entry.port) for loss in exported.unexpressed}
        assert all(loss.reason and "\n" not in loss.reason for loss in exported.unexpressed)
        for entry in entries:
            if (entry["use"], entry["destination"], entry["port"]) not in told:
                assert written(entry["destination"], format_name) in exported.text, entry


def written(destination, format_name):
    """How a format writes a destination."""
    if format_name == "squid" and destination.startswith("*"):
        return destination.removeprefix("*").replace(".", r"\.") + "$"
    if format_name == "checkpoint":
        return "." + destination.removeprefix("*.")
    if format_name == "fortios" and "/" in destination:
        return f"set subnet {destination.partition('/')[0]} 255."
    return destination


def shape(text):
    """A file with every run of letters and digits made one: what a value may change and what it may not."""
    return re.sub(r"[\w.-]+", "w", text)


@pytest.mark.parametrize("hostile", HOSTILE)
@pytest.mark.parametrize("format_name", formats.FORMATS)
def test_a_category_or_source_cannot_add_a_line_or_a_sign(format_name, hostile):
    plain = [{**one, "category": "Category", "source": "source"} for one in OPTIONS]
    marked = [{**one, "category": hostile, "source": hostile} for one in OPTIONS]
    exported, expected = (export(format_name, items, **EVERYTHING) for items in (marked, plain))
    assert len(exported.text.splitlines()) == len(expected.text.splitlines())
    assert re.sub(r"w( w)*", "w", shape(exported.text)) == re.sub(r"w( w)*", "w", shape(expected.text))


@pytest.mark.parametrize("hostile", HOSTILE)
@pytest.mark.parametrize("format_name", formats.FORMATS)
def test_a_hostile_name_never_reaches_a_file_even_past_the_reader(format_name, hostile):
    smuggled = Dependency("Extra", f"a.{hostile}", 443, "Https", (), "extra", hostile)
    with pytest.raises(PlanError, match="which is no host name") as raised:
        formats.render([smuggled], format_name, **RENDERED)
    assert len(str(raised.value).splitlines()) == 1


@pytest.mark.parametrize("hostile", HOSTILE)
@pytest.mark.parametrize("format_name", formats.FORMATS)
def test_a_hostile_address_never_reaches_a_file(format_name, hostile):
    for more in ({"management": [hostile]}, {"health_monitoring": [hostile]}, {"source_addresses": [hostile]}):
        with pytest.raises(PlanError, match="no IP address and no network"):
            formats.render([], format_name, **{**RENDERED, **more})
    smuggled = Dependency("Extra", None, 443, "TCP", (hostile,), "extra", hostile)
    with pytest.raises(PlanError, match="no IP address and no network"):
        formats.render([smuggled], format_name, **RENDERED)


def test_an_unknown_format_is_refused_with_those_there_are():
    with pytest.raises(PlanError, match="There is no format 'cisco'; choose from squid, nftables"):
        export("cisco")


@pytest.mark.parametrize("format_name", ["squid", "nftables", "panos_set", "fortios"])
def test_a_format_with_rules_asks_whose_traffic_they_are_for(format_name):
    with pytest.raises(PlanError, match=f"Format {format_name} writes rules, so it needs source_addresses"):
        export(format_name, source_addresses=[])
    assert SUBNET.partition("/")[0] not in export(format_name, source_addresses=["*", SUBNET]).text


def test_a_name_as_long_as_names_get_fits_everywhere_it_is_taken():
    assert len(LONG) == 253
    for format_name in formats.FORMATS:
        exported = export(format_name, [{"fqdn": LONG, "port": 443}])
        assert (LONG in exported.text) == (format_name not in ("panos_edl_ip",)), format_name


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


def rules(format_name, text):
    """The lines of a file that let something pass, each with everything it refers to."""
    if format_name == "fortios":
        policies = text.partition("config firewall policy")[2]
        return [block.replace("\n", " ") for block in policies.split("    next")[:-1]]
    mark = {"squid": "http_access", "nftables": " accept", "panos_set": "set rulebase"}[format_name]
    return [line for line in text.splitlines() if mark in line and not line.startswith("#")]


@pytest.mark.parametrize("format_name", RULES)
def test_every_rule_is_about_the_objects_of_one_cluster_and_for_its_own_sources(format_name):
    text = export_many(format_name).text
    found = [{name for name in NAMES if name in line} for line in rules(format_name, text)]
    assert found and all(len(names) == 1 for names in found) and {name for names in found for name in names} == {*NAMES}
    if format_name == "nftables":
        sets = re.findall(r"set (\S+)-sources-v4 \{[^}]*elements = \{\s*(\S+),\s*\}", text)
        assert dict(sets) == NAMES
        return
    for name, source in NAMES.items():
        assert not [line for line in text.splitlines() if source in line and name not in line]


@pytest.mark.parametrize("format_name", RULES)
def test_what_only_one_cluster_needs_is_in_its_own_objects_alone(format_name):
    text = export_many(format_name).text
    for plan, other, own in (
        (TELEMETRY, "adx-billing", ["sql.example.com", "203.0.113.7"]),
        (BILLING, "adx-telemetry", ["ledger.example.com", "203.0.113.9"]),
    ):
        mine = {line for line in content_of(export_many(format_name, [plan]).text) if plan["name"] in line}
        assert mine <= set(content_of(text)), "a cluster's part of a file does not depend on the others"
        assert not [line for line in content_of(text) if other in line and any(one in line for one in own)]


def content_of(text):
    return [line for line in text.splitlines() if not line.lstrip().startswith("#")]


def told(exported):
    return {(loss.cluster, loss.entry.destination, loss.entry.port): loss.reason for loss in exported.wider}


@pytest.mark.parametrize("format_name", [*RULES, "csv", "json"])
def test_a_format_that_has_sources_lets_nobody_get_more_and_says_nothing(format_name):
    assert told(export_many(format_name)) == {}


@pytest.mark.parametrize("format_name", RULES)
@pytest.mark.parametrize("sources", [["10.20.1.128/25"], ["*"]], ids=["a part of the subnet", "anybody"])
def test_clusters_whose_sources_overlap_get_what_the_other_needs_and_the_result_says_so(format_name, sources):
    exported = export_many(format_name, [TELEMETRY, {**BILLING, "source_addresses": sources}])
    found = told(exported)
    assert (
        found["adx-billing", "203.0.113.9/32", 9094]
        == ("these sources are sources of adx-telemetry as well, which does not need it")
        if format_name != "squid"
        else found["adx-billing", "ledger.example.com", 443]
    )
    assert not [one for one in found if one[1] == "login.microsoft.com"], "both need that"
    assert ("adx-billing", "billing.blob.core.windows.net", 443) not in found, "the wildcard of the other holds it"


@pytest.mark.parametrize("format_name", LISTS)
def test_a_format_without_sources_tells_what_not_every_cluster_needs(format_name):
    found = {}
    for part in PARTS:
        found |= told(export_many(format_name, part=part))
    reasons = set(found.values())
    assert found and any(
        "has no sources, so every cluster it is used for may reach this, and adx-" in one for one in reasons
    )
    assert not [one for one in found if one[1] in ("login.microsoft.com", "ocsp.digicert.com", "192.0.2.0/27")]
    own = {"adx-billing": "ledger.example.com"} if "ip" not in format_name else {"adx-billing": "203.0.113.9/32"}
    assert {(name, destination) for name, destination, _port in found} >= {*own.items()}
    if format_name != "checkpoint":
        alone = {}
        for part in PARTS:
            alone |= told(export_many(format_name, [TELEMETRY], part=part))
        assert alone == {}, "with one cluster nobody else is there"


@pytest.mark.parametrize("format_name", formats.FORMATS)
def test_the_order_of_the_clusters_does_not_matter(format_name):
    assert export_many(format_name, [*reversed(PLANS)]) == export_many(format_name)


@pytest.mark.parametrize("format_name", formats.FORMATS)
def test_every_entry_of_every_cluster_is_in_the_file_or_left_out_with_a_reason_and_the_cluster(format_name):
    entries = {one["name"]: one["entries"] for one in json.loads(export_many("json").text)["clusters"]}
    assert {*entries} == {*NAMES}
    for part in PARTS:
        many = {(loss.cluster, loss.entry) for loss in export_many(format_name, part=part).unexpressed}
        files = {plan["name"]: by_itself(format_name, plan, part=part) for plan in PLANS}
        alone = {(name, loss.entry) for name, exported in files.items() for loss in exported.unexpressed}
        assert many == alone


def by_itself(format_name, plan, **more):
    """The export of one of the two clusters in a file of its own."""
    addresses = plan.get("documented_addresses") or {name: plan[name] for name in ADDRESSES}
    asked = {"name": plan["name"], "source_addresses": plan["source_addresses"], "service_tag_document": TAGS}
    return export(format_name, plan["dependencies"], **asked, **addresses, **more)


def test_a_file_about_one_cluster_among_plans_has_the_same_rules_as_by_itself():
    for format_name in RULES:
        among = export_many(format_name, [TELEMETRY], name="adx-telemetry").text
        assert content_of(among) == content_of(by_itself(format_name, TELEMETRY).text), format_name


def test_sources_are_networks_in_one_spelling_each_once():
    for sources in (["10.20.1.7/24", " 10.20.1.0/24", "10.30.1.1"], ["10.20.1.0/24", "10.30.1.1/32", "10.30.1.1"]):
        found = json.loads(export_many("json", [{**TELEMETRY, "source_addresses": sources}]).text)["clusters"]
        assert found[0]["source_addresses"] == ["10.20.1.0/24", "10.30.1.1/32"]


def test_a_star_among_the_sources_is_everybody_whatever_stands_beside_it():
    found = json.loads(export_many("json", [{**TELEMETRY, "source_addresses": [SUBNET, "*"]}]).text)["clusters"]
    assert found[0]["source_addresses"] == ["*"]


def test_the_file_of_one_cluster_is_no_file_of_clusters():
    assert [*json.loads(export("json").text)] == ["name", "service_tags", "entries", "unexpressed"]
    assert [*json.loads(export_many("json", [TELEMETRY]).text)] == ["name", "service_tags", "clusters"]


def test_a_list_is_about_the_port_for_https_where_no_part_is_asked_for():
    assert export("edl_fqdn").text == export("edl_fqdn", part=443).text
    assert export_many("edl_fqdn").text == export_many("edl_fqdn", part="443").text


TABLES = ("csv", "json")
TELLS_PROTOCOLS = ("squid", *TABLES)  # the others know TCP and UDP alone
FROM = ("10.1.0.1", "10.1.0.200", "10.2.0.1", "10.9.0.1")


def needs_of(plan):
    """What a plan needs: destination, port and protocol of each."""
    for one in clusters.from_option(plan, "x").dependencies:
        for destination in (one.fqdn,) if one.fqdn else [entries.network(address, "x") for address in one.addresses]:
            yield destination, one.port, one.protocol


def may_pass(needed, format_name, probe):
    """True for what one need allows, as far as the format can tell protocols apart."""
    destination, port, protocol = needed
    of_carrier = ("UDP",) if protocol == "UDP" else readers.OF_TCP
    return drawn.allows(destination, port, (protocol,) if format_name in TELLS_PROTOCOLS else of_carrier, probe)


def concerned(plans, format_name, probe):
    """The plans whose sources a probe comes from, all where the format has none."""
    known = [plan for plan in plans if any(readers.holds(one)(probe.source) for one in plan["source_addresses"])]
    return plans if format_name in (*LISTS, *TABLES) else known


@pytest.mark.parametrize("format_name", formats.FORMATS)
@settings(max_examples=25, deadline=None)
@given(plans=st.one_of(drawn.answers().map(drawn.alone), drawn.several()), data=st.data())
def test_whatever_a_service_needs_is_in_the_file_or_told_and_nothing_else_passes(format_name, plans, data):
    needed = {plan["name"]: list(needs_of(plan)) for plan in plans}
    whole = [one for of in needed.values() for one in of]
    part = data.draw(
        st.sampled_from([f"udp-{port}" if spoken == "UDP" else str(port) for _name, port, spoken in whole])
    )
    read = [clusters.from_option(plan, "x") for plan in plans]
    alone = formats.render_one(read[0], format_name, part=part) if len(read) == 1 else None
    exported = alone or formats.render_many(read, format_name, name="hub", part=part)
    opened = readers.opened(format_name, exported.text, part)
    left_out = {
        (loss.cluster or read[0].name, loss.entry.destination, loss.entry.port, loss.entry.protocol)
        for loss in exported.unexpressed
    }
    for probe in drawn.probes({one[0] for one in whole}, sorted({22, *(one[1] for one in whole)}), FROM):
        passes = any(one.passes(probe) for one in opened)
        wider = passes and any(drawn.is_told(loss, probe) for loss in exported.wider)
        known = concerned(plans, format_name, probe)
        assert known or not passes, probe
        wanted = {
            plan["name"]: [one for one in needed[plan["name"]] if may_pass(one, format_name, probe)] for plan in known
        }
        of_all = format_name in TABLES and any(wanted.values())
        for name, of in wanted.items():
            assert not passes or of or of_all or wider, (probe, name)
            assert passes or all((name, *one) in left_out for one in of if one[2] == probe.protocol), (probe, name)

# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What becomes an entry: names and addresses that are checked, service tags with or without their prefixes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents import service_tags
from ansible_collections.adx.outbound.plugins.module_utils._plan.exports import entries
from ansible_collections.adx.outbound.plugins.module_utils._plan.needs import dependencies, documented, services
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.errors import PlanError

from .samples import TAGS

KNOWN = service_tags.from_document(TAGS)


def made(*options, **more):
    return entries.entries([dependencies.from_option(option) for option in options], **more)


def places(found, kind):
    return [(one.destination, one.port) for one in found if one.kind == kind]


def test_everything_the_page_documents_becomes_one_entry_per_name_and_port():
    needed = documented.requirements("West US").dependencies
    found = entries.entries(needed)
    assert sorted(places(found, entries.EntryKind.NAME)) == sorted({(one.fqdn, one.port) for one in needed})
    assert len(needed) == 27


def test_the_tags_are_those_the_rules_of_azure_firewall_would_have():
    wildcard = made({"fqdn": "*.servicebus.windows.net", "port": 5671})
    named = made({"fqdn": "orders.servicebus.windows.net", "port": 5671})
    assert places(wildcard, entries.EntryKind.SERVICE_TAG) == [("AzureMonitor", 443), ("EventHub", 5671)]
    assert places(named, entries.EntryKind.SERVICE_TAG) == [("AzureMonitor", 443)]


def test_another_service_has_the_tags_that_are_its_own_and_no_others():
    amqp = {"fqdn": "*.servicebus.windows.net", "port": 5671, "source": "discovered"}
    assert places(made(amqp, service=services.API_MANAGEMENT), entries.EntryKind.SERVICE_TAG) == []
    made_up = replace(services.BATCH, tag_rules=(services.TagRule("Sql", 1433), services.TagRule("Time", 123, "UDP")))
    found = [one for one in made(amqp, service=made_up) if one.kind == entries.EntryKind.SERVICE_TAG]
    assert [(one.destination, one.port, one.protocol) for one in found] == [("Time", 123, "UDP"), ("Sql", 1433, "TCP")]
    assert places(made(amqp, service=services.API_MANAGEMENT, tags=KNOWN), entries.EntryKind.PREFIX) == []


def test_a_port_of_udp_is_another_port_than_that_of_tcp():
    ntp = {"fqdn": "ntp.example.com", "port": 123, "source": "discovered"}
    found = made(ntp, {**ntp, "protocol": "UDP"}, service=services.KUBERNETES)
    assert [(one.at.carrier, one.at.label, one.at.service) for one in found] == [
        ("TCP", "123", "tcp-123"),
        ("UDP", "udp-123", "udp-123"),
    ]
    assert made({**ntp, "protocol": "UDP"}, ntp, service=services.KUBERNETES) == found


def test_with_a_document_tags_are_prefixes_that_say_which_state_they_are_of():
    found = made({"fqdn": "*.servicebus.windows.net", "port": 5671}, tags=KNOWN)
    assert places(found, entries.EntryKind.SERVICE_TAG) == []
    assert places(found, entries.EntryKind.PREFIX) == [
        ("192.0.2.0/27", 443),
        ("2001:db8:1::/48", 443),
        ("192.0.2.32/28", 5671),
        ("192.0.2.40/29", 5671),
    ]
    sources = {one.source for one in found if one.kind == entries.EntryKind.PREFIX}
    assert sources == {"service tags of Public, change number 63"}


def test_documented_addresses_are_for_routing_and_everything_else_is_to_be_allowed():
    found = made({"addresses": ["203.0.113.7"], "port": 9093}, management=["1.2.3.4"], health_monitoring=["1.2.3.5"])
    assert [(one.use, one.destination, one.category) for one in found if one.kind == entries.EntryKind.PREFIX] == [
        ("allow", "203.0.113.7/32", "Extra"),
        ("route", "1.2.3.4/32", "Management"),
        ("route", "1.2.3.5/32", "HealthMonitoring"),
    ]


def test_an_address_in_both_lists_is_one_entry_and_prefixes_stand_in_the_order_of_numbers():
    found = made(management=["10.0.0.9", "9.0.0.1"], health_monitoring=["10.0.0.9"])
    assert [one.destination for one in found if one.use == "route"] == ["9.0.0.1/32", "10.0.0.9/32"]


def test_a_network_has_one_spelling():
    assert entries.network(" 10.20.1.5/24 ", "x") == "10.20.1.0/24"
    assert entries.network("2001:0DB8::1", "x") == "2001:db8::1/128"


@pytest.mark.parametrize("text", ["10.20.1.0/33", "subnet", "", "1.2.3.4\n5.6.7.8", "1.2.3.4 accept"])
def test_what_is_no_network_is_refused_with_its_value_on_one_line(text):
    with pytest.raises(PlanError) as raised:
        made(management=[text])
    assert "Management has" in str(raised.value) and "\n" not in str(raised.value)


@pytest.mark.parametrize(
    "document",
    [
        {"changeNumber": "63", "cloud": "Public"},
        {"changeNumber": "63\nhttp_access allow all", "cloud": "Public", "values": TAGS["values"]},
        {"changeNumber": "63", "cloud": "Public\nx", "values": TAGS["values"]},
        {"values": TAGS["values"]},
    ],
)
def test_what_is_no_document_of_service_tags_is_refused(document):
    with pytest.raises(PlanError, match="takes a Service Tag Discovery document"):
        service_tags.from_document(document)


def test_the_file_of_the_download_centre_is_read_as_the_answer_of_the_api_is():
    assert service_tags.from_document({**TAGS, "changeNumber": 63}) == KNOWN
    assert KNOWN.of("azuremonitor") == KNOWN.of("AzureMonitor") != ()


def test_a_tag_the_document_does_not_have_is_an_error_that_knows_of_further_pages():
    page = service_tags.from_document({**TAGS, "nextLink": "https://management.azure.com/x"})
    with pytest.raises(PlanError, match="change number 63, have no prefixes for AzureKeyVault.*exported[.]$"):
        KNOWN.of("AzureKeyVault")
    with pytest.raises(PlanError, match="first of several pages"):
        page.of("AzureKeyVault")


def test_a_prefix_of_a_tag_that_is_no_network_is_refused():
    values = [{"name": "AzureMonitor", "properties": {"addressPrefixes": ["1.2.3.4/24 }"]}}]
    with pytest.raises(PlanError, match="Service tag AzureMonitor has"):
        made(tags=service_tags.from_document({**TAGS, "values": values}))


def entry(kind, destination):
    return entries.Entry("allow", kind, destination, 443, "TCP", "Extra", "extra")


@pytest.mark.parametrize(
    ("kind", "destination", "family"),
    [
        (entries.EntryKind.PREFIX, "192.0.2.0/27", 4),
        (entries.EntryKind.PREFIX, "2001:db8::/48", 6),
        (entries.EntryKind.NAME, "a.example.com", None),
        (entries.EntryKind.SERVICE_TAG, "AzureMonitor", None),
    ],
)
def test_a_prefix_alone_has_a_family(kind, destination, family):
    assert entry(kind, destination).family == family


def test_an_entry_is_told_with_everything_that_is_known_of_it():
    assert entry(entries.EntryKind.NAME, "a.example.com").as_option() == {
        "use": "allow",
        "kind": "name",
        "destination": "a.example.com",
        "port": 443,
        "protocol": "TCP",
        "category": "Extra",
        "source": "extra",
    }


def test_the_order_is_by_port_and_then_names_prefixes_and_tags_those_of_ipv4_first():
    found = made(
        {"addresses": ["2001:db8::1", "10.0.0.0/24", "10.0.0.0/16", "9.0.0.1"], "port": 443},
        {"fqdn": "b.example.com", "port": 443},
        {"fqdn": "z.example.com", "port": 80},
        {"fqdn": "a.example.com", "port": 443},
        management=["1.2.3.4"],
    )
    assert [one.destination for one in found] == [
        "z.example.com",
        "a.example.com",
        "b.example.com",
        "9.0.0.1/32",
        "10.0.0.0/16",
        "10.0.0.0/24",
        "2001:db8::1/128",
        "AzureMonitor",
        "1.2.3.4/32",
    ]


def test_of_entries_about_the_same_the_first_by_category_stays():
    found = made(*({"fqdn": "a.example.com", "port": 443, "category": name} for name in ("B", "A", "C")))
    assert [one.category for one in found if one.kind == entries.EntryKind.NAME] == ["A"]


def test_what_a_name_speaks_on_one_port_is_an_entry_for_each_protocol():
    names = [
        {"fqdn": "a.example.com", "port": 443, "protocol": spoken} for spoken in ("Mssql", "Https", "TCP", "Https")
    ]
    for order in (names, names[::-1]):
        found = [one for one in made(*order) if one.kind == entries.EntryKind.NAME]
        assert [one.protocol for one in found] == ["Https", "Mssql", "TCP"]


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("x" * 81, "x" * 80),
        ("x" * 80, "x" * 80),
        ("..- ", "Unnamed"),
        ("a b.c_d-e", "a b.c_d-e"),
        ("(a;b)", "a-b"),
    ],
)
def test_a_category_is_a_label_of_plain_letters_and_eighty_at_most(text, label):
    (found, _tag) = made({"fqdn": "a.example.com", "port": 443, "category": text})
    assert found.category == label


EXACT = {"use": "allow", "kind": "prefix", "destination": "10.0.0.0/24", "port": 443, "protocol": "TCP"}


@pytest.mark.parametrize(
    "other",
    [
        {"destination": "10.0.0.1/24"},
        {"destination": "10.0.0.1"},
        {"destination": "fe80::%x/64"},
        {"destination": "10.0.0.0/24\n"},
        {"kind": "name"},
        {"kind": "name", "destination": "A.example.com"},
        {"kind": "service_tag", "destination": "Event Hub"},
        {"port": 0},
        {"port": 65536},
        {"port": "443"},
        {"protocol": "tcp"},
        {"category": "a\nb"},
        {"category": ""},
        {"source": '"'},
    ],
)
def test_there_is_no_entry_that_was_not_read(other):
    exact = {**EXACT, "category": "Storage", "source": "service tags of Public, change number 63"}
    assert entries.Entry(**exact)
    with pytest.raises(PlanError):
        entries.Entry(**{**exact, **other})

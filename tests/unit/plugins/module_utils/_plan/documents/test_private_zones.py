# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which names a private zone decides about, and what its links and record sets say."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents import private_zones
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.private_zones import (
    Link,
    Unclear,
    Zone,
    holds_names,
    names_in,
)

BLOB = "privatelink.blob.core.windows.net"


@pytest.mark.parametrize(
    ("zone", "name", "held"),
    [
        ("privatelink.blob.core.windows.net", "a.blob.core.windows.net", True),
        ("blob.core.windows.net", "a.blob.core.windows.net", True),
        ("Blob.Core.Windows.NET", "A.BLOB.core.windows.net", True),
        ("privatelink.blob.core.windows.net", "*.core.windows.net", True),
        ("core.windows.net", "*.blob.core.windows.net", True),
        ("core.windows.net", "*.core.windows.net", True),
        ("a.blob.core.windows.net", "a.blob.core.windows.net", True),
        ("privatelink.blob.core.windows.net", "a.queue.core.windows.net", False),
        ("lob.core.windows.net", "a.blob.core.windows.net", False),
        ("b.contoso.com", "a.contoso.com", False),
        ("windows.net", "*.core.windows.net", True),
        (BLOB, f"a.{BLOB}", True),
        ("privatelink.vaultcore.azure.net", "a.privatelink.vaultcore.azure.net", True),
        ("net.core.windows", "*.core.windows.net", False),
        ("ore.windows.net", "*.core.windows.net", False),
        ("hardcore.windows.net", "*.core.windows.net", False),
    ],
)
def test_a_private_zone_holds_the_names_below_it_with_and_without_its_prefix(zone, name, held):
    assert holds_names(zone, [name]) is held


def test_one_name_below_it_is_enough_and_without_names_there_is_none():
    assert holds_names("contoso.com", ["a.fabrikam.com", "a.contoso.com"]) is True
    assert holds_names("contoso.com", []) is False


def test_the_names_in_a_zone_are_told_as_they_were_written_and_in_their_order():
    names = ["B.contoso.com", "a.fabrikam.com", "a.contoso.com"]
    assert names_in("privatelink.contoso.com", names) == ["B.contoso.com", "a.contoso.com"]


def test_a_vaults_zone_is_called_otherwise_than_its_public_names():
    names = ["a.vault.azure.net", "a.vaultcore.azure.net"]
    assert names_in("privatelink.vaultcore.azure.net", names) == ["a.vault.azure.net"]
    assert names_in("vaultcore.azure.net", names) == ["a.vaultcore.azure.net"]


def record(name, **properties):
    return {"name": name, "properties": {"ttl": 10, **properties}}


def a(*addresses):
    return {"aRecords": [{"ipv4Address": one} for one in addresses]}


LISTED = [
    record("@", soaRecord={"host": "azureprivatedns.net"}),
    record("SA", **a("10.0.0.4", "10.0.0.5")),
    record("both", **a("10.0.0.6")),
    record("both", aaaaRecords=[{"ipv6Address": "fd00::6"}]),
    record("other", cnameRecord={"cname": "x.example.com"}),
    record("note", txtRecords=[{"value": ["x"]}]),
    record("*.deep", **a("10.0.0.7")),
    record("empty", aRecords=[{}]),
    record("odd", **a("10.0.0")),
    record("text", aaaaRecords="fd00::6"),
    record("null", aRecords=[None]),
    record("half", aRecords=[{"ipv4Address": "10.0.0.9"}, {"ipv4Address": None}]),
    {"name": "strange", "properties": "x"},
]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("sa.blob.core.windows.net", ("10.0.0.4", "10.0.0.5")),
        ("Both.blob.core.windows.net", ("10.0.0.6", "fd00::6")),
        ("sa.privatelink.blob.core.windows.net", ("10.0.0.4", "10.0.0.5")),
        ("SA.PrivateLink.blob.core.windows.net", ("10.0.0.4", "10.0.0.5")),
        ("privatelink.blob.core.windows.net", ()),
        ("x.deep.privatelink.blob.core.windows.net", ("10.0.0.7",)),
        ("other.blob.core.windows.net", Unclear.ALIAS),
        ("note.blob.core.windows.net", ()),
        ("blob.core.windows.net", ()),
        ("x.deep.blob.core.windows.net", ("10.0.0.7",)),
        ("y.x.deep.blob.core.windows.net", Unclear.WILDCARD),
        *((f"{one}.blob.core.windows.net", Unclear.STRANGE) for one in ("empty", "odd", "text", "null", "half")),
        ("strange.blob.core.windows.net", Unclear.STRANGE),
    ],
)
def test_a_record_set_says_the_addresses_of_a_name(name, expected):
    assert Zone(BLOB, records=private_zones.records(LISTED)).record_of(name) == expected


@pytest.mark.parametrize(
    ("wildcard", "held"),
    [
        ("*.core.windows.net", True),
        ("*.blob.core.windows.net", True),
        ("*.privatelink.blob.core.windows.net", True),
        ("*.deep.blob.core.windows.net", False),
        ("*.queue.core.windows.net", False),
    ],
)
def test_a_zone_holds_names_below_a_wildcard_where_it_has_records_of_them(wildcard, held):
    records = private_zones.records([LISTED[0], record("sa", **a("10.0.0.4"))])
    assert Zone(BLOB, records=records).has_below(wildcard) is held
    assert Zone(BLOB, records=private_zones.records(LISTED[:1])).has_below(wildcard) is False
    assert Zone(BLOB, records=None).has_below(wildcard) is True, "they were not read"


@pytest.mark.parametrize("name", ["none.blob.core.windows.net", "deep.blob.core.windows.net"])
def test_a_name_without_a_record_set_has_none(name):
    with pytest.raises(KeyError):
        Zone(BLOB, records=private_zones.records(LISTED)).record_of(name)


def test_a_wildcard_stands_for_what_is_right_below_and_never_for_the_zone_itself():
    zone = Zone("contoso.com", records=private_zones.records([record("*", **a("10.0.0.8"))]))
    assert (
        zone.record_of("a.contoso.com") == ("10.0.0.8",)
        and zone.record_of("b.a.contoso.com") == "may answer for it by the record of a wildcard further up"
    )
    with pytest.raises(KeyError):
        zone.record_of("contoso.com")


def link(network="/n/1", **properties):
    return {"properties": {"virtualNetwork": {"id": network}, **properties}}


@pytest.mark.parametrize(
    ("properties", "redirects", "settled"),
    [
        ({}, False, True),
        ({"resolutionPolicy": "Default", "virtualNetworkLinkState": "Completed"}, False, True),
        ({"resolutionPolicy": "NxDomainRedirect", "provisioningState": "Succeeded"}, True, True),
        ({"resolutionPolicy": "Tomorrow", "virtualNetworkLinkState": "InProgress"}, None, False),
        ({"provisioningState": "Failed"}, False, False),
    ],
)
def test_a_link_says_whether_what_is_lacking_is_asked_of_public_dns(properties, redirects, settled):
    assert private_zones.links([link(**properties)]) == (Link("/n/1", redirects, settled),)


def test_the_link_to_a_network_is_found_in_any_case():
    zone = Zone(BLOB, private_zones.links([link("/N/2"), link("/n/1"), {}]))
    assert zone.link_to("/N/1") == Link("/n/1") and zone.link_to("/n/3") is None

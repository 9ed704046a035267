# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every row is somebody's by its name or its address, or nobody's, and each once."""

from __future__ import annotations

from dataclasses import replace

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.policies import Policy
from ansible_collections.adx.outbound.plugins.module_utils._plan.evidence.attribution import may_be_of
from ansible_collections.adx.outbound.plugins.module_utils._plan.logs.queries import Kind
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict.flows import Flow
from hypothesis import given
from hypothesis import strategies as st

from ..verdict.documents import collection, filters, firewall, group, network, policy
from .rows import (
    ALL,
    BLOB,
    ENDPOINT,
    HOST,
    HUB,
    PEER,
    TIME,
    WILDCARD,
    WORLD,
    attributed,
    attributor,
    packet,
    refused,
    row,
    zoned,
)

TI, IDPS = Kind.THREAT_INTELLIGENCE, Kind.INTRUSION_DETECTION


def owners(hit, *flows, **more):
    """The flows that a row is of, by what they are, with how that is known."""
    flows = flows or ALL
    found = attributed(*flows, hits=(hit,), **more)
    return {flows[place].subject: (own.by_name, own.is_exact) for place, (own,) in found.own.items()}


def doubtful(hit, *flows, **more):
    """The flows that a row may be of."""
    flows = flows or ALL
    return [flows[place].subject for place in attributed(*flows, hits=(hit,), **more).perhaps]


def part(hit, **more):
    return next(name for name, count in attributed(*ALL, hits=(hit,), **more).account().items() if count)


def tagged(**prefixes):
    """The world with the prefixes of service tags."""
    return replace(WORLD, service_tags=prefixes)


def governed(*groups, parents=()):
    """The world with a policy of these groups, below one of those."""
    chain = [Policy(policy("root"), parents)] if parents else []
    return replace(WORLD, firewall=firewall(), chain=(*chain, Policy(policy("own"), groups)))


@pytest.mark.parametrize("host", ["a.contoso.com", "b.contoso.com"])
def test_a_row_with_a_name_is_that_names(host):
    assert owners(row(host)) == {f"{host}:443": (True, True)}
    assert part(row(host)) == "assigned"


def test_names_are_compared_without_case():
    assert owners(row("a.contoso.com"), replace(HOST, fqdn="A.Contoso.COM")) == {"A.Contoso.COM:443": (True, True)}


def test_a_row_is_a_wildcards_and_an_exact_names_where_both_are_asked_about_and_counts_once():
    found = attributed(BLOB, WILDCARD, hits=(row("x.blob.core.windows.net", hits=3),))
    assert set(found.own) == {0, 1} and found.account() == {"assigned": 3, "not_covered": 0, "unattributed": 0}


def test_a_wildcard_does_not_stand_for_the_name_behind_it():
    assert owners(row("blob.core.windows.net")) == {}


@pytest.mark.parametrize(
    "hit",
    [
        row("a.contoso.com", port=80, protocol="HTTP"),
        row("a.contoso.com", protocol="HTTP"),
        row("a.contoso.com", port=8443),
        row("c.contoso.com"),
        row("xa.contoso.com"),
    ],
)
def test_a_name_on_another_port_or_by_another_protocol_is_no_dependencys(hit):
    assert owners(hit) == {} and part(hit) == "not_covered" and doubtful(hit) == []


def test_a_row_with_a_name_over_tls_is_that_of_a_destination_over_plain_tcp():
    amqp = Flow(5671, "TCP", fqdn="n.servicebus.windows.net")
    assert owners(row("n.servicebus.windows.net", port=5671), amqp) == {amqp.subject: (True, True)}
    assert owners(row("time.windows.com", port=123), TIME) == {}


@pytest.mark.parametrize("protocol", ["HTTPS", "TCP", "http"])
def test_threat_intelligence_names_a_host_by_any_protocol_over_tcp(protocol):
    assert owners(refused("a.contoso.com", kind=TI, protocol=protocol)) == {"a.contoso.com:443": (True, True)}
    assert owners(refused("a.contoso.com", kind=TI, protocol="UDP")) == {}


# By address


def test_a_row_to_an_address_that_is_asked_about_is_its():
    assert owners(packet("10.9.0.4", port=1433)) == {PEER.subject: (False, True)}
    assert owners(packet("10.9.0.4", port=1434)) == {} == owners(packet("10.9.0.4", port=1433, protocol="UDP"))
    assert part(packet("10.9.0.5", port=1433)) == "unattributed"


@pytest.mark.parametrize("kind", [TI, IDPS])
@pytest.mark.parametrize("protocol", ["TCP", "HTTPS"])
def test_what_looks_at_packets_has_addresses_as_well(kind, protocol):
    hit = refused(kind=kind, address="10.9.0.4", port=1433, protocol=protocol)
    assert owners(hit) == {PEER.subject: (False, True)}


def test_prefixes_of_a_tag_say_which_addresses_are_its():
    world = tagged(eventhub=("20.1.0.0/16",))
    assert owners(packet("20.1.2.3", port=5671), landscape=world) == {HUB.subject: (False, True)}
    assert doubtful(packet("20.2.2.3", port=5671), landscape=world) == []


def test_without_the_prefixes_of_a_tag_only_a_rule_for_just_that_tag_tells():
    by_it = {"collection": "Ours-Network", "rule": "HUB"}
    assert owners(packet("20.1.2.3", port=5671, **by_it)) == {HUB.subject: (False, True)}
    other = packet("20.1.2.3", port=5671, collection="corp", rule="all")
    assert owners(other) == {} and doubtful(other) == [HUB.subject]


@pytest.mark.parametrize(
    "rule",
    [
        network("r", to=["EventHub", "Storage"], ports="5671"),
        network("r", to="EventHub", ports="5671", destinationIpGroups=["/ip/group"]),
        network("r", to="EventHub", ports="5671", strange=1),
        network("r", to="*", ports="5671"),
    ],
)
def test_a_rule_for_more_than_the_tag_does_not_tell(rule):
    world = replace(WORLD, firewall=firewall(networks=[collection("c", 100, "Allow", rule)]))
    hit = packet("20.1.2.3", port=5671, collection="c", rule="r")
    assert owners(hit, landscape=world) == {} and doubtful(hit, landscape=world) == [HUB.subject]


def test_a_rule_for_just_a_name_tells_it_by_the_address():
    rule = network("r", to=(), ports="5672", destinationFqdns=["N.contoso.com"])
    world = replace(WORLD, firewall=firewall(networks=[collection("c", 100, "Allow", rule)], proxy=True))
    flow = Flow(5672, "TCP", fqdn="n.contoso.com")
    assert owners(packet("20.1.2.3", port=5672, collection="c", rule="r"), flow, landscape=world) == {
        flow.subject: (False, True)
    }


def test_a_rule_for_nothing_is_not_one_for_a_destination_without_a_name():
    rule = network("r", to="None", ports="1433")
    world = replace(WORLD, firewall=firewall(networks=[collection("c", 100, "Allow", rule)]))
    assert owners(packet("10.9.0.9", port=1433, collection="c", rule="r"), PEER, landscape=world) == {}


def test_an_address_that_a_name_had_once_is_a_hint_and_no_more():
    hints = {("a.contoso.com", 443): ("20.1.2.3",)}
    assert owners(packet("20.1.2.3"), hints=hints) == {"a.contoso.com:443": (False, False)}
    assert owners(packet("20.1.2.4"), hints=hints) == {} == owners(packet("20.1.2.3", port=80), hints=hints)
    assert owners(packet(""), hints=hints) == {}


def test_the_address_of_a_private_endpoint_is_its_names():
    world = zoned(ENDPOINT)
    assert owners(packet("10.20.9.9"), BLOB, landscape=world) == {BLOB.subject: (False, True)}
    assert doubtful(packet("20.1.2.3"), BLOB, landscape=world) == []


def test_where_a_name_may_resolve_to_a_private_address_or_not_neither_is_ruled_out():
    world = zoned()
    assert doubtful(packet("20.1.2.3"), BLOB, landscape=world) == [BLOB.subject]
    assert doubtful(packet("10.7.7.7"), BLOB, landscape=world) == [BLOB.subject]


# Nobody's


@pytest.mark.parametrize(
    ("hit", "perhaps"),
    [
        (refused(""), ["a.contoso.com:443", "b.contoso.com:443", "*.blob.core.windows.net:443"]),
        (refused("", action=""), ["a.contoso.com:443", "b.contoso.com:443", "*.blob.core.windows.net:443"]),
        (refused("", port=5671), [HUB.subject]),
        (refused("", port=123), []),  # TLS is no UDP
        (refused("", port=12000), []),
        (packet("20.1.2.3", port=123, protocol="UDP"), [TIME.subject]),
        (packet("20.1.2.3", port=123), []),
        (packet("20.1.2.3", port=123, protocol=""), [TIME.subject]),
        (packet("", port=1433), [PEER.subject]),
        (packet("20.1.2.3", port=0, protocol="ICMP Type=8"), []),
        (packet("10.7.7.7"), ["*.blob.core.windows.net:443"]),
    ],
)
def test_a_row_without_a_name_may_be_of_all_that_have_its_port(hit, perhaps):
    assert owners(hit) == {} and part(hit) == "unattributed"
    assert doubtful(hit) == perhaps


def test_a_line_about_tls_without_a_name_has_no_port_and_may_be_of_all_over_tcp():
    line = refused("", port=0, reason="SNI TLS extension was missing")
    assert doubtful(line) == [one.subject for one in ALL if one is not TIME]


@pytest.mark.parametrize("kind", [Kind.APPLICATION, Kind.NETWORK, TI, IDPS])
def test_an_alert_leaves_nothing_open(kind):
    assert doubtful(row("", kind=kind, action="Alert", address="20.1.2.3")) == []


@pytest.mark.parametrize("hit", [row(kind=Kind.NAT, action=""), packet("10.9.0.4", kind=Kind.NAT, port=1433)])
def test_a_translated_address_is_nobodys_destination(hit):
    assert owners(hit) == {} and doubtful(hit) == [] and part(hit) == "unattributed"


def test_a_rule_that_is_for_something_else_rules_a_row_out_and_one_that_is_gone_does_not():
    rules = network("storage", to="Storage", ports="443")
    world = replace(WORLD, firewall=firewall(networks=[collection("c", 100, "Allow", rules)]))
    vault = Flow(443, "Https", fqdn="v.vault.azure.net", category="AzureKeyVault")
    hit = packet("20.1.2.3", collection="c", rule="storage")
    assert doubtful(hit, vault, landscape=world) == []
    assert doubtful(replace(hit, rule="gone"), vault, landscape=world) == [vault.subject]


def test_what_could_not_be_read_has_no_rows():
    unread = Flow(0, "TCP", unread="what external tables use")
    assert owners(packet("10.9.0.4", port=0), unread) == {} == owners(row("a.contoso.com", port=0), unread)
    assert doubtful(refused("", port=0), unread) == []


# Rules


def test_a_row_names_a_rule_by_all_that_it_stands_in():
    same = filters("c", 100, "Allow", network("r", to="EventHub", ports="5671"))
    found = attributor(landscape=governed(group("g", 100, same), parents=(group("g", 100, same),)))
    own = packet("20.1.2.3", policy="OWN", group="G", collection="C", rule="R")
    assert found.rule_of(own).place == ("own", "g", "c", "r")
    assert found.rule_of(replace(own, policy="root")).place == ("root", "g", "c", "r")
    assert found.rule_of(replace(own, policy="gone")) is None


def test_an_older_row_names_a_rule_by_its_collection_where_that_is_one_alone():
    one = filters("c", 100, "Allow", network("r"))
    old = packet("20.1.2.3", collection="c", rule="r")
    assert attributor(landscape=governed(group("g", 100, one))).rule_of(old).place == ("own", "g", "c", "r")
    twice = governed(group("g", 100, one), group("h", 200, one), group("i", 300, one))
    assert attributor(landscape=twice).rule_of(old) is None


def test_a_row_that_names_no_rule_has_none():
    assert attributor().rule_of(packet("20.1.2.3")) is None
    assert attributor().rule_of(packet("20.1.2.3", collection="ours")) is None


@pytest.mark.parametrize(
    ("named", "place", "may_be"),
    [
        ({"policy": "P", "group": "G", "collection": "C", "rule": "R"}, ("p", "g", "c", "r"), True),
        ({"collection": "c", "rule": "r"}, ("p", "g", "c", "r"), True),
        ({"collection": "c", "rule": "r"}, ("c", "r"), True),
        ({"policy": "p", "group": "h", "collection": "c", "rule": "r"}, ("p", "g", "c", "r"), False),
        ({"policy": "p", "group": "g", "collection": "c", "rule": "r"}, ("c", "r"), False),
        ({"collection": "c", "rule": ""}, ("c", "r"), True),
        ({"collection": "", "rule": ""}, ("c", "r"), False),
    ],
)
def test_a_row_may_be_of_a_rule_unless_it_names_another(named, place, may_be):
    assert may_be_of(packet("20.1.2.3", **named), place) is may_be


def test_a_network_rule_that_may_take_a_name_by_its_address_hides_it():
    wide = collection("corp", 50, "Allow", network("all", to="*"))
    world = replace(WORLD, firewall=firewall(networks=[wide], applications=[]))
    assert attributor(HOST, landscape=world).hiding_rule(0).place == ("corp", "all")
    assert attributor(HOST).hiding_rule(0) is None


def test_an_application_rule_for_its_port_hides_what_is_no_name():
    plain = Flow(443, "TCP", tag="AzureMonitor")
    assert attributor(plain).hiding_rule(0).place == ("ours", "names")
    assert attributor(HUB).hiding_rule(0) is None


def test_rules_that_could_not_be_read_are_not_known():
    assert attributor().knows_rules
    assert not attributor(landscape=replace(WORLD, unread={"chain": "The policy could not be read"})).knows_rules


# Laws

ROWS = st.builds(
    lambda kind, host, address, port, action, protocol, hits: row(
        host, kind=kind, address=address, port=port, action=action, protocol=protocol, hits=hits
    ),
    st.sampled_from(list(Kind)),
    st.sampled_from(["", "a.contoso.com", "x.blob.core.windows.net", "evil.example.com"]),
    st.sampled_from(["", "10.9.0.4", "20.1.2.3", "fd00::1", "x"]),
    st.sampled_from([0, 123, 443, 1433, 5671]),
    st.sampled_from(["Allow", "Deny", "Alert", "Drop", ""]),
    st.sampled_from(["HTTPS", "HTTP", "TCP", "UDP", "ICMP", ""]),
    st.integers(1, 99),
)


@given(st.lists(ROWS, max_size=12))
def test_the_account_has_every_row_once(hits):
    found = attributed(*ALL, hits=tuple(hits))
    assert sum(found.account().values()) == sum(hit.hits for hit in hits)
    assert len(found.assigned) + len(found.uncovered) + len(found.unattributed) == len(hits)
    own = [one.hit for listed in found.own.values() for one in listed]
    assert all(hit in found.assigned for hit in own) and all(hit in own for hit in found.assigned)


@given(ROWS)
def test_a_row_that_may_be_somebodys_is_not_its_own(hit):
    found = attributed(*ALL, hits=(hit,))
    assert not set(found.own) & set(found.perhaps)
    if hit in found.uncovered:
        assert not found.perhaps

# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What else the logs tell: refusals that are nobody's, rules that nobody uses, and what wildcards stood for."""

from __future__ import annotations

from dataclasses import replace

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.policies import Policy
from ansible_collections.adx.outbound.plugins.module_utils._plan.logs.queries import Kind
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict.flows import Flow

from ..verdict.documents import application, filters, firewall, group, network, policy
from .rows import (
    HOST,
    HUB,
    NOW,
    OURS,
    START,
    WILDCARD,
    WORLD,
    ago,
    covered,
    logs,
    packet,
    refused,
    row,
    whole,
)

EVIL, OUT = refused("evil.example.com", hits=3), row("evil.example.com")
SILENT = refused("", port=12000, action="", reason="SNI TLS extension was missing.")
DOCUMENTED = replace(WILDCARD, category="Documented")


def names(*hits, **more):
    return [(one.host, one.port, one.count) for one in whole(HOST, found=logs(*hits), **more).refused]


# Refused names


def test_a_name_that_was_refused_and_is_no_dependencys_is_told_with_what_refused_it():
    (one,) = whole(HOST, found=logs(EVIL, replace(EVIL, hits=4, last=ago(days=1)))).refused
    assert one.as_option() == {
        **{"fqdn": "evil.example.com", "port": 443, "protocol": "HTTPS", "source": "", "refused": 7},
        **{"last_seen": "2026-11-30T11:00:00Z", "by": "the default action, since no rule matched", "known_as": None},
    }
    assert one.subject == "evil.example.com:443"


def test_a_name_that_a_dependency_covers_is_not_among_them():
    assert names(refused("a.contoso.com"), refused("x.blob.core.windows.net")) == [("x.blob.core.windows.net", 443, 1)]
    assert [one.host for one in whole(WILDCARD, found=logs(refused("x.blob.core.windows.net"))).refused] == []


def test_another_protocol_than_the_usual_one_of_a_port_is_named():
    (one,) = whole(HOST, found=logs(refused("a.contoso.com", protocol="HTTP"))).refused
    assert one.subject == "a.contoso.com:443 by HTTP"


def test_a_name_that_was_let_through_after_it_is_left_out():
    assert names(replace(EVIL, last=ago(days=2)), OUT) == []
    assert names(EVIL, replace(OUT, last=ago(days=2))) == [("evil.example.com", 443, 3)]
    assert names(EVIL, replace(OUT, last=EVIL.last)) == [("evil.example.com", 443, 3)]
    assert names(replace(EVIL, last=ago(days=2)), replace(OUT, port=8443)) == [("evil.example.com", 443, 3)]
    assert names(replace(EVIL, last=ago(days=2)), OUT, replace(OUT, last=ago(days=3))) == []


def test_an_alert_is_no_refusal_of_a_name():
    assert names(row("evil.example.com", kind=Kind.THREAT_INTELLIGENCE, action="Alert")) == []


def test_the_most_often_refused_come_first():
    found = names(EVIL, refused("b.example.com"), refused("a.example.com"), refused("b.example.com", port=80))
    assert found == [
        ("evil.example.com", 443, 3),
        ("a.example.com", 443, 1),
        ("b.example.com", 80, 1),
        ("b.example.com", 443, 1),
    ]


@pytest.mark.parametrize(
    ("host", "known"),
    [
        ("login.microsoftonline.com", "a documented name of Data Explorer that this cluster is not given"),
        ("cacerts.digicert.com", "a host of Azure's certificate authorities"),
        ("evil.example.com", None),
    ],
)
def test_a_name_that_is_known_here_is_told_as_what_it_is(host, known):
    (one,) = whole(HOST, found=logs(refused(host))).refused
    assert one.as_option()["known_as"] == known


# Without a name


def test_refusals_without_a_name_are_told_by_port_and_source():
    (one,) = whole(HOST, found=logs(SILENT, replace(SILENT, hits=2))).nameless
    assert (one.count, one.subject, one.by) == (3, "port 12000 from 10.20.1.0/24", "SNI TLS extension was missing")


@pytest.mark.parametrize(
    ("hit", "subject"),
    [
        (refused("", port=0), "no port (HTTPS) from 10.20.1.0/24"),
        (refused("", port=0, protocol=""), "no port (of no protocol) from 10.20.1.0/24"),
    ],
)
def test_what_has_no_port_is_told_without_one(hit, subject):
    (one,) = whole(HOST, found=logs(hit)).nameless
    assert one.subject == subject


@pytest.mark.parametrize(
    "hit", [row(""), row("", kind=Kind.NAT, action=""), row("", kind=Kind.NETWORK, action="Alert")]
)
def test_what_was_not_refused_is_no_refusal(hit):
    assert whole(HOST, found=logs(hit)).nameless == ()


def test_all_that_is_nobodys_is_listed_with_what_became_of_it():
    hits = (
        SILENT,
        replace(SILENT, action="Allow", hits=2, last=NOW),
        replace(SILENT, action="Alert", hits=4),
        packet("x"),
    )
    assert whole(HOST, found=logs(*hits)).unattributed == (
        {
            **{"port": 443, "protocol": "TCP", "source": "10.20.1.0/24", "allowed": 1, "refused": 0, "alerts": 0},
            **{"last_seen": "2026-11-30T11:00:00Z"},
        },
        {
            **{"port": 12000, "protocol": "HTTPS", "source": "10.20.1.0/24", "allowed": 2, "refused": 1, "alerts": 4},
            **{"last_seen": "2026-11-30T12:00:00Z"},
        },
    )


# Rules that nobody uses

UNUSED = (("ours-network", "hub"), ("ours-network", "peer"), OURS)


def unused(*hits, **more):
    changed = more.pop("changed", None)
    return whole(HOST, found=logs(*hits, **more), changed=changed).unused


def test_rules_of_ours_without_a_row_are_unused_where_the_log_proves_it():
    assert unused() == UNUSED
    assert unused(row("a.contoso.com")) == UNUSED[:2]
    assert unused(packet("20.1.2.3", collection="OURS-network", rule="Hub")) == UNUSED[1:]


@pytest.mark.parametrize(
    ("more", "proven"),
    [
        ({"coverage": covered(Kind.APPLICATION)}, UNUSED[2:]),
        ({"coverage": covered(Kind.NETWORK)}, UNUSED[:2]),
        ({"coverage": covered(Kind.APPLICATION, Kind.NETWORK, without=2)}, ()),
        ({"is_whole": False}, ()),
        ({"coverage": covered(Kind.APPLICATION, Kind.NETWORK, source="")}, ()),
    ],
)
def test_where_the_log_proves_nothing_no_rule_is_unused(more, proven):
    assert unused(**more) == proven


def test_rules_that_may_be_younger_than_the_log_are_not_told():
    assert unused(changed=ago(days=2)) == () and unused(changed=START) == UNUSED


def test_rules_of_others_are_not_told():
    theirs = firewall(applications=[{**WORLD.firewall["properties"]["applicationRuleCollections"][0], "name": "corp"}])
    assert whole(HOST, found=logs(), landscape=replace(WORLD, firewall=theirs)).unused == ()


def test_an_older_row_that_names_two_rules_leaves_neither_unused():
    rule = network("r", to="EventHub", ports="5671")
    groups = [group(name, 100, filters("ours-network", 100, "Allow", rule)) for name in ("g", "h")]
    world = replace(WORLD, firewall=firewall(), chain=(Policy(policy("p"), tuple(groups)),))
    old = packet("20.1.2.3", port=5671, collection="ours-network", rule="r")
    assert whole(HUB, found=logs(old), landscape=world).unused == ()
    new = replace(old, policy="p", group="g")
    assert whole(HUB, found=logs(new), landscape=world).unused == (("p", "h", "ours-network", "r"),)


# Wildcards


def stood(*hits, flows=(DOCUMENTED,), **more):
    return whole(*flows, found=logs(*hits), **more).stood


def test_the_names_that_a_documented_wildcard_let_through_are_listed():
    first = row("x.blob.core.windows.net", first=ago(days=3), last=ago(days=2), days=2, sources=3)
    (one,) = stood(first, row("x.blob.core.windows.net"))
    assert one.as_option() == {
        **{"wildcard": "*.blob.core.windows.net", "fqdn": "x.blob.core.windows.net", "port": 443, "days": 2},
        **{"sources": 3, "first_seen": "2026-11-27T12:00:00Z", "last_seen": "2026-11-30T11:00:00Z"},
    }


@pytest.mark.parametrize(
    "hit",
    [
        refused("x.blob.core.windows.net"),
        row("x.blob.core.windows.net", collection="corp", rule="all"),
        row("x.table.core.windows.net"),
        row("x.blob.core.windows.net", port=80, protocol="HTTP"),
    ],
)
def test_what_the_wildcards_own_rule_did_not_let_through_is_not_listed(hit):
    assert stood(hit) == ()


def test_a_rule_for_the_name_itself_is_no_wildcard():
    rules = {"name": "ours", "properties": {"priority": 1, "action": {"type": "Allow"}, "rules": []}}
    rules["properties"]["rules"] = [application("names", to="x.blob.core.windows.net")]
    world = replace(WORLD, firewall=firewall(applications=[rules]))
    assert stood(row("x.blob.core.windows.net"), landscape=world) == ()


def test_names_that_are_dependencies_of_their_own_are_not_listed_whatever_their_case():
    own = Flow(443, "Https", fqdn="X.blob.core.windows.net")
    assert stood(row("x.blob.core.windows.net"), flows=(DOCUMENTED, own)) == ()


@pytest.mark.parametrize("flow", [WILDCARD, HOST, HUB])
def test_what_is_no_documented_wildcard_stands_for_nothing(flow):
    assert stood(row("x.blob.core.windows.net"), flows=(flow,)) == ()


def test_two_names_of_one_wildcard_are_told_apart():
    hits = [row(f"{name}.blob.core.windows.net") for name in ("y", "x")]
    assert [one.host[0] for one in stood(*hits)] == ["x", "y"]

# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Findings about what is there and not needed, and what is not there and would do no harm."""

from __future__ import annotations

from dataclasses import replace

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.check import leftovers
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict import verdicts

from ..verdict.documents import application, collection, firewall, name_flow, network
from .scenarios import (
    ALLOWING,
    BOTH,
    BUSY,
    CERTIFICATES,
    DEFAULT,
    GOOD,
    HOST,
    IDLE,
    LEFTOVERS,
    OLD_ROUTE,
    OURS,
    PAST,
    QUESTION,
    STORAGE,
    WEST_US,
    codes,
    governed,
    having,
    routed,
)

OWNING = replace(QUESTION, collections=frozenset(OURS))
CURED = having(application(**BOTH), *CERTIFICATES)  # nothing of the certificate authorities is missing
WILD, VAULTS = (name_flow(name, category="Documented") for name in ("*.core.windows.net", "*.vault.azure.net"))
KEPT = name_flow("k.vault.azure.net", category="AzureKeyVault")


def found_of(changes, question=OWNING):
    found = replace(GOOD, **{**CURED, **changes})
    judged, _addresses = verdicts.judge_all(question, found)
    return list(leftovers.findings(judged, question, found, WEST_US))


def classic(*applications, **more):
    """A firewall with these application collections, which lacks no host of the certificate authorities."""
    certificates = collection("ca", 3000, "Allow", *CERTIFICATES)
    return {"firewall": firewall(applications=[*applications, certificates], **more)}


@pytest.mark.parametrize("code", LEFTOVERS)
def test_what_is_left_over_or_missing_is_found_where_it_is(code):
    raising, near = (codes(changes, OWNING, WEST_US) for changes in LEFTOVERS[code])
    assert code in raising and code not in near


def test_where_all_is_needed_nothing_is_left_over():
    assert found_of({}) == []


def test_while_it_is_open_what_decides_no_collection_of_ours_is_called_stale():
    perhaps = collection("deny", 900, "Deny", network(to="20.0.0.0/16"))
    world = {"firewall": firewall(networks=[perhaps], applications=[ALLOWING, IDLE])}
    assert {"undecided_dependency", "stale_collection"} & codes(world) == {"undecided_dependency"}
    assert "stale_collection" not in {one.code for one in found_of(world)}


def test_a_collection_of_ours_that_decides_nothing_is_told_and_no_other_one():
    theirs = collection("theirs", 2100, "Allow", application(to="old.contoso.com"))
    (told,) = found_of(classic(ALLOWING, IDLE, theirs))
    assert (told.code, told.subject) == ("stale_collection", "c1-application")
    assert found_of(classic(ALLOWING, BUSY, theirs)) == []


def test_a_collection_that_is_in_force_in_a_policy_is_not_left_behind_and_one_beside_it_is():
    under = {**governed("Allow"), "firewall": firewall(applications=[IDLE, ALLOWING])}
    told = [(one.code, one.subject) for one in found_of(under) if one.code != "certificate_hosts_missing"]
    assert told == [("left_behind", "c1-application")]
    assert "left_behind" not in {one.code for one in found_of(classic(IDLE))}, "no policy governs it"


# (what, routes besides the default one, the stale ones)
ROUTES = [
    ("an address that is not wanted", (PAST, OLD_ROUTE), ["ADX_Monitoring"]),
    ("one that is", (PAST,), []),
    ("the service tag", (PAST, ("ADX_Management_Tag", "AzureDataExplorerManagement", "Internet")), []),
    ("a name that is not ours", (PAST, ("theirs", *OLD_ROUTE[1:])), []),
    ("a default route of ours", (PAST, ("ADX_Default", "0.0.0.0/0", "VirtualAppliance", "10.0.1.4")), []),
]


@pytest.mark.parametrize(("why", "listed", "stale"), ROUTES, ids=[case[0] for case in ROUTES])
def test_a_route_of_ours_to_no_wanted_address_is_stale(why, listed, stale):
    default = [] if any(prefix == "0.0.0.0/0" for _name, prefix, *_hop in listed) else [DEFAULT]
    told = [one for one in found_of(routed(*default, *listed)) if one.code == "stale_route"]
    assert [one.subject for one in told] == stale, why
    assert all("takes 13.88.13.50/32 past the firewall" in one.message for one in told)


@pytest.mark.parametrize(
    ("management", "monitoring", "stale"),
    [
        (("13.64.38.225",), (), ["ADX_Monitoring"]),
        (("13.64.38.225",), ("13.88.13.50",), []),
        ((), ("13.88.13.50",), ["ADX_Management"]),
        ((), (), []),
    ],
    ids=["management alone", "both", "monitoring alone", "no address is asked about"],
)
def test_a_route_is_wanted_for_what_is_asked_about(management, monitoring, stale):
    question = replace(OWNING, management=management, health_monitoring=monitoring)
    assert [one.subject for one in found_of(routed(DEFAULT, PAST, OLD_ROUTE), question)] == stale


def test_a_name_of_ours_on_somebody_elses_prefix_is_told():
    (told,) = found_of(routed(DEFAULT, PAST, ("ADX_Monitoring_5", "20.0.0.0/8", "Internet")))
    assert (told.code, told.subject) == ("foreign_prefix", "ADX_Monitoring_5")
    assert told.message.endswith("everything to 20.0.0.0/8 goes to the internet past the firewall.")


@pytest.mark.parametrize(
    ("flows", "rule", "told"),
    [
        ((HOST, STORAGE, WILD), {}, ["*.core.windows.net:443"]),
        ((HOST, WILD), {}, []),
        ((HOST, STORAGE, VAULTS), {"to": "*"}, []),
        ((KEPT, STORAGE, VAULTS, WILD), {"to": "*"}, ["*.vault.azure.net:443", "*.core.windows.net:443"]),
        ((STORAGE, replace(WILD, category="Extra")), {}, []),
        ((STORAGE, WILD), {"to": "x.blob.core.windows.net"}, []),
    ],
    ids=[
        "the cluster lists the names below it",
        "it lists none",
        "it lists those of another wildcard",
        "it lists those of both",
        "the user asked for the wildcard",
        "only a part of the wildcard is allowed",
    ],
)
def test_a_wildcard_could_be_narrowed_once_the_cluster_lists_the_names_below_it(flows, rule, told):
    allowing = having(application(**{**BOTH, **rule}), *CERTIFICATES)
    found = found_of(allowing, replace(OWNING, flows=flows))
    narrowable = [one.concerns for one in found if one.code == "narrowable_wildcard"]
    assert narrowable == ([tuple(told)] if told else [])


def test_the_hosts_of_certificate_authorities_that_do_not_pass_are_told_and_no_other_one():
    one = CERTIFICATES[0]["targetFqdns"]
    some = having(application(**BOTH), application("ca", to=one[1:], protocol="Http:80"))
    (told,) = found_of(some)
    assert (told.code, told.subject) == ("certificate_hosts_missing", "fw")
    assert told.message.startswith(f"Firewall fw does not let {one[0]}:80 pass, where")

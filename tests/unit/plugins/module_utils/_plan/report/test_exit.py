# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a plan by which a cluster leaves its network says, before any format."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.report.exit import columns, network_exit

from .exit_results import ADDRESS_IDS, HUB, LAKE, SUBNET_ID, TAKEN, UNKNOWN, conditions, place, plan, source


def made(**more):
    return network_exit(plan(**more))


def test_each_precondition_says_how_it_stands_and_what_to_do():
    found = {one.subject: one for one in made(preconditions=conditions(TAKEN, UNKNOWN)).conditions}
    assert list(found) == [
        "Public access",
        "Private endpoint for clients",
        "What it reads from",
        "Outbound access",
        "Time since it was prepared",
    ]
    missing, unknown = found["What it reads from"], found["Time since it was prepared"]
    assert (missing.state, missing.outcome, missing.accepted) == ("bad", "missing", "no_managed_private_endpoint")
    assert (unknown.state, unknown.outcome, unknown.accepted) == ("open", "cannot tell", "")
    assert unknown.remedy == "Do something." and found["Public access"].state == "good"


def test_each_source_says_whether_it_is_reached_and_who_reads_it():
    listed = [source(), source(HUB, "cut_off", "It lets in nobody", ["a", "b"]), source("x", "cannot_tell", "")]
    found = made(sources=listed).sources
    assert [(one.name, one.state, one.reach, one.why) for one in found] == [
        (LAKE, "good", "reached", "An endpoint is approved there."),
        (HUB, "bad", "cut off", "It lets in nobody."),
        ("x", "open", "cannot tell", ""),
    ]
    assert [one.told_by for one in found[:2]] == [("listed in uses",), ("a", "b")]


@pytest.mark.parametrize(
    ("access", "network", "public", "ranges"),
    [
        (
            place("Enabled", "Enabled"),
            "in subnet snet-adx of vnet",
            "enabled: it answers at its public names",
            "none",
        ),
        (place(), "in none of yours", "disabled: it does not answer at its public names", "none"),
        (
            place(public="Enabled"),
            "in none of yours",
            "enabled: it answers at its public names",
            "none, so everybody on the internet may come in",
        ),
        (
            place("disabled", "disabled", ["203.0.113.0/24", "b"]),
            "in none of yours",
            "disabled: it does not answer at its public names",
            "203.0.113.0/24, b, without effect",
        ),
        (
            place(public="Enabled", ranges=["a"]),
            "in none of yours",
            "enabled: it answers at its public names",
            "a",
        ),
        (place("Enabled", None, subnet="/x"), "in a network of yours", "not set", "none"),
        (place("Else", "SecuredByPerimeter"), "Else", "SecuredByPerimeter", "none"),
        ({"allowed_ip_ranges": "none of ours"}, "unknown", "not set", "none of ours"),
        ({"network": {"a": 1}}, "{'a': 1}", "not set", "none"),
    ],
)
def test_network_and_public_access_are_told_and_what_nobody_knows_as_it_is(access, network, public, ranges):
    assert made(after=access).members == (
        ("Network", "in subnet snet-adx of vnet", network),
        ("Public access", "enabled: it answers at its public names", public),
        ("Allowed ranges", "none", ranges),
    )


def test_what_a_return_needs_is_told_by_its_ids_in_the_letters_of_the_cluster():
    assert made().stays == (
        ("Subnet", SUBNET_ID),
        ("Public address of the engine", ADDRESS_IDS[0]),
        ("Public address of data management", ADDRESS_IDS[1]),
    )
    assert made(after=place(subnet=None, engine_address="/other")).stays == (
        ("Public address of the engine", "/other"),
        ("Public address of data management", ADDRESS_IDS[1]),
    )


def test_a_cluster_that_had_left_before_leaves_nothing():
    assert made().leaves and not made(before=place()).leaves


def test_what_it_uses_stands_by_its_type():
    assert [one.name for one in made().used] == ["External data, type external_data"]


@pytest.mark.parametrize(
    ("changing", "last"), [("What changed", "Afterwards"), ("What was to change", "As it was to be")]
)
def test_what_did_not_come_about_is_not_told_as_what_is_there_afterwards(changing, last):
    assert columns(changing) == ("What", "Before", last)

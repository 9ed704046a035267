# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a user decides: the words that are taken, and what is refused before anything is read."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.lockdown import request
from ansible_collections.adx.outbound.plugins.module_utils._plan.lockdown.request import Request
from ansible_collections.adx.outbound.plugins.module_utils._plan.needs.dependencies import make
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.errors import PlanError

HOP = "10.0.9.4"
EXTRA = (make("Extra", "sql.example.com", 1433, "extra"),)


def test_what_is_not_decided_has_the_documented_default():
    found = Request()
    assert (found.state, found.edition, found.sources) == ("present", "2024-07", ("documented", "discovered"))
    assert (found.wildcards, found.amqp) == ("keep", "service_tag")
    assert (found.source_addresses, found.management) == (("subnet",), "addresses")
    assert (found.routes, found.default_route) == ("auto", "verify")
    assert (found.collection_prefix, found.priority_base, found.rule_collection_group) == ("adx-", 1000, "adx-egress")
    assert found.gate and not (found.purge or found.additive or found.accept)
    assert found.steps == {"allow", "route", "check"}


@pytest.mark.parametrize("sources", [(), ("documented",), ("documented", "discovered", "azure_ca")])
def test_names_come_from_the_sources_that_are_known(sources):
    assert Request(sources=sources).sources == sources


def test_a_source_that_nobody_knows_is_named_with_those_that_are_taken():
    taken = "documented, mapped, public, discovered, azure_ca, data_sources"
    with pytest.raises(PlanError, match=rf"^O\(sources\) names 'guessed'; it takes {taken}[.]$"):
        Request(sources=("documented", "guessed"))


def test_a_plan_does_not_keep_and_remove_at_once():
    with pytest.raises(PlanError, match=r"O\(additive\): true takes nothing away, and O\(purge\): true does"):
        Request(additive=True, purge=True, collection_prefix="adx-")
    assert Request(additive=True).additive and Request(purge=True, collection_prefix="adx-").purge


@pytest.mark.parametrize("given", [None, "", {}, HOP, {"name": "fw-hub"}])
def test_nothing_given_is_no_appliance(given):
    assert request.appliance_of(given) is None


def test_an_address_is_read_without_the_blanks_of_a_survey():
    assert request.appliance_of({"next_hop": f" {HOP} "}) == HOP


@pytest.mark.parametrize("given", [{"next_hop": HOP, "name": "squid"}, {"next_hop": HOP, "resource_group": "rg"}])
def test_anything_but_a_next_hop_is_refused_with_what_was_given(given):
    with pytest.raises(
        PlanError, match=r"^O.firewall. is .*; for an appliance it takes {next_hop: ADDRESS} and nothing else[.]$"
    ):
        request.appliance_of(given)


@pytest.mark.parametrize("hop", ["squid.example.com", "10.0.9.0/24", "2001:db8::1", "10.0.9", "", None, "10.0.9.4\n5"])
def test_a_next_hop_that_is_no_ipv4_address_is_named(hop):
    with pytest.raises(PlanError) as raised:
        request.appliance_of({"next_hop": hop})
    assert f"has next_hop {hop!r}, which is no IPv4 address" in str(raised.value) and "\n" not in str(raised.value)


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"skip_addresses": ("13.64.38.225", "23.99.5.162/32")},
        {"source_addresses": ("*",)},
        {"source_addresses": ("subnet", "10.20.0.0/16", "10.20.1.4-10.20.1.9")},
    ],
    ids=str,
)
def test_addresses_and_the_word_subnet_are_taken(given):
    request.require_addresses(Request(**given))


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"skip_addresses": ("13.64.38.225", "13.64.38")}, "13.64.38"),
        ({"skip_addresses": ("subnet",)}, "subnet"),
        ({"source_addresses": ("subnet", "10.20.0/16")}, "10.20.0/16"),
        ({"source_addresses": ("Storage",)}, "Storage"),
    ],
    ids=str,
)
def test_an_address_that_no_cluster_could_make_sense_of_is_named(given, named):
    with pytest.raises(PlanError, match=f"'{named}'"):
        request.require_addresses(Request(**given))


@pytest.mark.parametrize(
    ("sources", "extra"), [(("discovered",), ()), ((), EXTRA), (("documented", "discovered"), EXTRA)]
)
def test_one_place_that_names_destinations_is_enough(sources, extra):
    request.require_sources(Request(sources=sources, extra_dependencies=extra))


def test_without_any_place_that_names_destinations_nothing_is_begun():
    with pytest.raises(PlanError, match="O.sources. and O.extra_dependencies. are both empty"):
        request.require_sources(Request(sources=()))

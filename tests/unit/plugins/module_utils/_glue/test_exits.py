# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From options to what is wanted of clusters that are to leave, and that none leaves whom nobody has named."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible_collections.adx.outbound.plugins.module_utils._glue import arguments, exits
from ansible_collections.adx.outbound.plugins.module_utils._plan.leaving.request import PublicAccess, Request
from ansible_collections.adx.outbound.plugins.module_utils._plan.needs import uses
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.errors import PlanError
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._arm.doors import Doors
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._arm.standins import Clock
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan.leaving import drawn

SPEC = {
    **arguments.joined("uses", "exit"),
    "clusters": {"type": "list", "elements": "raw"},
    "resource_group": {"type": "str"},
    "expect_plan": {"type": "str"},
}
GROUP = "/subscriptions/s/resourceGroups/rg-adx/providers/Microsoft.Kusto/clusters"
WHOLE = "/subscriptions/s/providers/Microsoft.Kusto/clusters"
CLOSED = {"public_network_access": "disabled"}


def task(*, check_mode=False, listed=(), **given):
    """A task of somebody who gives these options, where these clusters are listed."""
    checked = ArgumentSpecValidator(SPEC).validate({"resource_group": "rg-adx", **given})
    assert checked.error_messages == []
    session = Doors({place: list(listed) for place in (GROUP, WHOLE)})
    return SimpleNamespace(
        params=checked.validated_parameters,
        check_mode=check_mode,
        subscription=lambda: "s",
        session=session,
        patience=Clock().patience(),
    )


def request(**given):
    (asked,) = exits.asked(task(clusters=["c1"], **{**CLOSED, **given}))
    return asked.request


def test_where_little_is_decided_the_request_has_its_defaults():
    assert request() == Request(PublicAccess.DISABLED)
    assert exits.asked(task(clusters=["c1"], **CLOSED))[0].cluster == drawn.seen().id


@pytest.mark.parametrize(
    ("given", "field", "read"),
    [
        ({"public_network_access": "enabled", "allowed_ip_ranges": []}, "allowed_ip_ranges", ()),
        ({"allowed_ip_ranges": ["203.0.113.0/24, PowerBI"]}, "allowed_ip_ranges", ("203.0.113.0/24", "PowerBI")),
        ({"allowed_ip_ranges": [" "]}, "allowed_ip_ranges", None),
        ({"allowed_ip_ranges": []}, "allowed_ip_ranges", ()),
        ({"prepared_within": "0.5"}, "prepared_within", 0.5),
        ({"uses": []}, "uses", ()),
        (
            {"uses": [{"type": "mysql", "uri": "a.mysql.database.azure.com"}]},
            "uses",
            (uses.from_option({"type": "mysql", "uri": "a.mysql.database.azure.com"}),),
        ),
        ({"ask_cluster": True}, "ask_cluster", True),
        ({"accept": "open_to_all, no_private_endpoint"}, "accept", frozenset({"open_to_all", "no_private_endpoint"})),
    ],
)
def test_an_option_is_read_as_surveys_hand_it_over(given, field, read):
    assert getattr(request(**given), field) == read


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"public_network_access": "enabled"}, r"^O\(allowed_ip_ranges\) is needed"),
        # A field that was left empty says nothing of who may come in; only a list without entries does.
        ({"public_network_access": "enabled", "allowed_ip_ranges": [" "]}, r"^O\(allowed_ip_ranges\) is needed"),
        ({"allowed_ip_ranges": ["203.0.113.300"]}, r"^O\(allowed_ip_ranges\) has '203\.0\.113\.300'"),
        ({"prepared_within": 0}, r"^O\(prepared_within\) is 0; it takes a number of hours above 0\.$"),
        ({"prepared_within": -1.5}, r"^O\(prepared_within\) is -1\.5; it takes"),
        ({"prepared_within": "nan"}, r"^O\(prepared_within\) is nan; it takes"),
        ({"accept": ["everything"]}, r"^O\(accept\) names 'everything'"),
    ],
    ids=str,
)
def test_a_request_that_nobody_could_make_sense_of_is_refused(given, said):
    with pytest.raises(PlanError, match=said):
        request(**given)


def test_whether_the_cluster_answers_at_its_public_names_has_no_default():
    with pytest.raises(PlanError, match=r"^O\(public_network_access\) is needed"):
        exits.asked(task(clusters=["c1"]))
    with pytest.raises(PlanError, match=r"^O\(public_network_access\) is needed"):
        exits.found(task(check_mode=True, listed=ALL))


def test_each_cluster_may_have_options_of_its_own_and_an_entry_that_cannot_be_used_is_named():
    several = [{"cluster": "c1", "public_network_access": "enabled", "allowed_ip_ranges": ["PowerBI"]}, "c2"]
    first, second = exits.asked(task(clusters=several, **CLOSED))
    assert (first.request.public_network_access, first.request.allowed_ip_ranges) == ("enabled", ("PowerBI",))
    assert (second.request.public_network_access, second.cluster.name) == ("disabled", "c2")
    with pytest.raises(PlanError, match=r"^Entry 2 of clusters cannot be used: O\(public_network_access\) is needed"):
        exits.asked(task(clusters=several))
    with pytest.raises(PlanError, match="is in clusters twice"):
        exits.asked(task(clusters=["c1", "C1"], **CLOSED))


# Without names

ALL = [
    drawn.document(),
    drawn.document(name="c2"),
    drawn.document("Disabled", name="c3"),
    drawn.document(name="c4", virtualNetworkConfiguration=None),
]


def found(**given):
    return exits.found(task(**{"listed": ALL, **CLOSED, **given}))


@pytest.mark.parametrize("how", [{"check_mode": True}, {"expect_plan": "0a1b"}])
def test_without_names_all_that_are_in_a_network_are_meant_in_a_preview_and_where_that_was_approved(how):
    asked = found(accept=["open_to_all"], **how)
    assert [one.cluster.name for one in asked] == ["c1", "c2"]
    assert {one.request for one in asked} == {Request(PublicAccess.DISABLED, accept=frozenset({"open_to_all"}))}


@pytest.mark.parametrize(
    ("given", "where"),
    [
        ({}, "resource group rg-adx"),
        ({"resource_group": None}, "subscription s"),
        ({"expect_plan": ""}, "resource group"),
    ],
)
def test_nobody_leaves_whom_nobody_has_named_or_approved(given, where):
    with pytest.raises(PlanError) as refused:
        found(**given)
    said = str(refused.value)
    assert refused.value.code == "unnamed" and f"in {where}" in said
    assert said.startswith("O(clusters) is not given, and in") and "would leave their networks: c1, c2. Name" in said


def test_where_none_is_in_a_network_there_is_nobody_to_be_named():
    assert found(listed=ALL[2:]) == []

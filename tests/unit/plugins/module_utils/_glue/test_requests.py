# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fields of the request become options, and options become a request."""

from __future__ import annotations

import pytest
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible_collections.adx.outbound.plugins.module_utils._glue import arguments, requests
from ansible_collections.adx.outbound.plugins.module_utils._plan.evidence.request import Wanted
from ansible_collections.adx.outbound.plugins.module_utils._plan.lockdown.request import ALL_STEPS, Needs, Request
from ansible_collections.adx.outbound.plugins.module_utils._plan.needs.dependencies import from_option
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.errors import PlanError

BLOCKS = ("cluster", "place", "needs", "uses", "lockdown", "planning", "state", "tags")
SPEC = arguments.joined(*BLOCKS)


def request(**given):
    """The request of somebody who gives these options, a firewall and all steps."""
    checked = ArgumentSpecValidator(SPEC).validate({"cluster": "c1", "firewall": "fw-hub", **given})
    assert checked.error_messages == []
    return requests.request_of({**checked.validated_parameters, "steps": ALL_STEPS, "only_left": False})


def test_a_field_of_the_request_says_what_its_option_takes():
    options = arguments.decisions(Needs)
    assert options["wildcards"] == {"type": "str", "choices": ["keep", "narrow"], "default": "keep"}
    assert options["sources"] == {"type": "list", "elements": "str", "default": ["documented", "discovered"]}
    assert arguments.decisions(Request, "region", "purge") == {
        "region": {"type": "str"},
        "purge": {"type": "bool", "default": False},
    }


def test_where_nothing_is_decided_the_request_has_its_defaults():
    assert request() == Request()


@pytest.mark.parametrize(
    ("given", "field", "read"),
    [
        ({"sources": ["documented, azure_ca", " "]}, "sources", ("documented", "azure_ca")),
        ({"sources": [" "]}, "sources", ("documented", "discovered")),
        ({"source_addresses": [""]}, "source_addresses", ("subnet",)),
        ({"cluster": {"name": "c1", "region": ""}, "state": "absent"}, "region", None),
        ({"edition": ""}, "edition", "2024-07"),
        ({"accept": "other_subnet,"}, "accept", frozenset({"other_subnet"})),
        ({"cluster": {"name": "c1", "region": "West US"}}, "region", "West US"),
        ({"cluster": "c1"}, "region", None),
        ({"rule_collection_group": {"name": "g", "priority": "300"}}, "group_priority", 300),
        ({"rule_collection_group": {"priority": 300}}, "rule_collection_group", "adx-egress"),
        ({"rule_collection_group": "g"}, "rule_collection_group", "g"),
        ({"tags": {"team": "data"}}, "tags", {"team": "data"}),
        (
            {"extra_dependencies": [{"fqdn": "sql.example.com", "port": "1433"}]},
            "extra_dependencies",
            (from_option({"fqdn": "sql.example.com", "port": 1433}),),
        ),
        ({"firewall": {"next_hop": "10.0.9.4"}}, "appliance", "10.0.9.4"),
    ],
    ids=str,
)
def test_an_option_is_read_as_surveys_hand_it_over(given, field, read):
    assert getattr(request(**given), field) == read


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"firewall": ""}, r"^O\(firewall\) or O\(firewall_policy\) is needed"),
        ({"firewall": {"next_hop": "10.0.9.4"}, "firewall_policy": "p"}, "only an Azure Firewall has a policy"),
        ({"skip_addresses": ["13.64.38"]}, "'13.64.38' is no IP address"),
        ({"rule_collection_group": {"priority": 99}}, "^The rule collection group"),
        ({"rule_collection_group": {"nmae": "g"}}, "has nmae; it takes a name"),
        ({"accept": ["all"]}, r"^O\(accept\) names 'all'"),
    ],
    ids=str,
)
def test_a_request_that_no_plan_could_be_made_for_is_refused(given, message):
    with pytest.raises(PlanError, match=message):
        request(**given)


@pytest.mark.parametrize("option", [None, "", " ", False, "no", "false", 0])
def test_no_logs_are_asked_unless_that_is_wanted(option):
    assert requests.evidence_of(option) is None


@pytest.mark.parametrize("option", [True, "yes", "true", 1, {}])
def test_logs_of_seven_days_are_asked_where_nothing_more_is_said(option):
    assert requests.evidence_of(option) == Wanted()


def test_what_is_wanted_of_the_logs_is_read():
    assert requests.evidence_of({"since": "30d"}) == Wanted(30)


@pytest.mark.parametrize("option", ["30d", [], 7])
def test_what_says_neither_whether_logs_are_asked_is_refused(option):
    with pytest.raises(PlanError, match=r"it takes true, false, or a dictionary with since, workspace and endpoint"):
        requests.evidence_of(option)

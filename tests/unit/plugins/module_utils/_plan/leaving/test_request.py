# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the two options about public access take, and when a list of who may come in holds back nobody."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.leaving import request
from ansible_collections.adx.outbound.plugins.module_utils._plan.leaving.request import PublicAccess
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.errors import PlanError

HALVES = ("0.0.0.0/1", "128.0.0.0/1")


@pytest.mark.parametrize(("word", "spelt"), [("enabled", "Enabled"), ("disabled", "Disabled")])
def test_public_access_is_spelt_as_azure_does(word, spelt):
    assert PublicAccess(word).spelt == spelt


@pytest.mark.parametrize("word", [None, ""])
def test_public_access_has_no_default(word):
    with pytest.raises(PlanError, match=r"^O\(public_network_access\) is needed, .* once it has left its network;"):
        request.public_access(word, ["203.0.113.0/24"])


def test_who_lets_the_cluster_answer_at_its_public_names_says_to_whom():
    with pytest.raises(PlanError, match=r"^O\(allowed_ip_ranges\) is needed beside O\(public_network_access\): enab"):
        request.public_access("enabled", None)
    assert request.public_access("enabled", []) == (PublicAccess.ENABLED, ())
    assert request.public_access("disabled", None) == (PublicAccess.DISABLED, None)


def test_addresses_ranges_and_service_tags_stay_as_they_were_given_and_each_comes_once():
    given = [" 203.0.113.7", "203.0.113.0/24", "2001:db8::/32", "PowerBI", "Storage.WestUS", "PowerBI"]
    read = ("203.0.113.7", "203.0.113.0/24", "2001:db8::/32", "PowerBI", "Storage.WestUS")
    assert request.public_access("enabled", given) == (PublicAccess.ENABLED, read)


@pytest.mark.parametrize(
    "entry",
    ["", " ", "203.0.113.300", "203.0.113.7/24", "203.0.113.0/33", "203.0.113.0/255.255.255.0", "fe80::1%eth0", "*"]
    + ["Power BI", "Any", "VirtualNetwork", "Storage.West.US", "203.0.113.1-203.0.113.9", "a/b"],
)
def test_an_entry_that_is_none_of_them_is_named(entry):
    with pytest.raises(PlanError, match=r"^O\(allowed_ip_ranges\) has '.*', which is neither an address, nor a range"):
        request.public_access("disabled", [entry])


@pytest.mark.parametrize(
    "ranges",
    [(), ("0.0.0.0/0",), ("::/0",), ("203.0.113.7", *HALVES), ("Internet",), ("PowerBI", " internet "), ("AzureCloud",)]
    + [("0.0.0.0/1", "128.0.0.0/2", "192.0.0.0/3"), ("2000::/3",), ("::/1", "8000::/2")],
)
def test_a_list_that_holds_back_nobody_lets_everybody_in_however_it_is_written(ranges):
    assert request.is_everybody(ranges)


@pytest.mark.parametrize(
    "ranges", [("203.0.113.0/24",), HALVES[:1], HALVES[1:], ("PowerBI",), ("::/3",), ("0.0.0.0/2", "64.0.0.0/2")]
)
def test_a_list_that_holds_somebody_back_does_not_let_everybody_in(ranges):
    assert not request.is_everybody(ranges)

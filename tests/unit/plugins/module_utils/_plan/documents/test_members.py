# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every member that Azure's own models know is read, decides nothing, or is known not to be understood."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents import members
from azure.mgmt.network import models

# What Azure answers with, or did, that no model of today names (recorded documents of classic firewalls and policies).
ANSWERED = {
    "AzureFirewallApplicationRule": {"actions", "direction", "priority"},
    "NetworkRule": {"ipv6Rule", "protocols"},
}
RULE = members.NETWORK_RULE


def of_model(name):
    model = getattr(models, name)
    model()  # a model knows its members from its first instance on
    return {one._rest_name for one in model._attr_to_rest_field.values()}


@pytest.mark.parametrize("name", sorted(members.MODELS))
def test_each_member_of_a_model_is_in_one_class(name):
    one = members.MODELS[name]
    classes = (one.read, one.inert, one.closed)
    assert sum(map(len, classes)) == len(frozenset().union(*classes))
    assert frozenset().union(*classes) - of_model(name) == ANSWERED.get(name, set())
    assert of_model(name) <= frozenset().union(*classes)


@pytest.mark.parametrize(
    ("document", "beyond"),
    [
        ({"name": "n", "destinationPorts": ["443"]}, ()),
        ({"description": "why", "future": "x", "sourceGeoLocations": ["NL"]}, ("future", "sourceGeoLocations")),
        ({"future": None, "later": "", "last": [], "more": {}}, ()),
        ({"future": False, "later": 0}, ("future", "later")),
    ],
    ids=["understood", "not understood, in their order", "what is empty asks for nothing", "False and 0 are answers"],
)
def test_what_is_not_understood_is_beyond(document, beyond):
    assert RULE.beyond(document) == beyond

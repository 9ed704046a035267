# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What holds rules takes them, shows them and lets them go by one face, whichever of the two it is."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents import rule_holder
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.policies import GroupOptions, Policy
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.rule_collections import Collection, Rule
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.rule_ownership import Ownership
from ansible_collections.adx.outbound.plugins.module_utils._plan.values import resource_ids
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.errors import PlanError
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.resource_ids import ResourceId

FIREWALL = ResourceId("s", "g", resource_ids.FIREWALL, ("fw",))
GROUP = ResourceId("s", "g", resource_ids.RULE_COLLECTION_GROUP, ("fp", "adx-egress"))
POLICY = Policy({"name": "fp"}, ())
OURS = Collection(
    "c1-application",
    "application",
    rules=(
        Rule(
            "a",
            (
                ("source_addresses", ("10.20.1.0/24",)),
                ("target_fqdns", ("a.contoso.com",)),
                ("protocols", (("Https", 443),)),
            ),
        ),
    ),
)
OWN, OPTIONS = Ownership.of([OURS]), GroupOptions("adx-egress", priority_base=1500)
EMPTY = {
    "classic": rule_holder.of_id(FIREWALL, {"name": "fw", "properties": {}}),
    "group": rule_holder.of_id(GROUP, None, [POLICY]),
}


@pytest.mark.parametrize("kind", EMPTY)
def test_what_takes_our_rules_shows_them_and_is_without_them_again(kind):
    holder = EMPTY[kind]
    assert holder.owned(OWN) == [] and not holder.is_missing
    full = rule_holder.with_document(holder, holder.present([OURS], OWN, OPTIONS))
    (mine,) = full.owned(OWN)
    assert (mine.name, mine.priority, mine.rules) == ("c1-application", 1500, OURS.rules)
    assert full.present([OURS], OWN, OPTIONS) == full.document, "it is there already"
    rest = rule_holder.with_document(full, full.absent(OWN))
    assert rest.owned(OWN) == []
    assert (rest.document is None) is (kind == "group"), "a group that is empty goes, a firewall stays"


@pytest.mark.parametrize("id_", [FIREWALL, GROUP], ids=["firewall", "policy"])
def test_what_is_missing_shows_nothing_and_loses_nothing(id_):
    holder = rule_holder.of_id(id_, None)
    assert holder.is_missing and holder.view(OWN) is None and holder.absent(OWN) is None and holder.owned(OWN) == []


def test_a_policy_that_only_azure_writes_is_not_written():
    managed = Policy({"name": "fp", "properties": {"afcManaged": True}}, ())
    EMPTY["classic"].require_writable()
    EMPTY["group"].require_writable()
    with pytest.raises(PlanError, match="managed by Azure Firewall for Containers"):
        rule_holder.of_id(GROUP, None, [managed]).require_writable()

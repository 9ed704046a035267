# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A purge takes what nobody has any more, and never the rules of a cluster that is there."""

from __future__ import annotations

from dataclasses import replace

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents import backups, clusters, rule_spellings
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.clusters import Cluster
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.rule_ownership import Ownership
from ansible_collections.adx.outbound.plugins.module_utils._plan.fleet import changes
from ansible_collections.adx.outbound.plugins.module_utils._plan.fleet.members import Member
from ansible_collections.adx.outbound.plugins.module_utils._plan.lockdown import present, slices
from ansible_collections.adx.outbound.plugins.module_utils._plan.lockdown.request import Request
from ansible_collections.adx.outbound.plugins.module_utils._plan.values import resource_ids
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.errors import PlanError
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan import world

PURGE = Request(purge=True, owned_prefix="adx-")
OTHERS, DEAD = "adx-c2-westus-application", "adx-c9-westus-application"


def living(name="c2", location="West US", **network) -> Cluster:
    found = clusters.from_arm(world.cluster(location, **network))
    return replace(found, id=replace(world.CLUSTER, names=(name,)))


def firewall(*names):
    return world.firewall(*(world.collection(name, 200 + n, "a.example.com") for n, name in enumerate(names)))


def facts(*names, **known):
    return world.facts(**{"firewall": firewall(*names), "living": (living(),), **known})


def plan(*names, request=PURGE, **known):
    return present.plan(request, facts(*names, **known))


def gone(planned):
    """The collections that the plan's write takes away."""
    (change,) = [one for one in slices.changes(slices.of(planned)) if "firewall" in one["resource"]]
    before, after = (
        {line.split()[2] for line in change[when].splitlines() if " collection " in line}
        for when in ("before", "after")
    )
    return {name.rstrip(":") for name in before - after}


def told(planned):
    return [text for text in planned.warnings if text.startswith("purge leaves ")]


def test_the_rules_of_a_cluster_that_is_there_stay_and_the_plan_says_so():
    planned = plan(OTHERS, DEAD)
    assert gone(planned) == {DEAD}
    assert told(planned) == [f"purge leaves {OTHERS} alone: they are named after clusters that are there."]
    assert planned.as_option()["target"]["spared"] == ["c2-westus"]


@pytest.mark.parametrize(
    ("name", "is_gone"),
    [
        pytest.param("ADX-C2-WestUS-application", False, id="in other letters"),
        pytest.param("adx-old-c2-westus-application", False, id="with a prefix of its own"),
        pytest.param("adx-c2-westus", False, id="without a kind"),
        pytest.param("adx-c2-eastus-application", True, id="of its namesake in another region"),
        pytest.param("adx-abc2-westus-application", True, id="of a longer name"),
        pytest.param("adx-c2-westus-spare-application", True, id="of something else"),
    ],
)
def test_a_collection_is_told_by_the_name_in_it(name, is_gone):
    assert gone(plan(name)) == ({name} if is_gone else set())


def test_a_prefix_that_runs_into_the_name_is_known():
    request = Request(purge=True, owned_prefix="adx", collection_prefix="adx")
    assert gone(plan("adxc2-westus-application", "adxc9-westus-application", request=request)) == {
        "adxc9-westus-application"
    }


def test_a_cluster_that_is_no_longer_injected_is_there_all_the_same():
    assert gone(plan(OTHERS, living=(living(subnetId=None),))) == set()


def test_nothing_is_purged_where_clusters_cannot_be_listed():
    why = {"living": "Cannot list the clusters of subscription s: no (AuthorizationFailed, HTTP 403)"}
    with pytest.raises(PlanError, match="whose that is cannot be told: Cannot list the clusters") as caught:
        plan(OTHERS, living=None, unread=why)
    assert caught.value.code == "purge_unclear" and "Microsoft.Kusto/clusters/read" in str(caught.value)
    assert plan(OTHERS, request=Request(), living=None).rule_collections


def test_what_is_purged_counts_as_removed_whatever_ours_names():
    names = [f"h{number}.example.com" for number in range(12)]
    rules = world.firewall(world.collection(DEAD, 200, *names))
    with pytest.raises(PlanError, match="12 of the 12 destinations") as caught:
        plan(firewall=rules)
    assert caught.value.code == "too_many_removals"


def member(name, *names, request=PURGE, others=()):
    id_ = replace(world.CLUSTER, names=(name,))
    found = living(name)
    known = {"cluster": found, "living": tuple(living(one) for one in others)}
    called = frozenset(resource_ids.key(replace(id_, names=(one,))) for one in (name, *others))
    return Member.of(request, replace(facts(*names, **known), cluster_id=id_, called=called))


def test_the_clusters_of_one_call_never_purge_each_other_and_need_no_warning():
    one, two = member("c1", DEAD, others=("c2",)), member("c2", DEAD, others=("c1",))
    document = changes.with_rules(firewall(DEAD), (), [one, two])
    names = [
        item["name"] for kind in ("application", "network") for item in document["properties"][f"{kind}RuleCollections"]
    ]
    assert len(names) == 4 and DEAD not in names
    again = member("c1", *names, others=("c2",))
    assert not told(again.plan) and told(plan(*names))


def test_one_that_purges_spares_nothing_of_its_own_under_an_older_prefix():
    old = "adx-old-c1-westus-application"
    one, two = member("c1", old, others=("c2",)), member("c2", others=("c1",))
    assert gone(one.plan) == {old}
    assert changes.ownership([one, two]).owns(entry(old))
    assert not changes.ownership([member("c2", others=("c1",))]).owns(entry(old))


def test_without_a_purge_only_what_is_named_is_owned():
    one = member("c1", request=Request(), others=("c2",))
    assert changes.ownership([one]) == Ownership.of(changes.wanted([one]))


def entry(name):
    (found,) = rule_spellings.CLASSIC.entries(firewall(name))
    return found


def test_a_backup_remembers_what_was_spared():
    ownership = Ownership.of([], prefix="adx-", purge=True, spared=["C2-westus"])
    assert backups.of_collections(ownership)["spared"] == ["c2-westus"] and not ownership.owns(entry(OTHERS))

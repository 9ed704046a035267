# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""No cluster leaves its network while anything that has to be true is not known to be, unless its word is given."""

from __future__ import annotations

import copy
from dataclasses import replace

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents import network_membership
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.source_resources import Access, Approval
from ansible_collections.adx.outbound.plugins.module_utils._plan.leaving import plans, targets
from ansible_collections.adx.outbound.plugins.module_utils._plan.lockdown import acceptance
from ansible_collections.adx.outbound.plugins.module_utils._plan.lockdown.approval import Part
from ansible_collections.adx.outbound.plugins.module_utils._plan.needs.data_sources import (
    DataSource,
    DataSources,
    SourceKind,
)
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.errors import PlanError
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan.leaving import drawn
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan.outbound import drawn as outbound
from hypothesis import example, given, settings
from hypothesis import strategies as st

LEFT = "Disabled"
HERE = "cluster c1 in resource group rg-adx"


def plan(request=None, **seen):
    return plans.plan(request or drawn.asked(), drawn.seen(**seen))


def refusal(request=None, **seen):
    with pytest.raises(PlanError) as refused:
        plan(request, **seen).require_allowed()
    return refused.value.code, str(refused.value)


def properties(made):
    return made.wanted["properties"]


# What is written


@pytest.mark.parametrize(
    ("request_", "access", "ranges"),
    [
        (drawn.asked("disabled"), "Disabled", ["198.51.100.7"]),
        (drawn.asked("disabled", []), "Disabled", []),
        (drawn.asked("enabled", drawn.RANGES), "Enabled", list(drawn.RANGES)),
    ],
)
def test_a_cluster_that_is_ready_leaves_with_the_public_access_that_is_wanted_and_all_else_stays(
    request_, access, ranges
):
    document = drawn.document(allowedIpRangeList=["198.51.100.7"])
    before = copy.deepcopy(document)
    made = plan(request_, found=document)
    made.require_allowed()
    assert document == before and made.leaves and made.pending == (Part.NETWORK,) and made.refused == ()
    assert properties(made) == {
        **before["properties"],
        "virtualNetworkConfiguration": {**drawn.CONFIGURATION, "state": LEFT},
        "publicNetworkAccess": access,
        "allowedIpRangeList": ranges,
    }
    assert (made.name, made.described, made.id) == ("c1", HERE, made.seen.id)


def test_a_plan_is_shown_with_every_precondition_every_source_and_what_changes():
    request = drawn.asked(accept=["no_managed_private_endpoint"], uses=(outbound.use(),))
    made = plan(request, targets=[drawn.target("cut_off", "lake")])
    told = made.as_option()
    assert [(one["subject"], one["outcome"], one["accepted"]) for one in told["preconditions"]] == [
        ("public_access", "met", False),
        ("private_endpoint", "met", False),
        ("sources", "missing", True),
        ("outbound_access", "met", False),
        ("prepared", "met", False),
    ]
    assert made.summary() == {"preconditions": {"met": 4, "missing": 1}}
    assert told["sources"] == [drawn.target("cut_off", "lake").as_option()]
    assert told["used"] == [one.as_option() for one in made.judged] and len(made.judged) == 1
    assert (told["cluster"]["name"], told["before"]["network"], told["after"]["network"]) == (
        "c1",
        "Enabled",
        "Disabled",
    )
    (change,) = told["changes"]
    assert change["resource"] == HERE and "network: Enabled\n" in change["before"]
    assert "network: Disabled\n" in change["after"] and "public_network_access: Disabled\n" in change["after"]


def test_that_all_stays_for_a_return_is_told_of_who_leaves_and_of_nobody_else():
    assert [one.code for one in plan().findings] == ["way_back"]
    assert plan(found=drawn.document(LEFT)).findings == ()


# A cluster that has left


def test_a_cluster_that_has_left_as_wanted_is_asked_about_public_access_alone_and_not_written():
    made = plan(found=drawn.document(LEFT, publicNetworkAccess="Disabled"), leading=(), prepared=None)
    assert not made.leaves and made.pending == () and made.refused == () and made.accepted == ()
    assert [(one.subject, one.is_met) for one in made.preconditions] == [("public_access", True)]
    assert made.as_option()["changes"] == [] and made.judged == ()


def test_the_public_access_of_a_cluster_that_has_left_is_changed_where_that_is_wanted():
    made = plan(drawn.asked("enabled", drawn.RANGES), found=drawn.document(LEFT), leading=())
    made.require_allowed()
    assert made.pending == (Part.NETWORK,) and properties(made)["allowedIpRangeList"] == list(drawn.RANGES)
    assert properties(made)["virtualNetworkConfiguration"] == {**drawn.CONFIGURATION, "state": LEFT}


def test_a_cluster_that_has_left_is_not_opened_to_all_without_the_word_and_one_that_is_open_is_told():
    code, _said = refusal(drawn.asked("enabled", []), found=drawn.document(LEFT, publicNetworkAccess="Disabled"))
    assert code == "open_to_all"
    made = plan(drawn.asked("enabled", []), found=drawn.document(LEFT))
    assert [one.code for one in made.findings] == ["open_to_all"] and made.refused == () and made.pending == ()


@pytest.mark.parametrize("state", ["Failed", "Canceled"])
def test_a_cluster_whose_way_out_may_have_failed_is_not_said_to_have_left(state):
    with pytest.raises(PlanError, match="The last change of cluster c1 in resource group rg-adx failed") as refused:
        plan(found=drawn.document(LEFT, publicNetworkAccess="Disabled", provisioningState=state))
    assert refused.value.code == "cluster_not_ready"


def test_what_is_running_on_it_is_waited_for():
    made = plan(found=drawn.document(LEFT, publicNetworkAccess="Disabled", provisioningState="Updating"))
    assert made.pending == (Part.NETWORK,) and made.as_option()["changes"] == []


# What nobody can accept

EVERY_WORD = sorted(acceptance.of_leaving())


@pytest.mark.parametrize(
    ("own", "code", "said"),
    [
        ({"virtualNetworkConfiguration": None}, "no_network", "is in no virtual network, so there is none to leave"),
        ({"virtualNetworkConfiguration": "x"}, "membership_unknown", "is in no word that is known here"),
        (
            {"virtualNetworkConfiguration": {**drawn.CONFIGURATION, "state": "Paused"}},
            "membership_unknown",
            "is in no word that is known here",
        ),
        (
            {"virtualNetworkConfiguration": {"state": "Enabled"}},
            "membership_unknown",
            "is in no word that is known here",
        ),
        ({"state": "Migrated"}, "migrated_elsewhere", "has been migrated to another cluster"),
        ({"state": "migrated"}, "migrated_elsewhere", "has been migrated to another cluster"),
        ({"migrationCluster": {"role": "Source"}}, "migrated_elsewhere", "nothing is written to it."),
        ({"provisioningState": "Failed"}, "cluster_not_ready", "failed, so a write on top could make it worse"),
        ({"provisioningState": "Canceled"}, "cluster_not_ready", "failed, so a write on top could make it worse"),
        ({"state": "Stopped"}, "cluster_not_ready", "start it first"),
        ({"state": "Unavailable"}, "cluster_not_ready", "wait until it does"),
    ],
    ids=str,
)
def test_what_is_no_cluster_that_could_leave_is_refused_whatever_is_accepted(own, code, said):
    with pytest.raises(PlanError, match=said) as refused:
        plan(drawn.asked(accept=EVERY_WORD), found=drawn.document(**own))
    assert refused.value.code == code and str(refused.value).endswith(".")


# Refusals and words


def test_the_first_that_is_not_met_is_said_with_its_remedy_and_the_words_of_all():
    code, said = refusal(leading=(), prepared=None, found=drawn.document(access="Disabled"))
    assert code == "no_private_endpoint"
    assert said == (
        "No private endpoint in another subnet would let clients reach cluster c1: none leads there. Create one in"
        " another subnet of the network, and approve it at the cluster, or accept that with O(accept):"
        " [no_private_endpoint]. There is more to accept (not_restricted, preparation_unknown), which the findings"
        " explain."
    )
    code, said = refusal(prepared=None)
    assert code == "preparation_unknown" and said.endswith("or accept that with O(accept): [preparation_unknown].")


def test_a_word_that_stands_for_two_is_named_once():
    sources = outbound.connected(unread={"the databases": "No right"})
    code, said = refusal(sources=sources)
    assert code == "sources_unread" and said.count("sources_unread") == 1 and "more to accept" not in said
    taken = plan(drawn.asked(accept=["sources_unread"]), sources=sources)
    taken.require_allowed()
    assert [one.word for one in taken.accepted] == ["sources_unread", "sources_unread"]


def test_what_is_accepted_is_told_as_a_risk_and_what_is_not_as_a_finding():
    made = plan(drawn.asked(accept=["no_private_endpoint", "open_to_all"]), leading=(), prepared=None)
    assert [one.word for one in made.accepted] == ["no_private_endpoint"]
    assert [one.code for one in made.findings] == ["preparation_unknown", "way_back"]
    assert [one.word for one in made.refused] == ["preparation_unknown"]


# The law. Each row has a part of what was read and the words without which it stops the cluster; what was not read, or
# is in no known word, never comes without any.

PUBLIC = [
    (("disabled", None), set()),
    (("enabled", drawn.RANGES), set()),
    (("enabled", ()), {"open_to_all"}),
    (("enabled", ("203.0.113.7", "0.0.0.0/0")), {"open_to_all"}),
]
LEADING = [
    ((drawn.inbound(),), set()),
    ((drawn.inbound("Pending"), drawn.inbound(subnet=drawn.OWN), drawn.inbound()), set()),
    ((), {"no_private_endpoint"}),
    ((drawn.inbound("Pending"),), {"no_private_endpoint"}),
    ((drawn.inbound("", None),), {"no_private_endpoint"}),
    ((drawn.inbound(subnet=drawn.OWN),), {"no_private_endpoint"}),
    ((drawn.inbound(subnet=None),), {"private_endpoint_unread"}),
    ((drawn.inbound(subnet=drawn.OWN), drawn.inbound(subnet=None)), {"private_endpoint_unread"}),
    (None, {"private_endpoint_unread"}),
]
_CUT_OFF, _UNREAD = {"no_managed_private_endpoint"}, {"source_rules_unread"}
SOURCES = [
    (drawn.source(Access.PUBLIC), set()),
    (drawn.source(Access.PUBLIC, drawn.led(Approval.UNKNOWN)), set()),
    (drawn.source(Access.PRIVATE, drawn.led()), set()),
    (drawn.source(Access.UNKNOWN, drawn.led()), set()),
    (drawn.source(is_gone=True), set()),
    (drawn.source(Access.PRIVATE), _CUT_OFF),
    (drawn.source(Access.SELECTED, drawn.led(Approval.NOT_APPROVED)), _CUT_OFF),
    (drawn.source(Access.SELECTED, drawn.led(group="blob")), _CUT_OFF),
    (drawn.source(Access.PRIVATE, drawn.led(state="Creating")), _CUT_OFF),
    (drawn.source(Access.PRIVATE, drawn.led(Approval.UNKNOWN)), _UNREAD),
    (drawn.source(Access.UNKNOWN), _UNREAD),
    (drawn.source(Access.UNKNOWN, drawn.led(Approval.NOT_APPROVED), why_unknown="Its rules were not read"), _UNREAD),
    (DataSource(SourceKind.EVENT_HUB, "data connection x", gap="Its hub is not shown"), {*_UNREAD, "sources_unread"}),
    (replace(drawn.source(), kind=SourceKind.USE, resource=None), {"uses_not_looked_at"}),
]
UNREAD = [({}, set()), ({"the databases": "They could not be read (403)"}, {"sources_unread"})]
RESTRICTED = [
    ("Enabled", set()),
    ("enabled", set()),
    ("Disabled", {"not_restricted"}),
    ("Paused", {"not_restricted"}),
    (None, {"not_restricted"}),
    ("", {"not_restricted"}),
]
LISTED = [((), set()), (None, {"policies_unread"}), ((outbound.policy(),), {"policies_outside"})]
USES = [
    ((), set()),
    (None, {"unlisted_uses"}),
    ((outbound.use("mysql", outbound.SERVER),), {"denied_callouts"}),
]
PREPARED = [(0.0, set()), (4.0, set()), (4.1, {"prepared_too_long_ago"}), (None, {"preparation_unknown"})]
PARTS = (PUBLIC, LEADING, UNREAD, RESTRICTED, LISTED, USES, PREPARED)
READY = tuple(rows[0] for rows in PARTS)
worlds = st.tuples(*(st.sampled_from(rows) for rows in PARTS))


def judged(world, sources, accept):
    """The plan for a world, and the words without which it is to be refused."""
    (public, leading, unread, access, listed, uses, prepared), words = zip(*world, strict=True)
    read = DataSources(tuple(one for one, _words in sources), unread=unread)
    needed = set().union(*words[:4], words[6], *(own for _one, own in sources))
    if access in ("Enabled", "enabled"):  # only then is it asked what the restriction lets pass
        needed |= words[4] | words[5]
    elif not unread:  # gaps of sources are asked of the restriction alone
        needed -= {"sources_unread"}
    request = drawn.asked(*public, uses=uses, accept=accept)
    made = plans.plan(
        request,
        drawn.seen(
            drawn.document(access=access),
            targets=targets.of("c1", read, {}),
            leading=leading,
            prepared=prepared,
            sources=read,
            listed=listed,
        ),
    )
    return made, needed


drawn_sources = st.lists(st.sampled_from(SOURCES), max_size=3, unique_by=SOURCES.index)


@settings(deadline=None, max_examples=200)
@given(worlds, drawn_sources, st.sets(st.sampled_from(EVERY_WORD)))
@example(READY, [], set())
def test_no_cluster_leaves_while_one_precondition_is_not_met_and_its_word_is_not_given(world, sources, accept):
    made, needed = judged(world, sources, accept)
    unmet = {one.word for one in made.preconditions if not one.is_met}
    assert unmet == needed
    assert {one.word for one in made.accepted} == needed & accept
    assert {one.word for one in made.refused} == needed - accept
    if needed <= accept:
        made.require_allowed()
    else:
        with pytest.raises(PlanError) as refused:
            made.require_allowed()
        assert refused.value.code in needed - accept


@settings(deadline=None, max_examples=50)
@given(worlds, drawn_sources)
def test_all_words_but_one_never_let_pass_what_that_one_stands_for(world, sources):
    _made, needed = judged(world, sources, ())
    for word in sorted(needed):
        made, _needed = judged(world, sources, set(EVERY_WORD) - {word})
        with pytest.raises(PlanError) as refused:
            made.require_allowed()
        assert refused.value.code == word and {one.word for one in made.refused} == {word}


@pytest.mark.parametrize("place", range(len(PARTS)))
def test_each_part_alone_stops_a_cluster_that_is_ready_for_the_rest(place):
    for row in PARTS[place]:
        world = (*READY[:place], row, *READY[place + 1 :])
        made, needed = judged(world, [SOURCES[0]], ())
        assert {one.word for one in made.refused} == needed == row[1] | (set() if row[1] else needed)


@pytest.mark.parametrize("row", SOURCES, ids=lambda row: str(sorted(row[1])))
def test_each_source_alone_stops_a_cluster_that_is_ready_for_the_rest(row):
    made, needed = judged(READY, [row], ())
    assert {one.word for one in made.refused} == needed == row[1]


def test_every_word_about_leaving_stops_some_cluster_of_these():
    rows = [row for rows in (*PARTS, SOURCES) for row in rows]
    assert set(acceptance.LEAVING_WORDS) <= {word for _part, words in rows for word in words} <= set(EVERY_WORD)


# What holds


def after(made, **own):
    document = copy.deepcopy(made.wanted)
    document["properties"].update(own)
    return document


def test_a_cluster_that_shows_what_was_wanted_at_its_old_names_holds():
    made = plan()
    assert plans.holds(made, after(made)) and plans.holds(made, after(made, state="running"))
    spelt = after(
        made, virtualNetworkConfiguration={**drawn.CONFIGURATION, "subnetId": drawn.OWN.upper(), "state": LEFT}
    )
    assert plans.holds(made, spelt) and network_membership.membership(spelt) == "left"


@pytest.mark.parametrize(
    "own",
    [
        {"virtualNetworkConfiguration": drawn.CONFIGURATION},
        {"virtualNetworkConfiguration": None},
        {"virtualNetworkConfiguration": {"state": LEFT}},
        {"publicNetworkAccess": "Enabled"},
        {"allowedIpRangeList": ["0.0.0.0/0"]},
        {"provisioningState": "Failed"},
        {"provisioningState": "Updating"},
        {"state": "Stopped"},
        {"state": None},
        {"uri": "https://other.westus.kusto.windows.net"},
        {"dataIngestionUri": None},
    ],
    ids=str,
)
def test_one_that_shows_anything_else_does_not(own):
    made = plan()
    assert not plans.holds(made, after(made, **own))

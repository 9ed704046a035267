# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The risks of restricted outbound access: refused where a write makes them, accepted by their word, else a finding."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.lockdown.acceptance import RESTRICTION_WORDS
from ansible_collections.adx.outbound.plugins.module_utils._plan.outbound import plans
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.errors import PlanError

from . import drawn

LAKE, SERVER, BUS = drawn.LAKE, drawn.SERVER, drawn.BUS
MYSQL, FILES = drawn.use("mysql", SERVER), drawn.use()
STRANGE = [drawn.policy("sql", "strange")]
GAP = {"unread": {"databases": "The databases of cluster c1 could not be read (no right)"}}
ELSEWHERE = drawn.given("sql", "elsewhere")


def connected():
    return drawn.connected(drawn.source())


# Each word: what is asked, of a cluster that is not restricted yet, of one that is and gets less, and of one that is as
# it is to be already. What is seen beside the document comes last.
RISKS = {
    "denied_callouts": (
        {"uses": (MYSQL,)},
        (drawn.document("Enabled", None, drawn.as_arm(drawn.allowing(MYSQL))), {"policies": [], "purge": True}),
        (drawn.document("Enabled", None, [drawn.policy()]), {"policies": [drawn.given()]}),
        {},
    ),
    "open_callouts": (
        {"uses": (FILES,)},
        (drawn.document("Enabled", None, drawn.as_arm(drawn.allowing(FILES))), {"policies": [], "purge": True}),
        (drawn.document("Enabled"), {}),
        {},
    ),
    "ingestion_not_shown": (
        {},
        (drawn.document("Enabled", [BUS]), {"names": [], "purge": True}),
        (drawn.document("Enabled"), {}),
        {"sources": connected()},
    ),
    "unlisted_uses": (
        {"uses": None},
        (drawn.document("Enabled", [LAKE]), {"names": [], "purge": True}),
        (drawn.document("Enabled", [LAKE]), {"names": [LAKE]}),
        {},
    ),
    "sources_unread": (
        {},
        (drawn.document("Enabled", [LAKE]), {"names": [], "purge": True}),
        (drawn.document("Enabled", [LAKE]), {"names": [LAKE]}),
        {"sources": drawn.connected(**GAP)},
    ),
    "policies_outside": (
        {},
        (drawn.document("Enabled", None, [drawn.policy()]), {"policies": [], "purge": True}),
        (drawn.document("Enabled"), {}),
        {"listed": STRANGE},
    ),
    "policies_unread": (
        {},
        (drawn.document("Enabled", [LAKE]), {"names": [], "purge": True}),
        (drawn.document("Enabled", [LAKE]), {"names": [LAKE]}),
        {"listed": None},
    ),
}
CODES = {word: word for word in RISKS} | {"sources_unread": "unread_sources"}


def made(document, beside, **options):
    return plans.plan(drawn.asked(**options), drawn.seen(document, **beside))


def words(plan):
    return [risk.word for risk in plan.refused]


def codes(plan):
    return [finding.code for finding in plan.findings]


def test_every_word_that_a_plan_can_meet_has_its_row():
    assert set(RISKS) == set(RESTRICTION_WORDS) - {"open_while_changing"} | {"sources_unread"}


@pytest.mark.parametrize("state", ["Disabled", "Paused", None])
@pytest.mark.parametrize("word", RISKS)
def test_restricting_access_for_the_first_time_meets_every_risk(word, state):
    options, _less, _same, beside = RISKS[word]
    plan = made(drawn.document(state), beside, **options)
    assert words(plan) == [word] and CODES[word] in codes(plan) and plan.accepted == ()
    with pytest.raises(PlanError, match=rf"or accept that with O\(accept\): \[{word}\]\.") as error:
        plan.require_allowed()
    assert error.value.code == word and ".," not in str(error.value)


@pytest.mark.parametrize("word", RISKS)
def test_so_does_a_write_after_which_less_may_pass(word):
    options, (document, less), _same, beside = RISKS[word]
    assert words(made(document, beside, **{**options, **less})) == [word]


@pytest.mark.parametrize("word", RISKS)
def test_a_risk_that_is_accepted_is_told_and_no_finding_any_more(word):
    options, (document, less), _same, beside = RISKS[word]
    for found, more in ((drawn.document(), {}), (document, less)):
        plan = made(found, beside, **{**options, **more}, accept=[word])
        plan.require_allowed()
        assert [one.word for one in plan.accepted] == [word] and plan.refused == ()
        assert CODES[word] not in codes(plan) and plan.accepted[0].sentence.endswith(".")


@pytest.mark.parametrize("word", RISKS)
def test_where_there_is_nothing_to_write_a_risk_is_a_finding_and_never_refused(word):
    options, _less, (document, same), beside = RISKS[word]
    plan = made(document, beside, **{**options, **same})
    plan.require_allowed()
    assert plan.pending == () and plan.refused == () and CODES[word] in codes(plan)
    assert all(finding.remedy.endswith(".") and ".." not in finding.remedy for finding in plan.findings)


@pytest.mark.parametrize("word", RISKS)
def test_a_write_that_makes_nothing_worse_is_not_refused_for_what_was_so_before(word):
    options, _less, (document, same), beside = RISKS[word]
    kind = "names" if "names" in same else "policies"
    more = {"names": ["elsewhere.example.org"]} if kind == "names" else {"policies": [ELSEWHERE]}
    plan = made(document, beside, **{**options, **same, **more})
    assert plan.pending and plan.refused == () and CODES[word] in codes(plan)


@pytest.mark.parametrize("word", RISKS)
def test_lifting_the_restriction_meets_no_risk_whatever_goes(word):
    options, (document, _less), _same, beside = RISKS[word]
    for purge in (False, True):
        plan = made(document, beside, **{**options, "state": "unrestricted"}, purge=purge)
        assert plan.pending and plan.refused == plan.accepted == () and CODES[word] not in codes(plan)


def test_a_deny_that_comes_makes_it_matter_that_uses_or_sources_are_not_known():
    document, deny = drawn.document("Enabled"), [drawn.given("sql", "a", "Deny")]
    plan = made(document, {"sources": drawn.connected(**GAP)}, uses=None, policies=deny)
    assert words(plan) == ["unlisted_uses", "sources_unread"]


# What queries use


UNSEEN = {"shown": drawn.shown(unread={"the functions": "Database db could not be asked (no right)"})}


@pytest.mark.parametrize(
    ("uses", "ask", "beside", "known"),
    [
        (None, False, {}, False),
        ((), False, {}, True),
        ((FILES,), False, {}, True),
        (None, True, {"shown": drawn.shown()}, True),
        ((), True, {"shown": drawn.shown()}, True),
        (None, True, UNSEEN, False),
        ((), True, UNSEEN, False),
        ((), True, {}, False),
        (None, True, {}, False),
    ],
)
def test_what_queries_use_is_known_where_the_user_says_it_or_the_cluster_said_all(uses, ask, beside, known):
    plan = made(drawn.document(names=[LAKE]), beside, uses=uses, ask_cluster=ask)
    assert ("unlisted_uses" not in words(plan)) is known


def test_why_a_cluster_did_not_tell_what_it_uses_is_in_the_sentence():
    plan = made(drawn.document(), UNSEEN, uses=(), ask_cluster=True)
    (risk,) = plan.refused
    assert risk.finding.message == (
        "What queries, external tables and exports of cluster c1 use is not known. Database db could not be asked"
        " (no right)."
    )
    (plain,) = made(drawn.document(), {}, uses=None).refused
    assert plain.finding.message.endswith("use is not known.")


def test_what_the_cluster_says_is_judged_as_what_the_user_says():
    shown = drawn.shown((MYSQL, "external table t"))
    plan = made(drawn.document(), {"shown": shown}, uses=None, ask_cluster=True)
    assert words(plan) == ["denied_callouts"] and "(external table t)" in plan.refused[0].finding.message


# How a risk is told


def test_one_reason_is_told_once_with_all_that_it_is_about_and_only_those_that_a_write_makes_worse():
    other = drawn.use("mysql", "other.mysql.database.azure.com")
    plan = made(drawn.document(), {}, uses=(MYSQL, other))
    (risk,) = plan.refused
    assert SERVER in risk.finding.message and "other.mysql" in risk.finding.message
    assert risk.finding.concerns == (f"{SERVER}:3306", "other.mysql.database.azure.com:3306")
    document = drawn.document("Enabled", None, drawn.as_arm(drawn.allowing(MYSQL)))
    (less,) = made(document, {}, uses=(MYSQL, other), policies=[], purge=True).refused
    assert SERVER in less.finding.message and "other.mysql" not in less.finding.message
    assert less.finding.concerns == risk.finding.concerns


def test_each_reason_is_a_risk_of_its_own_and_what_is_certain_comes_first():
    uses = (MYSQL, FILES, drawn.use("webapi", "a.example.org"))
    plan = made(drawn.document(), {"sources": connected(), "listed": STRANGE}, uses=uses, names=["x.example.org"])
    assert words(plan) == [
        "denied_callouts",
        "denied_callouts",
        "open_callouts",
        "ingestion_not_shown",
        "policies_outside",
    ]
    with pytest.raises(PlanError, match=r"There is more to accept \(open_callouts, ingestion_not_shown, policies_outs"):
        plan.require_allowed()


@pytest.mark.parametrize(
    ("options", "remedies"),
    [
        ({"names": ["x.example.org"]}, ("O(callout_policies) in the place of", "Put it into O(allowed_fqdns)")),
        ({}, ("Put the policies", "hold in every reading")),
    ],
)
def test_the_remedy_is_one_for_the_list_that_the_cluster_would_have(options, remedies):
    plan = made(drawn.document(), {"sources": connected()}, uses=(MYSQL, FILES), **options)
    told = {risk.word: risk.finding.remedy for risk in plan.refused}
    assert remedies[0] in told["denied_callouts"] and remedies[1] in told["open_callouts"]
    assert (told["ingestion_not_shown"] == "Put them into O(allowed_fqdns)") is bool(options)


def test_policies_in_force_elsewhere_matter_only_where_entries_go_or_access_was_open():
    beside = {"listed": STRANGE}
    assert words(made(drawn.document("Enabled", None, [drawn.policy()]), beside, policies=[ELSEWHERE])) == []
    assert words(made(drawn.document("Enabled", [LAKE]), beside, policies=[ELSEWHERE], purge=True)) == [
        "policies_outside"
    ]
    assert words(made(drawn.document("Enabled"), beside, policies=[ELSEWHERE], purge=True)) == []


def test_why_the_policies_in_force_are_not_known_is_told():
    (risk,) = made(drawn.document(), {"listed": None}).refused
    assert drawn.UNREAD in risk.finding.message and "listCalloutPolicies/action" in risk.finding.remedy

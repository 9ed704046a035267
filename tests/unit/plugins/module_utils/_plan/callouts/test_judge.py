# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Verdicts about callouts."""

from __future__ import annotations

import random

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.callouts import judge, policies, readings
from ansible_collections.adx.outbound.plugins.module_utils._plan.callouts.judge import Outcome
from ansible_collections.adx.outbound.plugins.module_utils._plan.callouts.policies import Policy, Restriction, State
from ansible_collections.adx.outbound.plugins.module_utils._plan.callouts.readings import Match, Meets, Predefined, Star
from ansible_collections.adx.outbound.plugins.module_utils._plan.needs import uses
from ansible_collections.adx.outbound.plugins.module_utils._plan.needs.uses import Use
from ansible_collections.adx.outbound.tests.emulator.kusto import callout_readings

from . import drawn

ALLOWED, DENIED, OPEN = Outcome
ALLOW, DENY = "Allow", "Deny"
READ = ("meets", "match")
STAYING = ("predefined",)
BLOB, OTHER = "https://example.blob.core.windows.net/c", "https://other.blob.core.windows.net/c"
SQL_OF_THE_PAGE = r"[a-z0-9][a-z0-9\-]{0,61}[a-z0-9]?\.database\.windows\.net/?$"


def judged(kind, uri, *given, names=(), state=State.ENABLED, in_force=None, left=readings.READINGS):
    restriction = Restriction(state, names, tuple(Policy(*one) for one in given), policies.PREDEFINED, in_force)
    return judge.callout(drawn.used(kind, uri), restriction, left)


# What the pages show, with what is certain of it: in the order of the page "Restrict outbound access", then of "Callout
# policy" and the pages of its commands, of the plugins, of the specification, and of what people wrote after them.
LISTED = ("example.sql.azuresynapse.net", "example.blob.core.windows.net")
RESTRICTING = (("sql", SQL_OF_THE_PAGE, ALLOW), ("external_data", ".*", DENY))
SAMPLES = [
    ("external_data", BLOB, (), (), OPEN, STAYING),
    ("mysql", "a.mysql.database.azure.com", (), (), DENIED, ()),
    ("webapi", "https://example.org", (), (), DENIED, ()),
    ("sql", LISTED[0], LISTED, (), ALLOWED, ()),
    ("external_data", BLOB, LISTED, (), ALLOWED, ()),
    ("external_data", OTHER, LISTED, (), OPEN, STAYING),
    ("webapi", BLOB, LISTED, (), DENIED, ()),
    ("cosmosdb", "a.documents.azure.com", LISTED, (), DENIED, ()),
    ("external_data", BLOB, (), RESTRICTING, DENIED, ()),
    ("sql", "a.database.windows.net", (), RESTRICTING, OPEN, READ),
    ("mysql", "a.mysql.database.azure.com", (), RESTRICTING, DENIED, ()),
    (
        "sql",
        "sqlname.database.azure.com",
        (),
        (("sql", r"sqlname\.database\.azure\.com/?$", ALLOW),),
        OPEN,
        READ,
    ),
    ("webapi", "https://en.wikipedia.org/wiki", (), (("webapi", r"en\.wikipedia\.org", ALLOW),), OPEN, READ),
    (
        "webapi",
        "https://bing.com",
        (),
        (("webapi", r"en\.wikipedia\.org", ALLOW), ("webapi", r"bing\.com", ALLOW)),
        OPEN,
        READ,
    ),
    (
        "sandbox_artifacts",
        "https://artifcatswestus.blob.core.windows.net/python",
        (),
        (("sandbox_artifacts", r"artifcatswestus\.blob\.core\.windows\.net/python/", ALLOW),),
        OPEN,
        READ,
    ),
    (
        "cosmosdb",
        "my_endpoint1.documents.azure.com",
        (),
        (("cosmosdb", r"my_endpoint1\.documents\.azure\.com", ALLOW),),
        OPEN,
        READ,
    ),
    ("cosmosdb", "a.documents.azure.com", (), (("cosmosdb", r"\.documents\.azure\.com", ALLOW),), OPEN, READ[1:]),
    ("mysql", "a.mysql.database.azure.com", (), (("mysql", r"\.mysql\.database\.azure\.com", ALLOW),), OPEN, READ[1:]),
    (
        "postgresql",
        "a.postgres.database.azure.com",
        (),
        (("postgresql", r"my_endpoint1\.postgres\.database\.azure\.com", ALLOW),),
        OPEN,
        READ,
    ),
    (
        "azure_openai",
        "a.openai.azure.com",
        (),
        (("azure_openai", r"https://[A-Za-z0-9\-]{3,63}\.openai\.azure\.com/.*", ALLOW),),
        OPEN,
        READ,
    ),
    (
        "azure_openai",
        "abc.openai.azure.com",
        (),
        (("azure_openai", r"https://[A-Za-z0-9\-]{3,63}\.openai\.azure\.com/.*", ALLOW),),
        OPEN,
        READ[:1],
    ),
    ("kusto", "https://a.westeurope.kusto.windows.net", (), (("kusto", "*", ALLOW),), OPEN, (*STAYING, *READ, "star")),
    (
        "kusto",
        "https://abc.westeurope.kusto.windows.net",
        (),
        (("kusto", r".*\.kusto\.windows\.net", ALLOW),),
        OPEN,
        READ,
    ),
    (
        "webapi",
        "https://uacloudlibrary.opcfoundation.org/infomodel",
        (),
        (("webapi", "uacloudlibrary.opcfoundation.org", ALLOW),),
        OPEN,
        (*READ, "star"),
    ),
    (
        "external_data",
        BLOB,
        (),
        (("external_data", r"example\.(blob|dfs)\.core\.windows\.net", ALLOW),),
        OPEN,
        (*STAYING, *READ),
    ),
    ("webapi", BLOB, (), (("webapi", r"example\.(blob|dfs)\.core\.windows\.net", ALLOW),), OPEN, READ),
]


@pytest.mark.parametrize(("kind", "uri", "names", "given", "outcome", "turns_on"), SAMPLES)
def test_what_the_pages_show_is_judged(kind, uri, names, given, outcome, turns_on):
    verdict = judged(kind, uri, *given, names=names)
    assert (verdict.outcome, verdict.turns_on) == (outcome, turns_on)


def test_who_has_seen_that_the_predefined_policies_are_gone_is_told_more():
    gone, stayed = (readings.left(predefined=one) for one in (Predefined.GO, Predefined.STAY))
    assert judged("external_data", BLOB, left=gone).outcome == DENIED
    assert judged("external_data", BLOB, left=stayed).outcome == ALLOWED
    seen = Restriction(State.ENABLED, (), (), ())
    assert judge.callout(uses.from_option({"type": "external_data", "uri": BLOB}), seen).outcome == DENIED


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ([("webapi", r"(?i).*", ALLOW)], "The policy '(?i).*' of type webapi allows it."),
        (
            [("webapi", "^[^/]*$", ALLOW), ("webapi", "^.*/.*$", ALLOW)],
            "Several policies allow it together.",
        ),
        ([("webapi", ".*", ALLOW), ("webapi", ".*", DENY)], "The policy '.*' of type webapi denies it."),
        ([("mysql", ".*", ALLOW)], "No policy allows it."),
        ([("webapi", "^ftp", ALLOW), ("webapi", "^example", DENY)], "A policy denies it, or none allows it."),
    ],
)
def test_what_is_certain_says_what_decides(given, reason):
    assert judged("webapi", "https://example.com", *given).reason == reason


def test_what_is_open_says_what_nobody_says_and_what_follows():
    assert judged("external_data", BLOB).reason == (
        "Nobody says whether the predefined policies stay in force while access is restricted: it is allowed if the"
        " predefined policies stay in force, and it is denied if the predefined policies go."
    )
    verdict = judged("webapi", "https://example.org", ("webapi", r"^https://example\.org/$", ALLOW))
    assert verdict.reason == (
        "Nobody says whether a pattern meets the host, the scheme and the host, the URI or the connection string: it is"
        " denied if a pattern meets the host name, and it is allowed if a pattern meets https://HOST/."
    )


def test_a_path_decides_where_readings_do_not():
    left = readings.left(meets=Meets.URI, predefined=Predefined.GO)
    verdict = judged("webapi", "https://example.org", ("webapi", r"^https://example\.org/public/.*$", ALLOW), left=left)
    assert (verdict.outcome, verdict.turns_on) == (OPEN, ())
    assert verdict.reason == "The rest of the URI or the connection string decides."


@pytest.mark.parametrize(
    ("policy", "why"),
    [
        (Policy("webapi", "(?=x)", ALLOW), "it has a group that not every library knows."),
        (Policy("webapi", ".*", "Audit"), "its access 'Audit' is not known."),
        (Policy("everything", ".*", ALLOW), "its type 'everything' is not known."),
        (Policy("webapi", ".*", ALLOW, ("ports", "x")), "ports and x of it is not understood."),
    ],
)
def test_what_is_not_understood_may_match_or_not(policy, why):
    restriction = Restriction(State.ENABLED, (), (policy,), policies.PREDEFINED)
    verdict = judge.callout(uses.from_option({"type": "webapi", "uri": "example.org"}), restriction)
    assert (verdict.outcome, verdict.doubtful) == (OPEN, (policy,))
    assert verdict.reason.endswith(f" may match or not: {why}")


@pytest.mark.parametrize(
    ("given", "outcome"),
    [
        ([("webapi", ".*", DENY), ("webapi", "(?=x)", ALLOW)], DENIED),
        ([("webapi", "(?=x)", DENY)], DENIED),
        ([("webapi", ".*", ALLOW), ("webapi", "(?=x)", ALLOW)], ALLOWED),
        ([("webapi", ".*", ALLOW), ("webapi", "(?=x)", DENY)], OPEN),
        ([("webapi", ".*", ALLOW), ("webapi", ".*", "Audit")], OPEN),
        ([("webapi", ".*", ALLOW), ("genevametrics", "(?=x)", DENY)], ALLOWED),
        ([("webapi", ".*", ALLOW), ("everything", "zz$", DENY)], OPEN),
    ],
)
def test_what_is_not_understood_matters_only_where_it_decides(given, outcome):
    assert judged("webapi", "https://example.org", *given).outcome == outcome


def test_a_pattern_of_names_for_a_wildcard_that_is_used_may_cover_a_part_of_it():
    verdict = judged(
        "webapi", "*.example.org", ("webapi", "*.a.example.org", ALLOW), left=readings.left(star=Star.ANYTHING)
    )
    assert verdict.reason.endswith("may match or not: '*' stands where it has no meaning.")
    verdict = judged(
        "webapi", "*.example.org", ("webapi", "a.example.org", ALLOW), left=readings.left(star=Star.ANYTHING)
    )
    assert verdict.reason.endswith("may match or not: it covers only a part of the names that are used.")


@pytest.mark.parametrize(
    ("entry", "outcome"),
    [
        ("a.documents.azure.com", ALLOWED),
        ("b.documents.azure.com", DENIED),
        ("B.documents.azure.com", DENIED),
        ("A.documents.azure.com", OPEN),
        ("*.documents.azure.com", OPEN),
        ("*", OPEN),
        ("*.mysql.database.azure.com", OPEN),
        (r"b\.documents\.azure\.com", OPEN),
        ('["a"]', OPEN),
    ],
)
def test_a_list_has_names_and_nobody_says_what_else_an_entry_may_be(entry, outcome):
    assert judged("cosmosdb", "a.documents.azure.com", names=(entry,)).outcome == outcome


def test_an_entry_that_is_not_understood_is_called_an_entry():
    assert "The entry '*' of the list of allowed names may match or not" in judged("sql", "a.b", names=("*",)).reason


def test_a_wildcard_that_is_used_is_not_allowed_by_the_same_entry():
    assert judged("cosmosdb", "*.documents.azure.com", names=("*.documents.azure.com",)).outcome == OPEN


def test_a_list_of_names_covers_no_web_apis_and_says_so():
    verdict = judged("webapi", "https://example.org", names=("example.org",))
    assert verdict.reason == "A list of allowed names covers no callouts of type webapi."
    own = Restriction(State.ENABLED, ("example.org",), (), (Policy("webapi", ".*", ALLOW),))
    assert judge.callout(uses.from_option({"type": "webapi", "uri": "example.org"}), own).outcome == OPEN


def test_the_cluster_s_own_policies_decide_while_access_is_not_restricted():
    open_ = judged("webapi", "https://example.org", state=State.DISABLED)
    assert open_.outcome == OPEN and "are not read" in open_.reason
    own = (*policies.PREDEFINED, Policy("webapi", ".*", ALLOW))
    assert judged("webapi", "https://example.org", state=State.DISABLED, in_force=own).outcome == ALLOWED
    assert judged("external_data", BLOB, state=State.DISABLED, in_force=own).outcome == ALLOWED
    assert judged("mysql", "a.b", state=State.DISABLED, in_force=own).outcome == DENIED


def test_a_state_that_is_not_known_and_two_lists_at_once_leave_it_open():
    assert judged("webapi", "a.b", state=State.UNKNOWN).reason == "Whether access is restricted is not known."
    both = judged("sql", "a.b", ("sql", ".*", ALLOW), names=("a.b",))
    assert both.outcome == OPEN and "which exclude each other" in both.reason


def test_what_is_too_large_to_be_followed_is_open():
    one, other = ("webapi", "a[ab]{40}c", ALLOW), ("webapi", "[a-m]x[a-z]{9}y", ALLOW)
    assert judged("webapi", "https://example.org", one).reason.endswith(
        f"'{one[1]}' of type webapi may match or not: it is too large to be followed."
    )
    assert not judged("webapi", "https://example.org", other).doubtful
    many = [("webapi", f"[{chr(97 + at)}-m]x[a-z]{{{at + 3}}}y$", DENY) for at in range(9)]
    left = readings.left(meets=Meets.URI, match=Match.PART)
    verdict = judged("webapi", "https://example.org", ("webapi", ".*", ALLOW), *many, left=left)
    assert verdict.reason == "What the policies come to together cannot be followed."


def test_a_host_beyond_ascii_is_open():
    restriction = Restriction(State.ENABLED, (), (Policy("webapi", ".*", ALLOW),))
    assert judge.callout(Use(uses.UseType.WEBAPI, "é.example.org", 443, "Https"), restriction).is_open
    assert judge.callout(Use(uses.UseType.WEBAPI, "é.b", 443, "Https"), Restriction(State.ENABLED, ("*",))).is_open


def test_a_verdict_is_shown_as_an_option():
    assert judged("mysql", "a.b").as_option() == {"verdict": "denied", "reason": "No policy allows it.", "turns_on": []}


@pytest.mark.parametrize(
    ("restriction", "outcome", "reason"),
    [
        (Restriction(State.DISABLED), ALLOWED, "Access is not restricted."),
        (Restriction(State.UNKNOWN), OPEN, "Whether access is restricted is not known."),
        (Restriction(State.ENABLED, ("a.servicebus.windows.net",)), ALLOWED, "The list of allowed names has it."),
        (Restriction(State.ENABLED, ("b.servicebus.windows.net",)), OPEN, "the list of allowed names does not have it"),
        (Restriction(State.ENABLED, ("*.servicebus.windows.net",)), OPEN, "the list of allowed names does not have it"),
        (Restriction(State.ENABLED, (), (Policy("sql", ".*", DENY),)), OPEN, "no type of callout covers it"),
        (Restriction(State.ENABLED), OPEN, "no type of callout covers it"),
        (
            Restriction(State.ENABLED, ("a.servicebus.windows.net",), (Policy("sql", ".*", DENY),)),
            OPEN,
            "exclude each other",
        ),
    ],
)
def test_no_type_of_callout_covers_what_a_data_connection_reads_from(restriction, outcome, reason):
    verdict = judge.data_connection("a.servicebus.windows.net", restriction)
    assert verdict.outcome == outcome and reason in verdict.reason


# Cases that somebody's mistake was found by.
ROWS = [
    ("webapi", "c.example.org", [("webapi", r"a\.example\.org/?$", ALLOW), ("webapi", "=", DENY)]),
    ("sql", "a.database.windows.net", [("sql", r"[a-z0-9-]+\.database\.windows\.net/?$", DENY)]),
    ("kusto", "a.westeurope.kusto.windows.net", [("kusto", r"\w{1,20}\.westeurope\.kusto\.windows\.net", DENY)]),
]


@pytest.mark.parametrize(("kind", "host", "given"), ROWS)
def test_the_oracles_bear_out_what_was_wrong_once(kind, host, given):
    use = uses.from_option({"type": kind, "uri": host})
    arm = tuple(callout_readings.arm(*one) for one in given)
    assert not drawn.Case(use, (), arm, drawn.tails(kind, ("a.example.org",))).wrong()[0]


def borne_out(seed, count, capsys):
    """Judge as many cases as are asked for; those in which the oracles say otherwise."""
    chance, wrong, open_ = random.Random(seed), [], 0
    for _case in range(count):
        case = drawn.draw(chance)
        is_wrong, is_open = case.wrong()
        open_ += is_open
        wrong += [(case.use, case.names, case.policies)] if is_wrong else []
    with capsys.disabled():
        print(f"\n{count} callouts and policies, seed {seed}, {len(readings.READINGS)} readings: {open_} open")
    return wrong


def test_what_is_certain_is_so_in_every_reading_and_what_is_open_has_two_that_differ(capsys):
    assert borne_out(27, 40, capsys) == []


@pytest.mark.long
@pytest.mark.drawn
@pytest.mark.parametrize("seed", range(1, 61))
def test_the_same_holds_for_many_more(seed, capsys):
    assert borne_out(seed, 100, capsys) == []

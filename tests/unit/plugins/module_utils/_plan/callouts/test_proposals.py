# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What to allow for something that is used."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.callouts import judge, policies, proposals
from ansible_collections.adx.outbound.plugins.module_utils._plan.callouts.judge import Outcome
from ansible_collections.adx.outbound.plugins.module_utils._plan.callouts.policies import Policy, Restriction, State
from ansible_collections.adx.outbound.plugins.module_utils._plan.needs import uses
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.errors import PlanError
from ansible_collections.adx.outbound.tests.emulator.kusto import callout_readings

USES = {
    "kusto": "a.westeurope.kusto.windows.net",
    "sql": "a.database.windows.net",
    "cosmosdb": "a.documents.azure.com",
    "external_data": "a.blob.core.windows.net",
    "external_data in files": "a.dfs.core.windows.net",
    "external_data in a zone": "a.z01.blob.storage.azure.net",
    "external_data in a lake": "a.azuredatalakestore.net",
    "azure_digital_twins": "a.api.weu.digitaltwins.azure.net",
    "sandbox_artifacts": "a.blob.core.windows.net",
    "webapi": "a.example.org",
    "mysql": "a.mysql.database.azure.com",
    "postgresql": "a.postgres.database.azure.com",
    "azure_openai": "a.openai.azure.com",
}
# As Microsoft's pages write a policy for one host of each type; "Callout policy" has the form with the end.
UNANCHORED = [(name, form) for name in USES for form in ("{}", "{}/?$")]
EVIL = (
    "x{}",
    "x.{}",
    "{}.evil",
    "evil/?{}",
    "evil?x@{}",
    "evil#{}",
    "{}:p@evil",
    "{};x@evil",
    "{}@evil",
    "evil\\{}",
    "{}:443@evil",
)
FORMS = (
    *("{}", "https://{}", "https://{}/", "https://{}/x", "tcp:{},1433", "{},3306", "abfss://f@{}/x", "adl://{}/x"),
    *(
        "Server=tcp:{},1433;Database=x",
        "Server={};Database=x",
        "Host={};Port=5432",
        "AccountEndpoint=https://{}/;Database=x",
    ),
)
# Keys of a connection string of which the last one wins, or that name another server.
SECOND = (
    "Server=tcp:{0};Server=evil",
    "Server={0};Data Source=evil",
    "Server={0};Failover Partner=evil",
    "Host={0};Host=evil",
)
SECOND += ("AccountEndpoint=https://{0}/;AccountEndpoint=https://evil/", "Database=x;Server=evil;Server={0}")


def use_of(name):
    return uses.from_option({"type": name.partition(" ")[0], "uri": USES[name]})


def let_through(name, regex):
    """The texts that lead elsewhere, and that an expression matches in some reading."""
    host = USES[name]
    texts = [form.format(evil.format(host)) for evil in EVIL for form in FORMS] + [form.format(host) for form in SECOND]
    return [
        text
        for text in texts
        if any(
            callout_readings.matches(regex, text, whole, ignores)
            for whole in (True, False)
            for ignores in (True, False)
        )
    ]


@pytest.mark.parametrize("name", USES)
def test_a_proposal_lets_nothing_through_that_leads_elsewhere(name):
    assert let_through(name, proposals.allow(use_of(name)).regex) == []


@pytest.mark.parametrize(("name", "form"), UNANCHORED)
def test_the_forms_of_the_pages_let_something_through(name, form):
    assert let_through(name, form.format(USES[name].replace(".", r"\.")))


@pytest.mark.parametrize("name", USES)
def test_a_proposal_holds_in_every_reading(name):
    use = use_of(name)
    wanted = proposals.allow(use)
    verdict = judge.callout(use, Restriction(State.ENABLED, (), (wanted,), policies.PREDEFINED))
    assert (verdict.outcome, verdict.turns_on) == (Outcome.ALLOWED, ())
    asked = callout_readings.asked_of(use.type.value, use.host, ("", "/", "/a/b;c", "?x=@evil", "/x@evil"))
    assert all(one.allows(each, policies=[wanted.as_arm()]) for one in callout_readings.services() for each in asked)


@pytest.mark.parametrize("name", USES)
def test_a_service_that_reads_in_any_way_lets_no_other_host_through(name):
    wanted, host = proposals.allow(use_of(name)), USES[name]
    for evil in ("evil.example", f"x{host}", f"{host}.evil"):
        for each in callout_readings.asked_of(wanted.type, evil, ("", f"/{host}", f"?{host}", f"/@{host}")):
            for service in callout_readings.services((callout_readings.LEFT_OUT,)):
                assert service.keeps_predefined or not service.allows(each, policies=[wanted.as_arm()]), each


def test_a_proposal_of_a_storage_account_is_for_blobs_and_files_alike():
    one, other = (proposals.allow(use_of(name)) for name in ("external_data", "external_data in files"))
    assert one == other
    assert (
        one.regex == r"(?i)^(?:https://|abfss://[a-z0-9$-]+@)?a\.(?:blob|dfs)\.core\.windows\.net(?::443)?(?:[/?].*)?$"
    )
    assert "dfs" not in proposals.allow(use_of("sandbox_artifacts")).regex


@pytest.mark.parametrize(
    "text",
    [
        *("tcp:a.database.windows.net,1433", "Server=tcp:a.database.windows.net,1433;Initial Catalog=x;User ID=me@a;"),
        *('Server=tcp:a.database.windows.net,1433;Authentication="Active Directory Integrated";Initial Catalog=x;',),
        *(
            "Data Source=a.database.windows.net;Encrypt=True",
            "https://a.database.windows.net/",
            "a.database.windows.net",
        ),
    ],
)
def test_a_proposal_for_sql_holds_for_connection_strings(text):
    regex = proposals.allow(use_of("sql")).regex
    assert callout_readings.matches(regex, text, False, False) and callout_readings.matches(regex, text, True, False)


def test_a_proposal_is_for_the_scheme_and_the_port_that_are_used():
    plain = uses.from_option({"type": "webapi", "uri": "http://a.example.org:8080/x"})
    regex = proposals.allow(plain).regex
    assert callout_readings.matches(regex, "http://a.example.org:8080/x", True, False)
    assert not callout_readings.matches(regex, "https://a.example.org:8443/x", False, False)


def test_no_policy_is_proposed_for_a_wildcard():
    with pytest.raises(PlanError, match="No callout policy is made for"):
        proposals.allow(uses.Use(uses.UseType.WEBAPI, "*.example.org", 443, "Https"))


def test_an_entry_of_a_list_is_the_name_and_there_is_none_for_web_apis():
    assert proposals.names(use_of("sql")) == ("a.database.windows.net",)
    assert proposals.names(use_of("webapi")) == ()


@pytest.mark.parametrize(
    ("deny", "permit"),
    [
        (".*", r"a\.blob\.core\.windows\.net"),
        (r"\.blob\.core\.windows\.net", r"a\.blob\.core\.windows\.net"),
        (r"a\.blob\.core\.windows\.net", ".*"),
        (r"^https://a\.b$", "a.b"),
        ("*.core.windows.net", "a.blob.core.windows.net"),
        ("*", r"^a\.b$"),
        ("A", "a"),
        ("a", "a"),
    ],
)
def test_a_wanted_deny_that_meets_a_wanted_allow_is_refused(deny, permit):
    with pytest.raises(PlanError) as refused:
        proposals.refuse_conflicts([Policy("sql", permit, "Allow"), Policy("sql", deny, "Deny")])
    assert str(refused.value) == (
        f"O(callout_policies) denies '{deny}' and allows '{permit}', both of type sql: what both match is denied,"
        " whatever else allows it; leave the Deny out, for what nothing allows is denied anyway, or narrow one of them"
        " until they no longer meet."
    )


def test_what_does_not_meet_or_is_of_another_type_is_not_refused():
    proposals.refuse_conflicts(
        [
            Policy("sql", r"a\.blob\.core\.windows\.net", "Allow"),
            Policy("sql", r"b\.blob\.core\.windows\.net", "Deny"),
            Policy("sql", r"c\.blob\.core\.windows\.net", "Deny"),
            Policy("external_data", ".*", "Deny"),
            Policy("webapi", ".*", "Allow"),
        ]
    )


def test_where_it_cannot_be_told_whether_they_meet_it_is_refused():
    with pytest.raises(PlanError) as refused:
        proposals.refuse_conflicts([Policy("sql", "(?=a)", "Deny"), Policy("sql", "b", "Allow")])
    assert str(refused.value) == (
        "O(callout_policies) denies '(?=a)' and allows 'b', both of type sql, and whether they meet cannot be told,"
        " because it has a group that not every library knows in one of them; write it in a simpler way, or leave one"
        " of them out."
    )


@pytest.mark.parametrize("name", USES)
def test_proposals_of_two_hosts_do_not_meet(name):
    wanted = proposals.allow(use_of(name))
    other = uses.from_option({"type": wanted.type, "uri": f"b{USES[name]}"})
    proposals.refuse_conflicts([wanted, Policy(wanted.type, proposals.allow(other).regex, "Deny")])

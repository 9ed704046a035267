# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is true of rule collection groups alone: the group itself, the policy around it, and how policies refuse."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.tests.emulator import (
    FIREWALL_ID,
    FIREWALL_POLICY_ID,
    PARENT_POLICY_ID,
    SHARED_GROUP_ID,
)
from ansible_collections.adx.outbound.tests.integration.documents import steady
from ansible_collections.adx.outbound.tests.integration.modules.holders import (
    BOTH,
    GROUP_MODULE,
    HOLDERS,
    OWN_GROUP_ID,
    application,
    network,
)
from ansible_collections.adx.outbound.tests.integration.sampled import one_in, only

pytestmark = pytest.mark.sdk
OWN, SHARED = HOLDERS[1:]
GROUP = ".*/ruleCollectionGroups/adx-egress$"


@pytest.fixture(autouse=True)
def world(emulator):
    emulator.reset("demo", firewall="policy")


@pytest.fixture
def write(run):
    return lambda *, check=False, **options: run(GROUP_MODULE, check=check, **OWN.at(**options))


def change(emulator, id_, **properties):
    """Write properties as the owner or the service would."""
    document = emulator.document(id_)
    document["properties"].update(properties)
    emulator.seed(id_, document)


def with_names(name="adx-one-network"):
    """A network rule that names a host."""
    rule = {
        "name": "Hub-5671",
        "protocols": ["TCP"],
        "source_addresses": ["10.20.1.0/24"],
        "destination_fqdns": ["hub1.servicebus.windows.net"],
        "destination_ports": ["5671"],
    }
    return {"name": name, "kind": "network", "rules": [rule]}


@pytest.mark.parametrize(("given", "got"), [({}, 1000), ({"priority_base": 200}, 201), ({"priority": 350}, 350)])
def test_a_new_group_gets_the_given_priority_or_the_first_free_one(write, emulator, given, got):
    assert write(rule_collections=BOTH, **given)["state"]["priority"] == got
    assert emulator.document(OWN_GROUP_ID)["properties"]["priority"] == got


def test_a_group_keeps_its_priority_until_another_one_is_given(run, write):
    write(rule_collections=BOTH, priority=350)
    assert write(rule_collections=[network()])["state"]["priority"] == 350
    moved = run.converges(GROUP_MODULE, **OWN.at(rule_collections=[network()], priority=360))
    assert moved["changed"] is True and "group priority: 360" in moved["diff"]["after"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"purge": True}, "purge needs collection_prefix: without it nothing says which collections are yours."),
        ({"purge": True, "collection_prefix": ""}, "purge needs collection_prefix"),
        (
            {"whole_group": True, "purge": True, "collection_prefix": "adx-"},
            "does not go with purge or collection_prefix",
        ),
        ({"whole_group": True, "collection_prefix": "adx-"}, "does not go with purge or collection_prefix"),
    ],
)
def test_what_is_purged_has_to_be_said_and_nothing_is_asked_before(run, write, emulator, options, said):
    write(rule_collections=BOTH)
    emulator.clear_log()
    refused = run(GROUP_MODULE, **OWN.at(rule_collections=[network()], **options))
    assert said in refused["msg"] and not emulator.log()


def test_a_group_of_a_policy_that_is_gone_is_left_with_a_sentence(run, write, emulator):
    write(rule_collections=BOTH)
    emulator.fault("error", path=f"{FIREWALL_POLICY_ID}$", status=404, code="ResourceNotFound", times=0)
    emulator.clear_log()
    refused = run(GROUP_MODULE, **OWN.at(rule_collections=BOTH, state="absent"))
    assert "though its group still answers" in refused["msg"] and not emulator.writes()


def test_a_whole_group_is_owned_when_that_is_said_in_so_many_words(run, write, emulator):
    write(rule_collections=BOTH)
    document = emulator.document(OWN_GROUP_ID)
    foreign = emulator.document(f"{FIREWALL_POLICY_ID}/ruleCollectionGroups/hub-rules")["properties"]["ruleCollections"]
    document["properties"]["ruleCollections"] += foreign
    emulator.seed(OWN_GROUP_ID, document)
    owned = {**OWN.at(rule_collections=[network()]), "whole_group": True}
    assert run(GROUP_MODULE, **owned)["code"] == "too_many_removals"
    done = run.converges(GROUP_MODULE, **owned, max_removals=20)
    assert [one["name"] for one in done["state"]["rule_collections"]] == ["adx-one-network"]
    left = emulator.document(OWN_GROUP_ID)["properties"]["ruleCollections"]
    assert [one["name"] for one in left] == ["adx-one-network"]


@pytest.mark.parametrize(("remove", "left"), [(True, None), (False, [])])
def test_an_empty_group_goes_when_that_is_asked_for(run, write, emulator, remove, left):
    write(rule_collections=BOTH)
    done = run.converges(
        GROUP_MODULE, **{**OWN.at(rule_collections=BOTH, state="absent"), "remove_empty_group": remove}
    )
    assert done["changed"] is True
    document = emulator.document(OWN_GROUP_ID)
    assert (document and document["properties"]["ruleCollections"]) == left


def test_a_group_that_holds_something_of_somebody_stays(run, emulator):
    before = emulator.document(SHARED_GROUP_ID)
    run(GROUP_MODULE, **SHARED.at(rule_collections=BOTH))
    run(GROUP_MODULE, **SHARED.at(rule_collections=BOTH, state="absent"))
    assert steady(emulator.document(SHARED_GROUP_ID)) == steady(before)


def test_the_order_of_other_peoples_collections_survives(run, emulator):
    names = [one["name"] for one in emulator.document(SHARED_GROUP_ID)["properties"]["ruleCollections"]]
    run(GROUP_MODULE, **SHARED.at(rule_collections=BOTH))
    after = [one["name"] for one in emulator.document(SHARED_GROUP_ID)["properties"]["ruleCollections"]]
    assert after == [*names, "adx-one-application", "adx-one-network"]


@pytest.mark.parametrize(
    "member",
    [
        {"webCategories": ["News"]},
        {"targetUrls": ["a.example.com/x"]},
        {"terminateTLS": True},
        {"httpHeadersToInsert": [{"headerName": "X-A", "headerValue": "b"}]},
    ],
    ids=lambda member: next(iter(member)),
)
def test_what_somebody_added_to_a_rule_of_ours_shows_and_goes(run, write, emulator, member):
    write(rule_collections=[application()])
    document = emulator.document(OWN_GROUP_ID)
    document["properties"]["ruleCollections"][0]["rules"][0].update(member)
    emulator.seed(OWN_GROUP_ID, document)
    done = run.converges(GROUP_MODULE, **OWN.at(rule_collections=[application()]))
    assert done["changed"] is True and done["diff"]["before"] != done["diff"]["after"]


def test_names_in_network_rules_take_the_dns_proxy_of_a_parent(write, emulator):
    change(emulator, FIREWALL_POLICY_ID, dnsSettings=None)
    change(emulator, PARENT_POLICY_ID, dnsSettings={"enableProxy": True})
    assert write(rule_collections=[with_names()])["changed"] is True


def missing_policy(emulator):
    emulator.remove(FIREWALL_ID)
    emulator.remove(FIREWALL_POLICY_ID)


def proxy_off(emulator):
    change(emulator, FIREWALL_POLICY_ID, dnsSettings=None)


def managed_elsewhere(emulator):
    change(emulator, FIREWALL_POLICY_ID, afcManaged=True)


def failed_firewall(emulator):
    change(emulator, FIREWALL_ID, provisioningState="Failed")


def failed_policy(emulator):
    change(emulator, FIREWALL_POLICY_ID, provisioningState="Failed")


def sixty_groups(emulator):
    for number in range(58):
        emulator.seed(
            f"{FIREWALL_POLICY_ID}/ruleCollectionGroups/g{number}",
            {"properties": {"priority": 20000 + number, "ruleCollections": []}},
        )


def other_kind(emulator):
    (one,) = [item for item in foreign_collections(emulator) if item["name"] == "shared-clocks"]
    group = {"properties": {"priority": 500, "ruleCollections": [{**one, "name": "ADX-one-application"}]}}
    emulator.seed(OWN_GROUP_ID, group)


def foreign_collections(emulator):
    return emulator.document(SHARED_GROUP_ID)["properties"]["ruleCollections"]


def as_it_is(_emulator):
    """The world as it is."""


MANY = [f"10.{number // 256}.{number % 256}.0/24" for number in range(300)]
WIDE = {
    **network()["rules"][0],
    "source_addresses": MANY,
    "destination_addresses": [f"20.0.{n}.0/24" for n in range(67)],
}
LARGE = [f"{number:05}-{'x' * 50}.{'y' * 60}.{'z' * 60}.{'w' * 60}.example.com" for number in range(9000)]


@pytest.mark.parametrize(
    ("spoil", "options", "words"),
    [
        (
            missing_policy,
            {},
            "There is no firewall policy fp-hub in resource group rg-hub; this module does not create",
        ),
        (proxy_off, {"rule_collections": [with_names()]}, "the DNS proxy of the policy is off"),
        (managed_elsewhere, {}, "is managed by Azure Firewall for Containers, which alone may change it"),
        (failed_firewall, {}, "write to firewall fw-hub in resource group rg-hub: its provisioning state is Failed"),
        (
            failed_policy,
            {},
            "write to firewall policy fp-hub in resource group rg-hub: its provisioning state is Failed",
        ),
        (other_kind, {}, "has another collection named 'adx-one-application', of network rules; choose another name"),
        (
            as_it_is,
            {"priority": 400},
            "Priority 400 of rule collection group adx-egress is taken by group shared-rules",
        ),
        (as_it_is, {"priority": 99}, "The rule collection group has priority '99'; it takes 100 to 65000"),
        (as_it_is, {"name": "-no"}, "The rule collection group needs another name"),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_what_a_group_cannot_take_is_one_sentence_and_no_write(write, emulator, spoil, options, words):
    spoil(emulator)
    emulator.clear_log()
    before = emulator.documents()
    for check in (True, False):
        result = write(check=check, **{"rule_collections": BOTH, **options})
        if check and spoil in (failed_firewall, failed_policy):
            continue  # who is in the way of a write is only asked before one
        assert result["failed"] and words in result["msg"], result
    assert emulator.writes() == [] and emulator.documents() == before


@pytest.mark.parametrize(
    ("spoil", "collections", "warning", "refusal"),
    [
        (sixty_groups, BOTH, "would have 61 rule collection groups", "cannot have more than 60 Rule Collection Groups"),
        (as_it_is, [{**network(), "rules": [WIDE]}], "would have 20107 source and destination", ""),
        (as_it_is, [application(fqdns=LARGE)], "MB of rules, and as of 2023-10-10 it takes 2 MB", "larger than 2 MB"),
    ],
    ids=["groups", "pairs", "size"],
)
def test_what_azure_may_refuse_is_warned_of_and_then_up_to_azure(write, emulator, spoil, collections, warning, refusal):
    spoil(emulator)
    before = emulator.documents()
    for check in (True, False):
        result = write(check=check, rule_collections=collections)
        assert [one for one in result["warnings"] if warning in str(one)]
        fails = bool(refusal) and not check
        assert result.get("failed", False) is fails and (not fails or refusal in result["msg"])
    assert (emulator.documents() == before) is bool(refusal)


def test_a_removal_from_a_policy_of_somebody_elses_management_is_refused_too(write, emulator):
    write(rule_collections=BOTH)
    managed_elsewhere(emulator)
    emulator.clear_log()
    result = write(rule_collections=BOTH, state="absent")
    assert "Azure Firewall for Containers" in result["msg"] and emulator.writes() == []


@pytest.mark.parametrize("form", ["model_state", "error"])
def test_a_refusal_of_the_service_is_a_sentence_with_the_inner_message(write, emulator, form):
    emulator.switch(nfv_error_form=form, adjacent_hyphens="refuse")
    result = write(rule_collections=[application(fqdns=("test--a.example.com",))])
    assert "Target FQDN 'test--a.example.com' is invalid" in result["msg"]
    assert "FirewallPolicyApplicationRuleInvalidTargetFqdn" in result["msg"] and "Nothing was written." in result["msg"]
    assert "ModelState" not in result["msg"] and "{" not in result["msg"]
    assert emulator.document(OWN_GROUP_ID) is None


@pytest.mark.parametrize("status", [400, 409, 429])
def test_a_lock_that_outlasts_the_deadline_is_a_sentence_whatever_its_status(write, emulator, status):
    emulator.fault(
        "error",
        method="PUT",
        path=GROUP,
        status=status,
        code="FirewallPolicyRuleCollectionGroupUpdateNotAllowedWhenUpdatingOrDeleting",
        message="Busy.",
        times=0,
    )
    result = write(rule_collections=BOTH, timeout=120)
    assert "it was not done within 120 seconds" in result["msg"] and "Nothing was written." in result["msg"]
    assert emulator.document(OWN_GROUP_ID) is None


@pytest.mark.parametrize("busy", [FIREWALL_POLICY_ID, SHARED_GROUP_ID, FIREWALL_ID])
@pytest.mark.parametrize("answer", ["fail_operation", "refuse", "accept"])
def test_somebody_elses_running_operation_is_waited_for(run, emulator, busy, answer):
    emulator.switch(attached_firewall_busy=answer)
    emulator.busy(busy, polls=6)
    done = run(GROUP_MODULE, **OWN.at(rule_collections=BOTH))
    assert done.get("changed") is True, done
    assert [entry.status for entry in emulator.writes()] == [201], "one write, when nothing was in its way any more"
    assert emulator.document(FIREWALL_POLICY_ID)["properties"]["provisioningState"] == "Succeeded"


def test_a_write_that_fails_at_a_busy_firewall_is_repeated_until_the_policy_is_well(write, emulator):
    emulator.fault("fail_operation", method="PUT", path=GROUP, code="FirewallPolicyUpdateFailed", message="Faulted.")
    assert write(rule_collections=BOTH)["changed"] is True
    assert len(emulator.writes()) == 2
    for id_ in (FIREWALL_POLICY_ID, OWN_GROUP_ID):
        assert emulator.document(id_)["properties"]["provisioningState"] == "Succeeded"


OPEN_QUESTIONS = [
    {"if_match": "ignore", "if_none_match": "ignore"},
    {"nfv_etag_header": False},
    {"group_no_change": "null"},
    {"group_no_change": "same"},
    {"group_etag_settles": "same"},
    {"policy_etag_with_groups": False},
    {"same_group_priority": "accept"},
    {"enum_casing": "canonical"},
    {"attached_firewall_lag": 3},
    {"retry_after": 10},
    {"polls": 0},
    {"page_size": 1},
]


@pytest.mark.parametrize("switches", one_in(2, OPEN_QUESTIONS), ids=str)
@pytest.mark.parametrize("holder", only([OWN], [OWN, SHARED]), ids=lambda holder: holder.name)
def test_whatever_nobody_has_established_the_module_converges(run, emulator, holder, switches):
    emulator.switch(**switches)
    before = emulator.document(holder.id)
    run.converges(GROUP_MODULE, **holder.at(rule_collections=BOTH))
    run.converges(GROUP_MODULE, **holder.at(rule_collections=[network()], collection_prefix="adx-", purge=True))
    run.converges(GROUP_MODULE, **holder.at(rule_collections=BOTH, state="absent"))
    assert steady(emulator.document(holder.id)) == steady(before)

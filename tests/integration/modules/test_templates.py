# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Templates applied as those who read them would, in three languages, beside what our own writers make of the same."""

from __future__ import annotations

import itertools
import os
import random

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.templates.rendered import Language
from ansible_collections.adx.outbound.tests.integration.deployed import azurerm, resource_manager
from ansible_collections.adx.outbound.tests.integration.deployed.client import Refused
from ansible_collections.adx.outbound.tests.integration.deployed.resource_manager import InvalidTemplate
from ansible_collections.adx.outbound.tests.integration.deployed.steps import made, order, taken_away
from ansible_collections.adx.outbound.tests.integration.deployed.trial import Trial, known
from ansible_collections.adx.outbound.tests.integration.deployed.worlds import WORLDS
from ansible_collections.adx.outbound.tests.integration.sampled import only

SEED = int(os.environ.get("ADX_OUTBOUND_SEED", "20261130"))
ORDERS = 5  # of each world and language
SHARED = "a policy with a group that others use"
BARE = "a policy and a table to be made"
NAMED = "a classic firewall and a table that was named"
CASES = list(itertools.product(WORLDS, Language))
QUICK = [(BARE, Language.ARM), (SHARED, Language.BICEP), (NAMED, Language.TERRAFORM)]


@pytest.fixture
def trial(run, kept):
    """What is known of a world is found out once."""

    def of(name):
        if name not in kept:
            kept[name] = known(run, WORLDS[name])
        return Trial(run, WORLDS[name], kept[name])

    return of


@pytest.mark.parametrize(("name", "language"), only(QUICK, CASES))
def test_what_is_deployed_is_what_our_own_writers_make_and_they_have_nothing_to_add(trial, name, language):
    tried = trial(name)
    for _step in made(order(tried.steps(language), random.Random(SEED))):
        pass
    assert tried.missed() == {} and tried.touched() == []
    tried.emulator.clear_log()
    again = tried.again()
    assert again["changed"] is False and tried.emulator.writes() == []
    hop = {"cannot_tell"} if "hub" in name else set()  # that a spoke may name such an address is documented nowhere
    for one in again["clusters"]:
        assert set(one["summary"]["dependencies"]) == {"allowed"} | hop
        assert not one["summary"]["findings"].get("error")


@pytest.mark.parametrize("name", only([BARE], WORLDS))
def test_bicep_is_compiled_to_the_document_of_arm(trial, name):
    tried = trial(name)
    both = [[file for file in tried.files(one) if file.form == "whole"] for one in (Language.ARM, Language.BICEP)]
    for arm, bicep in zip(*both, strict=True):
        documents = [resource_manager.document(one) for one in (arm, bicep)]
        for document in documents:
            document["metadata"].pop("about", None)
            for resource in document["resources"]:
                resource["dependsOn"] = sorted(resource.get("dependsOn", ()))
        assert documents[0] == documents[1]


def killed_anywhere(tried, language, seed, known=()):
    """One order of writes and the way back: whenever it ends there, nothing is dark and others have what they had.

    Return the order; one that is known is not tried again.
    """
    steps = order(tried.steps(language), random.Random(seed))
    names = (*map(str, steps),)
    if names in known:
        return names
    imported = language == Language.TERRAFORM and tried.module().standing()
    assert tried.dark() == []
    for step in made(steps):
        assert tried.wrong() == [], f"after {step} of {names}, seed {seed}"
    for step in taken_away(steps):
        wrong = tried.dark() if imported else tried.wrong()
        assert wrong == [], f"without {step} of {names}, seed {seed}"
    assert imported or tried.left() == {}
    return names


@pytest.mark.parametrize(("name", "language"), only(QUICK[:1], CASES))
def test_killed_after_any_write_of_it_or_of_taking_it_away_nothing_is_dark(trial, name, language):
    killed_anywhere(trial(name), language, SEED)


@pytest.mark.long
@pytest.mark.parametrize(("name", "language"), only((), CASES))
def test_killed_after_any_write_in_other_orders_nothing_is_dark(trial, name, language):
    tried = trial(name)
    known = {(*map(str, order(tried.steps(language), random.Random(SEED))),)}
    for seed in range(SEED + 1, SEED + 1 + ORDERS):
        tried.restart()
        known.add(killed_anywhere(tried, language, seed, known))


def test_the_data_plane_notices_traffic_that_comes_before_the_rules(trial):
    tried = trial(BARE)
    steps = order(tried.steps(Language.ARM), random.Random(SEED))
    rules, rest = steps[0], steps[1:]
    assert "adx-egress" in str(rules)
    for _step in made(rest):
        pass
    assert len(tried.dark()) > 20
    rules.do()
    assert tried.dark() == []


def test_two_stages_are_two_deployments_and_the_second_has_a_gate(trial):
    tried = trial(BARE)
    rules, routes, _fragment = tried.files(Language.ARM)
    group = resource_manager.group(routes)
    written = resource_manager.document(routes)
    for given, said in [({}, "is not provided"), ({"rulesAreInPlace": False}, "is not part of the allowed value")]:
        with pytest.raises(InvalidTemplate, match=said):
            resource_manager.Deployment(written, group, given)
    stages = [resource_manager.deployment(tried.client, file) for file in (rules, routes)]
    makes = frozenset().union(*(step.makes for step in stages[0].steps(tried.client)))
    assert stages[0].gate == frozenset() and stages[1].gate == makes
    assert tried.emulator.writes() == []


@pytest.mark.parametrize("language", only([Language.ARM], Language))
def test_the_gate_between_the_stages_is_a_preview_of_the_route_step_and_no_check(trial, language):
    tried = trial(BARE)
    steps = order(tried.steps(language), random.Random(SEED))
    before, checked = tried.preview(), tried.checked()
    assert before["code"] == "would_be_blocked" and "31 of the 71 destinations" in before["msg"]
    assert {tuple(one["summary"]["dependencies"]) for one in checked["clusters"]} == {("allowed",)}, "past the firewall"
    steps[0].do()
    assert not tried.preview().get("failed")
    for _step in made(steps[1:]):
        pass
    after = tried.preview()
    assert not after.get("failed") and after["changed"] is False


@pytest.mark.parametrize("language", [Language.ARM, Language.BICEP])
@pytest.mark.parametrize("stage", ["rules", "routes"])
def test_a_fragment_is_refused_as_a_deployment(trial, language, stage):
    tried = trial(BARE if stage == "routes" else SHARED)
    (file,) = [file for file in tried.files(language) if file.form == "fragment"]
    said = "Could not find member 'fragment'" if language == Language.ARM else "'onlyAFragment' is not provided"
    with pytest.raises(InvalidTemplate, match=said):
        resource_manager.Deployment(resource_manager.document(file), resource_manager.group(file), {})
    assert file.stage == stage
    assert tried.emulator.writes() == []


def test_terraform_asks_for_the_word_of_somebody_where_rules_are_not_in_the_module(trial):
    tried = trial(SHARED)
    files = tried.files(Language.TERRAFORM)
    with pytest.raises(azurerm.Invalid, match="No value for required variable"):
        azurerm.Module(tried.client, files)
    (name,) = [name for file in files for (name,) in azurerm.parsed(file.text).get("variable", {})]
    with pytest.raises(azurerm.Invalid, match="be true once the rules are deployed"):
        azurerm.Module(tried.client, files, **{name: False})
    assert tried.module().steps() and tried.emulator.writes() == []


def test_terraform_refuses_what_is_there_until_it_is_imported_and_then_writes_nothing(trial):
    tried = trial(NAMED)
    association = [id_ for id_ in tried.module().standing() if "/subnets/" in id_]
    assert tried.module().standing() == association != []
    with pytest.raises(Refused, match="has to be imported"):
        for _step in made(order(tried.module().steps(), random.Random(SEED))):
            pass
    tried.restart()
    tried.again()
    before, ours = tried.left(), tried.module().standing()
    assert len(ours) == len([step for step in tried.module().steps() if "terraform_data" not in str(step)])
    tried.emulator.clear_log()
    for _step in made(tried.module(imported=ours).steps()):
        pass
    assert tried.left() == before and tried.emulator.writes() == []


@pytest.mark.long
@pytest.mark.parametrize("language", [Language.ARM, Language.BICEP])
def test_deployed_once_more_it_changes_nothing_and_nothing_is_dark_in_between(trial, language):
    tried = trial(BARE)
    for _step in made(tried.steps(language)):
        pass
    for step in made(tried.steps(language)):
        assert tried.wrong() == [], step
    assert tried.missed() == {}


@pytest.mark.long
@pytest.mark.parametrize("name", WORLDS)
def test_what_azure_writes_at_the_same_time_is_not_in_its_own_way(trial, name):
    tried = trial(name)
    tried.emulator.switch(polls=2)
    for file in tried.files(Language.ARM):
        if file.form == "whole":
            resource_manager.deployment(tried.client, file).at_once(tried.client)

# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files of an export beside today's plan: the same, another one, none, or unknown, and never the one for the other."""

from __future__ import annotations

from dataclasses import replace

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.fleet import exported, gates, worked_out
from ansible_collections.adx.outbound.plugins.module_utils._plan.fleet.exported import Folder, Today
from ansible_collections.adx.outbound.plugins.module_utils._plan.fleet.fleet import Asked
from ansible_collections.adx.outbound.plugins.module_utils._plan.lockdown.request import Request
from ansible_collections.adx.outbound.plugins.module_utils._plan.templates.rendered import rendered
from ansible_collections.adx.outbound.plugins.module_utils._plan.templates.tree import Language
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.words import plain
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan import world
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan.templates import samples


def by_name(*members):
    return {one.name: one for one in members}


def files(members, language="terraform", name="adx"):
    told = worked_out.of(members)
    plans = [plain({**one.plan.as_option(), "as_written": told.get(key)}) for key, one in members.items()]
    return {file.name: file.text for file in rendered(plans, language, name=name).files}


def told(members, texts, language="terraform", **known):
    folder = Folder(language, "adx", "infra/", texts, **known)
    found = exported.findings([folder], Today(members))
    return {name: [(one.code, one.subject, one.message) for one in listed] for name, listed in found.items()}


LONE = by_name(samples.member())
MORE = by_name(samples.member(request=Request(sources=("documented",), management="service_tag")))


@pytest.mark.parametrize("language", list(Language))
def test_files_of_today_are_no_finding(language):
    assert told(LONE, files(LONE, language), language) == {"c1": []}


@pytest.mark.parametrize("language", list(Language))
def test_a_file_of_another_plan_is_drift_and_the_other_file_is_not(language):
    ((code, subject, message), *others) = told(MORE, files(LONE, language), language)["c1"]
    assert code == "template_drift" and "-routes-" in subject and "its plan hash is another one." in message
    assert message.startswith(f"Template infra/{subject} is not of today's plan for route table")
    assert {one[0] for one in others} <= {"template_drift"} and all("-routes-" in one[1] for one in others)


def test_a_file_that_is_not_there_is_drift():
    texts = files(LONE)
    gone = next(name for name in texts if "-rules-" in name)
    del texts[gone]
    ((code, subject, message),) = told(LONE, texts)["c1"]
    assert (code, subject) == ("template_drift", gone) and message.endswith("is not there.")


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (lambda text: text.replace("# plan hash:", "# hash:"), "it has no plan hash, or more than one"),
        (lambda text: f"{text}# plan hash: {'0' * 64}\n", "it has no plan hash, or more than one"),
        (None, "it cannot be read: Permission denied"),
    ],
)
def test_what_has_no_hash_or_cannot_be_read_is_unknown_and_never_the_same(spoil, why):
    texts = files(LONE)
    name = next(name for name in texts if "-rules-" in name)
    text = texts.pop(name)
    unread = {name: why} if spoil is None else {}
    texts |= {name: spoil(text)} if spoil else {}
    ((code, subject, message),) = told(LONE, texts, unread=unread)["c1"]
    assert (code, subject) == ("unread_template", name)
    assert message == f"Whether template infra/{name} is of today's plan is unknown: {why}."


def test_a_folder_that_cannot_be_read_and_a_plan_that_is_not_there_leave_everything_unknown():
    ((code, _subject, message),) = told(LONE, {}, why="the folder cannot be read: no")["c1"]
    assert code == "unread_template" and message.endswith("is unknown: the folder cannot be read: no.")
    folder = Folder("bicep", "adx", "infra", files(LONE, "bicep"))
    (finding,) = exported.findings([folder], Today(LONE, why="cluster c2 could not be planned"))["c1"]
    assert finding.code == "unread_template" and "cluster c2 could not be planned" in finding.message


def test_a_table_that_was_not_read_leaves_its_file_unknown_alone():
    (key,) = {one.plan.landscape.table_id for one in LONE.values()}
    folder = Folder("terraform", "adx", "infra", files(MORE))
    today = Today(LONE, {exported.resource_ids.key(key): "it was not read"})
    (finding,) = exported.findings([folder], today)["c1"]
    assert finding.code == "unread_template" and finding.message.endswith("is unknown: it was not read.")


def test_a_file_that_nothing_is_in_any_more_is_told_and_files_of_others_are_not():
    texts = files(LONE)
    text = next(text for name, text in texts.items() if "-rules-" in name)
    texts |= {"adx-rules-fw_old_01234567.tf": text, "adx-rules-theirs.tf": "# theirs", "main.tf": text}
    ((code, subject, message),) = told(LONE, texts)["c1"]
    assert (code, subject) == ("template_drift", "adx-rules-fw_old_01234567.tf")
    assert message.endswith("is none that today's plans give.")


def test_each_cluster_is_told_of_what_it_shares_and_no_other_of_it():
    alone = samples.member("c2")
    elsewhere = replace(alone.plan.landscape, firewall_id=replace(world.FIREWALL, names=("fw-2",)))
    both = by_name(samples.member(), type(alone)(replace(alone.plan, landscape=elsewhere)))
    texts = {name: text for name, text in files(both).items() if "fw_2" not in name}
    found = told(both, texts)
    assert found["c1"] == [] and [one[1].split("-")[1] for one in found["c2"]] == ["rules"]


def test_a_plan_that_gives_no_file_leaves_it_unknown_with_the_reason():
    twice = {"c1": samples.member(), "c9": samples.member()}
    found = told(twice, {})
    assert {one[0] for listed in found.values() for one in listed} == {"unread_template"}


def test_a_check_plans_anew_with_what_it_has_read():
    locked = samples.member(request=Request(**samples.MANAGED), table=world.table())
    judged = type(locked).for_check(locked.plan.request, locked.plan.landscape)
    one = gates.checked(judged, replace(locked.plan.landscape, route_table=world.table()))
    asked = Asked(locked.plan.request, world.CLUSTER, world.FIREWALL)
    today = exported.today({"c1": (one, asked)})
    assert today.why == "" and not today.unread
    assert files(today.members) == files(by_name(locked))


def test_a_check_that_could_not_read_or_did_not_look_says_so():
    locked = samples.member(request=Request(**samples.MANAGED), table=world.table())
    judged = type(locked).for_check(locked.plan.request, locked.plan.landscape)
    one = gates.checked(judged, replace(locked.plan.landscape, route_table=world.table()))
    asked = Asked(locked.plan.request, world.CLUSTER, world.FIREWALL)
    blind = replace(one, found=replace(one.found, unread={"chain": "The policy could not be read"}))
    assert "The policy could not be read" in exported.today({"c1": (blind, asked)}).why
    assert "could not be checked" in exported.today({"c1": (None, asked)}).why
    assert exported.today({"c1": (one, asked)}, "cluster c2 could not be planned").why.startswith("cluster c2")
    other = replace(asked, route_table=replace(world.TABLE, names=("rt-other",)))
    (why,) = exported.today({"c1": (one, other)}).unread.values()
    assert why.endswith("is not that of the subnet, and so was not read")


def test_files_of_another_language_in_the_same_folder_are_no_leftovers():
    texts = {name: text for language in Language for name, text in files(LONE, language).items()}
    folders = [Folder(language, "adx", "infra/", texts) for language in Language]
    assert exported.findings(folders, Today(LONE)) == {"c1": ()}

# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One door: what any language says of any plan is what the plan wants, in an order that sends nothing to rules that are
not there, and nothing of anybody's text is evaluated.
"""

from __future__ import annotations

import copy
import json

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.fleet import changes
from ansible_collections.adx.outbound.plugins.module_utils._plan.lockdown.request import Request
from ansible_collections.adx.outbound.plugins.module_utils._plan.templates import marks
from ansible_collections.adx.outbound.plugins.module_utils._plan.templates.rendered import Language, rendered
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.errors import PlanError
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.printable import printable
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan import world
from hypothesis import HealthCheck, given, settings

from . import drawn, meanings, samples
from .drawn import FIREWALL, GROUP

READ = {
    Language.ARM: meanings.of_arm,
    Language.BICEP: meanings.of_bicep,
    Language.TERRAFORM: meanings.of_terraform,
}
DEFAULT = "0.0.0.0/0"


def holds(plans):
    for language, read in READ.items():
        files = rendered(plans, language).files
        found, expected = read(files), meanings.wanted(plans)
        if language == Language.TERRAFORM and plans[0]["as_written"]["rules"]["others"]:
            expected.collections, expected.groups = {}, {}
        assert found.content() == expected.content(), language
        waits(found, plans, language)


def waits(found, plans, language):
    """What sends traffic comes after every rule, and after every way past the firewall."""
    rules = {node for node in found.needs if "uleCollection" in node}
    lost = language == Language.TERRAFORM and plans[0]["as_written"]["rules"]["others"]
    assert bool(rules) is (bool(found.collections) or bool(found.groups)) or lost
    for (table, name), (prefix, _type, _hop) in found.routes.items():
        before = found.before(f"{table}/routes/{name}")
        assert rules <= before
        if prefix == DEFAULT:
            assert past(found, table) <= before
    for subnet, table in found.subnets.items():
        assert rules | past(found, table) <= found.before(subnet)


def past(found, table):
    return {f"{of}/routes/{name}" for (of, name), one in found.routes.items() if of == table and one[0] != DEFAULT}


@given(drawn.plans())
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
def test_what_is_read_back_is_what_the_plans_want(plans):
    holds(plans)


@pytest.mark.long
@pytest.mark.drawn
@given(drawn.plans())
@settings(max_examples=1000, deadline=None, suppress_health_check=list(HealthCheck))
def test_what_is_read_back_of_a_thousand_is_what_the_plans_want(plans):
    holds(plans)


@pytest.mark.parametrize("plans", samples.ALL.values(), ids=samples.ALL)
def test_what_is_read_back_of_real_plans_is_what_they_want(plans):
    holds(plans)


def test_real_plans_have_something_of_everything():
    found = [meanings.wanted(plans) for plans in samples.ALL.values()]
    for member in ("collections", "groups", "routes", "subnets", "tags"):
        assert any(getattr(one, member) for one in found), member
    assert any(prefix == DEFAULT for one in found for prefix, _type, _hop in one.routes.values())


# Texts of others


def marked(text, target):
    """A plan with this text wherever anybody may write one."""
    name = text if text == printable(text) else "r"
    rule = {
        "name": name,
        "description": text,
        "source_addresses": ["10.20.1.0/24"],
        "source_ip_groups": [text],
        "destination_addresses": ["EventHub"],
        "destination_ports": ["5671"],
        "protocols": ["TCP"],
    }
    collection = {
        "name": "adx-c0-westus-network",
        "kind": "network",
        "priority": None,
        "action": "allow",
        "rules": [rule],
    }
    numbers = [{"name": collection["name"], "kind": "network", "priority": 1000}]
    rules = {"priorities": numbers, "group_priority": 1500 if target == GROUP else None, "others": []}
    routes = {"routes": [], "tags": {text: text}, "refused": "", "left": "", "associate": True}
    return [drawn.plan("c0", target, [collection], rules, "rt", routes)]


@pytest.mark.parametrize("target", [FIREWALL, GROUP], ids=["a firewall", "a group"])
@pytest.mark.parametrize("text", drawn.HOSTILE, ids=[f"{one[:20]!a}" for one in drawn.HOSTILE])
def test_a_hostile_text_is_the_text_it_is_in_every_language(text, target):
    holds(marked(text, target))


@pytest.mark.parametrize("text", drawn.HOSTILE, ids=[f"{one[:20]!a}" for one in drawn.HOSTILE])
@pytest.mark.parametrize("language", Language)
def test_a_hostile_text_in_a_loss_stays_in_its_line_of_comment(language, text):
    def lines(rule):
        plans = marked("x", GROUP)
        plans[0]["as_written"]["rules"]["others"] = ["theirs"]
        plans[0]["as_written"]["routes"]["left"] = rule
        told = rendered(plans, language)
        return [len(file.text.splitlines()) for file in told.files]

    assert lines(text) == lines("x")


@pytest.mark.parametrize("language", Language)
def test_half_a_character_is_refused_before_any_file_is_made(language):
    with pytest.raises(PlanError, match="half a character"):
        rendered(marked("x\ud800", FIREWALL), language)


def test_a_text_that_terraform_would_change_is_refused_there_alone():
    plans = marked("e\u0301", GROUP)
    rendered(plans, "bicep")
    with pytest.raises(PlanError, match="form NFC"):
        rendered(plans, "terraform")


# What stays as it is


def texts(plans, language):
    return {file.name: file.text for file in rendered(plans, language).files}


def with_one_more(plans):
    changed = copy.deepcopy(plans)
    for collection in changed[0]["rule_collections"]:
        if collection["kind"] == "application":
            names = collection["rules"][-1]["target_fqdns"]
            names.append("zzz.example.com")
    return changed


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize(
    "name", ["two clusters on one firewall", "a group with a default route and a table to be made"]
)
def test_one_dependency_more_is_one_entry_more_and_another_hash(language, name):
    plans = samples.ALL[name]
    before, after = texts(plans, language), texts(with_one_more(plans), language)
    assert list(before) == list(after)
    changed = [file for file in before if before[file] != after[file]]
    assert len(changed) == 1 and "-rules-" in changed[0]
    entries, hashes, rest = zip(*(parted(one[changed[0]]) for one in (before, after)), strict=True)
    assert (len(entries[0]), len(entries[1])) == (0, 1) and rest[0] == rest[1]
    assert len(hashes[0]) == len(hashes[1]) == 1 and hashes[0] != hashes[1]


def parted(text):
    """The lines with the new name, those of the hash, and all others; JSON puts a comma behind the entry before."""
    lines = [line.rstrip(",") for line in text.splitlines()]
    entries = [line for line in lines if "zzz.example.com" in line]
    hashes = [line for line in lines if "hash" in line.lower()]
    return entries, hashes, [line for line in lines if line not in entries and line not in hashes]


@pytest.mark.parametrize("language", Language)
@given(drawn.plans())
@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_order_of_the_plans_changes_nothing(language, plans):
    assert texts(plans[::-1], language) == texts(plans, language)


def applied(member):
    """The same cluster after everything has been written."""
    landscape = member.plan.landscape
    group = changes.with_rules(landscape.rule_holder, [member])
    table = changes.routed(landscape.table or new_table(member), [member])
    return samples.member(
        groups=[{"id": str(samples.GROUP), **group}],
        table={"name": "rt", **table},
        subnet=world.subnet(),
        request=member.plan.request,
    )


def new_table(member):
    tags = {"adx.outbound": "created", "adx.outbound.cluster": str(member.id)}
    return {"location": "westus", "tags": tags, "properties": {"routes": []}}


@pytest.mark.parametrize("language", Language)
def test_files_are_the_same_before_and_after_they_are_applied(language):
    before = samples.member(groups=(), request=Request(**samples.MANAGED), table=None, subnet=world.subnet(None))
    after = applied(before)
    assert after.pending == ()
    assert texts(samples.plans(after), language) == texts(samples.plans(before), language)


@pytest.mark.parametrize("language", Language)
def test_what_is_kept_by_the_team_itself_is_written_as_well(language):
    team = Request(**{**samples.MANAGED, "routes": "report"})
    ours = Request(**samples.MANAGED)
    plans = [samples.plans(samples.member(groups=(), request=request)) for request in (team, ours)]
    assert texts(plans[0], language) == texts(plans[1], language)


# The files


def test_files_come_in_the_order_in_which_they_are_deployed_and_say_where():
    plans = samples.ALL["a group with a default route and a table to be made"]
    told = rendered(plans, "bicep", name="team").as_option()["files"]
    assert [(one["stage"], one["form"]) for one in told] == [
        ("rules", "whole"),
        ("routes", "whole"),
        ("routes", "fragment"),
    ]
    assert [one["name"].split("_")[0] for one in told] == ["team-rules-fp", "team-routes-rt", "team-routes-rt"]
    assert told[2]["name"].endswith(".fragment.bicep")
    assert [one["resource_group"] for one in told] == ["rg-hub", "rg-spoke", "rg-spoke"]
    assert {one["subscription_id"] for one in told} == {"s"}
    assert told[0]["resource"] == str(samples.POLICY) and told[1]["resource"] == str(samples.TABLE)
    assert told[1]["plan_hash"] == told[2]["plan_hash"] != told[0]["plan_hash"]
    assert all(one["plan_hash"] in one["content"] and one["target"] == "" for one in told)


def test_a_firewall_has_fragments_alone_and_terraform_has_resources_of_it():
    plans = samples.ALL["a firewall"]
    forms = [(file.stage, file.form) for file in rendered(plans, "arm").files]
    assert forms == [("rules", "fragment"), ("routes", "whole"), ("routes", "fragment")]
    providers, rules, routes = rendered(plans, "terraform").files
    assert (providers.name, providers.resource, providers.stage, providers.losses) == ("adx-providers.tf", None, "", ())
    assert providers.as_option()["resource"] == providers.as_option()["resource_group"] == ""
    assert rules.target.startswith("terraform_data.rules_fw_") and routes.target == ""
    assert rules.losses == () and rules.plan_hash == rendered(plans, "arm").files[0].plan_hash


def test_every_language_has_the_same_hash_of_the_same_resource():
    for plans in samples.ALL.values():
        found = [
            {(file.resource, file.stage, file.plan_hash) for file in rendered(plans, language).files if file.resource}
            for language in Language
        ]
        assert found[0] == found[1] == found[2]


def test_losses_are_told_once_with_what_is_in_no_file():
    plans = samples.ALL["a group that others use"]
    told = rendered(plans, "terraform").as_option()
    assert [one["what"] for one in told["unexpressed"]] == ["what is wanted of the group"]
    plans = copy.deepcopy(plans)
    plans[0]["as_written"]["routes"]["left"] = "it is theirs"
    told = rendered(plans, "arm").as_option()["unexpressed"]
    assert [(one["what"], one["resource"]) for one in told] == [
        ("its rule collections", str(samples.GROUP)),
        ("routes", str(world.CLUSTER)),
    ]


def test_an_unknown_language_or_name_is_refused():
    plans = samples.ALL["a firewall"]
    with pytest.raises(
        PlanError, match="There is no language 'pulumi' for templates; choose from arm, bicep, terraform"
    ):
        rendered(plans, "pulumi")
    for name in ("", "1x", "a b", "x" * 64, "../x", "a.b"):
        with pytest.raises(PlanError, match="it takes a letter, then letters"):
            rendered(plans, "arm", name=name)
    assert rendered(plans, "arm", name="x" * 63).files


def test_a_file_of_arm_is_json_that_ends_with_its_line():
    for file in rendered(samples.ALL["a group of our own"], "arm").files:
        assert file.text.endswith("}\n") and file.text.isascii() and json.loads(file.text)


@pytest.mark.parametrize("language", list(Language))
def test_a_cluster_that_a_file_has_and_the_new_one_has_not_is_told(language):
    both = samples.ALL["two clusters on one firewall"]
    standing = {file.name: file.text for file in rendered(both, language).files if file.stage}
    assert rendered(both, language, standing=standing) == rendered(both, language)
    one, gone = both[:1], both[1]["cluster"]["id"]
    told = rendered(one, language, standing={**standing, "adx-rules-other_01234567.tf": "# for clusters: /theirs"})
    assert told.files == rendered(one, language).files, "what is there changes nothing of what is wanted"
    assert [(left.file, left.cluster) for left in told.left_behind] == [(name, gone) for name in sorted(standing)]
    assert told.as_option()["left_behind"][0] == {"file": sorted(standing)[0], "cluster": gone}


@pytest.mark.parametrize("spoil", [str, lambda text: "\ufeff" + text, lambda text: text.replace("\n", "\r\n")])
@pytest.mark.parametrize("language", list(Language))
def test_clusters_that_are_left_out_are_told_whatever_a_checkout_has_made_of_the_file(language, spoil):
    both = samples.ALL["two clusters on one firewall"]
    standing = {f"other{file.name}": spoil(file.text) for file in rendered(both, language).files if file.stage}
    assert rendered(both, language, standing=standing).left_behind == (), "those that are in it are not told"
    left = rendered(both[:1], language, standing=standing).left_behind
    assert [one.file for one in left] == sorted(standing)


def test_a_group_that_became_others_too_leaves_nobody_out_unseen():
    """Its file was whole, and what is left of it is a fragment of another name."""
    was = samples.plans(samples.member(groups=()), samples.member("c2", groups=()))
    standing = {file.name: file.text for file in rendered(was, "bicep").files if file.stage == "rules"}
    now = samples.plans(samples.member(groups=[samples.group(samples.THEIRS)]))
    (left,) = rendered(now, "bicep", standing=standing).left_behind
    assert left.cluster == was[1]["cluster"]["id"] and "fragment" not in left.file


@pytest.mark.parametrize("name", ["clusters", "planHash", "for-clusters", "plan-hash"])
def test_no_prefix_looks_like_a_mark(name):
    plans = samples.ALL["two clusters on one firewall"]
    for file in (file for file in rendered(plans, "terraform", name=name).files if file.stage):
        assert marks.plan_hash(file.text) == file.plan_hash and len(marks.clusters(file.text)) == len(plans)

# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every code is followed by a test or says who else has to act, and every option a sentence names is followed."""

from __future__ import annotations

import ast
from functools import cache

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict.matches import Cause
from ansible_collections.adx.outbound.tests.integration.remedies import (
    access_rows,
    exit_rows,
    others,
    rows,
    sentences,
    test_logins,
)

COPIES, LEFT = "test_acts.py: a_copy_goes_by", "test_acts.py: routes_of_a_table_that_was_replaced"
# Followed by a test of its own: the file, and words of its name.
BY_TEST = {
    ("approval.from_report", "run the preview"): "test_acts.py: a_report_that_is_no_preview",
    ("copies.removal", rows.GROUP): COPIES,
    ("finding.copied_collections", "run the removal"): "test_acts.py: a_removal_reaches_the_copies",
    ("errors.remedy", "timeout"): "test_acts.py: a_longer_deadline",
    ("finding.copied_collections", rows.GROUP): COPIES,
    ("finding.denied_in_window", "baseline"): "test_evidence.py: a_refusal_of_which_nobody_knows",
    ("finding.left_routes", "state"): LEFT,
    ("finding.no_baseline", "baseline"): "test_acts.py: a_report_that_is_of_no_use",
    ("finding.open_draft", "run the lock-down"): "test_acts.py: a_draft_is_deployed",
    ("finding.wildcard_names", "since"): "test_evidence.py: a_window_that_is_too_short",
    ("findings.", "since"): "test_evidence.py: what_the_logs_do_not_tell",
    ("findings.", "workspace"): "test_evidence.py: what_the_logs_do_not_tell",
    ("finding.stopping_route", "extra_dependencies"): "test_acts.py: an_address_that_a_route_stops",
    ("other_tables._left", "route_table"): LEFT,
    ("other_tables._left", "state"): LEFT,
    ("refusal.cluster_moved", "cluster"): "test_acts.py: a_cluster_that_has_moved",
    ("refusal.drifted", "run the preview"): "test_acts.py: what_was_not_approved",
    ("refusal.name_taken", "name"): "test_acts.py: a_priority_that_is_taken",
    ("refusal.nothing_to_restore", "whole"): "test_acts.py: a_backup_of_what_was_not_there",
    ("refusal.not_approved", "run the preview"): "test_acts.py: what_was_not_approved",
    ("refusal.other_region", "region"): "test_acts.py: the_region_is_left_out",
    ("refusal.policy_without_firewall", rows.GROUP): "test_acts.py: a_policy_without_a_firewall",
    ("refusal.priority_taken", "priority"): "test_acts.py: a_priority_that_is_taken",
    ("refusal.region_undecided", "region"): "test_acts.py: the_region_is_left_out",
    ("refusal.rules_belong_to_policy", rows.GROUP): "test_acts.py: rules_of_a_governed_firewall",
    ("refusal.no_source", "subnets"): "test_acts.py: a_service_that_names_no_subnet",
    ("refusal.would_restrict", "cluster_outbound_access"): "test_acts.py: a_backup_that_would_restrict",
    ("steps._no_blackout", "run it after"): "test_acts.py: a_step_that_comes_too_early",
    ("steps._of_rules", "rules"): "test_acts.py: rules_that_are_left_to_others",
    ("steps._of_rules", "run it after"): "test_acts.py: a_step_that_comes_too_early",
    ("variable_names._stop", "egress_ignore_variables"): "test_plays.py: a_variable_that_is_no_variable",
}
# Named, but not to be typed: the sentence says what an option has done, or another one of its kind is followed.
MENTIONED = {
    ("acceptance.unless", "accept"): "the sentence of every risk, each of which is followed by its code",
    ("access._by_way_of_open", "accept"): "the sentence of refusal.open_while_changing",
    ("finding.unlisted_uses", "ask_cluster"): "followed as refusal.unlisted_uses",
    ("acceptance.require_accepted", "accept"): "the sentence of every risk, each of which is followed by its code",
    ("refusal.opposite_policy", "callout_policies"): "the same as a name of the list; purge is followed",
    ("refusal.opposite_policy", "max_removals"): "tells of another refusal of the same file",
    ("refusal.other_list", "callout_policies"): "the list that is there; purge is followed",
    ("refusal.other_list", "max_removals"): "tells of another refusal of the same file",
    ("refusal.too_many_removals", "callout_policies"): "tells of another refusal of the same file",
    ("refusal.too_many_removals", "purge"): "tells of another refusal of the same file",
    ("request._name", "allowed_fqdns"): "tells what a name is, of which the user knows the right one",
    ("risks.", "allowed_fqdns"): "the remedies of open_callouts and ingestion_not_shown",
    ("risks.", "ask_cluster"): "the remedy of refusal.unlisted_uses",
    ("risks.", "callout_policies"): "the remedies of denied_callouts and open_callouts",
    ("risks.", "uses"): "the remedy of refusal.unlisted_uses",
    ("leaving._anew", "run the preview"): "the remedy of refusal.drifted",
    ("preconditions._prepared", "prepared_within"): "the remedy of refusal.prepared_too_long_ago",
    ("preconditions._public_access", "allowed_ip_ranges"): "the remedy of refusal.open_to_all",
    ("absent._unrouting", "routes"): "tells why the routes stay",
    ("console._ending", "egress_report_path"): "offers more; reports are written in playbooks/test_templates.py",
    ("destinations.", "the role egress"): "the remedy of finding.blocked_dependency",
    ("doubts.require_accepted", "accept"): "the sentence of every doubt, each of which is followed by its code",
    ("drift.", "run the lock-down"): "the remedy of finding.drift",
    ("egress.egress_report", "egress_check_info"): "tells which results the filter takes",
    ("egress.egress_report", "egress_plan_info"): "tells which results the filter takes",
    ("egress.egress_report", "egress_report"): "the filter itself",
    ("finding.narrowable_wildcard", "run the lock-down"): "tells how often, once the option is set",
    ("finding.no_default_route", "run the lock-down"): "what is run to follow the option",
    ("login._passed_over", "ad_user"): "tells what is not given; client_id is followed as azure_cli.require",
    ("login._passed_over", "client_id"): "tells what is not given; followed as azure_cli.require",
    ("login.warnings", "ad_user"): "tells what is deprecated",
    ("login.warnings", "password"): "tells what is deprecated",
    ("policies.from_option", "callout_policies"): "Ansible itself refuses what the option does not take",
    ("egress_check_info.ensure", "cluster"): "tells which options go in the place of each other",
    ("egress_check_info.ensure", "dependencies"): "tells which options go in the place of each other",
    ("egress_check_info.ensure", "service"): "tells which options go in the place of each other",
    ("egress_check_info.ensure", "subnets"): "tells which options go in the place of each other",
    ("of_services.asked_for", "dependencies"): "tells which options go together",
    ("of_services.asked_for", "subnets"): "tells which options go together",
    ("egress_check_info.of_service", "firewall"): "tells which options say it; given in modules/test_service_check.py",
    ("egress_check_info.of_service", "firewall_policy"): "tells which options say it",
    ("of_services._no_entry", "outbound_dependencies_info"): "tells what the option takes",
    ("of_services._no_entry", "service"): "tells what the option takes",
    ("of_services._require_answer", "cluster"): "tells which options go in the place of each other",
    ("rules.ensure", "max_removals"): "tells what the option takes",
    ("service_networks.read", "firewall"): "tells which option says it; given in modules/test_service_check.py",
    ("reading.", "baseline"): "the remedies of finding.no_baseline",
    ("removals.", "additive"): "the remedy of refusal.too_many_removals",
    ("proposals.allow", "uses"): "O(uses) takes no wildcard, so that no option leads there",
    ("service_results.earlier_categories", "previous"): "tells what the option takes",
    ("service_results._unknown_regions", "regions"): "tells where a slip may be, which only the user knows",
    ("service_results.read", "regions"): "tells which word of the option means nothing there",
    ("session._first_subscription", "subscription_id"): "the same advice as session.subscription, for an identity",
    (
        "session._login_advice",
        "ad_user",
    ): "no answer of Entra ID to a user is recorded; secret is followed in its place",
    ("session._login_advice", "cloud_environment"): "followed as clouds.find",
    ("session._login_advice", "password"): "no answer of Entra ID to a user is recorded",
    ("egress.egress_templates", "cluster_egress"): "tells whose plans the filter takes",
    ("egress.egress_templates", "egress_plan_info"): "tells whose plans the filter takes",
    ("egress.egress_templates", "egress_templates"): "the filter itself",
    ("variable_names._warn", "egress_ignore_variables"): "the same remedy as variable_names._stop",
}


@cache  # not where tests are only collected: all sources are read for it
def named():
    return {(key, name) for key, names in sentences.told().items() for name in names}


FOLLOWED = {
    (row.key, name) for row in [*rows.ROWS, *access_rows.ROWS, *exit_rows.ROWS] for name in row.name.split(" and ")
}
FOLLOWED |= {(row.key, name) for row in test_logins.LOGINS for name in row.names}
FOLLOWED |= {(f"refusal.{cause}", "accept") for cause in set(Cause) - {Cause.APPLIANCE}}  # modules/test_doubts.py


@pytest.mark.parametrize("catalogue", sentences.CATALOGUES)
def test_every_code_is_followed_by_a_test_or_says_who_else_acts_and_not_both(catalogue):
    followed = {key.partition(".")[2] for key, _name in FOLLOWED | set(BY_TEST) if key.startswith(f"{catalogue}.")}
    named = set(others.OTHERS[catalogue])
    assert (followed | named, followed & named) == (sentences.CATALOGUES[catalogue], set())


def test_no_code_that_somebody_else_acts_for_names_anything_of_ours():
    listed = {f"{catalogue}.{code}" for catalogue, codes in others.OTHERS.items() for code in codes}
    assert not {pair for pair in named() if pair[0] in listed}


def test_whatever_a_sentence_names_of_ours_is_followed_or_no_remedy():
    assert not named() - FOLLOWED - set(BY_TEST) - set(MENTIONED)
    assert not set(MENTIONED) - named(), "named no longer"


@pytest.mark.parametrize("told", sorted(set(BY_TEST.values())))
def test_what_is_said_to_follow_a_sentence_is_a_test(told):
    name, _colon, words = told.partition(": ")
    source = (sentences.ROOT / "tests" / "integration" / "remedies" / name).read_text(encoding="utf-8")
    functions = [node.name for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef)]
    assert [one for one in functions if one.startswith(f"test_{words}")]


def test_it_is_said_of_everybody_who_acts_how_one_sees_that_it_is_done():
    assert all(one.who and one.seen for codes in others.OTHERS.values() for one in codes.values())

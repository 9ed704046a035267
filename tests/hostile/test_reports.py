# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hostile texts in all that a report quotes, in every form of it: a page like that of a harmless text."""

from __future__ import annotations

from collections import Counter
from functools import cache

import pytest
from ansible_collections.adx.outbound.plugins.filter.egress import egress_report
from ansible_collections.adx.outbound.tests.emulator import CLUSTER_ID, FIREWALL_ID
from ansible_collections.adx.outbound.tests.emulator.worlds.ids import OTHER_CLUSTER_ID
from ansible_collections.adx.outbound.tests.hostile import judge, texts

FORMS = ("html", "md", "json", "sarif")
# Members of results that hold what somebody may have written: names, tags, sentences that quote them.
_FOREIGN = {
    *("name", "by", "subject", "message", "remedy", "category", "fqdn", "service_tag", "why", "cluster", "region"),
    *("security_group", "policies", "collections", "concerns", "resource", "route", "address", "edition", "warnings"),
    *("virtual_network", "prefixes", "msg", "location", "address_prefix", "next_hop_ip_address", "service_tag"),
}


@pytest.fixture(scope="module")
def results(running_emulator):
    """The results of a check with its plan, and of a call about two clusters, filled by `made`; made once."""
    return {}


@pytest.fixture
def made(run, results):
    if not results:
        run.lock_down("allow")
        named = {"cluster": CLUSTER_ID, "firewall": FIREWALL_ID}
        # With other routes and rules than there are, so that something is found and something changes.
        plan = run("egress_plan_info", extra_dependencies=[{"fqdn": "a.example.com", "port": 8443}], **named)["plan"]
        several = {"clusters": [CLUSTER_ID, OTHER_CLUSTER_ID], "firewall": FIREWALL_ID, "details": True}
        results["one"] = run("egress_check_info", **named), plan
        results["many"] = run("cluster_egress", check=True, fail_on="warning", **several), None
    return results


def with_text(value, text, name=""):
    """A result with the text behind each text of somebody else."""
    if isinstance(value, dict):
        return {key: with_text(one, text, key) for key, one in value.items()}
    if isinstance(value, list):
        return [with_text(one, text, name) for one in value]
    return f"{value}{text}" if isinstance(value, str) and name in _FOREIGN else value


def report(results, which, form, text):
    checked, plan = results[which]
    told = {"plan": with_text(plan, text), "when": "2026-11-29 21:00 UTC"}
    return egress_report(with_text(checked, text), form, **told)


def tried(text, results, harmless):
    ends, wrong = Counter(), []
    for which in results:
        for form in FORMS:
            page = report(results, which, form, text)
            wrong += [f"{which}, {form}: {what}" for what in judge.acting(page, lines=True)]
            found, right = judge.page(page, form), harmless(which, form)
            wrong += [f"{which}, {form}: {found - right} came, {right - found} went"] if found != right else []
            ends["written"] += 1
    return ends, wrong


@pytest.mark.parametrize("batch", texts.batches("report", 1, texts.KNOWN[4:6]), ids=texts.names())
def test_a_report_has_the_form_that_a_harmless_text_would_give_it(attempt, made, batch):
    harmless = cache(lambda which, form: judge.page(report(made, which, form, " harmless"), form))
    wrong = [what for text in batch for what in attempt("report", text, tried, made, harmless)]
    assert not wrong, "\n".join(wrong)

# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The forms of a report: the same in each, no value in any is markup, and one that is still true stays."""

from __future__ import annotations

import json
import re
from copy import deepcopy

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.report import formats
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.errors import PlanError

from .results import (
    EVERY_FORM,
    FLEET,
    GATE,
    HOSTILE,
    LATER,
    LOST,
    NOW,
    TIMES,
    Tags,
    allowing,
    checked,
    planned,
    result,
    spoiled,
)


def render(form, *clusters, **told):
    return formats.render(result(*clusters, **told), form, when=NOW, version="1")


def test_whatever_a_name_holds_it_is_text_in_every_form():
    result, plan = spoiled(checked(firewall=allowing())), spoiled(planned())
    tame = formats.render(checked(firewall=allowing()), "html", plan=planned(), when="now", version="1")
    page = formats.render(result, "html", plan=plan, when=HOSTILE, version=HOSTILE)
    seen, expected = Tags(page), Tags(tame)
    assert {tag for tag, _attributes in seen.tags} <= {tag for tag, _attributes in expected.tags}
    assert "<script>alert(1)</script>" in "".join(seen.texts) and "\x00" not in page
    text = formats.render(result, "md", plan=plan, when=HOSTILE, version=HOSTILE)
    prose = re.sub(r"^(`{3,})\w+$.*?^\1$", "", text, flags=re.MULTILINE | re.DOTALL)
    assert "<script" not in prose and "**x**" not in prose and "[y](z)" not in prose
    assert not [line for line in prose.splitlines() if line.startswith("| ") and line.count(" | ") not in (1, 2, 3, 4)]
    assert HOSTILE in json.loads(formats.render(result, "json", plan=plan))["clusters"][0]["firewall"]["name"]


@pytest.mark.parametrize("form", EVERY_FORM)
def test_a_report_that_differs_by_its_time_alone_stays_as_it_was(form):
    now, later = TIMES[form]

    def render(**more):
        return formats.render(checked(), form, plan=planned(), **{"when": now, "version": "1", **more})

    first = render()
    assert render(when=later, previous=first) == first
    assert render(when=later) != first and later in render(when=later)
    assert render(version="2", previous=first) != first
    other = formats.render(checked(firewall=allowing()), form, plan=planned(), when=now, version="1")
    assert render(when=later, previous=other) == render(when=later)


@pytest.mark.parametrize("form", EVERY_FORM)
def test_the_same_results_make_the_same_report_and_stay_as_they_are(form):
    result, plan = checked(), planned()
    before = deepcopy((result, plan))
    assert formats.render(result, form, plan=plan) == formats.render(result, form, plan=plan)
    assert (result, plan) == before


def test_a_form_that_is_none_is_named():
    with pytest.raises(
        PlanError, match="A report has the form html, md, json, sarif, by the ending of its path, and not 'pdf'"
    ):
        formats.render(checked(), "pdf")


@pytest.mark.parametrize("form", ["html", "md"])
def test_every_page_has_the_headline_every_failure_the_hash_once_and_each_cluster(form):
    text = render(form, *FLEET).replace("\\", "")
    assert "2 of 4 clusters are locked down, 1 failed, 1 stopped before routing" in text and text.count("ab" * 44) == 1
    for why in (LOST, GATE):
        assert why in text
    assert all(text.count(one["cluster"]) > 1 for one in FLEET)
    assert f"Made {NOW} by adx.outbound 1." in text


def test_whatever_a_name_holds_it_is_text_in_a_report_about_many():
    tame, wild = result(*FLEET), spoiled(result(*FLEET))
    wild["clusters"] = [
        {**one, "code": "x", "msg": spoiled(two["msg"])} for one, two in zip(wild["clusters"], FLEET, strict=True)
    ]
    seen, expected = (Tags(formats.render(one, "html")) for one in (wild, tame))
    assert {tag for tag, _attributes in seen.tags} <= {tag for tag, _attributes in expected.tags}
    assert "<script>alert(1)</script>" in "".join(seen.texts)
    text = formats.render(wild, "md")
    prose = re.sub(r"^(`{3,})\w+$.*?^\1$", "", text, flags=re.MULTILINE | re.DOTALL)
    assert "<script" not in prose and "**x**" not in prose and "[y](z)" not in prose


@pytest.mark.parametrize("form", EVERY_FORM)
def test_a_report_about_many_that_differs_by_its_time_alone_stays_as_it_was(form):
    now, later = TIMES[form]
    first = formats.render(result(*FLEET, written=[]), form, when=now)
    assert formats.render(result(*FLEET, written=[]), form, when=later, previous=first) == first
    assert formats.render(result(*FLEET[:3], written=[]), form, when=later, previous=first) != first


@pytest.mark.parametrize("form", EVERY_FORM)
def test_only_data_that_says_since_when_what_was_written_stands_is_another_after_the_same_writes(form):
    now, later = TIMES[form]
    first = formats.render(result(*FLEET), form, when=now)
    again = formats.render(result(*FLEET), form, when=later, previous=first)
    assert (again == first) is (form != "json")
    if form == "json":
        assert {one["since"] for one in json.loads(again)["clusters"][0]["destinations"]} == {later}


def test_the_order_of_the_clusters_changes_no_report():
    for form in EVERY_FORM:
        assert render(form, *FLEET) == render(form, *reversed(FLEET))


def test_each_form_of_one_cluster_and_of_many_is_its_own():
    for made, many in ((checked(), False), (result(*FLEET), True)):
        page, text, document, log = (formats.render(made, form, when=NOW, version="1") for form in EVERY_FORM)
        assert page.startswith("<!doctype html>") and text.startswith("# Outgoing traffic of ")
        assert document.startswith('{\n  "schema_version"') and document.endswith("}\n")
        assert json.loads(document)["generated_at"] == NOW and len(json.loads(document)["clusters"]) == (
            4 if many else 1
        )
        assert log.startswith('{\n  "$schema"') and json.loads(log)["version"] == "2.1.0" and log.endswith("}\n")
        for whole in (page, text):
            assert ("Cluster by cluster" in whole or "## Clusters" in whole) is many


@pytest.mark.parametrize("form", EVERY_FORM)
def test_an_earlier_report_stays_only_where_every_other_sign_is_the_same(form):
    earlier, later = TIMES[form]

    def render(**more):
        return formats.render(checked(), form, **{"when": earlier, "version": "1", **more})

    first, now = render(), render(when=later)
    before, _time, after = first.partition(earlier)
    for other in (f"x{first}", f"{first}x", before, after, first[:-1], before + after[1:], f"{before[:-1]}{after}"):
        assert render(when=later, previous=other) == now
    for same in ("".join(first.split(earlier)), "another day".join(first.split(earlier))):
        assert render(when=later, previous=same) == same


def test_a_report_without_an_earlier_one_is_written():
    assert formats.render(checked(), "md", previous="") == formats.render(checked(), "md")


def test_an_earlier_text_that_is_shorter_than_what_stays_is_no_report():
    def render(**more):
        return formats.render(checked(), "json", **{"when": NOW, "version": "", **more})

    first = render()
    before, after = first.split(NOW, 1)
    overlapping = before + after[1:] if before.endswith(after[0]) else None
    assert overlapping and overlapping.startswith(before) and overlapping.endswith(after)
    assert render(when=LATER, previous=overlapping) == render(when=LATER)

# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One report for a call about many clusters: how all fared, who failed and why, the approval, and each by itself."""

from __future__ import annotations

import json
import re
from collections import Counter

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.lockdown import approval
from ansible_collections.adx.outbound.plugins.module_utils._plan.report import formats
from ansible_collections.adx.outbound.plugins.module_utils._plan.report.overview import Overview, overview
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan import world
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan.verdict import documents

from .results import FORMS, PAST, Tags, allowing, checked, planned, spoiled

LOST = "Cluster lost in resource group rg-adx was not found; give its name or id as Azure has it."
GATE = "login.live.com:443 would be blocked, so nothing was routed."
RULES = {"resource": "firewall fw in resource group rg-hub", "id": str(world.FIREWALL), "part": "rules"}


def named(value, name):
    """The same result of a cluster with this name."""
    text = json.dumps(value)
    return json.loads(re.sub(r"\bc1\b", name, text))


def cluster(name, changes=None, **told):
    """A cluster in the result of a call; `changes` are those of its surroundings, where something was judged."""
    check = named(checked(**changes), name) if changes is not None else None
    found = {"summary": counted(check), "findings": check["findings"]} if check else {"summary": {}, "findings": []}
    return {
        "cluster": name,
        "id": str(world.CLUSTER).replace("/c1", f"/{name}"),
        "state": "present",
        "changed": True,
        "failed": False,
        "msg": "",
        "code": "",
        "pending": ["rules", "routes"],
        "written": [RULES],
        "warnings": [],
        **found,
        "plan": named(planned(), name),
        "check": check,
        **told,
    }


def counted(check):
    return {"dependencies": dict(Counter(one["verdict"] for one in check["dependencies"]))}


def lost(name="lost"):
    """One that failed before it was planned."""
    nothing = {"plan": None, "check": None, "pending": [], "written": [], "changed": False}
    return cluster(name, failed=True, msg=LOST, code="not_found", **nothing)


def gated(name="gated"):
    return cluster(name, failed=True, msg=GATE, code="blocked")


def result(*clusters, **told):
    parts = {one["id"].lower(): {"accept": []} for one in clusters if one["plan"]}
    return {"changed": True, "mode": "run", "plan_hash": "ab" * 44, "parts": parts, "clusters": [*clusters], **told}


def render(form, *clusters, **told):
    return formats.render(result(*clusters, **told), form, when="Tuesday", version="1")


FLEET = (cluster("fine", {}), cluster("good", {}), lost(), gated())


@pytest.mark.parametrize(
    ("clusters", "mode", "state", "told"),
    [
        (FLEET[:2], "run", "good", "All 2 clusters are locked down"),
        (FLEET[:2], "preview", "good", "All 2 clusters would be locked down"),
        (FLEET, "run", "bad", "2 of 4 clusters are locked down, 2 failed"),
        (FLEET, "preview", "bad", "2 of 4 clusters would be locked down, 2 failed"),
        ((lost(), gated()), "run", "bad", "None of 2 clusters is locked down, 2 failed"),
        ((lost(),), "run", "bad", "No cluster is locked down, 1 failed"),
        (
            (FLEET[0], cluster("b", {"firewall": allowing("a.contoso.com")})),
            "run",
            "bad",
            "1 of 2 clusters is locked down, 1 with blocked destinations",
        ),
        (
            (FLEET[0], cluster("r", {"route_table": documents.table(("to-hub", "0.0.0.0/0", "VirtualAppliance"))})),
            "run",
            "bad",
            "1 of 2 clusters is locked down, 1 with faults",
        ),
        (
            (FLEET[0], cluster("w", {"route_table": documents.table(PAST)})),
            "run",
            "open",
            "1 of 2 clusters is locked down, 1 not locked down",
        ),
        (
            (FLEET[0], cluster("n", {"injected": False, "subnet": None})),
            "run",
            "good",
            "1 of 2 clusters is locked down, 1 in no network",
        ),
        (
            (FLEET[0], cluster("u", {"firewall": documents.firewall(), "unread": {"chain": "It could not be read"}})),
            "run",
            "open",
            "1 of 2 clusters is locked down, 1 not known",
        ),
        ((FLEET[0], cluster("p")), "run", "open", "1 of 2 clusters is locked down, 1 only planned"),
        ((cluster("p"), cluster("q")), "preview", "open", "All 2 clusters are planned"),
        (
            (FLEET[0], cluster("x", state="absent"), cluster("y", state="absent")),
            "run",
            "good",
            "1 cluster is locked down, the lock-down of all 2 clusters is taken away",
        ),
        (
            (cluster("x", state="absent"), lost(), cluster("y", state="absent", failed=True, msg=GATE)),
            "preview",
            "bad",
            "No cluster would be locked down, the lock-down of 1 of 2 clusters would be taken away, 2 failed",
        ),
    ],
)
def test_the_headline_says_what_became_of_all(clusters, mode, state, told):
    made = overview(result(*clusters, mode=mode))
    assert (made.headline, made.state) == (told, state)


def test_without_details_there_is_a_line_for_each_cluster_and_no_report_of_its_own():
    brief = [{name: value for name, value in one.items() if name not in ("plan", "check")} for one in FLEET]
    whole, made = overview(result(*FLEET)), overview(result(*({**one, "plan": None} for one in brief)))
    assert made.headline == whole.headline and not [line for line in made.clusters if line.report]
    assert [(line.label, line.outcome, line.verdicts, line.worst) for line in made.clusters] == [
        (line.label, line.outcome, line.verdicts, line.worst) for line in whole.clusters
    ]
    for form in FORMS:
        text = formats.render(result(*({**one, "plan": None} for one in brief)), form)
        assert LOST in text.replace("\\", "")


def test_those_that_need_somebody_stand_first_with_the_worst_of_them():
    blocked = cluster("b", {"firewall": allowing("a.contoso.com")})
    lines = overview(result(FLEET[0], blocked, *FLEET[1:])).clusters
    assert [line.label for line in lines] == ["gated", "lost", "b", "fine", "good"]
    assert [line.worst for line in lines[:2]] == [GATE, LOST] and "b.contoso.com:443" in lines[2].worst
    assert lines[2].verdicts == (("allowed", 1, "good"), ("blocked", 1, "bad"), ("not known", 0, "open"))
    assert (lines[1].region, lines[3].region, lines[3].concerned) == ("not known", "westus", ("rules",))
    assert overview(result(cluster("p", written=[]), lost())).clusters[1].concerned == ("rules", "routes")


def test_clusters_of_one_name_are_told_apart():
    twin = {**FLEET[0], "id": FLEET[0]["id"].replace("rg-adx", "rg-other")}
    third = {**FLEET[0], "id": FLEET[0]["id"].replace("/subscriptions/s/", "/subscriptions/t/")}
    assert {line.label for line in overview(result(FLEET[0], twin)).clusters} == {"fine in rg-adx", "fine in rg-other"}
    assert {line.label for line in overview(result(FLEET[0], third)).clusters} == {FLEET[0]["id"], third["id"]}


def test_one_cluster_has_the_report_that_it_has_by_itself():
    (one, other), told = (cluster("c1", {}), lost()), {"when": "Tuesday", "version": "1"}
    for form in ("html", "md"):
        whole = formats.render(result(one), form, **told)
        alone = formats.render(one["check"], form, plan={**one["plan"], "plan_hash": "ab" * 44}, **told)
        assert whole == alone
    document = json.loads(formats.render(result(one), "json", **told))
    assert document["title"] == "Outgoing traffic of cluster c1" and document["mode"] == "run"
    assert isinstance(overview(result(other)), Overview), "one that was never planned has no report of its own"


def test_a_failure_is_the_headline_where_nothing_was_checked_or_all_else_is_well():
    for one in (gated("c1"), cluster("c1", {}, failed=True, msg=GATE)):
        made = overview(result(one))
        assert (made.state, made.headline) == ("bad", "The run failed for this cluster")
        assert all(GATE in formats.render(result(one), form).replace("\\", "") for form in FORMS)
    made = overview(result(cluster("c1", {"firewall": allowing()}, failed=True, msg=GATE)))
    assert made.headline == "2 of 2 destinations are blocked" and made.failure == GATE


@pytest.mark.parametrize("form", FORMS)
def test_every_form_has_the_headline_every_failure_the_hash_once_and_each_cluster(form):
    text = render(form, *FLEET).replace("\\", "")
    assert "2 of 4 clusters are locked down, 2 failed" in text and text.count("ab" * 44) == 1
    for why in (LOST, GATE):
        assert why in text
    assert all(text.count(one["cluster"]) > 1 for one in FLEET)
    assert "Made Tuesday by adx.outbound 1." in text or form == "json"


def test_a_page_unfolds_each_cluster_and_no_two_things_in_it_have_one_name():
    page = Tags(render("html", *FLEET, cluster("fine", {}, id=FLEET[0]["id"].replace("rg-adx", "rg-other"))))
    details = [attributes for tag, attributes in page.tags if tag == "details"]
    assert len(details) == 4 and not [one for one in details if "open" in one]
    ids = [attributes["id"] for _tag, attributes in page.tags if "id" in attributes]
    labels = [attributes["aria-label"] for _tag, attributes in page.tags if attributes.get("role") == "region"]
    assert len(set(ids)) == len(ids) and len(set(labels)) == len(labels)
    links = [attributes["href"] for tag, attributes in page.tags if tag == "a"]
    assert len(links) == 4 and all(link[0] == "#" and link[1:] in ids for link in links)
    used = [attributes["marker-end"][5:-1] for _tag, attributes in page.tags if "marker-end" in attributes]
    assert used and set(used) <= set(ids)
    levels = [int(tag[1]) for tag, _attributes in page.tags if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1 and all(after - before <= 1 for before, after in zip(levels, levels[1:], strict=False))


def test_a_page_about_many_asks_nobody_for_anything():
    for tag, attributes in Tags(render("html", *FLEET)).tags:
        assert tag not in ("script", "link", "img", "iframe", "object")
        assert not {"src", "srcset", "action"} & set(attributes)


def test_the_json_report_of_a_preview_is_an_approval():
    made = approval.parts({str(world.CLUSTER): {}}, {str(world.CLUSTER): ["shared_default_route"]})
    for clusters in ([cluster("c1", {})], [cluster("c1", {}), lost()]):
        told = {"plan_hash": made.hash, "parts": made.as_option(), "mode": "preview"}
        text = formats.render(result(*clusters, **told), "json")
        assert approval.from_report(text).hash == made.hash
        assert "shared_default_route" in formats.render(result(*clusters, **told), "html"), "who approves sees the risk"


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


@pytest.mark.parametrize("form", FORMS)
def test_a_report_about_many_that_differs_by_its_time_alone_stays_as_it_was(form):
    first = formats.render(result(*FLEET), form, when="Tuesday")
    assert formats.render(result(*FLEET), form, when="Wednesday", previous=first) == first
    assert formats.render(result(*FLEET[1:]), form, when="Wednesday", previous=first) != first


def test_the_order_of_the_clusters_changes_no_report():
    for form in FORMS:
        assert render(form, *FLEET) == render(form, *reversed(FLEET))


def test_a_page_about_two_hundred_clusters_is_of_a_reasonable_size():
    few, more = (len(render("html", *[cluster(f"n{number}", {}) for number in range(count)])) for count in (2, 4))
    style = len(render("html", lost()))
    assert style + 200 * (more - few) / 2 < 4_000_000

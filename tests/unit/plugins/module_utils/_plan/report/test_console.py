# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a console ends with: the answer first, then the causes by their weight, and never more than a screen."""

from __future__ import annotations

import json

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.report import console, words
from ansible_collections.adx.outbound.plugins.module_utils._plan.report.console import COLUMNS, LINES, lines
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.printable import printable
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan.verdict import documents
from hypothesis import given, settings
from hypothesis import strategies as st

from . import results
from .results import HOSTILE, PAST, RULES, allowing, cluster, lost

HASH = f"Plan hash: {'ab' * 44}"
NO_FILE = "egress_report_path writes a report with all of it."
WRITTEN = [{**RULES, "certain": True, "taken_back": False}]


def finding(severity="error", code="blocked_dependency", subject="deny / no", message="It is denied.", remedy=""):
    told = {"severity": severity, "code": code, "subject": subject, "message": message, "remedy": remedy}
    return {**told, "concerns": []}


def plain(name="c1", **told):
    """A cluster as a call without details returns it, locked down with its two destinations allowed."""
    fine = {"failed": False, "msg": "", "code": "", "summary": {"dependencies": {"allowed": 2}}, "findings": []}
    id_ = f"/subscriptions/s/resourceGroups/rg-adx/providers/Microsoft.Kusto/clusters/{name}"
    planned = {"state": "present", "pending": ["rules", "routes"], "plan": None, "check": None}
    return {"cluster": name, "id": id_, **planned, **fine, **told}


def failed(name="c1", code="ResourceNotFound", msg="Cannot read firewall fw.", **told):
    return plain(name, failed=True, code=code, msg=msg, summary={}, pending=[], **told)


def gated(name="c1", *findings, **told):
    """One that the gate kept from being routed, with what it saw."""
    summary = {"dependencies": {"denied": 2, "allowed": 68, "cannot_tell": 1}}
    seen = {"about": {"cluster": name}, "findings": list(findings), "summary": summary}
    return {**failed(name, "would_be_blocked", "2 of 71 would be blocked: It is denied.", **told), "check": seen}


def result(*clusters, **told):
    """The result of a run that has written nothing."""
    return results.result(*clusters, **{"written": [], **told})


def preview(*clusters, **told):
    return result(*clusters, mode="preview", **told)


def checked(*clusters):
    """The result of a check alone has no plan hash."""
    return {name: value for name, value in preview(*clusters).items() if name != "plan_hash"}


SENT = ["allow", "route", "return", "check"]
BACK = {"pending": ["rules", "network"]}
FAULTY = {"failed": True, "code": "check_failed", "msg": "The check of cluster c1 has 1 finding to act on."}
UNSURE = {"summary": {"dependencies": {"allowed": 1, "cannot_tell": 1}}}


def moved(*names):
    ids = [plain(name)["id"] for name in names]
    return {"part": "network", "resource": "cluster c1", "clusters": ids, "certain": True, "taken_back": False}


@pytest.mark.parametrize(
    ("given", "answer"),
    [
        (result(plain(**BACK), steps=SENT), "Done: cluster c1 is back in its network and locked down, with all 2"),
        (preview(plain(**BACK), steps=SENT), "Preview: cluster c1 would be back in its network and locked down, with"),
        (result(plain(), steps=SENT), "Done: cluster c1 is in its network and locked down, with all 2"),
        (result(plain(**BACK, summary={}), steps=["return"]), "Done: cluster c1 is back in its network; nothing was"),
        (result(plain(**BACK) | UNSURE, steps=SENT), "Done: cluster c1 is back in its network; of 2 destinations"),
        (
            result(plain(**BACK, **FAULTY), steps=SENT, written=[moved("c1")]),
            "Cluster c1 is back in its network; all 2 destinations",
        ),
        (
            result(plain(**BACK, **FAULTY), steps=SENT),
            "All 2 destinations of cluster c1 are allowed, and the check found",
        ),
        (
            result(plain(**BACK, **FAULTY, stopped=True), steps=SENT),
            "All 2 destinations of cluster c1 are allowed, and the check found",
        ),
        (
            result(gated(), steps=SENT),
            "Stopped before the return: 2 of 71 destinations of cluster c1 would be blocked.",
        ),
        (result(failed(code="network_gone"), steps=SENT), "Failed: cluster c1 could not be planned"),
        (
            result(plain(**BACK), plain("c2", **BACK), steps=SENT),
            "Done: all 2 clusters are back in their networks and locked down.",
        ),
        (
            preview(plain(**BACK), plain("c2"), steps=SENT),
            "Preview: all 2 clusters would be in their networks and locked down",
        ),
        (
            result(plain(**BACK), failed("c2"), steps=SENT),
            "1 of 2 clusters failed, 1 is back in its network and locked down.",
        ),
    ],
)
def test_a_call_that_returns_clusters_says_first_that_they_are_back(given, answer):
    assert console.lines(given)[0].startswith(answer)


@pytest.mark.parametrize(
    ("given", "answer"),
    [
        (result(plain()), "Done: cluster c1 is locked down, with all 2 destinations allowed."),
        (result(plain(state="absent", summary={})), "Done: the lock-down of cluster c1 is taken away."),
        *(
            (
                result(plain(state="absent", summary={}, findings=[finding("warning", code)])),
                "Done: the lock-down of cluster c1 is not wholly taken away.",
            )
            for code in ("kept_rules", "kept_routes")
        ),
        (
            result(plain(summary={})),
            "Done: the steps of this call are taken for cluster c1; nothing was checked.",
        ),
        (
            result(plain(summary={"dependencies": {"allowed": 1, "cannot_tell": 1}})),
            "Done: of 2 destinations of cluster c1 1 is allowed, 1 unknown.",
        ),
        (
            result(plain(summary={"dependencies": {"allowed": 2, "denied": 1, "no_match": 1, "cannot_tell": 1}})),
            "Done: of 5 destinations of cluster c1 2 are allowed, 2 blocked and 1 unknown.",
        ),
        (
            result(plain(findings=[finding("warning", "no_default_route")])),
            "Done: cluster c1 is not locked down yet, as no default route leads to the firewall.",
        ),
        (
            result(plain(findings=[finding("info", "not_injected")])),
            "Done: cluster c1 is in no virtual network, so rules and routes have no effect on it.",
        ),
        (
            preview(plain()),
            "Preview: cluster c1 would be locked down, with all 2 destinations allowed; nothing has been written.",
        ),
        (
            preview(plain(state="absent", summary={})),
            "Preview: the lock-down of cluster c1 would be taken away; nothing has been written.",
        ),
        (
            preview(plain(state="absent", summary={}, findings=[finding("warning", "kept_rules")])),
            "Preview: the lock-down of cluster c1 would not be wholly taken away; nothing has been written.",
        ),
        (
            preview(plain(summary={})),
            "Preview: cluster c1 is planned; nothing has been written.",
        ),
        (
            preview(plain(summary={}, pending=[])),
            "Preview: cluster c1 is planned; nothing has been written.",
        ),
        (
            preview(plain(summary={}), plain("c2", summary={}), steps=["plan"]),
            "Preview: all 2 clusters are planned; nothing in Azure has been written.",
        ),
        (checked(plain()), "Checked: cluster c1 is locked down, with all 2 destinations allowed."),
        (
            checked(plain(failed=True, code="check_failed", findings=[finding(), finding("warning", message="So.")])),
            "Checked: all 2 destinations of cluster c1 are allowed, and the check found 1 error and 1 warning.",
        ),
        (
            checked(plain(failed=True, code="check_failed", summary={"dependencies": {"denied": 2}})),
            "Checked: of 2 destinations of cluster c1 0 are allowed, 2 blocked.",
        ),
        (
            result(gated("c1", finding())),
            "Stopped before routing: 2 of 71 destinations of cluster c1 would be blocked.",
        ),
        (result(failed(code="would_be_blocked")), "Stopped before routing."),
        (
            preview(gated("c1", finding())),
            "Preview: a run would stop before routing: 2 of 71 destinations of cluster c1 would be blocked.",
        ),
        (result(failed()), "Failed: cluster c1 could not be planned."),
        (
            result({**failed(), "pending": ["rules"]}),
            "Failed: the plan of cluster c1 was not carried out to its end.",
        ),
        (result(failed(code="cut_off")), "Failed: cluster c1 is cut off now."),
        (preview(failed()), "Preview: a run would fail for cluster c1; nothing has been written."),
        (result(plain("a"), plain("b")), "Done: all 2 clusters are locked down."),
        (result(plain("a"), failed("b")), "1 of 2 clusters failed, 1 is locked down."),
        (result(failed("a"), failed("b")), "2 of 2 clusters failed."),
        (
            result(plain("a"), plain("b"), plain("c", state="absent", summary={})),
            "Done: of 3 clusters 2 are locked down, 1 is no longer locked down.",
        ),
        (
            preview(plain("a"), plain("b"), failed("c")),
            "Preview: 1 of 3 clusters would fail, 2 would be locked down; nothing has been written.",
        ),
        (checked(plain("a"), failed("b")), "Checked: 1 of 2 clusters do not pass, 1 is locked down."),
        (
            {"failed": True, "msg": "Cannot log in. " * 9},
            "Failed: the run ended early, with no result for any cluster.",
        ),
    ],
)
def test_the_first_line_is_the_answer_in_the_tense_of_its_mode(given, answer):
    assert lines(given)[0] == answer


def test_a_preview_whose_answer_fills_its_line_says_in_another_that_nothing_has_been_written():
    assert lines(preview(gated("c1", finding())))[1] == "Nothing has been written."
    told = lines(preview(gated("c" * 200, finding())))
    assert told[0].endswith(" ...") and told[1] == "Nothing has been written."


def since(line):
    return {"changes_since": {"baseline": "2026-11-29T21:00:00Z", "line": line}}


def test_what_has_changed_comes_right_after_the_answer():
    told = lines(result(plain(**since("Since then: 1 gone (a:443)."))))
    assert told[1] == "Since then: 1 gone (a:443)."
    assert lines(result(plain(**since("")))) == lines(result(plain()))
    assert len(lines(result(plain(**since("word " * 400))))) <= LINES


def test_why_nobody_can_say_what_has_changed_comes_in_its_place():
    told = "What has changed for cluster c1 is not told: r.json cannot be read: No such file."
    others = [finding("info", f"other_{number}", message=f"Other {number}.") for number in range(30)]
    untold = finding("info", "no_baseline", message=told)
    assert lines(result(plain(findings=[*others, untold])))[1] == told


def test_of_many_clusters_what_has_changed_is_told_of_the_first_and_counted():
    told = lines(result(*(plain(f"c{number}", **since(f"Since then: {number} gone.")) for number in range(5))))
    assert told[1:5] == (
        "c0: Since then: 0 gone.",
        "c1: Since then: 1 gone.",
        "c2: Since then: 2 gone.",
        "Of 2 more clusters something has changed, too.",
    )
    assert lines(result(plain("a", **since("It has.")), plain("b")))[1] == "a: It has."


def test_three_causes_of_one_cluster_come_with_their_codes_and_what_to_do_the_worst_first():
    found = [
        finding("info", "custom_dns", message="Your DNS servers decide."),
        finding("warning", "undecided_dependency", "part / no", "Whether it passes is open.", "Look at it."),
        finding(message="login.live.com:443 is denied.", remedy="Change that rule."),
        finding(subject="other / no", message="login.microsoftonline.com:443 is denied by a rule. " + "More. " * 10),
    ]
    assert lines(result(gated("c1", *found), written=WRITTEN), ["/tmp/a.html", "/tmp/a.json"]) == (
        "Stopped before routing: 2 of 71 destinations of cluster c1 would be blocked.",
        "error  blocked_dependency  deny / no: login.live.com:443 is denied.",
        "    do: Change that rule.",
        "error  blocked_dependency  other / no: login.microsoftonline.com:443 is denied by a rule. More. More. More.",
        "    More. More. More. More. More. More. More.",
        "warning  undecided_dependency  part / no: Whether it passes is open.",
        "    do: Look at it.",
        "And 1 more finding of severity info, see the report.",
        "Written: the rules of firewall fw in resource group rg-hub.",
        "Report: /tmp/a.html, /tmp/a.json",
    )


def test_findings_of_the_plan_are_told_with_those_of_the_check_each_once():
    both = finding("warning", "service_endpoint", "Microsoft.Storage", "It goes past the firewall.")
    own = finding("warning", "unmaintained", "West US", "Nobody updates them.")
    one = {**plain(findings=[both]), "plan": {"findings": [both, own]}}
    assert lines(preview(one))[1:] == (
        "warning  service_endpoint  Microsoft.Storage: It goes past the firewall.",
        "warning  unmaintained  West US: Nobody updates them.",
        "A run would write rules and routes.",
        HASH,
        NO_FILE,
    )


def test_of_200_clusters_three_that_failed_come_first_and_what_all_share_is_told_once():
    shared = finding("warning", "service_endpoint", "Microsoft.Storage", "It goes past the firewall.", "Leave it.")
    fine = [plain(f"c{number:03}", findings=[shared]) for number in range(197)]
    bad = [failed(f"x{number}", "AuthorizationFailed", f"Cannot read cluster x{number}.") for number in range(2)]
    told = lines(result(*fine, *bad, failed("y", "would_be_blocked", "1 would be blocked."), written=WRITTEN))
    assert told == (
        "3 of 200 clusters failed, 197 are locked down.",
        "error  AuthorizationFailed  2 clusters (x0, x1): Cannot read cluster x0.",
        "error  would_be_blocked  y: 1 would be blocked.",
        "warning  service_endpoint  197 clusters (c000, c001, c002 ...): It goes past the firewall.",
        "    do: Leave it.",
        "Written: the rules of firewall fw in resource group rg-hub.",
        HASH,
        NO_FILE,
    )


def test_of_many_clusters_with_reasons_of_their_own_one_of_each_code_is_told():
    many = [failed(f"c{number}", "AuthorizationFailed", f"Request {number} is refused.") for number in range(50)]
    told = lines(result(*many, failed("z", "no_route_table", "The table is none.")))
    assert told[1] == "error  AuthorizationFailed  50 clusters (c0, c1, c2 ...), for instance: Request 0 is refused."
    assert told[2] == "error  no_route_table  z: The table is none." and len(told) == 5


def test_what_does_not_fit_is_counted_and_the_first_cause_is_cut_with_a_mark():
    found = [finding(message=f"{number} is denied. {'Why so. ' * 40}", remedy="Mend it. " * 40) for number in range(9)]
    told = lines(result(gated("c1", *found)), ["r.html"])
    assert told[1].startswith("error  blocked_dependency  deny / no: 0 is denied.")
    assert len(told) <= LINES and told[-3:] == (
        "And 7 more findings, see the report.",
        "Nothing was written.",
        "Report: r.html",
    )
    assert [line for line in told if line.endswith(" ...")]
    only = lines(result(failed(msg="Why so. " * 400)))
    assert len(only) == LINES and only[-2].endswith(" ...")


def test_a_refusal_is_told_by_its_code_and_sentence():
    refused = {"failed": True, "code": "drifted", "msg": "This is not what was approved: they differ. " * 2}
    told = lines({**refused, "msg": refused["msg"] * 2}, ["r.html"])
    assert told[1].startswith("error  drifted: This is not what was approved: they differ.")
    assert lines(refused, ["r.html"])[1:] == ("code: drifted",)
    assert lines({"failed": True, "msg": "Cannot log in."}) == ("Failed: Cannot log in.",)
    assert lines(result(failed(code="other_table", msg="The subnet has another one.")))[1:] == (
        "error  other_table  cluster c1: The subnet has another one.",
        NO_FILE,
    )


def test_accepted_risks_are_one_line_with_how_many_clusters_took_them():
    met = [{"word": "no_gate", "sentence": "Nobody looks."}, {"word": "not_injected", "sentence": "In no network."}]
    assert "Accepted risks: no_gate, not_injected" in lines(result(plain(accepted=met)))
    both = lines(result(plain("a", accepted=met), plain("b", accepted=met[:1])))
    assert "Accepted risks: no_gate (2 clusters), not_injected (1 cluster)" in both


def test_the_plan_hash_is_whole_on_a_line_of_its_own_wherever_there_is_a_plan_to_approve():
    assert HASH in lines(preview(plain()))
    assert HASH in lines(preview({**failed(code="appliance_unconfirmed"), "pending": ["rules", "routes"]}))
    assert not [line for line in lines(preview(failed())) if "hash" in line]


def test_what_was_written_taken_back_or_lost_is_told_in_this_order():
    def written(part, **fate):
        return {**RULES, "part": part, "certain": True, "taken_back": False, **fate}

    told = written("subnet"), written("routes", taken_back=True), written("rules", certain=False)
    answer = " ".join(lines(result(plain(), written=list(told))))
    assert "Written: the route table of firewall fw in resource group rg-hub." in answer
    assert "Taken back: the routes of firewall fw" in answer
    assert "Sent, and may have taken effect: the rules of firewall fw" in answer
    many = " ".join(lines(result(plain(), written=[written("rules")] * 9)))
    assert "and 6 more." in many and "Nothing was written." in lines(result(plain(), written=[]))


def test_the_results_of_real_plans_and_checks_are_told():
    fine, loose = cluster("fine", {}), cluster("loose", {"route_table": documents.table(PAST)})
    blocked = cluster("blocked", {"firewall": allowing("a.contoso.com")})
    told = lines(result(fine, loose, blocked, lost()))
    assert told[0] == (
        "1 of 4 clusters failed, 1 is locked down, 1 is not locked down yet, 1 is with blocked destinations."
    )
    assert told[1].startswith("error  not_found  lost: Cluster lost in resource group rg-adx was not found")
    assert [line for line in told if line.startswith("error  blocked_dependency  blocked: ")]


def shown(line):
    """A line as a list of lines is printed by Ansible's own callback."""
    return f"        {json.dumps(line, ensure_ascii=False)},"


TEXTS = st.one_of(st.text(max_size=400), st.sampled_from([HOSTILE, '"' * 300, "\\" * 300, "\u6f22" * 300, "so " * 500]))
FINDINGS = st.lists(
    st.fixed_dictionaries(
        dict.fromkeys(("code", "subject", "message", "remedy"), TEXTS)
        | {"severity": st.sampled_from(["error", "warning", "info", "other"])}
    ),
    max_size=12,
)
CLUSTERS = st.lists(
    st.builds(
        lambda name, failed, code, msg, findings, counts, accepted, state: plain(
            name,
            id=f"/subscriptions/s/resourceGroups/{name}/clusters/{name}",
            failed=failed,
            code=code,
            msg=msg,
            findings=findings,
            summary={"dependencies": counts},
            accepted=[{"word": word, "sentence": word} for word in accepted],
            state=state,
        ),
        TEXTS,
        st.booleans(),
        st.sampled_from(["", "would_be_blocked", "check_failed", "cut_off", "c" * 200]),
        TEXTS,
        FINDINGS,
        st.dictionaries(st.sampled_from(["allowed", "denied", "cannot_tell"]), st.integers(0, 99)),
        st.lists(st.sampled_from(["Accepted (no_gate): so", f"Accepted ({'w' * 150}): so", "so"]), max_size=9),
        st.sampled_from(["present", "absent"]),
    ),
    max_size=5,
)


@settings(deadline=None, max_examples=30)
@given(
    clusters=CLUSTERS,
    mode=st.sampled_from(["preview", "run"]),
    files=st.lists(TEXTS, max_size=4),
    written=st.lists(st.builds(lambda part, resource: {"part": part, "resource": resource}, TEXTS, TEXTS), max_size=5),
    plan_hash=st.sampled_from(["ab" * 44, "ab" * 200]),
)
def test_whatever_was_found_it_is_never_more_than_a_screen(clusters, mode, files, written, plan_hash):
    told = lines(result(*clusters, mode=mode, written=written, plan_hash=plan_hash, msg="m " * 3000), files)
    assert 1 <= len(told) <= LINES <= 24 - 6 and all(line.strip() for line in told)
    assert all(len(shown(line)) <= 120 and printable(line) == line for line in told)
    assert max(map(console._columns, told)) <= COLUMNS


@pytest.mark.parametrize(
    ("pending", "steps", "told"),
    [
        (
            ["rules", "routes", "subnet"],
            ["allow", "route", "check"],
            f"A run would write rules, routes and {words.PARTS['subnet']}.",
        ),
        (["rules", "routes"], ["allow"], "A run would write rules."),
        (["routes"], ["allow"], "A run would write nothing."),
        (["rules"], ["plan"], "A run would write rules."),
        ([], ["allow", "route", "check"], "A run would write nothing."),
    ],
)
def test_a_preview_says_what_a_run_of_its_steps_would_write(pending, steps, told):
    assert told in lines(preview({**plain(), "pending": pending}, steps=steps))


def test_a_check_that_failed_says_first_that_nothing_is_locked_down():
    loose = finding("warning", "no_default_route", "snet", "Nothing is locked down.")
    one = {**failed(code="check_failed", findings=[loose]), "summary": {"dependencies": {"allowed": 2}}}
    told = "cluster c1 is not locked down, as no default route leads to the firewall"
    assert lines(checked(one))[0] == f"Checked: {told}."


def test_a_move_is_told_first_among_what_was_written_so_that_no_length_cuts_it_off():
    parts = [{**RULES, "part": part, "certain": True, "taken_back": False} for part in ("rules", "routes", "subnet")]
    moved = {**parts[0], "part": "network", "resource": "cluster telemetry in resource group rg-adx"}
    answer = " ".join(lines(result(plain(), written=[*parts, moved])))
    assert "Written: the network settings of cluster telemetry in resource group rg-adx" in answer


def test_what_a_cluster_has_left_is_listed_whole_a_line_for_each():
    rest = [f"subnet /{'x' * 200}", "public address /y"]
    left = {"severity": "info", "code": "left_network", "subject": "c1", "message": "m", "remedy": "By hand."}
    told = lines(result(plain("c1", findings=[{**left, "concerns": rest}])))
    start = told.index("This stays of cluster c1. By hand.")
    assert told[start + 1 : start + 3] == (f"    (1) {rest[0]}", f"    (2) {rest[1]}")
    assert not [line for line in told if "finding" in line]


def test_however_much_many_clusters_have_left_what_went_wrong_is_told_as_ever():
    left = {"severity": "info", "code": "left_network", "subject": "c", "message": "m", "remedy": "By hand."}
    several = [plain(f"c{number}", findings=[{**left, "concerns": ["subnet /x"] * 5}]) for number in range(20)]
    told = lines(result(*several, failed("c20", msg="It is locked.")))
    without = lines(result(*(plain(f"c{number}") for number in range(20)), failed("c20", msg="It is locked.")))
    assert [line for line in told if line in without] == list(without)


def test_stale_templates_are_told_whatever_else_there_is():
    many = [finding(message=f"Host {number} is denied. " * 9, remedy="Allow it.") for number in range(20)]
    stale = [finding("warning", "template_drift", f"{name}.bicep", f"{name} is stale.", "Export.") for name in "ab"]
    alone = lines(result(gated("c1", *many, stale[0])))
    assert "warning  template_drift  a.bicep: a is stale." in alone and len(alone) <= LINES
    both = lines(result(gated("c1", *many, *stale), gated("c2", *many, *stale)))
    assert "warning  template_drift  2 templates (a.bicep, b.bicep), for instance: a is stale." in both
    assert sum("template_drift" in line for line in both) == 1 and len(both) <= LINES
    leftover = finding("warning", "template_drift", "old.bicep", "It is none.", "Delete it.")
    apart = lines(result(gated("c1", *stale, leftover)))
    told = [number for number, line in enumerate(apart) if "template_drift" in line]
    assert [apart[number + 1].strip() for number in told] == ["do: Export.", "do: Delete it."], (
        "each with its own remedy"
    )

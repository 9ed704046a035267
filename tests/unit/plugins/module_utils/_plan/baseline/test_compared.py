# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What has changed since an earlier report: each change once, and nothing that nobody could see."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timezone

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.baseline import compared, reading
from ansible_collections.adx.outbound.plugins.module_utils._plan.baseline.reading import Unusable
from ansible_collections.adx.outbound.plugins.module_utils._plan.check.catalogue import OF_BASELINE
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict.flows import Flow
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict.landscape import Besides
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan import world
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan.report.results import (
    GOOD,
    HOSTILE,
    HOSTS,
    QUESTION,
    allowing,
)
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan.verdict import documents

from .earlier import EARLIER, before, judged, report

TIME = datetime(2026, 11, 29, 21, tzinfo=timezone.utc)
A, B = HOSTS
DENY = documents.collection("corp", 100, "Deny", documents.network("deny-all", to="*"))
SINCE = "Since 2026-11-29 21:00 UTC: "


def asking(*flows):
    return replace(QUESTION, flows=(*QUESTION.flows, *flows))


def compare(earlier, question=QUESTION, *, wrote=False, **changes):
    listed, landscape = judged(question, **changes)
    return compared.changes(earlier, listed, landscape, wrote=wrote)


def codes(found):
    return [one.code for one in found.findings]


def named(**members):
    """One more destination in the earlier report, with other members than the first one has."""
    return lambda cluster: cluster["destinations"].append({**cluster["destinations"][0], **members})


def test_where_nothing_has_changed_nothing_is_told():
    found = compare(before())
    assert (found.findings, found.line, found.since) == ((), "", (TIME, TIME))
    assert found.as_option() == {"baseline": "2026-11-29T21:00:00Z", "line": ""}


def test_what_is_needed_anew_and_no_longer_is_told_by_name():
    found = compare(
        before(named(fqdn="c.contoso.com", category="Other")), asking(Flow(443, "Https", fqdn="d.contoso.com"))
    )
    assert codes(found) == ["new_dependency", "gone_dependency"]
    assert [one.concerns for one in found.findings] == [("d.contoso.com:443",), ("c.contoso.com:443",)]
    assert {one.subject for one in found.findings} == {"c1"}
    assert found.line == f"{SINCE}1 new dependency (d.contoso.com:443), 1 gone (c.contoso.com:443)."
    assert found.since == (TIME, TIME, None)


def test_a_destination_that_is_there_twice_is_one():
    def twice(cluster):
        for category in ("Lake", "Other"):
            named(fqdn="c.contoso.com", category=category)(cluster)

    assert compare(before(twice)).line == f"{SINCE}1 gone (c.contoso.com:443)."


def test_several_are_counted_and_the_first_are_named():
    more = asking(*(Flow(443, "Https", fqdn=f"n{number}.contoso.com") for number in range(5)))
    assert "5 new dependencies (n0.contoso.com:443, n1.contoso.com:443, n2.contoso.com:443 and 2 more)" in (
        compare(before(), more).line
    )


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ({"fqdn": "x.contoso.com"}, Flow(443, "Https", fqdn="y.contoso.com"), "x.contoso.com:443 to y.contoso.com:443"),
        (
            {"fqdn": "x.contoso.com"},
            Flow(8443, "Https", fqdn="x.contoso.com"),
            "x.contoso.com:443 to x.contoso.com:8443",
        ),
        (
            {"fqdn": "x.contoso.com"},
            Flow(443, "TCP", fqdn="x.contoso.com"),
            "x.contoso.com:443 (Https) to x.contoso.com:443 (TCP)",
        ),
    ],
)
def test_another_name_port_or_protocol_of_one_kind_is_a_move(old, new, told):
    found = compare(before(named(**old, category="Lake")), asking(replace(new, category="Lake")))
    assert (
        codes(found) == ["moved_dependency"] and f"1 moved ({told})" in found.line and told in found.findings[0].message
    )


@pytest.mark.parametrize(
    ("olds", "news"),
    [
        (["x.contoso.com"], ["y.contoso.com", "z.contoso.com"]),
        (["x.contoso.com", "w.contoso.com"], ["y.contoso.com"]),
    ],
)
def test_which_of_several_has_moved_nobody_can_tell(olds, news):
    def more(cluster):
        for name in olds:
            named(fqdn=name, category="Lake")(cluster)

    found = compare(before(more), asking(*(Flow(443, "Https", fqdn=name, category="Lake") for name in news)))
    assert codes(found) == ["new_dependency", "gone_dependency"]


def test_without_a_category_only_the_name_makes_a_move():
    x, y = (Flow(8443, "Https", fqdn=f"{name}.contoso.com") for name in "xy")
    earlier = before(named(fqdn="x.contoso.com", category=None))
    assert codes(compare(earlier, asking(x))) == ["moved_dependency"]
    assert codes(compare(earlier, asking(replace(y, port=443)))) == ["new_dependency", "gone_dependency"]


def test_a_name_in_another_case_or_category_is_the_same():
    def upper(cluster):
        cluster["destinations"][0].update(fqdn=A.upper(), category="Other")

    assert compare(before(upper)).line == ""


SOURCE = Flow(443, "Https", fqdn="lake.contoso.com", category="EventHub")
GAP = Flow(0, "TCP", category="Unknown", unread="data connections of database d")


def test_what_may_have_been_among_what_was_not_read_is_neither_new_nor_gone():
    unread = {"fqdn": None, "unread": GAP.unread, "port": 0, "category": "Unknown"}
    assert compare(before(named(**unread)), asking(SOURCE)).line == ""
    assert compare(before(named(fqdn=SOURCE.fqdn, category="EventHub")), asking(GAP)).line == ""
    assert codes(compare(before(named(**unread)), asking(replace(SOURCE, category="AzureMonitor")))) == [
        "new_dependency"
    ]
    assert codes(compare(before(), asking(SOURCE))) == ["new_dependency"]


def test_a_rule_that_changes_verdicts_is_one_finding_with_what_decided_before():
    found = compare(before(), firewall=documents.firewall(networks=[DENY]))
    (finding,) = found.findings
    assert finding.code == "changed_verdict" and finding.subject.endswith("corp / deny-all")
    assert finding.concerns == (f"{A}:443", f"{B}:443")
    assert "were allowed by '" in finding.message and "are denied by '" in finding.message
    assert found.line.startswith(f"{SINCE}rules changed the verdict of 2 ({A}:443, {B}:443, now denied by '")
    assert found.since == (None, None)


def test_a_rule_that_is_gone_is_told_by_what_no_rule_allows():
    found = compare(before(), firewall=allowing(A))
    assert f"rules changed the verdict of 1 ({B}:443, now allowed by no rule)" in found.line
    assert found.findings[0].subject == "fw" and found.findings[0].message.startswith(f"{B}:443 was allowed by '")
    assert found.since == (TIME, None)


def test_what_passes_again_is_no_warning():
    def blocked(cluster):
        cluster["destinations"][0].update(verdict="blocked", by=[], firewall={"by": []})
        cluster["destinations"][1].update(verdict="unknown", by=[])

    found = compare(before(blocked))
    assert set(codes(found)) == {"newly_allowed"} and OF_BASELINE["newly_allowed"].severity == "info"
    assert "rules changed the verdict of 1" in found.line and "the verdict of 1 changed" in found.line


def test_what_a_run_opens_itself_is_no_change_and_what_it_finds_shut_is_one():
    def blocked(cluster):
        cluster["destinations"][0].update(verdict="blocked", by=[], firewall={"by": []})

    assert compare(before(blocked), wrote=True).line == ""
    found = compare(before(blocked), wrote=True, firewall=allowing(A))
    assert codes(found) == ["changed_verdict"] and found.since == (None, None)


@pytest.mark.parametrize("cause", ["unreadable", "not_settled", "sources_unread"])
def test_a_verdict_that_nobody_could_read_was_no_other_one(cause):
    def unread(cluster):
        cluster["destinations"][0].update(verdict="unknown", cause=cause, by=[])

    assert compare(before(unread)).line == ""


def test_a_verdict_that_nobody_can_read_now_is_no_other_one():
    found = compare(before(), unread={"chain": "It could not be read"})
    assert found.line == "" and found.since == (None, None)


def test_what_is_left_open_by_a_rule_is_another_verdict():
    def open_(cluster):
        cluster["destinations"][0].update(verdict="unknown", cause="fqdn_tag", by=["fw", "tag"])

    assert codes(compare(before(open_))) == ["newly_allowed"]


def test_another_rule_or_hop_with_the_same_verdict_is_told_by_nothing_and_begins_anew():
    other = documents.collection("theirs", 500, "Allow", documents.application("all", to=list(HOSTS)))
    found = compare(before(), firewall=documents.firewall(applications=[other]))
    assert found.line == "" and found.since == (None, None)
    hop = compare(before(lambda cluster: cluster["destinations"][0]["next_hop"].update(type="Internet")))
    assert hop.line == "" and hop.since == (None, TIME)


def addresses(*public):
    return {"besides": Besides(public_addresses=public)}


def test_a_firewall_with_other_addresses_is_one_finding():
    earlier = before(
        lambda cluster: cluster["firewall"].update(private_address="10.0.1.9", public_addresses=["192.0.2.1"])
    )
    found = compare(earlier, **addresses("192.0.2.2"))
    assert codes(found) == ["changed_address"] and found.findings[0].subject == "fw"
    assert "Its private address is 10.0.1.4, where the report of 2026-11-29 21:00 UTC has 10.0.1.9." in (
        found.findings[0].message
    )
    assert "Its public addresses are 192.0.2.2, where" in found.findings[0].message
    assert "the firewall's private address is 10.0.1.4 (was 10.0.1.9)" in found.line


@pytest.mark.parametrize(
    ("known", "now"),
    [
        ({"private_address": None}, {}),
        ({"public_addresses": ["192.0.2.1"]}, {}),
        ({"public_addresses": []}, addresses("192.0.2.1")),
        ({"public_addresses": ["192.0.2.2", "192.0.2.1"]}, addresses("192.0.2.1", "192.0.2.2")),
        (
            {"public_addresses": ["192.0.2.1"]},
            {"besides": Besides(public_addresses=("192.0.2.2",), unread=("The public addresses could not be read",))},
        ),
        (
            {},
            {
                "firewall": {
                    **allowing(*HOSTS),
                    "properties": {**allowing(*HOSTS)["properties"], "ipConfigurations": []},
                }
            },
        ),
    ],
)
def test_an_address_that_is_not_known_is_no_other_one(known, now):
    found = compare(before(lambda cluster: cluster["firewall"].update(known)), **now)
    assert "changed_address" not in codes(found)


def test_public_addresses_are_not_compared_with_those_that_were_not_read_in_full():
    def partly(cluster):
        cluster["firewall"].update(public_addresses=["192.0.2.1"])
        cluster["findings"].append({"code": "not_looked_at"})

    assert compare(before(partly), **addresses("192.0.2.2")).line == ""


def test_a_report_is_of_use_behind_the_firewall_that_it_is_about():
    baseline = reading.read(report())
    assert isinstance(compared.usable(baseline, GOOD), reading.Before)
    other = compared.usable(baseline, replace(GOOD, firewall_id=replace(world.FIREWALL, names=("fw2",))))
    assert isinstance(other, Unusable) and "another firewall" in other.why
    nobody = compared.usable(baseline, replace(GOOD, cluster_id=replace(world.CLUSTER, names=("c2",))))
    assert isinstance(nobody, Unusable) and "nothing of this cluster" in nobody.why


def test_an_appliance_is_known_by_its_address():
    def appliance(cluster):
        cluster["firewall"].update(id=None, name="10.0.1.4", kind="appliance")

    landscape = replace(GOOD, firewall_id=None, firewall=None, appliance="10.0.1.4")
    assert isinstance(compared.usable(reading.read(report(appliance)), landscape), reading.Before)
    assert isinstance(
        compared.usable(reading.read(report(appliance)), replace(landscape, appliance="10.0.1.5")), Unusable
    )


def test_why_a_report_is_of_no_use_is_one_finding():
    finding = compared.unusable(Unusable("it is none", "Give another."), "c1")
    assert (finding.code, finding.subject, finding.remedy) == ("no_baseline", "c1", "Give another.")
    assert finding.message == "What has changed for cluster c1 is not told: it is none."


def test_since_when_a_verdict_stands_is_known_for_each_by_itself():
    (first, second), _landscape = judged()
    earlier = before(lambda cluster: cluster["destinations"][0].update(since=EARLIER))
    assert compared.since(earlier, first) == datetime(2026, 11, 1, 21, tzinfo=timezone.utc)
    assert compared.since(earlier, second) == TIME
    assert compared.since(None, first) is None
    (other, *_rest), _landscape = judged(asking(), firewall=allowing(B))
    assert compared.since(earlier, other) is None


def test_names_that_anybody_wrote_are_told_on_one_line():
    found = compare(before(named(fqdn=HOSTILE, category="\x1b[31m")))
    (finding,) = found.findings
    assert finding.code == "gone_dependency"
    for told in (found.line, *finding.concerns, finding.message):
        assert not {"\n", "\x00", "\x1b"} & set(told)

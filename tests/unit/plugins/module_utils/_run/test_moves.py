# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The safe order where clusters have left their network for good, and where they return to it."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.errors import PlanError
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.resource_ids import SUBNET
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan import world
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._run.azure import Azure, id_of
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._run.test_steps import (
    Lost,
    code,
    deny,
    fails,
    go,
    locked,
    ours,
    placed,
    routes,
    state,
    told,
    writes,
)

FINISH = {"state": "absent", "only_left": True}
LEFT = {"state": "Disabled"}


def left(*names, azure=None, **own):
    """Clusters that were locked down and have left their network since."""
    azure = locked(*names, azure=azure, **own)
    azure.networks = {name: dict(LEFT) for name in names}
    return azure


def returns(azure, name="c1"):
    """Somebody brings a cluster back to its network."""
    return lambda: azure.networks.update({name: {"state": "Enabled"}})


def finish(azure, *names, **settings):
    return go(azure, *(azure.asked(name, **FINISH) for name in names), **settings)


def test_the_lock_down_goes_in_the_order_of_a_removal_and_the_cluster_is_read_again_before_each_write():
    azure = left("c1")
    run = finish(azure, "c1")
    assert code(run) is None and state(run).changed
    assert azure.calls == [
        "read c1",
        "write routes c1",
        "cluster c1",
        "write rules c1",
        "cluster c1",
        "look c1",
        "look c1",
    ]
    assert ours(azure) == [] and routes(azure) == []
    assert "left_network" in {one.code for one in state(run).findings}


def test_a_second_run_writes_nothing_and_asks_for_no_cluster_again():
    azure = left("c1")
    finish(azure, "c1")
    run = finish(azure, "c1")
    assert code(run) is None and not state(run).changed and not run.record.sent
    assert [call for call in azure.calls if not call.startswith("read")] == []
    assert "left_network" in {one.code for one in state(run).findings}


@pytest.mark.parametrize("network", [{"state": "Enabled"}, {"state": None}, {"state": "Paused"}, {"subnetId": None}])
def test_a_cluster_that_has_not_left_is_refused_before_anything_is_written_and_the_others_go_on(network):
    azure = left("c1", "c2")
    azure.networks["c1"] = network
    run = finish(azure, "c1", "c2")
    assert code(run) == "not_left" and code(run, "c2") is None
    assert ours(azure) == ["c1"] and not any("c1" in one for one in writes(azure))


def test_a_cluster_that_is_deleted_keeps_what_was_made_for_it():
    azure = left("c1")
    azure.order("write routes c1", lambda: azure.gone.add("c1"))
    run = finish(azure, "c1")
    assert code(run) == "not_left" and "is deleted" in told(run) and ours(azure) == ["c1"]


@pytest.mark.parametrize("part", ["routes", "rules"])
def test_a_cluster_that_returns_right_before_a_write_keeps_what_that_would_take(part):
    azure = left("c1")
    azure.order(f"write {part} c1", returns(azure))
    before = routes(azure)
    run = finish(azure, "c1")
    assert code(run) == "not_left" and "is in its network" in told(run)
    assert ours(azure) == ["c1"]
    assert (routes(azure) == before) == (part == "routes")
    sent = [one.writing.part for one in run.record.sent]
    assert sent == ([] if part == "routes" else ["routes"])
    assert ("This run has written nothing" if part == "routes" else "This run has written the routes") in told(run)


def test_a_cluster_that_cannot_be_read_again_keeps_what_it_has():
    azure = left("c1")
    azure.order("cluster c1", fails(Lost("no answer")))
    run = finish(azure, "c1")
    assert "no answer" in told(run) and ours(azure) == ["c1"] and not run.record.sent


def test_check_mode_writes_nothing_and_reads_no_cluster_again():
    azure = left("c1")
    azure.check_mode = True
    run = finish(azure, "c1")
    assert code(run) is None and state(run).changed and ours(azure) == ["c1"]
    assert "cluster c1" not in azure.calls


def test_rules_of_those_that_stay_out_go_while_one_that_returns_is_left_out_of_the_same_write():
    azure = left("c1", "c2")
    azure.order("write rules c1, c2", returns(azure, "c2"))
    run = finish(azure, "c1", "c2")
    assert code(run) is None and code(run, "c2") == "not_left" and ours(azure) == ["c2"]


def shared(**place):
    """Two clusters that have left, on one subnet, or on one table."""
    azure = Azure()
    for name in ("c1", "c2"):
        azure.place(name, network="vnet", **place)
    asked = [
        azure.asked(name, default_route="manage", accept=frozenset({"shared_default_route"})) for name in ("c1", "c2")
    ]
    go(azure, *asked)
    azure.networks = {"c1": dict(LEFT), "c2": dict(LEFT)}
    return azure


def test_of_two_with_one_table_nothing_of_the_table_goes_that_the_one_still_needs_which_returns():
    azure = shared(table="rt")
    before = routes(azure)
    assert before
    azure.order("write routes c1, c2", returns(azure, "c2"))
    run = finish(azure, "c1", "c2")
    assert code(run, "c2") == "not_left" and routes(azure) == before and "c2" in ours(azure)


# Return


STEPS = ("allow", "route", "return", "check")
RETURNS = {"default_route": "manage", "steps": frozenset(STEPS)}


def out(*names, azure=None, **known):
    """Clusters that have left their network, and whose lock-down is gone."""
    azure = placed(*names, azure=azure, bare=True, **known)
    azure.networks = {name: dict(LEFT) for name in names}
    return azure


def send_back(azure, *names, steps=STEPS, own=None, **settings):
    given = {**RETURNS, "steps": frozenset(steps), **(own or {})}
    return go(azure, *(azure.asked(name, **given) for name in names), steps=steps, **settings)


def is_back(azure, name="c1"):
    return azure.networks[name].get("state") == "Enabled"


def test_rules_and_routes_are_there_and_looked_at_before_the_cluster_is_sent_back():
    azure = out("c1")
    run = send_back(azure, "c1")
    assert code(run) is None and state(run).changed and is_back(azure)
    assert azure.calls == [
        "read c1",
        "write rules c1",
        "look c1",
        "write routes c1",
        "write subnet c1",
        "look c1",
        "write network c1",
        "way back c1",
        "look c1",
        "cluster c1",
        "look c1",
        "aside c1",
    ]
    assert [one.writing.part for one in run.record.sent] == ["rules", "routes", "subnet", "network"]
    assert state(run).check.found.cluster.membership == "injected"
    assert run.record.sent[-1].described == "the network settings of cluster c1 in resource group rg-adx"


def test_a_second_run_writes_nothing_and_so_does_one_for_a_cluster_that_never_left():
    azure = out("c1")
    send_back(azure, "c1")
    run = send_back(azure, "c1")
    assert code(run) is None and not state(run).changed and writes(azure) == []
    azure = locked("c2")
    run = send_back(azure, "c2")
    assert code(run, "c2") is None and writes(azure) == []


def test_no_step_by_default_sends_a_cluster_back():
    azure = out("c1")
    run = go(azure, azure.asked("c1", default_route="manage", accept=frozenset({"not_injected"})))
    assert code(run) is None and not is_back(azure) and "write network c1" not in azure.calls


def test_a_cluster_whose_way_would_be_blocked_stays_out_and_the_others_return():
    azure = out("c1", "c2")
    azure.order("look c1", lambda: deny(azure, source="10.20.1.0/24"))
    run = send_back(azure, "c1", "c2")
    assert code(run) == "would_be_blocked" and state(run).stopped and not is_back(azure)
    assert code(run, "c2") is None and is_back(azure, "c2")


def test_rules_that_are_changed_while_the_routes_are_written_keep_the_cluster_out():
    azure = left("c1")
    azure.order("write network c1", lambda: deny(azure))
    run = send_back(azure, "c1")
    assert code(run) == "would_be_blocked" and not is_back(azure) and not run.record.sent
    assert "does not return to its network" in told(run)


def test_a_call_that_leaves_the_lock_down_to_another_sends_nobody_back_before_that_is_written():
    azure = out("c1")
    run = send_back(azure, "c1", steps=("return", "check"))
    assert code(run) == "not_locked_down" and writes(azure) == [] and "its rules and its routes" in told(run)
    azure = left("c1")
    run = send_back(azure, "c1", steps=("return",))
    assert code(run) is None and writes(azure) == ["network c1"] and is_back(azure)


def test_a_word_takes_the_return_without_a_look():
    azure = left("c1")
    deny(azure)
    run = send_back(azure, "c1", steps=("return",), own={"accept": frozenset({"no_gate"})})
    assert code(run) is None and is_back(azure)
    assert {one.word for one in state(run).risks} == {"no_gate"}


@pytest.mark.parametrize(("fail_on", "expected"), [("never", "would_be_blocked"), ("error", "would_be_blocked")])
def test_an_error_keeps_a_cluster_out_whatever_fails_a_check(fail_on, expected):
    azure = left("c1")
    azure.order("write network c1", lambda: deny(azure))
    assert code(send_back(azure, "c1", fail_on=fail_on)) == expected and not is_back(azure)


@pytest.mark.parametrize("own", [{}, {"accept": frozenset({"no_gate"})}])
@pytest.mark.parametrize(
    ("act", "expected", "says"),
    [
        (lambda azure: azure.lost.add("/pip/engine-c2"), "network_gone", "/pip/engine-c2, is gone"),
        (lambda azure: azure.members.update(c2={"migrationCluster": {"role": "Source"}}), "not_returnable", "migrated"),
        (lambda azure: azure.members.update(c2={"provisioningState": "Failed"}), "cluster_not_ready", "is Failed"),
        (lambda azure: azure.members.update(c2={"state": "Stopped"}), "cluster_not_ready", "start it first"),
        (lambda azure: azure.networks.update(c2={**LEFT, "state": "Paused"}), "not_returnable", "does not say"),
        (
            lambda azure: azure.networks.update(c2={**LEFT, "subnetId": str(id_of(SUBNET, "v", "s"))}),
            "not_returnable",
            "by now",
        ),
        (lambda _azure: fails(PlanError("no answer."))(), "", "no answer"),
    ],
)
def test_what_befalls_the_next_while_the_one_before_it_is_sent_back_keeps_it_out(own, act, expected, says):
    azure = left("c1", "c2")
    azure.order("way back c2", lambda: act(azure))
    run = send_back(azure, "c1", "c2", own=own)
    assert code(run) is None and is_back(azure) and not is_back(azure, "c2")
    assert code(run, "c2") == expected and says in told(run, "c2")
    assert [one.writing.part for one in run.record.sent] == ["network"]


def test_a_cluster_that_is_deleted_while_the_one_before_it_is_sent_back_is_no_longer_there_to_return():
    azure = left("c1", "c2")
    azure.order("way back c2", lambda: azure.gone.add("c2"))
    run = send_back(azure, "c1", "c2")
    assert code(run) is None and code(run, "c2") == "gone_meanwhile"


def test_a_cluster_that_somebody_else_has_returned_by_now_needs_no_places_looked_at():
    azure = left("c1")
    azure.order("way back c1", returns(azure))
    azure.order("way back c1", lambda: azure.lost.add("/pip/engine-c1"))
    assert code(send_back(azure, "c1")) is None


def test_routes_that_are_lost_while_the_one_before_is_sent_back_keep_the_next_out():
    azure = left("c1", "c2")
    azure.order("write network c2", lambda: azure.put(azure.places["c2"].table, world.table(subnets=())))
    run = send_back(azure, "c1", "c2", fail_on="never")
    assert code(run) is None and code(run, "c2") == "not_locked_down" and not is_back(azure, "c2")


def test_what_fails_a_check_keeps_a_cluster_out_as_well():
    azure = left("c1")
    run = send_back(azure, "c1", fail_on="info")
    assert code(run) == "check_failed" and not is_back(azure) and "does not return to its network" in told(run)


def test_the_first_that_is_not_back_for_certain_stops_the_rest():
    azure = left("c1", "c2", "c3")
    azure.ignored = {"c2"}
    run = send_back(azure, "c1", "c2", "c3")
    assert code(run) is None and code(run, "c2") == "not_returned" and code(run, "c3") == "not_reached"
    assert writes(azure) == ["network c1", "network c2"] and "cluster c2 in resource group" in told(run, "c3")
    assert "run the same again" in told(run, "c2") and "has written the network settings of cluster c2" in told(
        run, "c2"
    )
    azure.ignored = set()
    again = send_back(azure, "c1", "c2", "c3")
    assert [code(again, name) for name in ("c1", "c2", "c3")] == [None] * 3
    assert writes(azure) == ["network c2", "network c3"]


@pytest.mark.parametrize("members", [{"uri": "https://other"}, {"provisioningState": "Failed"}])
def test_a_cluster_that_comes_back_otherwise_stops_the_rest(members):
    azure = left("c1", "c2")
    azure.order("cluster c1", lambda: azure.members.update(c1=members))
    run = send_back(azure, "c1", "c2")
    assert code(run) == "not_returned" and code(run, "c2") == "not_reached" and not is_back(azure, "c2")


def test_a_cluster_that_cannot_be_read_after_it_was_sent_back_stops_the_rest():
    azure = left("c1", "c2")
    azure.order("cluster c1", fails(PlanError("no answer.")))
    run = send_back(azure, "c1", "c2")
    assert code(run) == "not_returned" and "it could not be read again. no answer" in told(run)
    assert code(run, "c2") == "not_reached"


def test_a_write_whose_answer_is_lost_stops_the_rest_and_one_that_is_refused_does_not():
    azure = left("c1", "c2")
    azure.order("write network c1", fails(Lost("no answer")))
    run = send_back(azure, "c1", "c2")
    assert code(run, "c2") == "not_reached" and "may have taken effect" in told(run)
    azure.order("write network c1", fails(PlanError("not allowed.")))
    run = send_back(azure, "c1", "c2")
    assert told(run).startswith("not allowed.") and code(run, "c2") is None and is_back(azure, "c2")


@pytest.mark.parametrize("members", [{"provisioningState": "Failed"}, {"migrationCluster": {"role": "Source"}}])
def test_a_cluster_that_cannot_return_is_refused_before_anything(members):
    azure = out("c1")
    azure.members["c1"] = members
    run = send_back(azure, "c1")
    assert code(run) in ("cluster_not_ready", "not_returnable") and azure.calls == ["read c1"]


def test_check_mode_tells_of_the_return_as_if_all_before_it_had_been_written():
    azure = out("c1", azure=Azure(check_mode=True))
    run = send_back(azure, "c1")
    assert code(run) is None and not is_back(azure) and len(run.diffs) == 4
    assert "cluster c1" not in azure.calls


def test_an_approval_stands_for_the_return_too():
    azure = out("c1")
    azure.check_mode = True
    preview = send_back(azure, "c1")
    azure.check_mode = False
    assert len(preview.approval.hash) == 16 + 4 * 24
    without = go(azure, azure.asked("c1", default_route="manage", accept=frozenset({"not_injected"})), steps=("plan",))
    assert len(without.approval.hash) == 16 + 3 * 24
    run = send_back(azure, "c1", approved=preview.approval.hash)
    assert code(run) is None and is_back(azure)
    azure.networks["c1"] = {**LEFT, "enginePublicIpId": "/pip/other"}
    with pytest.raises(PlanError, match="the network settings found") as refused:
        send_back(azure, "c1", approved=preview.approval.hash)
    assert refused.value.code == "drifted"

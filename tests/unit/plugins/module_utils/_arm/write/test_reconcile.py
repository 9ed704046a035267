# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The one loop: it converges, writes as little as possible, and always knows whether it wrote."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._arm.wire.answers import Misshapen
from ansible_collections.adx.outbound.plugins.module_utils._arm.wire.errors import ArmError, NotFound, TimedOut
from ansible_collections.adx.outbound.plugins.module_utils._arm.write.reconcile import reconcile
from ansible_collections.adx.outbound.plugins.module_utils._arm.write.resource import Resource
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.errors import PlanError, Unexpected
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.resource_ids import ROUTE_TABLE, ResourceId
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._arm.standins import Clock
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._arm.write import service as moods
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._arm.write.service import Service

ID = ResourceId("s", "g", ROUTE_TABLE, ("rt",))
OTHER = ResourceId("s", "g", ROUTE_TABLE, ("other",))
BARE = {"name": "rt", "properties": {"theirs": "old"}}
SENT = "The write had been sent and may have taken effect."
NOTHING = "Nothing was written."


def wanted(situation):
    document = situation.document or {"name": "rt"}
    return {**document, "properties": {**document.get("properties", {}), "slice": "ours"}}


def gone(_situation):
    return None


def view(document):
    return None if document is None else document["properties"].get("slice")


def run(service, change=wanted, *, check=False, clock=None, timeout=60, **keywords):
    resource = Resource(service, ID, (clock or Clock()).patience(timeout), **keywords)
    return reconcile(resource, change, view=view, check_mode=check)


def test_it_writes_once_under_the_etag_and_then_has_nothing_to_do():
    service = Service(BARE)
    done = run(service)
    assert (done.before, done.after, done.changed) == (None, "ours", True)
    assert service.sent == [("PUT", {"If-Match": 'W/"0"'})]
    assert service.document["properties"] == {"theirs": "old", "slice": "ours"}
    again = run(service)
    assert (again.before, again.after, again.changed, len(service.sent)) == ("ours", "ours", False, 1)


@pytest.mark.parametrize(("document", "change"), [(BARE, wanted), (None, wanted), (BARE, gone)])
def test_check_mode_writes_nothing_and_foretells_the_outcome(document, change):
    service = Service(document)
    told = run(service, change, check=True)
    assert service.sent == [] and service.document == document
    done = run(service, change)
    assert (told.before, told.after, told.changed) == (done.before, done.after, done.changed)
    assert told.document == done.document


def test_check_mode_does_not_wait_for_a_running_operation():
    service, clock = Service(BARE), Clock()
    service.states = ["Updating"]
    assert run(service, check=True, clock=clock).changed and clock.pauses == []


def test_what_is_absent_is_made_only_if_it_still_is():
    service = Service(None)
    done = run(service)
    assert (done.before, done.after, done.changed) == (None, "ours", True)
    assert service.sent == [("PUT", {"If-None-Match": "*"})]


def test_a_delete_goes_under_the_etag_and_is_proved_by_a_read():
    service = Service({"name": "rt", "properties": {"slice": "ours"}})
    done = run(service, gone)
    assert (done.before, done.after, done.changed, done.document) == ("ours", None, True, None)
    assert service.sent == [("DELETE", {"If-Match": 'W/"0"'})]


def test_deleting_what_is_not_there_writes_nothing():
    service = Service(None)
    assert run(service, gone).changed is False and service.sent == []


def test_somebody_elses_write_in_between_survives():
    service = Service(BARE, moods.meets_another_writer, moods.stores)
    assert run(service).changed
    assert service.document["properties"] == {"theirs": "new", "slice": "ours"}
    assert service.sent == [("PUT", {"If-Match": 'W/"0"'}), ("PUT", {"If-Match": 'W/"1"'})]


@pytest.mark.parametrize("version", [0, 1], ids=["the etag stays the same", "the etag changes"])
def test_somebody_who_writes_while_we_wait_for_others_is_not_overwritten_even_where_no_etag_is_honoured(version):
    def everything_goes(made, document):
        made.store(document)

    service = Service(BARE, everything_goes)

    def others(_wanted):
        if service.document["properties"]["theirs"] == "old":
            service.store({**service.document, "properties": {"theirs": "new"}})
            service.version = version
        return [OTHER]

    assert run(service, required=others).changed
    assert service.document["properties"] == {"theirs": "new", "slice": "ours"} and len(service.sent) == 1


def test_an_order_that_changes_at_every_read_under_one_etag_is_nobodys_write():
    service, orders = Service({"name": "rt", "properties": {"theirs": "old", "subnets": []}}), [0]
    sound = service.read

    def read(id_):
        found = sound(id_)
        orders[0] += 1
        found.document["properties"]["subnets"] = [{"id": str((one + orders[0]) % 3)} for one in range(3)]
        return found

    service.read = read
    clock = Clock()
    assert run(service, clock=clock).changed and len(service.sent) == 1 and clock.pauses == [0.2]


def test_an_operation_that_somebody_begins_under_the_same_etag_is_waited_for():
    service = Service(BARE)
    service.states = ["Succeeded", "Updating", "Updating"]
    assert run(service).changed and len(service.sent) == 1 and service.states == [] and service.reads > 4


@pytest.mark.parametrize(("slice_", "change"), [("theirs", wanted), ("ours", gone)])
def test_what_only_a_newer_version_shows_is_not_removed(slice_, change):
    """A resource that looks empty may not be."""
    service = Service({"name": "rt", "properties": {"slice": slice_}})
    service.loses = "its member properties.x, which api-version 2027-01-01 shows, would be lost"
    with pytest.raises(ArmError, match=f"write route table rt .*properties.x, .* would be lost. {NOTHING} Let whoever"):
        run(service, change)
    assert service.sent == []


def test_an_answer_that_came_damaged_once_is_not_written_back_even_under_the_right_etag():
    service, reads = Service(BARE), []
    sound = service.read

    def read(id_):
        found = sound(id_)
        reads.append(found)
        if len(reads) == 1:
            del found.document["properties"]["theirs"]
        return found

    service.read = read
    assert run(service).changed
    assert service.document["properties"] == {"theirs": "old", "slice": "ours"} and len(service.sent) == 1


def test_a_change_that_somebody_else_made_meanwhile_is_not_ours():
    def makes_it_too(service, document):
        service.store(document)
        raise moods.refusal(412, "PreconditionFailed")

    service = Service(BARE, makes_it_too)
    done = run(service)
    assert (done.before, done.after, done.changed) == (None, "ours", False)


def test_a_lost_answer_is_read_back_before_anything_is_repeated():
    service = Service(BARE, moods.loses_the_answer)
    assert run(service).changed is True and len(service.sent) == 1


def test_a_write_that_never_arrived_is_sent_again():
    service = Service(BARE, moods.never_arrives, moods.never_arrives, moods.stores)
    assert run(service).changed is True and len(service.sent) == 3


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_write_that_took_effect_behind_a_gateways_error_is_a_change(status):
    service = Service(BARE, moods.stores_then_refuses(status, "GatewayTimeout"))
    assert run(service).changed is True and len(service.sent) == 1


@pytest.mark.parametrize(
    ("status", "code"),
    [(412, "PreconditionFailed"), (429, "RetryableError"), (409, "AnotherOperationInProgress")],
)
def test_locks_and_stale_etags_do_not_count_as_writes(status, code):
    service = Service(BARE, *[moods.refuses(status, code)] * 20, moods.stores)
    assert run(service, timeout=600).changed is True and len(service.sent) == 21


def test_azures_wish_for_a_pause_is_granted():
    service, clock = Service(BARE, moods.refuses(429, "RetryableError", **{"Retry-After": "11"}), moods.stores), Clock()
    run(service, clock=clock)
    assert clock.pauses[0] == 11


def test_a_lock_that_does_not_go_away_ends_at_the_deadline():
    service, clock = Service(BARE, moods.refuses(429, "RetryableError", **{"Retry-After": "7"})), Clock()
    with pytest.raises(
        TimedOut, match=rf"4 of 60 are left; last heard: No \(RetryableError, HTTP 429\)\. {NOTHING} Run again"
    ):
        run(service, clock=clock)
    assert clock.now <= 60 and len(service.sent) == 9


def test_it_tells_that_it_waits_for_somebody_elses_operation_and_why_a_write_was_refused():
    service, clock = Service(BARE, *[moods.refuses(429, "RetryableError")] * 10, moods.stores), Clock()
    service.states = ["Updating"] * 7
    reconcile(Resource(service, ID, clock.telling(600)), wanted, view=view, check_mode=False)
    assert [line for _at, line in clock.told] == [
        "waiting to change route table rt in resource group g: it is Updating, 10 s so far",
        "waiting to write it: No (RetryableError), 40 s so far",
        "waiting to write it: No (RetryableError), 70 s so far",
    ]


def test_the_pauses_grow_while_a_lock_does_not_go_away():
    service = Service(BARE, moods.refuses(409, "AnotherOperationInProgress"))
    with pytest.raises(TimedOut):
        run(service, timeout=600)
    assert len(service.sent) < 100


def test_a_superseded_operation_is_written_again():
    service = Service(BARE, moods.cancels, moods.stores)
    assert run(service).changed is True and len(service.sent) == 2


def test_an_operation_that_fails_once_is_mended_by_writing_again():
    service = Service(BARE, moods.fails, moods.stores)
    assert run(service).changed is True and len(service.sent) == 2


def test_what_an_operation_left_behind_that_failed_is_written_again_even_where_it_looks_right():
    def stores_and_fails(made, document):
        made.store(document)
        moods.fails(made, document)

    service = Service(BARE, stores_and_fails, moods.stores)
    assert run(service).changed is True and len(service.sent) == 2


def test_an_operation_that_ends_with_a_definite_code_is_told_at_once():
    service = Service(BARE, moods.is_refused_later)
    with pytest.raises(ArmError, match=rf"Not for you \(SubscriptionNotAuthorized\). {SENT}"):
        run(service)
    assert len(service.sent) == 1


@pytest.mark.parametrize(
    ("unseen", "wish", "most"),
    [
        (NotFound("see it", "not there", status=404), None, 61),
        (ArmError("see it", "denied", code="AuthorizationFailed", status=403), None, 1),
        (ArmError("see it", "broken", status=500, transient=True), None, 61),
        (None, 7200, 0),
    ],
)
def test_the_resource_tells_where_nothing_is_to_be_seen_of_the_operation(unseen, wish, most):
    service, clock = Service(BARE), Clock()
    service.unseen, service.wish = unseen, wish
    assert run(service, clock=clock, timeout=3600).changed and len(service.sent) == 1 and clock.now <= most


def test_what_nobody_ever_shows_is_not_written_again_after_the_deadline():
    def forgets(_service, _document):
        pass

    service, clock = Service(BARE, forgets), Clock()
    service.unseen = NotFound("see it", "not there", status=404)
    with pytest.raises(TimedOut, match=f"does not show what was written. {SENT}"):
        run(service, clock=clock, timeout=100)
    assert clock.now <= 101 and len(service.sent) == 2


def test_operations_that_keep_failing_end_it_and_say_that_the_write_was_sent():
    service = Service(BARE, moods.fails)
    with pytest.raises(ArmError, match=rf"change route table rt .*It broke \(InternalFault\)\. {SENT}"):
        run(service)
    assert len(service.sent) == 3


def test_a_value_that_comes_back_different_stops_after_five_writes():
    service = Service(BARE, moods.rewrites)
    with pytest.raises(
        ArmError, match="what was written 5 times came back different each time. .* taken effect. Somebody"
    ) as raised:
        run(service)
    assert len(service.sent) == 5 and not raised.value.transient


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [(500, "InternalServerError", ArmError), (503, "ServerBusy", TimedOut)],
    ids=["given up after five writes", "sat out to the deadline"],
)
def test_a_service_that_stays_broken_is_reported_with_its_own_code(status, code, kind):
    service = Service(BARE, moods.refuses(status, code))
    with pytest.raises(kind) as raised:
        run(service)
    assert (raised.value.code, raised.value.status) == (code, status)
    assert (len(service.sent) == 5) is (status == 500)


def test_an_outage_of_half_a_minute_is_sat_out():
    clock = Clock()

    def out(service, document):
        if clock.now < 30:
            raise moods.refusal(503, "ServerBusy")
        service.store(document)

    assert run(Service(BARE, out), clock=clock, timeout=600).changed is True


@pytest.mark.parametrize(
    ("moods_", "sentence"),
    [
        ([moods.refuses(409, "ScopeLocked")], NOTHING),
        ([moods.refuses(403, "RequestDisallowedByPolicy")], NOTHING),
        ([moods.refuses(412, "PreconditionFailed"), moods.refuses(403, "AuthorizationFailed")], NOTHING),
        ([moods.cancels, moods.refuses(403, "AuthorizationFailed")], SENT),
        ([moods.never_arrives, moods.refuses(403, "AuthorizationFailed")], SENT),
        ([moods.never_leaves, moods.refuses(403, "AuthorizationFailed")], NOTHING),
    ],
)
def test_a_refusal_that_will_not_pass_ends_it_and_says_whether_anything_was_written(moods_, sentence):
    service = Service(BARE, *moods_)
    with pytest.raises(ArmError) as raised:
        run(service)
    assert sentence in str(raised.value) and len(service.sent) == len(moods_)


@pytest.mark.parametrize(
    ("before", "sentence"),
    [pytest.param(0, NOTHING, id="before a write"), pytest.param(1, SENT, id="after a write")],
)
def test_a_read_that_fails_says_whether_anything_was_written(before, sentence):
    service = Service(BARE)
    denied = ArmError("read route table rt", "denied", status=403)
    if before:
        service.moods = [lambda made, document: (made.store(document), made.read_errors.append(denied))]
    else:
        service.read_errors = [denied]
    with pytest.raises(ArmError) as raised:
        run(service)
    assert len(service.sent) == before and sentence in str(raised.value)


@pytest.mark.parametrize("state", ["Failed", "Canceled"])
def test_a_target_whose_last_operation_ended_badly_is_refused_before_a_write(state):
    service = Service({**BARE, "properties": {"provisioningState": state}})
    with pytest.raises(ArmError, match=f"write to route table rt .*provisioning state is {state}. {NOTHING} Repair it"):
        run(service)
    assert service.sent == []


def test_nothing_to_do_is_nothing_to_do_even_on_a_failed_target():
    service = Service({"name": "rt", "properties": {"slice": "ours", "provisioningState": "Failed"}})
    assert run(service).changed is False and service.sent == []


def test_a_failure_of_our_own_making_is_mended_by_writing_again():
    def heals(service, document):
        service.store({**document, "properties": {**document["properties"], "provisioningState": "Succeeded"}})

    service = Service(BARE, moods.cancels_and_leaves_it_failed, heals)
    assert run(service).changed is True and len(service.sent) == 2


def test_what_mends_is_sent_also_where_the_failed_one_shows_no_difference():
    def heals(service, document):
        service.store({**document, "properties": {**document["properties"], "provisioningState": "Succeeded"}})

    service = Service({"name": "rt", "properties": {"slice": "ours", "provisioningState": "Failed"}}, heals)
    run(service, mends=True)
    assert len(service.sent) == 1 and service.document["properties"]["provisioningState"] == "Succeeded"


@pytest.mark.parametrize("first", [moods.never_arrives, moods.cancels])
def test_an_error_after_a_write_knows_what_stood_there_before_it(first):
    with pytest.raises(ArmError) as raised:
        run(Service(BARE, first, moods.refuses(403, "AuthorizationFailed")))
    assert raised.value.wrote and raised.value.original == BARE


def test_a_refusal_after_a_write_knows_what_stood_there_before_it():
    def only_once(situation):
        if len(service.sent):
            raise PlanError("Not any more.")
        return wanted(situation)

    service = Service(BARE, moods.cancels)
    with pytest.raises(PlanError) as raised:
        run(service, only_once)
    assert raised.value.sent and raised.value.original == BARE


def test_a_running_operation_is_waited_for_before_anything_is_decided():
    service, clock = Service(BARE), Clock()
    service.states = ["Updating", "Updating", "Deleting", "Succeeded"]
    assert run(service, clock=clock).changed is True
    assert len(clock.pauses) >= 3 and len(service.sent) == 1


def test_an_operation_that_never_ends_ends_at_the_deadline():
    service, clock = Service({**BARE, "properties": {"provisioningState": "Updating"}}), Clock()
    with pytest.raises(TimedOut, match="change route table rt .*within 60 seconds; last heard: it is Updating"):
        run(service, clock=clock)
    assert service.sent == [] and clock.now <= 60


def test_the_pauses_grow_while_an_operation_is_running():
    service = Service({**BARE, "properties": {"provisioningState": "Updating"}})
    with pytest.raises(TimedOut):
        run(service, timeout=600)
    assert service.reads < 100


@pytest.mark.parametrize(
    ("states", "words"),
    [(["Succeeded", "Updating", "Succeeded"], None), (["Succeeded", "Failed"], "route table other")],
)
def test_what_a_write_touches_has_to_be_settled_first(states, words):
    service = Service(BARE)
    service.states = states
    if words is None:
        assert run(service, required=lambda _wanted: [OTHER]).changed
        return
    with pytest.raises(ArmError, match=f"{words} .*is Failed. {NOTHING}"):
        run(service, required=lambda _wanted: [OTHER])
    assert service.sent == []


def test_only_what_may_be_sent_is_sent():
    service = Service({**BARE, "secretly": "added by the service"})
    run(service, for_write=lambda document, _found: {key: document[key] for key in ("name", "properties")})
    assert "secretly" not in service.document


def test_the_change_sees_the_neighbours_of_each_attempt():
    seen = []

    def change(situation):
        seen.append(situation.neighbours["theirs"])
        return wanted(situation)

    service = Service(BARE, moods.meets_another_writer, moods.stores)
    run(service, change, neighbours=lambda document: {"theirs": document["properties"]["theirs"]})
    assert seen == ["old", "new", "new"]


def test_what_planning_refuses_is_raised_and_says_so_when_a_write_had_been_sent():
    def no(_situation):
        raise PlanError("That cannot be.")

    with pytest.raises(PlanError, match=r"^That cannot be\.$"):
        run(Service(BARE), no)

    def no_longer(situation):
        return wanted(situation) if len(service.sent) < 1 else no(situation)

    service = Service(BARE, moods.cancels)
    with pytest.raises(PlanError, match="^That cannot be. A write of this task had been sent before.$"):
        run(service, no_longer)


@pytest.mark.parametrize("moods_", [[], [moods.loses_the_answer]], ids=["taken", "its answer was lost"])
def test_what_nobody_expected_after_a_write_still_says_that_it_had_been_sent(moods_):
    service = Service(BARE, *moods_)

    def broken(situation):
        return {} if service.sent and not situation.document["properties"]["nothing"] else wanted(situation)

    with pytest.raises(Unexpected, match=r"^This is a fault .* had been sent before\.$") as raised:
        run(service, broken)
    assert raised.value.sent


def test_what_nobody_expected_before_a_write_costs_none():
    service = Service(BARE)
    with pytest.raises(Unexpected) as raised:
        run(service, lambda situation: situation.document["nothing"])
    assert not raised.value.sent and "had been sent" not in str(raised.value) and service.sent == []


def test_a_document_that_cannot_be_read_back_after_a_write_says_that_it_had_been_sent():
    service = Service(BARE)

    def stores_something_odd(service, document):
        service.store(document)
        service.read_errors.append(Misshapen("read it", "its member properties.routes is true where a list belongs"))

    service.moods = [stores_something_odd]
    with pytest.raises(Misshapen, match=f"{SENT}$"):
        run(service)
    assert len(service.sent) == 1

# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbook leave_network: what it asks for, how it ends for three, and who is found where nobody is named."""

from __future__ import annotations

import json

import pytest
from ansible_collections.adx.outbound.tests.emulator.worlds import leaving

NAMES = list(leaving.NAMES)
VARIABLES = {
    "egress_resource_group": "rg-adx",
    "egress_public_network_access": "enabled",
    "egress_allowed_ip_ranges": ["203.0.113.0/24"],
    "egress_uses": [],
}


@pytest.fixture
def leave(play, emulator):
    """Runs the playbook with variables in the place of those above, or beside them."""

    def run(*options, without="", world=None, environment=None, **variables):
        if world is not None:
            emulator.reset("leaving", **world)
            emulator.clear_log()
        given = {name: value for name, value in VARIABLES.items() if name != without}
        done = play("leave_network", *options, named=False, environment=environment, **{**given, **variables})
        assert "Traceback" not in done.output
        return done

    return run


def state(emulator, name):
    return emulator.document(leaving.CLUSTER_IDS[name])["properties"]["virtualNetworkConfiguration"]["state"]


@pytest.mark.long
def test_three_are_found_approved_by_a_report_and_the_second_that_does_not_verify_stops_the_third(
    leave, emulator, tmp_path
):
    second = NAMES[1]
    preview = leave("--check", "--diff", world={}, egress_report_path="preview.json")
    assert (preview.code, preview.changed, preview.writes) == (0, 1, []), preview.output
    assert preview.diffs.count("+network: Disabled") == 3
    report = json.loads((tmp_path / "preview.json").read_text(encoding="utf-8"))
    assert sorted(one["name"] for one in report["clusters"]) == sorted(NAMES)
    emulator.meanwhile(
        lambda: emulator.switch(validation_findings_after_leaving=["no route to the hub"]),
        method="PATCH",
        path=f"/{second}$",
    )
    # What was found is a list in an order of the service's own, so that of the call is given.
    done = leave(egress_clusters=NAMES, egress_expect_plan="preview.json")
    assert done.code == 2 and done.writes == [("PATCH", NAMES[0]), ("PATCH", second)], done.output
    assert [state(emulator, name) for name in NAMES] == ["Disabled", "Disabled", "Enabled"]
    assert "no route to the hub" in done.said and "run the playbook return_to_network" in done.said
    assert "not_reached" in done.said


def test_a_second_run_is_quiet(leave, emulator):
    world = {"every": {"state": "Disabled", "public": "Enabled", "ranges": ("203.0.113.0/24",)}}
    done = leave(world=world, egress_clusters=NAMES)
    assert (done.code, done.changed, done.writes) == (0, 0, []), done.output


@pytest.mark.parametrize(
    ("variables", "told"),
    [
        ({"egress_public_network_access": ""}, "egress_public_network_access is needed, to say whether"),
        ({"egress_state": "absent"}, "This is the playbook leave_network, which takes nothing away"),
        pytest.param(
            {"egress_allowed_ip_range": ["10.0.0.0/8"]},
            "egress_allowed_ip_range is no variable of this role; did you mean",
            marks=pytest.mark.long,
        ),
        pytest.param({"egress_cluster": "a", "egress_clusters": ["b"]}, "are both given", marks=pytest.mark.long),
        pytest.param(
            {"egress_clusters": [{"cluster": "a", "firewall": "b"}]},
            "has firewall, which is no option of a cluster",
            marks=pytest.mark.long,
        ),
    ],
)
def test_a_slip_is_no_instruction(leave, variables, told):
    without = "egress_allowed_ip_ranges" if "egress_allowed_ip_range" in variables else ""
    done = leave(world={}, without=without, **{"egress_clusters": NAMES[:1], **variables})
    assert done.code == 2 and done.requests == () and told in done.said, done.output


@pytest.mark.long
def test_nobody_leaves_who_was_not_named(leave):
    done = leave(world={})
    assert done.code == 2 and done.writes == [] and "would leave their networks" in done.said, done.output
    assert "egress_clusters is not given" in done.said


@pytest.mark.long
def test_with_a_wrong_secret_nothing_is_read(leave):
    done = leave(world={}, environment={"AZURE_SECRET": "wrong"}, egress_clusters=NAMES[:1])
    assert done.code == 2 and not [one for one in done.requests if "Microsoft.Kusto" in one.path]

# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A sweep that was interrupted goes on where it was, as long as the code is the same; known failures are run always."""

from __future__ import annotations

from ansible_collections.adx.outbound.tests.faults import (
    ledger,
    rows,
    sweep,
    test_access_faults,
    test_access_kills,
    test_access_writers,
    test_faults,
    test_hostile,
    test_kills,
    test_leaving_faults,
    test_leaving_kills,
    test_leaving_switches,
    test_leaving_writers,
)
from ansible_collections.adx.outbound.tests.faults.sweep import Place


def test_what_has_passed_is_known_to_the_next_process(tmp_path):
    ledger.Ledger(tmp_path / "made").keep("a case", ["a row", {"cases": 1}])
    with next((tmp_path / "made").glob("*.jsonl")).open("a", encoding="utf-8") as file:
        file.write('["half a ca')
    again = ledger.Ledger(tmp_path / "made")
    assert again.recall("a case") == ["a row", {"cases": 1}]
    assert again.recall("another") is None


def test_nothing_is_known_of_other_code(tmp_path):
    module = tmp_path / "plugins" / "modules" / "one.py"
    module.parent.mkdir(parents=True)
    module.write_text("1", encoding="utf-8")
    before = ledger.folder("faults", tmp_path)
    assert ledger.folder("faults", tmp_path) == before
    module.write_text("2", encoding="utf-8")
    assert ledger.folder("faults", tmp_path) != before


def test_a_case_that_went_wrong_once_is_drawn_with_its_stage(monkeypatch):
    stages = ["one; a", "one; b", "one"]
    monkeypatch.setattr(sweep, "ALWAYS", ("one; b; 7",))
    assert sweep.sample(stages, 0, whole=False) == ["one; b", "one"]
    assert sweep.sample(range(9), 0, whole=False, within="one; b") == [7]
    assert sweep.sample(range(9), 0, whole=False, within="one; a") == []


def test_the_stage_of_a_case_that_is_always_run_exists():
    access = [*test_access_faults.STAGES, *test_access_kills.STAGES, *test_access_writers.STAGES]
    leaving = [*test_leaving_faults.STAGES, *test_leaving_kills.STAGES, *test_leaving_writers.STAGES]
    stages = [*test_faults.STAGES, *test_kills.BY_NAME, *test_hostile.SETTINGS, *access, *leaving]
    cases = [*test_leaving_switches.CASES]
    lost = [name for name in rows.ALWAYS if not any(f"{name}; ".startswith(f"{one}; ") for one in (*stages, *cases))]
    assert lost == []


def test_a_request_is_named_by_its_end_and_found_again_in_another_run(emulator):
    operation = "/subscriptions/s/providers/Microsoft.Network/locations/westus/operations/{}"
    requests = [("arm", "PUT", "/a/azureFirewalls/fw"), *(("operation", "GET", operation.format(n)) for n in "xy")]
    call = type("Call", (), {"requests": requests})
    assert [place for place, _kind in sweep.places([call])] == [
        Place(1, "PUT", "/azureFirewalls/fw", 1),
        Place(1, "GET", "/operations/*", 1),
        Place(1, "GET", "/operations/*", 2),
    ]
    fault = Place(1, "GET", "/operations/*", 2).arrange(emulator, "hang")
    assert not fault.hits("GET", "/a/azureFirewalls/fw") and not fault.hits("GET", operation.format("other"))
    assert fault.hits("GET", operation.format("another"))

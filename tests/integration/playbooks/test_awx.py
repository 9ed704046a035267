# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Jobs as AWX runs them: by ansible-runner, a credential in variables, a survey's strings, artifacts handed on."""

from __future__ import annotations

import json
import os
import re
import stat
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ansible_runner
import pytest
import yaml
from ansible_collections.adx.outbound.tests.emulator import (
    CLIENT_ID,
    CLUSTER_ID,
    FIREWALL_ID,
    SECRET,
    SUBSCRIPTION,
    TENANT,
)
from ansible_collections.adx.outbound.tests.integration.playbooks.conftest import ROOT

PAGE = (ROOT / "docs" / "awx.md").read_text(encoding="utf-8")
(PROJECT_FILE,) = [block for block in re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL) if "import_playbook" in block]

# What the credential type sets: a client where client and tenant are filled, else a user, blank fields included.
CLIENT = {
    "AZURE_SUBSCRIPTION_ID": SUBSCRIPTION,
    "AZURE_CLIENT_ID": CLIENT_ID,
    "AZURE_TENANT": TENANT,
    "AZURE_SECRET": SECRET,
}
NOBODY = {"AZURE_SUBSCRIPTION_ID": SUBSCRIPTION, "AZURE_AD_USER": "", "AZURE_PASSWORD": ""}
IDENTITY = ("AZURE_CLIENT_ID", "AZURE_TENANT", "AZURE_SECRET", "AZURE_SUBSCRIPTION_ID")

SURVEY = {
    "egress_cluster": CLUSTER_ID,
    "egress_firewall": FIREWALL_ID,
    "egress_firewall_policy": "",
    "egress_sources": "documented,discovered",
    "egress_skip_addresses": "",
    "egress_default_route": "manage",
}


@dataclass(frozen=True)
class Job:
    """What AWX keeps of a job."""

    status: str
    output: str
    artifacts: dict[str, Any]
    changed: int
    writes: list[str]


@pytest.fixture
def job(emulator, surroundings, tmp_path):
    def run(name: str, credential: dict[str, str] | None = None, **variables: Any) -> Job:
        emulator.clear_log()
        project = tmp_path / "project"
        project.mkdir(exist_ok=True)
        (project / f"{name}.yml").write_text(PROJECT_FILE.replace("preview", name), encoding="utf-8")
        blank = {one: value for one, value in surroundings.items() if one not in IDENTITY}
        beside_python = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        done = ansible_runner.run(
            private_data_dir=str(tmp_path),
            playbook=f"{name}.yml",
            envvars={**blank, **(credential or CLIENT), "PATH": beside_python},
            extravars={**SURVEY, **variables},
            quiet=True,
        )
        stats = [event["event_data"] for event in done.events if event["event"] == "playbook_on_stats"]
        return Job(
            done.status,
            done.stdout.read(),
            stats[-1].get("artifact_data", {}) if stats else {},
            sum((done.stats or {}).get("changed", {}).values()),
            [f"{one.method} {one.path.rpartition('/')[2]}" for one in emulator.writes()],
        )

    return run


def require_report(path: Path, approved: str) -> None:
    told = json.loads(path.read_text(encoding="utf-8"))
    assert stat.S_IMODE(path.stat().st_mode) == 0o644
    assert (told["plan_hash"], told["state"]) == (approved, "good") and told["when"].endswith(" UTC")
    assert [one["resource"].split()[0] for one in told["changes"]] == ["firewall", "route"]
    assert told["version"] == yaml.safe_load((ROOT / "galaxy.yml").read_text(encoding="utf-8"))["version"]


@pytest.mark.long
def test_a_workflow_previews_waits_for_an_approval_locks_down_and_checks(job, emulator, tmp_path):
    reports = [str(tmp_path / f"report.{form}") for form in ("html", "md", "json")]
    preview = job("preview", egress_report_path=reports)
    assert (preview.status, preview.changed, preview.writes) == ("successful", 1, []), preview.output
    handed_on = preview.artifacts
    assert handed_on["egress_counts"]["dependencies"] == {"allowed": 71} and handed_on["egress_findings"]
    assert handed_on["egress_report_files"] == reports
    assert all(handed_on["egress_plan_hash"] in Path(path).read_text(encoding="utf-8") for path in reports)
    require_report(Path(reports[2]), handed_on["egress_plan_hash"])
    ((host, by_host),) = handed_on["egress_by_host"].items()
    assert (host, by_host["plan_hash"]) == ("localhost", handed_on["egress_plan_hash"])
    assert [one["summary"] for one in by_host["clusters"]] == [handed_on["egress_counts"]]
    approved = {**handed_on, "egress_expect_plan": handed_on["egress_plan_hash"]}  # as AWX hands artifacts on

    locked = job("lockdown", **approved)
    assert (locked.status, locked.writes) == ("successful", ["PUT fw-hub", "PUT rt-spoke"]), locked.output
    assert "of this role" not in locked.output, "artifacts are names that the role knows"

    checked = job("check", {**NOBODY, "AZURE_POD_IDENTITY_AUTHORITY_HOST": emulator.url})
    assert (checked.status, checked.changed, checked.writes) == ("successful", 0, []), checked.output
    assert checked.artifacts["egress_counts"]["dependencies"] == {"allowed": 71}

    document = emulator.document(FIREWALL_ID)
    for collection in document["properties"]["applicationRuleCollections"]:
        if collection["name"].startswith("adx-"):
            collection["properties"]["rules"].pop()
    emulator.seed(FIREWALL_ID, document)
    refused = job("lockdown", **approved)
    assert (refused.status, refused.writes) == ("failed", [])
    assert "the rule collections found on firewall fw-hub" in " ".join(re.sub(r'",\s+"', " ", refused.output).split())
    assert SECRET not in preview.output + locked.output + checked.output + refused.output


def test_the_variables_of_the_survey_are_those_of_the_role():
    rows = re.findall(r"^\| [^|]+ \| `(egress_\w+)` \| text|multiple", PAGE.split("## Survey")[1], re.MULTILINE)
    specification = yaml.safe_load((ROOT / "roles/egress/meta/argument_specs.yml").read_text(encoding="utf-8"))
    assert set(filter(None, rows)) <= set(specification["argument_specs"]["main"]["options"])
    assert set(SURVEY) - {"egress_default_route"} == set(filter(None, rows))

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
    FEDERATED_TOKEN,
    FIREWALL_ID,
    SECRET,
    SUBSCRIPTION,
    TENANT,
)
from ansible_collections.adx.outbound.tests.integration import restricted
from ansible_collections.adx.outbound.tests.integration.playbooks.conftest import ROOT

PAGE = (ROOT / "docs" / "awx.md").read_text(encoding="utf-8")
(PROJECT_FILE,) = [block for block in re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL) if "import_playbook" in block]

# Variables that the page gives a template.
PAGE_VARIABLES = dict(re.findall(r"`(egress_\w+): \"?([^`\"]+)\"?`", PAGE))
SPECIFICATION = yaml.safe_load((ROOT / "roles/egress/meta/argument_specs.yml").read_text(encoding="utf-8"))
OPTIONS = SPECIFICATION["argument_specs"]["main"]["options"]
# What has to be answered for the job to make sense.
NAMED = ("egress_cluster", "egress_firewall")
ROUTED = (*NAMED, "egress_default_route")
# A blank in the template is an empty text. One in a survey AWX tags as unsafe, and ansible-core 2.19 makes null of it.
BLANKS = [
    ("preview", NAMED, "template"),
    ("preview", NAMED, "over"),
    ("lockdown", ROUTED, "over"),
    ("check", ROUTED, "over"),
]

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
    "egress_sources": "documented,discovered",
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


class Distrustful(yaml.SafeDumper):
    """Tags every text, names of variables included, as one that nobody may evaluate."""

    def represent_text(self, text: str) -> yaml.ScalarNode:
        return self.represent_scalar("!unsafe", text)


Distrustful.add_representer(str, Distrustful.represent_text)


def extra_variables(template: dict[str, Any], over: dict[str, Any]) -> str:
    """The file AWX writes: what stands in the template itself it trusts, and nothing that was laid over it."""
    variables = {**template, **over}
    trusted = {name for name in template if name not in over}
    dumpers = {name: yaml.SafeDumper if name in trusted else Distrustful for name in variables}
    return "".join(yaml.dump({name: value}, Dumper=dumpers[name]) for name, value in variables.items())


@pytest.fixture
def job(emulator, surroundings, tmp_path):
    def run(
        name: str,
        credential: dict[str, str] | None = None,
        template: dict[str, Any] | None = None,
        over: dict[str, Any] | None = None,
        command_line: str = "",
    ) -> Job:
        """A job of a template with extra variables; `over` are answers of a survey and artifacts of earlier nodes.

        It has a folder of its own, as in AWX: ansible-runner takes over what it finds in one that was used before.
        """
        emulator.clear_log()
        folder = tmp_path / f"job-{len(list(tmp_path.glob('job-*')))}"
        for part in ("project", "env"):
            (folder / part).mkdir(parents=True)
        (folder / "project" / f"{name}.yml").write_text(PROJECT_FILE.replace("preview", name), encoding="utf-8")
        (folder / "env" / "extravars").write_text(
            extra_variables(template or {}, SURVEY if over is None else over), encoding="utf-8"
        )
        blank = {one: value for one, value in surroundings.items() if one not in IDENTITY}
        beside_python = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        done = ansible_runner.run(
            private_data_dir=str(folder),
            playbook=f"{name}.yml",
            envvars={**blank, **(CLIENT if credential is None else credential), "PATH": beside_python},
            cmdline=command_line,
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
    (cluster,) = told["clusters"]
    assert (told["plan_hash"], cluster["state"]) == (approved, "locked_down") and told["generated_at"].endswith("Z")
    assert [one["resource"].split()[0] for one in cluster["changes"]] == ["firewall", "route"]
    assert told["generator"]["version"] == yaml.safe_load((ROOT / "galaxy.yml").read_text(encoding="utf-8"))["version"]


@pytest.mark.long
def test_a_workflow_previews_waits_for_an_approval_locks_down_and_checks(job, emulator, tmp_path):
    reports = [str(tmp_path / f"report.{form}") for form in ("html", "md", "json")]
    preview = job("preview", template={"egress_report_path": reports})
    assert (preview.status, preview.changed, preview.writes) == ("successful", 1, []), preview.output
    handed_on = preview.artifacts
    assert handed_on["egress_counts"]["dependencies"] == {"allowed": 71} and handed_on["egress_findings"]
    assert handed_on["egress_report_files"] == reports
    assert all(handed_on["egress_plan_hash"] in Path(path).read_text(encoding="utf-8") for path in reports)
    require_report(Path(reports[2]), handed_on["egress_plan_hash"])
    ((host, by_host),) = handed_on["egress_by_host"].items()
    assert (host, by_host["plan_hash"]) == ("localhost", handed_on["egress_plan_hash"])
    assert [one["summary"] for one in by_host["clusters"]] == [handed_on["egress_counts"]]

    template = {"egress_expect_plan": PAGE_VARIABLES["egress_expect_plan"]}
    over = {**handed_on, **SURVEY}  # artifacts win over the template, answers of the workflow's survey over both
    locked = job("lockdown", template=template, over=over)
    assert (locked.status, locked.writes) == ("successful", ["PUT fw-hub", "PUT rt-spoke"]), locked.output
    assert "of this role" not in locked.output, "artifacts are names that the role knows"

    checked = job("check", over={**handed_on, **locked.artifacts, **SURVEY})
    assert (checked.status, checked.changed, checked.writes) == ("successful", 0, []), checked.output
    assert checked.artifacts["egress_counts"]["dependencies"] == {"allowed": 71}

    document = emulator.document(FIREWALL_ID)
    for collection in document["properties"]["applicationRuleCollections"]:
        if collection["name"].startswith("adx-"):
            collection["properties"]["rules"].pop()
    emulator.seed(FIREWALL_ID, document)
    refused = job("lockdown", template=template, over=over)
    assert (refused.status, refused.writes) == ("failed", [])
    assert "the rule collections found on firewall fw-hub" in " ".join(re.sub(r'",\s+"', " ", refused.output).split())
    assert SECRET not in preview.output + locked.output + checked.output + refused.output


@pytest.mark.long
def test_a_survey_restricts_access_once_its_preview_is_approved_and_a_blank_one_leaves_the_list(job, emulator):
    restricted.seed(emulator, "analytics")
    survey = {
        "egress_cluster": restricted.id_of("analytics"),
        "egress_outbound_access": "restricted",
        "egress_allowed_fqdns": ",".join(restricted.ALL),
    }
    template = {"egress_uses": restricted.USES, "egress_firewall": "", "egress_callout_policies": ""}
    preview = job("restrict", template=template, over=survey, command_line="--check --diff")
    assert (preview.status, preview.changed, preview.writes) == ("successful", 1, []), preview.output
    assert preview.artifacts["egress_counts"] == {"used": {"allowed": 4}, "findings": {"info": 1}}
    template["egress_expect_plan"] = PAGE_VARIABLES["egress_expect_plan"]
    done = job("restrict", template=template, over={**preview.artifacts, **survey})
    assert (done.status, done.writes) == ("successful", ["PATCH analytics"]), done.output
    assert restricted.access(emulator, "analytics") == ("Enabled", restricted.ALL, [])
    del template["egress_expect_plan"]
    again = job("restrict", template=template, over={**survey, "egress_allowed_fqdns": ""})
    assert (again.status, again.changed, again.writes) == ("successful", 0, []), again.output
    assert "of this role" not in preview.output + done.output + again.output


@pytest.mark.long
def test_a_lock_down_as_a_job_of_type_check_announces_what_a_preview_does(job):
    preview, lock_down = job("preview"), job("lockdown", command_line="--check --diff")
    assert preview.status == lock_down.status == "successful", lock_down.output
    assert (lock_down.changed, lock_down.writes, lock_down.artifacts) == (1, [], preview.artifacts)
    assert all("+route ADX_Default" in one.output for one in (preview, lock_down))


@pytest.mark.long
def test_a_credential_of_a_subscription_alone_is_the_managed_identity_that_a_variable_asks_for(job, emulator):
    machine = {**NOBODY, "AZURE_POD_IDENTITY_AUTHORITY_HOST": emulator.url}
    preview = job("preview", credential=machine, template={"egress_auth_source": PAGE_VARIABLES["egress_auth_source"]})
    assert preview.status == "successful", preview.output


@pytest.mark.long
def test_a_credential_of_a_subscription_alone_is_the_workload_identity_of_the_pod(job, tmp_path):
    token = tmp_path / "token"
    token.write_text(FEDERATED_TOKEN, encoding="utf-8")
    pod = {"AZURE_CLIENT_ID": CLIENT_ID, "AZURE_TENANT_ID": TENANT, "AZURE_FEDERATED_TOKEN_FILE": str(token)}
    preview = job("preview", credential={**NOBODY, **pod})
    assert preview.status == "successful", preview.output


@pytest.mark.long
@pytest.mark.parametrize(("name", "answered", "place"), BLANKS)
def test_a_survey_that_asks_for_every_variable_and_is_left_blank_is_no_survey(job, emulator, name, answered, place):
    given = {variable: SURVEY[variable] for variable in answered}
    without = job(name, over=given)
    emulator.reset("demo")
    blanks = dict.fromkeys(set(OPTIONS) - set(given), "")
    blank = job(name, template=blanks, over=given) if place == "template" else job(name, over={**blanks, **given})
    assert (blank.status, blank.changed) == (without.status, without.changed), blank.output
    assert (blank.writes, blank.artifacts) == (without.writes, without.artifacts) and blank.artifacts["egress_counts"]


def test_no_artifact_has_the_name_of_an_input_for_it_would_take_effect_in_the_nodes_after_it():
    tasks = yaml.safe_load((ROOT / "roles/egress/tasks/artifacts.yml").read_text(encoding="utf-8"))
    artifacts = {name for task in tasks for name in task["ansible.builtin.set_stats"]["data"]}
    assert len(artifacts) >= 5 and not artifacts & {*OPTIONS, *PAGE_VARIABLES, "egress_hosts"}


def test_the_variables_of_the_survey_are_those_of_the_role():
    rows = re.findall(r"^\| [^|]+ \| `(egress_\w+)` \| text|multiple", PAGE.split("## Survey")[1], re.MULTILINE)
    assert set(filter(None, rows)) <= set(OPTIONS)
    assert set(SURVEY) - {"egress_default_route"} <= set(filter(None, rows))

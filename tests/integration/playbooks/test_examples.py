# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the documentation shows works as it stands."""

from __future__ import annotations

import ast
import json
import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml
from ansible_collections.adx.outbound.tests.emulator import CLUSTER_ID, FIREWALL_POLICY_ID
from ansible_collections.adx.outbound.tests.emulator.worlds import clusters, data_sources, dependency_answer
from ansible_collections.adx.outbound.tests.emulator.worlds.ids import OTHER_CLUSTER_ID, kusto
from ansible_collections.adx.outbound.tests.integration.fleets import Fleet, seed
from ansible_collections.adx.outbound.tests.integration.others import edit
from ansible_collections.adx.outbound.tests.integration.playbooks.conftest import ROOT
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan.report import validators

README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCS = ROOT / "docs"
# Pages whose file of variables is run as it stands, and in which region.
SHOWN = [("start", "West US"), ("lockdown", "West US"), ("remove", "West US"), ("sovereign", "USGov Virginia")]
ROLE_README = (ROOT / "roles" / "egress" / "README.md").read_text(encoding="utf-8")


def blocks(text):
    """The YAML that a page shows."""
    return re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)


def page(name):
    return (DOCS / f"{name}.md").read_text(encoding="utf-8")


PLAYS = [block for text in (page("lockdown"), ROLE_README) for block in blocks(text) if block.startswith("- name")]


def examples(path):
    """The tasks that a plugin shows."""
    if path.suffix == ".yml":
        return yaml.safe_load(yaml.safe_load(path.read_text(encoding="utf-8"))["EXAMPLES"])
    assignments = [node for node in ast.parse(path.read_text(encoding="utf-8")).body if isinstance(node, ast.Assign)]
    return next(yaml.safe_load(node.value.value) for node in assignments if node.targets[0].id == "EXAMPLES")


@pytest.fixture
def write(tmp_path):
    def to_file(name, content):
        path = tmp_path / name
        path.write_text(content if isinstance(content, str) else yaml.safe_dump(content), encoding="utf-8")
        return str(path)

    return to_file


@pytest.mark.long
def test_the_example_of_every_plugin_runs(play, write, emulator):
    emulator.seed(FIREWALL_POLICY_ID, {"location": "westus", "properties": {}})  # of another hub
    folders = [ROOT / "plugins" / kind for kind in ("modules", "lookup", "filter")]
    shown = [path for folder in folders for path in sorted(folder.iterdir()) if path.suffix in (".py", ".yml")]
    tasks = {path.stem: examples(path) for path in shown if path.name != "egress.py"}
    assert sum(map(len, tasks.values())) >= len(tasks) >= 8
    for part in in_their_worlds(tasks, emulator):
        done = play(write("examples.yml", [{"hosts": "localhost", "gather_facts": False, "tasks": part}]))
        assert done.code == 0 and "failed=0" in done.output, done.output


def in_their_worlds(tasks, emulator):
    """The tasks in the demo, until one needs that the cluster has left its network; and those of clusters that leave
    where they may. The one that asks clusters themselves finds none at the names it would ask.
    """
    leaving = tasks.pop("cluster_network_exit")
    others = [task for listed in tasks.values() for task in listed if "ask_cluster" not in str(task)]
    assert len(others) == sum(map(len, tasks.values())) - 1
    first = ["only_left" in str(task) for task in others].index(True)
    yield others[:first]
    edit(emulator, CLUSTER_ID, lambda properties: properties["virtualNetworkConfiguration"].update(state="Disabled"))
    yield others[first:]
    emulator.reset("leaving")
    yield leaving


@pytest.mark.long
def test_the_plays_of_the_guide_and_of_the_roles_readme_run(play, write):
    plays = [one for shown in PLAYS for one in yaml.safe_load(shown)]
    assert len(plays) == len(PLAYS) == 3  # of the guide, of the role with the least, of the role's tasks by hand
    done = play(write("readme.yml", plays))
    assert done.code == 0 and ("PUT", "fw-hub") in done.writes, done.output


@pytest.mark.long
def test_the_play_of_the_login_page_runs_with_the_identity_of_a_machine(play, write, emulator):
    (shown,) = blocks(page("login"))
    nobody = dict.fromkeys(("AZURE_CLIENT_ID", "AZURE_SECRET", "AZURE_TENANT"), "")
    machine = {**nobody, "AZURE_POD_IDENTITY_AUTHORITY_HOST": emulator.url}
    done = play(write("login.yml", shown), "--check", environment=machine)
    assert done.code == 0 and done.changed == 1, done.output


@pytest.mark.long
def test_the_commands_of_the_readme_take_the_variables_of_the_readme(play, write):
    variables = write("egress.yml", next(block for block in blocks(README) if block.startswith("# egress.yml")))
    assert commands(README) == ["preview", "lockdown", "check"]
    done = play("preview", "--extra-vars", f"@{variables}")
    assert done.code == 0 and done.changed == 1 and done.writes == [], done.output
    done = play("lockdown", "--extra-vars", f"@{variables}")
    assert done.code == 0 and done.writes == [("PUT", "fw-hub"), ("PUT", "rt-spoke")], done.output
    done = play("check", "--extra-vars", f"@{variables}")
    assert done.code == 0 and done.writes == [], done.output


def commands(text):
    """The playbooks that a page starts with a file of variables."""
    return re.findall(r"^ansible-playbook adx\.outbound\.(\w+) --extra-vars @\w+\.yml", text, re.MULTILINE)


@pytest.mark.long
@pytest.mark.parametrize(("name", "region"), SHOWN)
def test_the_variables_of_a_guide_are_taken_as_they_stand(play, emulator, name, region):
    emulator.reset("demo", region=region)
    (shown,) = [block for block in blocks(page(name)) if block.startswith("# ")]
    playbook = "remove" if name == "remove" else "preview"
    done = play(playbook, "--check", **yaml.safe_load(shown))
    assert done.code == 0 and done.writes == [], done.output


@pytest.fixture
def sources(emulator):
    """Everything that a cluster may read from."""
    leader = dependency_answer.build(data_sources.LEADER_ID, "West US")
    for id_, document in (*data_sources.whole(CLUSTER_ID, "West US"), leader):
        emulator.seed(id_, document)


@pytest.mark.long
def test_the_variables_of_the_guide_on_data_sources_make_rules_of_full_names(play, sources):
    (shown,) = blocks(page("data-sources"))
    assert commands(page("data-sources")) == ["preview"]
    done = play("preview", **yaml.safe_load(shown))
    assert done.code == 0 and done.writes == [], done.output
    coming = "\n".join(line for line in done.diffs if line.startswith("+"))
    for name in ("evhns-telemetry.servicebus.windows.net", "archive.blob.core.windows.net", "api.example.com"):
        assert name in coming, coming
    assert "*." not in coming and "EventHub\n" not in coming, coming


@pytest.mark.long
def test_the_command_of_the_guide_on_data_sources_reads_them(surroundings, sources, tmp_path):
    (shown,) = re.findall(r"^ansible (localhost .*)", page("data-sources"), re.MULTILINE)
    words = [str(Path(sys.executable).with_name("ansible")), *shlex.split(shown)]
    done = subprocess.run(words, env=surroundings, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (read,) = json.loads(done.stdout.partition("=>")[2])["data_sources"]
    assert read["gaps"] == [] and len(read["sources"]) == 7


def access(emulator, name):
    """What restricts the outbound access of a cluster, and which names it may call."""
    properties = emulator.document(kusto(name))["properties"]
    return properties["restrictOutboundNetworkAccess"], properties["allowedFqdnList"]


@pytest.mark.long
def test_the_variables_of_the_guide_on_restricted_access_restrict_its_cluster(play, write, emulator):
    for id_, document in (
        data_sources.database(OTHER_CLUSTER_ID, "telemetry", "West US"),
        data_sources.event_hub_connection(OTHER_CLUSTER_ID, "telemetry", "from-hub", data_sources.NAMESPACE_ID),
        data_sources.namespace(data_sources.NAMESPACE_ID, "West US"),
    ):
        emulator.seed(id_, document)
    (shown,) = [block for block in blocks(page("restrict")) if block.startswith("# access.yml")]
    given = ("--extra-vars", "@" + write("access.yml", shown))
    assert commands(page("restrict")) == ["restrict"]
    preview = play("restrict", "--check", "--diff", *given, named=False)
    assert preview.code == 0 and preview.changed == 1 and preview.writes == [], preview.output
    done = play("restrict", "--diff", *given, named=False)
    assert done.code == 0 and done.diffs == preview.diffs, done.output
    assert done.writes == [("PATCH", "analytics")]
    assert access(emulator, "analytics") == ("Enabled", yaml.safe_load(shown)["egress_allowed_fqdns"])
    again = play("restrict", *given, named=False)
    assert again.code == 0 and again.changed == 0 and again.writes == [], again.output


@pytest.mark.long
def test_the_clusters_of_the_guide_on_restricted_access_are_restricted_the_canary_first(play, write, emulator):
    emulator.seed(kusto("trial"), clusters.cluster(kusto("trial"), "West US", None))
    (shown,) = [block for block in blocks(page("restrict")) if block.startswith("# several.yml")]
    done = play("restrict", "--extra-vars", "@" + write("several.yml", shown), named=False)
    assert done.code == 0 and done.writes == [("PATCH", "trial"), ("PATCH", "analytics")], done.output
    assert access(emulator, "trial") == ("Enabled", [])
    assert access(emulator, "analytics") == ("Enabled", ["lake.blob.core.windows.net"])


def membership(emulator, name):
    """Whether a cluster is in its network, and who may come in."""
    properties = emulator.document(kusto(name))["properties"]
    shown = [properties[one] for one in ("publicNetworkAccess", "allowedIpRangeList")]
    return (properties["virtualNetworkConfiguration"]["state"], *shown)


@pytest.mark.long
def test_the_variables_of_the_guide_on_the_way_out_take_its_cluster_out_its_lock_down_away_and_it_back(
    play, write, emulator
):
    emulator.reset("leaving", every={"delegated": False}, route_table=False)
    (shown,) = [block for block in blocks(page("retirement")) if block.startswith("# leave.yml")]
    given = ("--extra-vars", "@" + write("leave.yml", shown))
    assert commands(page("retirement"))[:3] == ["leave_network", "leave_network", "finish"]
    locked = play("lockdown", *given, named=False)
    assert locked.code == 0 and ("PUT", "fw-hub") in locked.writes, locked.output
    refused = play("finish", *given, named=False)
    assert refused.code == 2 and refused.writes == [] and "not_left" in refused.said, refused.output
    preview = play("leave_network", "--check", "--diff", *given, named=False)
    assert preview.code == 0 and preview.changed == 1 and preview.writes == [], preview.output
    done = play("leave_network", "--diff", *given, named=False)
    assert done.code == 0 and done.diffs == preview.diffs and done.writes == [("PATCH", "telemetry")], done.output
    assert membership(emulator, "telemetry") == ("Disabled", "Enabled", ["203.0.113.0/24", "PowerBI"])
    again = play("leave_network", *given, named=False)
    assert again.code == 0 and again.changed == 0 and again.writes == [], again.output
    finished = play("finish", *given, named=False)
    assert (
        finished.code == 0 and "This stays of cluster telemetry." in finished.said and "public address" in finished.said
    )
    assert finished.writes == [("PUT", "snet-adx"), ("DELETE", "adx-telemetry-westus-routes"), ("PUT", "fw-hub")]
    assert commands(page("retirement"))[3:] == ["return_to_network"] * 2
    announced = play("return_to_network", "--check", "--diff", *given, named=False)
    assert announced.code == 0 and announced.writes == [], announced.output
    back = play("return_to_network", *given, named=False)
    assert back.code == 0 and back.writes[-1] == ("PATCH", "telemetry"), back.output
    assert membership(emulator, "telemetry")[0] == "Enabled"


@pytest.mark.long
def test_the_clusters_of_the_guide_on_the_way_out_leave_in_the_order_of_its_list(play, write, emulator):
    emulator.reset("leaving")
    (shown,) = [block for block in blocks(page("retirement")) if block.startswith("# three.yml")]
    done = play("leave_network", "--extra-vars", "@" + write("three.yml", shown), named=False)
    assert done.code == 0, done.output
    assert done.writes == [("PATCH", "telemetry"), ("PATCH", "sales"), ("PATCH", "devices")]
    assert membership(emulator, "sales") == ("Disabled", "Enabled", ["198.51.100.0/24"])
    assert membership(emulator, "devices") == ("Disabled", "Disabled", [])


@pytest.mark.long
def test_the_command_of_the_guide_on_the_way_out_finds_who_is_in_a_network_and_what_each_lacks(play, emulator):
    emulator.reset("leaving", sales={"state": "Disabled"}, devices={"own_endpoint": None})
    (shown,) = re.findall(r"leave_network (--check --extra-vars egress_public\S+)", page("retirement"))
    done = play("leave_network", *shlex.split(shown), named=False)
    assert done.code == 2 and done.writes == [], done.output
    for told in ("reach cluster devices", "unlisted_uses", "cluster telemetry"):
        assert told in done.said, done.output
    assert "cluster sales" not in done.said


@pytest.mark.long
def test_a_lock_down_writes_the_report_where_its_page_says(play, tmp_path):
    (shown,) = blocks(page("report"))
    path, others = re.findall(r"(?<=egress_report_path: )\S+|\[.*\]", shown)
    several = yaml.safe_load(others)
    for given, paths in ((path, [path]), (several, several), (", ".join(several[1:]), several[1:])):
        done = play("preview", egress_report_path=given)
        assert done.code == 0 and all((tmp_path / one).stat().st_size > 1000 for one in paths), done.output
        shutil.rmtree(tmp_path / "reports")


@pytest.mark.long
def test_the_report_as_data_is_written_where_its_page_says(play, tmp_path):
    shown, _workflow = blocks(page("report-data"))
    done = play("preview", **yaml.safe_load(shown))
    assert done.code == 0, done.output
    for path in yaml.safe_load(shown)["egress_report_path"]:
        text = (tmp_path / path).read_text(encoding="utf-8")
        assert len(text) > 1000 and validators.wrong(text, path.rpartition(".")[2]) == []


@pytest.mark.long
def test_the_workflow_uploads_what_its_check_writes(play, tmp_path):
    (shown,) = [block for block in blocks(page("report-data")) if block.startswith("# .github/workflows/")]
    steps = {step.get("name"): step for step in yaml.safe_load(shown)["jobs"]["check"]["steps"]}
    words = shlex.split(steps["Check"]["run"])
    options = dict(word.split("=") for word in words if word.startswith("egress_"))
    assert words[:2] == ["ansible-playbook", "adx.outbound.check"] and "requirements.txt" in steps["Install"]["run"]
    done = play("check", **options)
    assert done.code == 0 and done.writes == [], done.output
    path = steps["Upload"]["with"]["sarif_file"]
    text = (tmp_path / path).read_text(encoding="utf-8")
    assert validators.wrong(text, "sarif") == [] and f"hashFiles('{path}')" in steps["Upload"]["if"]
    (run,) = json.loads(text)["runs"]
    places = [one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for one in run["results"]]
    assert set(places) == {path} and "no_default_route" in {one["ruleId"] for one in run["results"]}


@pytest.mark.long
@pytest.mark.parametrize("text", [page("appliances"), ROLE_README], ids=["guide", "role"])
def test_the_variables_for_an_appliance_write_its_files_and_lead_there(play, tmp_path, text):
    (shown,) = [block for block in blocks(text) if "egress_exports" in block and not block.startswith("- ")]
    variables = yaml.safe_load(shown.replace("/srv/exports", str(tmp_path)))
    asked = play("lockdown", **variables)
    assert asked.code != 0 and asked.writes == [], asked.output
    (approved,) = set(re.findall(r"[Pp]lan hash: (\w+)", asked.output))
    done = play("lockdown", **variables, egress_expect_plan=approved)
    assert done.code == 0 and done.writes == [("PUT", "rt-spoke")], done.output
    assert all((tmp_path / one["path"]).exists() for one in variables["egress_exports"])


@dataclass(frozen=True)
class Guide(Fleet):
    """The clusters and firewalls that the guide on fleets names; nobody names the fourth."""

    def cluster(self, number):
        name = ("telemetry", "analytics", "billing", "other", "retired")[number]
        own = super().cluster(number).replace(f"c{number:03}", name)
        return own.replace("rg-adx", "rg-billing") if name == "billing" else own

    def firewall(self, number):
        return super().firewall(number).replace(f"fw-{number}", ("fw-hub", "fw-west")[number])


@pytest.mark.long
def test_the_clusters_of_the_guide_on_fleets_are_brought_to_their_state(play, write, emulator):
    seed(emulator, Guide(5, 2))
    variables = write("clusters.yml", next(block for block in blocks(page("fleet")) if block.startswith("# clusters")))
    assert commands(page("fleet")) == ["fleet"]
    preview = play("fleet", "--check", "--diff", "--extra-vars", f"@{variables}", named=False)
    assert preview.code == 0 and preview.changed == 1 and preview.writes == [], preview.output
    done = play("fleet", "--diff", "--extra-vars", f"@{variables}", named=False)
    assert done.code == 0 and done.diffs == preview.diffs, done.output
    tables = [("PUT", f"rt-{number:03}") for number in (0, 1, 2)]
    assert sorted(done.writes) == [("PUT", "fw-hub"), ("PUT", "fw-west"), *tables]


def test_every_playbook_a_page_starts_is_there():
    started = {name for path in DOCS.glob("*.md") for name in commands(path.read_text(encoding="utf-8"))}
    assert started and all((ROOT / "playbooks" / f"{name}.yml").exists() for name in started)
    assert {"preview", "lockdown", "check", "remove"} <= set(commands(page("lockdown")))

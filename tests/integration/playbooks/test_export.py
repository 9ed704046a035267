# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The plan in the language of the team's repository: files for them to apply, and nothing written in Azure."""

from __future__ import annotations

import json
import os
import re

import pytest
from ansible_collections.adx.outbound.tests.integration.fleets import Fleet, seed
from ansible_collections.adx.outbound.tests.integration.playbooks.conftest import ROOT

SUFFIXES = {"arm": "json", "bicep": "bicep", "terraform": "tf"}


def files(folder):
    """Each file with what is in it and when it was written."""
    return {path.name: (path.read_text(encoding="utf-8"), path.stat().st_mtime_ns) for path in folder.iterdir()}


def exports(*languages, folder="infra"):
    return [{"format": language, "path": folder} for language in languages]


def test_export_writes_a_file_for_each_shared_resource_and_nothing_in_azure(play, tmp_path):
    done = play("export", egress_exports=exports("bicep"), egress_default_route="manage")
    assert (done.code, done.writes) == (0, []), done.output
    first = files(tmp_path / "infra")
    kinds = [(name.split("-")[1], name.partition(".")[2]) for name in sorted(first)]
    assert kinds == [("routes", "bicep"), ("rules", "fragment.bicep")], "others have given the subnet its table"
    assert "it is a fragment, for the template of the firewall" in done.said, "what no file can deploy is told"
    for name in first:  # older than any other run could make it
        os.utime(tmp_path / "infra" / name, (1_000_000, 1_000_000))
    again = play("export", egress_exports=exports("bicep"), egress_default_route="manage")
    assert (again.code, again.changed, again.writes) == (0, 0, []), again.output
    second = files(tmp_path / "infra")
    assert {name: text for name, (text, _when) in second.items()} == {name: text for name, (text, _w) in first.items()}
    assert {when for _text, when in second.values()} == {1_000_000 * 10**9}


@pytest.mark.parametrize(
    ("exports_given", "said"),
    [
        ([{"format": "pulumi", "path": "infra"}], "value of format must be one of: squid"),
        (exports("arm", folder="infra/{cluster}"), "leave {cluster} out, since templates are about all clusters"),
        ([], "egress_exports names no file; give it a list with a format and a path for each"),
    ],
    ids=["a language that nobody knows", "a folder for each cluster", "no file"],
)
def test_a_wrong_export_is_told_before_anybody_is_asked(play, exports_given, said):
    done = play("export", egress_exports=exports_given)
    assert done.code != 0 and done.requests == () and said in done.said, done.output


@pytest.mark.long
def test_every_language_has_the_rules_and_routes_of_the_plan(play, tmp_path):
    done = play("export", egress_exports=exports(*SUFFIXES), egress_default_route="manage")
    assert (done.code, done.writes) == (0, []), done.output
    found = files(tmp_path / "infra")
    assert {name.rpartition(".")[2] for name in found} == set(SUFFIXES.values())
    for name, (text, _when) in found.items():
        assert "ADX_Management" in text or "adx-telemetry-westus" in text or name.endswith("providers.tf"), name
        if name.endswith(".json"):
            assert text == json.dumps(json.loads(text), indent=2) + "\n"
    assert "adx-providers.tf" in found


@pytest.mark.long
def test_a_preview_shows_the_files_and_writes_none(play, tmp_path):
    done = play("export", "--check", "--diff", egress_exports=exports("terraform"), egress_default_route="manage")
    assert (done.code, done.writes) == (0, []) and done.changed >= 1, done.output
    assert not (tmp_path / "infra").exists() and any("azurerm_route" in line for line in done.diffs)


@pytest.mark.long
def test_no_template_is_written_where_a_cluster_could_not_be_planned(play, tmp_path):
    """Without its rules a template of a shared group would take them out."""
    clusters = [{"name": name, "resource_group": "rg-adx"} for name in ("telemetry", "nowhere")]
    given = {"egress_clusters": clusters, "egress_firewall": {"name": "fw-hub", "resource_group": "rg-hub"}}
    done = play("export", named=False, egress_exports=exports("arm"), **given)
    assert done.code != 0 and done.writes == [] and not (tmp_path / "infra").exists(), done.output
    assert "No template is written, since not every cluster could be planned" in done.said


@pytest.mark.long
def test_a_file_of_what_is_no_longer_wanted_stays_and_is_named(play, tmp_path):
    (tmp_path / "infra").mkdir()
    old = tmp_path / "infra" / "adx-routes-rt_old_01234567.tf"
    old.write_text("# plan hash: none\n", encoding="utf-8")
    (tmp_path / "infra" / "main.tf").write_text("# theirs\n", encoding="utf-8")
    done = play("export", egress_exports=exports("terraform"))
    assert done.code == 0 and old.exists(), done.output
    assert f"Today's plans do not give {old.name}." in done.said and "of main.tf" not in done.said


@pytest.mark.long
def test_clusters_behind_one_firewall_are_in_one_file(play, emulator, tmp_path):
    fleet = seed(emulator, Fleet(3, 2, policies=True))
    given = {"egress_clusters": fleet.entries(), "egress_default_route": "manage"}
    done = play("export", named=False, egress_exports=exports("bicep"), **given)
    assert (done.code, done.writes) == (0, []), done.output
    found = {name: text for name, (text, _when) in files(tmp_path / "infra").items()}
    rules = {name.split("-")[2][:4]: text for name, text in found.items() if "-rules-" in name}
    assert set(rules) == {"fp_0", "fp_1"} and not [name for name in found if "-rules-" in name and "fragment" in name]
    inside = {shared: {f"c00{n}" for n in range(3) if f"adx-c00{n}-" in text} for shared, text in rules.items()}
    assert inside == {"fp_0": {"c000", "c002"}, "fp_1": {"c001"}}
    assert len([name for name in found if "-routes-" in name and "fragment" not in name]) == 3


def test_an_export_that_leaves_a_cluster_of_a_file_out_writes_nothing_until_the_file_is_gone(play, emulator, tmp_path):
    fleet = seed(emulator, Fleet(2, 1))
    given = {"egress_exports": exports("terraform"), "egress_default_route": "manage"}
    both = play("export", named=False, egress_clusters=fleet.entries(), **given)
    assert both.code == 0 and "nothing in Azure has been written" in both.said, both.output
    first = files(tmp_path / "infra")
    for more in (["--check"], []):
        one = play("export", *more, named=False, egress_clusters=fleet.entries()[:1], **given)
        assert one.code != 0 and one.writes == [] and files(tmp_path / "infra") == first, one.output
        assert (
            "also has c001, which today's plans leave out" in one.said and "No template was written there." in one.said
        )
    (rules,) = (tmp_path / "infra").glob("adx-rules-*")
    rules.unlink()
    again = play("export", named=False, egress_clusters=fleet.entries()[:1], **given)
    assert again.code == 0 and rules.exists() and "c001" not in rules.read_text(encoding="utf-8"), again.output
    preview = play("export", "--check", named=False, egress_clusters=fleet.entries()[:1], **given)
    assert re.search(r"Today's plans do not give adx-routes-rt_001_\w+\.tf\.", preview.said), "in a preview, too"


def test_a_strange_file_of_such_a_name_stops_no_export(play, tmp_path):
    (tmp_path / "infra").mkdir()
    (tmp_path / "infra" / "old-rules-fw_hub_01234567.bicep").symlink_to(tmp_path / "nowhere" / "file")
    assert play("export", egress_exports=exports("bicep")).code == 0, "a link that leads nowhere is no file"
    (tmp_path / "infra" / "old-rules-fw_hub_01234567.bicep").unlink()
    (tmp_path / "infra" / "old-rules-fw_hub_01234567.bicep").write_bytes(b"\xff\xfe")
    assert play("export", egress_exports=exports("bicep")).code == 0, "one that is no text is about nobody"


@pytest.mark.parametrize("language", SUFFIXES)
def test_what_looks_like_a_template_of_ansible_stays_the_text_it_is(play, emulator, tmp_path, language):
    emulator.reset("demo", route_table=False)
    hostile = "{{ 7 * 191 }} {% raw %} ${7 * 191} [concat('x')]"
    tags = tmp_path / "tags.yml"
    tags.write_text(f'egress_tags: {{"owner": !unsafe "{hostile}"}}\n', encoding="utf-8")
    done = play("export", "--extra-vars", f"@{tags}", egress_exports=exports(language), egress_default_route="manage")
    assert done.code == 0 and "1337" not in done.output, done.output
    written = [text for name, (text, _when) in files(tmp_path / "infra").items() if "-routes-" in name]
    assert "1337" not in "".join(written) and any("{{ 7 * 191 }} {% raw %} " in text for text in written)


@pytest.mark.long
def test_a_run_that_takes_lock_downs_away_writes_no_template_and_an_export_refuses(play, emulator, tmp_path):
    fleet = seed(emulator, Fleet(2, 1))
    going = {"egress_clusters": [fleet.entry(0), fleet.entry(1, state="absent")], "egress_default_route": "manage"}
    refused = play("export", named=False, egress_exports=exports("arm"), **going)
    assert refused.code != 0 and refused.writes == [] and "takes things away" in refused.said, refused.output
    done = play("preview", named=False, egress_exports=exports("arm", folder="other"), **going)
    assert done.code == 0 and not (tmp_path / "other").exists(), done.output
    assert "No template is written, since lock-downs are to be taken away" in done.said


@pytest.fixture
def infra(tmp_path):
    """The variables of the guide, as a file."""
    page = (ROOT / "docs" / "templates.md").read_text(encoding="utf-8")
    (shown,) = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)
    path = tmp_path / "infra.yml"
    path.write_text(shown, encoding="utf-8")
    return ("--extra-vars", f"@{path}")


@pytest.mark.long
def test_the_pipeline_of_the_guide_has_a_gate_between_rules_and_routes(play, infra, tmp_path):
    """A run that writes stands for whoever applies the files."""
    ours = {"egress_rules": "manage", "egress_routes": "manage"}
    exported = play("export", *infra, named=False)
    assert (exported.code, exported.writes) == (0, []), exported.output
    assert any(path.name.startswith("adx-rules-") for path in (tmp_path / "infra" / "egress").iterdir())
    early = play("check", *infra, named=False)
    assert early.code != 0 and early.writes == [] and "stopped before routing" in early.answer[0], early.output
    assert "blocked_dependency fw-hub" in early.said

    rules = play("lockdown", *infra, named=False, **{**ours, "egress_routes": "report"})
    assert rules.writes == [("PUT", "fw-hub")], rules.output
    gate = play("check", *infra, named=False)
    assert (gate.code, gate.writes) == (0, []), gate.output
    kept = play("lockdown", *infra, named=False)
    assert (kept.code, kept.changed, kept.writes) == (0, 0, []), kept.output

    routes = play("lockdown", *infra, named=False, **{**ours, "egress_rules": "report"})
    assert routes.writes == [("PUT", "rt-spoke")], routes.output
    last = play("check", *infra, named=False)
    assert (last.code, last.writes) == (0, []) and "template_drift" not in last.output, last.output


@pytest.mark.long
def test_a_check_names_the_files_that_are_not_of_todays_plan(play, infra, tmp_path):
    assert play("export", *infra, named=False).code == 0
    more = {"egress_extra_dependencies": [{"fqdn": "lake.example.com", "port": 443}], "egress_fail_on": "never"}
    report = {**more, "egress_report_path": "checked.json"}

    def told():
        assert play("check", *infra, named=False, **report).code == 0
        (cluster,) = json.loads((tmp_path / "checked.json").read_text(encoding="utf-8"))["clusters"]
        return [(one["code"], one["subject"].split("-")[1]) for one in cluster["findings"] if "template" in one["code"]]

    assert told() == [("template_drift", "rules")]
    assert play("export", *infra, named=False, **more).changed == 1
    assert told() == []

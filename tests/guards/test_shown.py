# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever YAML a page shows is run by a test; a block nobody runs is found here."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = ("README.md", "CONTRIBUTING.md", "docs/*.md", "roles/*/README.md")
EXAMPLES, FLEET = "playbooks/test_examples.py", "playbooks/test_fleet.py"
SERVICES = "playbooks/test_services.py"
# The first line of each block, page by page, and what runs it; behind the colon are the words by which that finds it.
RUN = {
    "README.md": {"# egress.yml": f"{EXAMPLES}: README.md"},
    "docs/appliances.md": {
        "# appliance.yml": f'{EXAMPLES}: page("appliances")',
        "- name: Write what a cluster must reach for two appliances": "playbooks/test_exports.py: appliances.md",
    },
    "docs/awx.md": {
        "# execution-environment.yml": "../../tools/package.sh: execution-environment.yml",
        "# preview.yml": "playbooks/test_awx.py: awx.md",
        "# egress-nightly.yml, the extra variables of the template": "playbooks/test_baseline.py: egress-nightly",
        "# last-report.yml": "playbooks/test_baseline.py: last-report",
    },
    "docs/data-sources.md": {"# sources.yml": f'{EXAMPLES}: page("data-sources")'},
    "docs/evidence.md": {"# evidence.yml": r"playbooks/test_evidence.py: (# evidence\.yml"},
    "docs/fleet.md": {
        "# clusters.yml": f'{EXAMPLES}: page("fleet")',
        "# fleet-inventory.yml": f"{FLEET}: fleet-inventory",
    },
    "docs/inventory.md": {
        "# fleet.adx_clusters.yml": "inventory/test_examples.py: SOURCE",
        "- name: Lock down every cluster of the inventory": "inventory/test_examples.py: PLAY",
        "# tenant.adx_clusters.yml": "inventory/test_examples.py: TENANT",
    },
    "docs/lockdown.md": {
        "# cluster.yml": f'{EXAMPLES}: ("lockdown",',
        "- name: Lock down a cluster every night": f'{EXAMPLES}: page("lockdown")',
    },
    "docs/login.md": {
        "- name: Lock down with the managed identity of the container": f'{EXAMPLES}: page("login")',
    },
    "docs/remove.md": {"# gone.yml": f'{EXAMPLES}: ("remove",'},
    "docs/report.md": {"egress_report_path: reports/telemetry.html": f'{EXAMPLES}: page("report")'},
    "docs/report-data.md": {
        "egress_report_path: [reports/telemetry.json, reports/telemetry.sarif]": f'{EXAMPLES}: page("report-data")',
        "# .github/workflows/egress.yml": f"{EXAMPLES}: .github/workflows",
    },
    "docs/restrict.md": {
        "# access.yml": f'{EXAMPLES}: "# access.yml"',
        "# several.yml": f'{EXAMPLES}: "# several.yml"',
    },
    "docs/retirement.md": {
        "# leave.yml": f'{EXAMPLES}: "# leave.yml"',
        "# three.yml": f'{EXAMPLES}: "# three.yml"',
    },
    "docs/services.md": {
        f"# {name}.yml": f"{SERVICES}: PLAYS"
        for name in ("aks", "kept", "apim", "batch", "databricks", "devcenter", "aml", "sqlmi")
    },
    "docs/sovereign.md": {"# sovereign.yml": f'{EXAMPLES}: ("sovereign",'},
    "docs/templates.md": {"# infra.yml": "playbooks/test_export.py: templates.md"},
    "docs/start.md": {"# egress.yml": f'{EXAMPLES}: ("start",'},
    "roles/egress/README.md": {
        "- name: Lock down a cluster": f"{EXAMPLES}: ROLE_README",
        "- name: Lock down a cluster as the documentation's own example does": f"{EXAMPLES}: ROLE_README",
        "egress_cluster: {name: telemetry, resource_group: rg-adx}": f"{EXAMPLES}: ROLE_README",
    },
}
# A fragment of the changelog, as antsibull-changelog lints all of them.
NOT_RUN = {"CONTRIBUTING.md": ["bugfixes:"]}


def first_lines(path):
    """How each block of YAML on a page begins, without what a comment says beside it."""
    found = re.findall(r"^ *```ya?ml\n *(.*)", path.read_text(encoding="utf-8"), re.MULTILINE)
    return [line.partition("  #")[0].rstrip() for line in found]


def test_every_block_of_every_page_has_a_test_that_runs_it():
    pages = {str(path.relative_to(ROOT)): first_lines(path) for pattern in PAGES for path in ROOT.glob(pattern)}
    listed = {name: list(blocks) for name, blocks in RUN.items()} | NOT_RUN
    assert {name: shown for name, shown in pages.items() if shown} == listed


@pytest.mark.parametrize("runs", sorted({one for blocks in RUN.values() for one in blocks.values()}))
def test_what_is_said_to_run_a_block_reads_it(runs):
    name, _colon, words = runs.partition(": ")
    assert words in (ROOT / "tests" / "integration" / name).read_text(encoding="utf-8")

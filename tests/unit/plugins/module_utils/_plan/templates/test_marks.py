# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The plan hash is read from the one place where a language has it, and from nowhere else."""

from __future__ import annotations

import json

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.templates import marks
from ansible_collections.adx.outbound.plugins.module_utils._plan.templates.rendered import rendered
from ansible_collections.adx.outbound.plugins.module_utils._plan.templates.tree import Language
from ansible_collections.adx.outbound.plugins.module_utils._plan.values import resource_ids
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.errors import PlanError

from . import samples

ONE, TWO = "a1" * 32, "b2" * 32


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("plans", samples.ALL.values(), ids=samples.ALL)
def test_every_file_that_is_written_has_the_hash_that_it_is_told_with(language, plans):
    for file in rendered(plans, language).files:
        assert marks.plan_hash(file.text) == (file.plan_hash or None)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "resource {}",
        f"# plan hash: {ONE[:-1]}",
        f"# plan hash: {ONE} ",
        f"#   plan hash: {ONE}",
        f'name = "# plan hash: {ONE}"',
        f"// metadata planHash = '{ONE}'",
        f"# plan hash: {ONE}\n# plan hash: {TWO}",
        "{",
        "{}",
        '{"metadata": []}',
        '{"metadata": {"planHash": 1}}',
        json.dumps({"metadata": {}, "planHash": ONE}),
        json.dumps({"resources": [{"tags": {"planHash": ONE}}]}),
    ],
)
def test_a_text_without_exactly_one_in_its_place_has_none(text):
    assert marks.plan_hash(text) is None


def test_line_ends_of_another_system_hide_nothing():
    text = f"# plan hash: {ONE}\r\n"
    assert marks.plan_hash(text) == ONE


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("plans", samples.ALL.values(), ids=samples.ALL)
def test_every_file_names_the_clusters_that_it_is_about(language, plans):
    known = {str(one["cluster"]["id"]).lower() for one in plans}
    files = [file for file in rendered(plans, language).files if file.stage]
    told = [{one.lower() for one in marks.clusters(file.text)} for file in files]
    assert set().union(*told) <= known and all(told)


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", '{"metadata": {"clusters": ["/a"]}}', "# for clusters: /a\n# for clusters: /b"]
)
def test_a_text_that_names_none_in_its_place_is_about_none(text):
    assert marks.clusters(text) == ()


@pytest.mark.parametrize("sign", [", ", "\n", "'", '"', "\r", "\u2028"])
def test_no_id_has_a_sign_that_ends_its_place(sign):
    with pytest.raises(PlanError):
        resource_ids.parse(f"/subscriptions/s/resourceGroups/rg/providers/Microsoft.Kusto/clusters/c{sign}d")
    with pytest.raises(PlanError):
        resource_ids.parse(f"/subscriptions/s/resourceGroups/r{sign}g/providers/Microsoft.Kusto/clusters/c")

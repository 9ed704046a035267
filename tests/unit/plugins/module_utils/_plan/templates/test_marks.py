# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The plan hash is read from the one place where a language has it, and from nowhere else."""

from __future__ import annotations

import json

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.templates import hash_line
from ansible_collections.adx.outbound.plugins.module_utils._plan.templates.rendered import rendered
from ansible_collections.adx.outbound.plugins.module_utils._plan.templates.tree import Language

from . import samples

ONE, TWO = "a1" * 32, "b2" * 32


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("plans", samples.ALL.values(), ids=samples.ALL)
def test_every_file_that_is_written_has_the_hash_that_it_is_told_with(language, plans):
    for file in rendered(plans, language).files:
        assert hash_line.of_text(file.text) == (file.plan_hash or None)


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
    assert hash_line.of_text(text) is None


def test_line_ends_of_another_system_hide_nothing_that_was_not_there():
    text = f"# plan hash: {ONE}\r\n"
    assert hash_line.of_text(text) in (None, ONE)

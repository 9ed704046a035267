# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A backup file is the whole of it, whatever people have written into Azure."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._glue import backups
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.backups import Backup
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.errors import PlanError
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan import world

TABLE = {
    "id": str(world.TABLE),
    "tags": {"half": "a\ud800b\udfff", "whole": "\u20ac"},
    "properties": {"routes": []},
}


def test_half_of_a_surrogate_pair_comes_back_as_it_was(tmp_path):
    kept = Backup(world.TABLE, TABLE, {"routes": []})
    path = backups.keep(str(tmp_path), kept)
    assert backups.read(path) == kept
    assert r'"a\ud800b\udfff"' in Path(path).read_text(encoding="utf-8")
    assert [one.name for one in tmp_path.iterdir()] == [Path(path).name]


@pytest.mark.parametrize("content", [b"\xff\xfe", b"[" * 100_000, b"", b"[]"])
def test_a_file_that_is_no_backup_ends_in_a_sentence(tmp_path, content):
    file = tmp_path / "a.json"
    file.write_bytes(content)
    with pytest.raises(PlanError, match="cannot be read|is no backup of a resource") as raised:
        backups.read(str(file))
    assert json.dumps(str(raised.value)).isascii()

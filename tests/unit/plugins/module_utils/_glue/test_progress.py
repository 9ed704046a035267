# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module's end of the progress file: it writes lines there, and never fails for that."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._glue.progress import VARIABLE, Voice, teller


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "progress"
    path.write_text("")
    return path


def test_each_line_is_added_to_the_file(file):
    tell = teller({VARIABLE: str(file)})
    tell("waiting for it, 10 s so far")
    tell("a name in \u00e9, half a \udce9, and\nno second line")
    assert (
        file.read_text(encoding="utf-8")
        == "waiting for it, 10 s so far\na name in \u00e9, half a \\udce9, and\\nno second line\n"
    )


@pytest.mark.parametrize("environment", [{}, {VARIABLE: ""}])
def test_nobody_is_told_where_nobody_listens(environment):
    assert teller(environment) is None


def test_a_file_that_is_gone_is_neither_made_again_nor_a_failure(file):
    tell = teller({VARIABLE: str(file)})
    file.unlink()
    tell("waiting")
    assert not file.exists()


def test_a_link_is_not_followed(file, tmp_path):
    link = tmp_path / "link"
    link.symlink_to(file)
    teller({VARIABLE: str(link)})("waiting")
    assert file.read_text() == ""


def test_how_far_a_step_is_is_said_once_in_half_a_minute_and_what_begins_at_once():
    told, clock = [], [0.0]
    voice = Voice(told.append, lambda: clock[0])
    for at, line, is_news in [
        (1, "plan", True),
        (2, "1 of 9", False),
        (31, "2 of 9", False),
        (40, "3 of 9", False),
        (50, "route", True),
        (79, "4 of 9", False),
        (80, "5 of 9", False),
    ]:
        clock[0] = at
        voice.tell(line, is_news=is_news)
    assert told == ["plan", "2 of 9", "route", "5 of 9"]

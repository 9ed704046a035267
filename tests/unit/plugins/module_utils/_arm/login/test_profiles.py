# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The credentials file: its sections, and one sentence where it cannot be read."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._arm.login import profiles
from ansible_collections.adx.outbound.plugins.module_utils._arm.wire.errors import LoginFailed


@pytest.fixture
def saved(tmp_path, monkeypatch):
    """Write the credentials file."""
    monkeypatch.setenv("HOME", str(tmp_path))

    def write(content):
        file = tmp_path / ".azure" / "credentials"
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())

    return write


SECTIONS = "[default]\nclient_id=a\nsecret=50%off\n[work]\nclient_id=b\n"


@pytest.mark.parametrize(
    ("content", "name", "found"),
    [
        (SECTIONS, "default", {"client_id": "a", "secret": "50%off"}),
        (SECTIONS, "work", {"client_id": "b"}),
        (SECTIONS, "other", None),
        ("", "default", None),
        ("[DEFAULT]\nclient_id=a\n", "default", {"client_id": "a"}),
        ("[DEFAULT]\nclient_id=a\n[default]\ntenant=t\n", "default", {"client_id": "a", "tenant": "t"}),
        ("[DEFAULT]\nclient_id=a\n", "work", None),
        ("[DEFAULT]\ntenant=t\n[work]\nclient_id=b\n", "work", {"client_id": "b", "tenant": "t"}),
    ],
)
def test_a_profile_is_a_section_of_the_file_whatever_case_the_default_one_is_written_in(saved, content, name, found):
    saved(content)
    assert profiles.read(name) == found


def test_without_a_file_there_is_no_profile(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    assert profiles.read("default") is None


@pytest.mark.parametrize("content", ["client_id=a\n", "[a]\n[a]\n", b"\xff\xfe"])
def test_a_file_that_is_none_of_its_kind_is_one_sentence(saved, content):
    saved(content)
    with pytest.raises(LoginFailed, match="Cannot log in: ~/.azure/credentials cannot be read: [A-Za-z]+Error"):
        profiles.read("default")

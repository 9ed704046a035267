# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A member that came after the api-version of a request, in each of the three ways."""

from __future__ import annotations

import pytest

OLD, MEMBER = "2022-01-01", "disablePeeringRoute"


@pytest.fixture
def table(emulator, client):
    emulator.switch(polls=0)
    path = client.id("routeTables", "rt")
    assert client.put(path, {"location": "westus", "properties": {MEMBER: "All"}}).ok
    return path


@pytest.mark.parametrize(
    ("way", "shown", "after"), [("shown", True, True), ("kept", False, True), ("lost", False, False)]
)
def test_reading_and_writing_with_an_older_version(emulator, client, table, way, shown, after):
    emulator.switch(newer_members=way)
    document = client.get(table, version=OLD).json()
    assert (MEMBER in document["properties"]) is shown
    assert client.put(table, document, version=OLD).ok
    assert (MEMBER in client.get(table).json()["properties"]) is after


@pytest.mark.parametrize("way", ["shown", "kept", "lost"])
def test_the_newest_version_sets_and_removes_it_as_any_other(emulator, client, table, way):
    emulator.switch(newer_members=way)
    assert client.get(table).json()["properties"][MEMBER] == "All"
    assert client.put(table, {"location": "westus", "properties": {}}).ok
    assert MEMBER not in client.get(table).json()["properties"]


@pytest.mark.parametrize("way", ["kept", "lost"])
def test_an_older_version_cannot_set_it(emulator, client, way):
    emulator.switch(newer_members=way)
    path = client.id("routeTables", "fresh")
    assert client.put(path, {"location": "westus", "properties": {MEMBER: "All"}}, version=OLD).ok
    assert MEMBER not in client.get(path).json()["properties"]

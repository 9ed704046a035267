# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a person should know of what a cluster reads, and that each thing is told only where it is so."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.check import sources
from ansible_collections.adx.outbound.plugins.module_utils._plan.needs import data_sources
from ansible_collections.adx.outbound.plugins.module_utils._plan.needs.data_sources import (
    DataSource,
    DataSources,
    SourceKind,
    Told,
)
from ansible_collections.adx.outbound.plugins.module_utils._plan.needs.dependencies import make
from ansible_collections.adx.outbound.plugins.module_utils._plan.values import resource_ids
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.resource_ids import ResourceId

ACCOUNT = ResourceId("s", "rg-data", resource_ids.STORAGE_ACCOUNT, ("acct",))


def source(*names, told_by="data connection a of database db", **more):
    made = tuple(make("EventGrid", name, 443, data_sources.SOURCE) for name in names)
    return DataSource(SourceKind.EVENT_GRID, told_by, dependencies=made, **more)


def found(*known, **more):
    return list(sources.findings(DataSources(known, **more), "c1"))


def codes(*known, **more):
    return [one.code for one in found(*known, **more)]


GUESSED = {"told": Told.DERIVED, "note": "It may not be read: its names follow"}


@pytest.mark.parametrize(
    ("known", "more", "told"),
    [
        ([], {}, []),
        ([source("a.contoso.com")], {}, []),
        ([source("a.contoso.com", gap="It may not be read")], {}, ["unread_sources"]),
        ([], {"unread": {"the databases": "They may not be read"}}, ["unread_sources"]),
        ([source("a.contoso.com", **GUESSED)], {}, ["derived_names"]),
        ([source(told=Told.DERIVED, gap="No cloud")], {}, ["unread_sources"]),  # no name was derived
        ([source("a.contoso.com", told=Told.LISTED)], {}, []),
        ([source(resource=ACCOUNT, is_gone=True)], {}, ["deleted_source"]),
        ([source(is_gone=True)], {}, []),
        ([], {"are_uses_told": False}, ["unlisted_uses"]),
        (
            [source("a.contoso.com", gap="Why", **GUESSED), source(resource=ACCOUNT, is_gone=True)],
            {"are_uses_told": False},
            ["unread_sources", "derived_names", "deleted_source", "unlisted_uses"],
        ),
    ],
)
def test_each_finding_is_there_where_it_is_so_and_nowhere_else(known, more, told):
    assert codes(*known, **more) == told


def test_where_nobody_asked_nothing_is_told():
    assert list(sources.findings(None, "c1")) == []


def test_what_is_not_known_is_told_with_what_it_concerns():
    (told,) = found(source(gap="A"), source(told_by="b", gap="B"), unread={"c": "C"})
    assert told.message == "What cluster c1 reads from is not known in full. C; A and 1 more."
    assert told.concerns == ("c", "data connection a of database db", "b")
    assert told.subject == "c1" and told.remedy.endswith("named.")


def test_names_from_ids_are_told_with_why_each_reason_once():
    (told,) = found(source("a.contoso.com", "b.contoso.com", **GUESSED), source("a.contoso.com", **GUESSED))
    assert told.message == (
        "The names a.contoso.com, b.contoso.com follow from resource ids and may be others. It may not be read."
    )
    assert told.concerns == ("a.contoso.com:443", "b.contoso.com:443")


def test_what_is_gone_is_told_with_what_names_it():
    (told,) = found(source(resource=ACCOUNT, is_gone=True))
    assert told.message == (
        "There is no storage account acct in resource group rg-data any more, and data connection a of database db"
        " names it."
    )

# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the answers of a cluster come to: uses with their places, policies, and a sentence for all that was not read."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.callouts import commands
from ansible_collections.adx.outbound.plugins.module_utils._plan.callouts.commands import Command, Question
from ansible_collections.adx.outbound.plugins.module_utils._plan.callouts.policies import Policy
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents import clusters
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan import world

CLUSTER = replace(clusters.from_arm(world.cluster()), uri="https://c1.westus.kusto.windows.net")
POLICY, TABLES, FUNCTIONS = commands.questions(CLUSTER, ["db"])
BLOB = "a.blob.core.windows.net"
IMMUTABLE = {"CalloutType": "external_data", "CalloutUriRegex": ".*", "CanCall": True}
OWN = {"CalloutType": "webapi", "CalloutUriRegex": "api\\.contoso\\.com", "CanCall": False}


def table(columns, *rows):
    names = [{"ColumnName": name, "DataType": "String", "ColumnType": "string"} for name in columns]
    return {"Tables": [{"TableName": "Table_0", "Columns": names, "Rows": [list(row) for row in rows]}]}


def policies(*rows):
    columns = ("PolicyName", "EntityName", "Policy", "ChildEntities", "EntityType")
    return table(columns, *(("CalloutPolicy", "", policy, '["db"]', kind) for policy, kind in rows))


def external(*rows):
    columns = ("TableName", "TableType", "Folder", "DocString", "Properties", "ConnectionStrings")
    return table(columns, *((name, kind, "", "", "{}", json.dumps(strings)) for name, kind, *strings in rows))


def functions(*rows):
    columns = ("Name", "Parameters", "Body", "Folder", "DocString")
    return table(columns, *((name, "()", body, "", "") for name, body in rows))


def shown(answers, unread=None):
    return commands.shown(CLUSTER, answers, unread or {})


def test_each_database_is_asked_once_and_the_cluster_for_its_policy():
    found = commands.questions(CLUSTER, ["a", "b", "a"])
    assert [(one.command, one.database) for one in found] == [
        (".show cluster policy callout", ""),
        (".show external tables", "a"),
        (".show functions", "a"),
        (".show external tables", "b"),
        (".show functions", "b"),
    ]
    assert [str(one) for one in found[:3]] == [
        "the callout policies that cluster c1 shows",
        "the external tables of database a",
        "the functions of database a",
    ]


def test_each_use_is_listed_once_in_order_with_all_its_places():
    body = f"{{ cluster('o.eastus').database('d').T | join (externaldata(a:string)['https://{BLOB}/x']) on a }}"
    found = shown(
        {
            FUNCTIONS: functions(("F", body), ("E", "{ cluster('o.eastus').database('d').T }")),
            TABLES: external(("Clicks", "Blob", f"https://{BLOB}/c;*****")),
            Question(Command.TABLES, "c1", "a"): external(("Views", "Delta", f"https://{BLOB}/d;*****")),
        }
    )
    assert [(one.use.type, one.use.host, one.where) for one in found.listed] == [
        (
            "external_data",
            BLOB,
            ("external table Clicks of database db", "external table Views of database a", "function F of database db"),
        ),
        ("kusto", "o.eastus.kusto.windows.net", ("function E of database db", "function F of database db")),
    ]
    assert (found.dynamic, found.unread) == ((), {})


def test_a_call_of_which_the_target_is_made_is_told_with_its_function():
    found = shown({FUNCTIONS: functions(("F", "{ evaluate http_request(uri) }"), ("G", "{ cluster(a).T }"))})
    assert found.dynamic == (
        "function F of database db makes a URI for http_request while it runs",
        "function G of database db makes a URI for cluster while it runs",
    )
    assert (found.listed, found.unread) == ((), {})


def test_all_policies_are_in_force_and_those_of_the_service_are_told_apart():
    immutable, own = Policy("external_data", ".*", "Allow"), Policy("webapi", "api\\.contoso\\.com", "Deny")
    found = shown(
        {POLICY: policies((json.dumps([IMMUTABLE]), "Cluster immutable policy"), (json.dumps([OWN]), "Cluster"))}
    )
    assert (found.in_force, found.immutable) == ((immutable, own), (immutable,))
    found = shown({POLICY: policies(([OWN, IMMUTABLE], "Cluster"))})
    assert (found.in_force, found.immutable) == ((own, immutable), ())


@pytest.mark.parametrize("cell", ["", "null", "[]", None, []])
def test_a_row_without_a_policy_has_none(cell):
    found = shown({POLICY: policies((cell, "Cluster"))})
    assert (found.in_force, found.unread) == ((), {})


def test_policies_that_were_not_asked_for_are_not_none():
    assert shown({}).in_force is None and shown({POLICY: policies()}).in_force == ()


def test_a_policy_that_nobody_understands_is_kept():
    odd = [{**OWN, "CanCall": "yes"}, 5, {**OWN, "Until": "2027"}]
    (first, second, third) = shown({POLICY: policies((json.dumps(odd), "Cluster"))}).in_force
    assert first == Policy("webapi", "api\\.contoso\\.com", "", ("CanCall",))
    assert second == Policy("", "5", "", ("the whole of it",)) and third.unread == ("Until",)


def test_columns_are_found_by_their_names():
    whole = external(("T", "Blob", f"https://{BLOB}/c;*****"))
    (first,) = whole["Tables"]
    first["Columns"].reverse()
    first["Rows"][0].reverse()
    first["Columns"].insert(0, {"ColumnName": "New"})
    first["Rows"][0].insert(0, {"a": 1})
    assert [one.use.host for one in shown({TABLES: whole}).listed] == [BLOB]


def without(column, whole):
    (first,) = whole["Tables"]
    place = [one["ColumnName"] for one in first["Columns"]].index(column)
    return {
        "Tables": [
            {
                "Columns": [one for index, one in enumerate(first["Columns"]) if index != place],
                "Rows": [[cell for index, cell in enumerate(row) if index != place] for row in first["Rows"]],
            }
        ]
    }


@pytest.mark.parametrize(
    ("question", "whole", "column"),
    [
        (POLICY, policies(("[]", "Cluster")), "Policy"),
        (POLICY, policies(("[]", "Cluster")), "EntityType"),
        (TABLES, external(("T", "Blob", "x")), "TableName"),
        (TABLES, external(("T", "Blob", "x")), "TableType"),
        (TABLES, external(("T", "Blob", "x")), "Properties"),
        (FUNCTIONS, functions(("F", "{}")), "Name"),
        (FUNCTIONS, functions(("F", "{}")), "Body"),
    ],
)
def test_a_list_without_one_of_its_columns_is_not_read(question, whole, column):
    found = shown({question: without(column, whole)})
    (sentence,) = found.unread.values()
    assert (
        sentence
        == f"{str(question)[0].upper()}{str(question)[1:]} could not be read (the answer has no one column {column})"
    )
    assert (found.listed, found.in_force) == ((), None)


ODD_ROW = "a row of the answer has not what its columns say"


@pytest.mark.parametrize(
    ("document", "why"),
    [
        (None, "the answer is no table"),
        ([], "the answer is no table"),
        ({}, "the answer is no table"),
        ({"Tables": []}, "the answer is no table"),
        ({"Tables": [5]}, "the answer is no table"),
        ({"Tables": [{"Columns": {}, "Rows": []}]}, "the answer is no table"),
        ({**functions(), "Exceptions": ["Query is cancelled"]}, "the answer is no table"),
        (functions(("F", "{}"))["Tables"][0], "the answer is no table"),
        (table(("Name", "Body"), ("F",)), ODD_ROW),
        (table(("Name", "Body"), ("F", "{}", "x")), ODD_ROW),
        ({"Tables": [{**table(("Name", "Body"))["Tables"][0], "Rows": [{"Exceptions": ["x"]}]}]}, ODD_ROW),
        (table(("Name", "Body", "Body"), ("F", "{}", "{}")), "the answer has no one column Body"),
        (functions(("", "{}")), "a row of the answer has no Name"),
        (functions((None, "{}")), "a row of the answer has no Name"),
    ],
)
def test_an_answer_that_makes_no_sense_is_a_list_that_was_not_read(document, why):
    found = shown({FUNCTIONS: document})
    assert found.unread == {"the functions of database db": f"The functions of database db could not be read ({why})"}


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ("no JSON", "a policy of the answer is no JSON"),
        ("{}", "the policies of the answer are no list"),
        (5, "the policies of the answer are no list"),
    ],
)
def test_policies_that_make_no_sense_are_not_read_as_a_whole(cell, why):
    found = shown({POLICY: policies((json.dumps([OWN]), "Cluster"), (cell, "Cluster"))})
    assert found.in_force is None and found.immutable == ()
    what = "callout policies that cluster c1 shows"
    assert found.unread == {f"the {what}": f"The {what} could not be read ({why})"}


def test_a_table_and_a_function_that_are_not_understood_are_not_read_and_the_others_are():
    found = shown(
        {
            TABLES: external(("Odd", "Cassandra", "x"), ("Clicks", "Blob", f"https://{BLOB}/c", "*****")),
            FUNCTIONS: functions(("F", "{ print 'no end }"), ("G", None), ("H", "{ cluster('o.eastus').T }")),
        }
    )
    assert [one.use.host for one in found.listed] == [BLOB, "o.eastus.kusto.windows.net"]
    assert found.unread == {
        what: f"{what[0].upper()}{what[1:]} could not be read ({why})"
        for what, why in {
            "external table Odd of database db": "its type is none that is known",
            "external table Clicks of database db": "a connection string of it names no host",
            "function F of database db": "a text in it has no end",
            "function G of database db": "its body is no text",
        }.items()
    }


def test_what_was_refused_is_kept_beside_what_was_read():
    found = shown({POLICY: policies()}, {TABLES: "The external tables of database db could not be read (Forbidden)"})
    assert found.unread == {
        "the external tables of database db": "The external tables of database db could not be read (Forbidden)"
    }


def test_a_name_that_acts_on_a_terminal_is_shown_and_does_not_act():
    found = shown({FUNCTIONS: functions(("F\x1b[2J\n", "{ evaluate http_request(u) | union cluster('o.eastus').T"))})
    said = [*found.dynamic, *found.unread, *found.unread.values(), *found.listed[0].where]
    assert len(said) == 4 and all("\\x1b[2J\\n" in one and one.isprintable() for one in said)

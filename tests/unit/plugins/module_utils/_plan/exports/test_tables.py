# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tables: columns that stay, and a row for every entry of every cluster."""

from __future__ import annotations

import csv
import io
import json

from .samples import SUBNET, export, export_many


def test_the_columns_of_a_table_stay():
    columns = ("use", "kind", "destination", "port", "protocol", "category", "source", "unexpressed")
    tables = {"csv": columns, "checkpoint": ("name", "is-sub-domain", "comments")}
    for format_name, wanted in tables.items():
        rows = list(csv.reader(io.StringIO(export(format_name).text)))
        assert tuple(rows[0]) == wanted and {len(row) for row in rows} == {len(wanted)}
    assert tuple(json.loads(export("json").text)["entries"][0]) == columns[:-1]


def test_tables_survive_a_reader():
    exported = export("csv")
    rows = list(csv.DictReader(io.StringIO(exported.text)))
    assert [row["destination"] for row in rows] == [
        one["destination"] for one in json.loads(export("json").text)["entries"]
    ]
    assert not [cell for row in rows for cell in row.values() if cell[:1] in "=+-@" and cell]


NAMES = {"adx-telemetry": SUBNET, "adx-billing": "10.30.1.0/24"}


def test_the_tables_have_the_cluster_and_its_sources_in_every_row():
    rows = list(csv.DictReader(io.StringIO(export_many("csv").text)))
    assert {(row["cluster"], row["source_addresses"]) for row in rows} == {*NAMES.items()}
    found = json.loads(export_many("json").text)["clusters"]
    assert {one["name"]: one["source_addresses"] for one in found} == {name: [one] for name, one in NAMES.items()}


FEW = [{"fqdn": "a.example.com", "port": 443}]
OFFLINE = (
    "no appliance knows service tags, and their prefixes are not known offline; give a Service Tag Discovery document"
    " as service_tags"
)


def test_a_row_has_an_entry_and_why_no_appliance_can_be_told_of_it():
    exported = export("csv", FEW)
    assert exported.text == (
        "use,kind,destination,port,protocol,category,source,unexpressed\n"
        "allow,name,a.example.com,443,Https,Extra,extra,\n"
        f'allow,service_tag,AzureMonitor,443,TCP,AzureMonitor,documented,"{OFFLINE}"\n'
    )
    assert [(loss.entry.destination, loss.reason) for loss in exported.unexpressed] == [("AzureMonitor", OFFLINE)]


def test_a_document_has_what_is_known_apart_from_what_is_not():
    exported = export("json", FEW, name="adx")
    name = {"use": "allow", "kind": "name", "destination": "a.example.com", "port": 443, "protocol": "Https"}
    tag = {"use": "allow", "kind": "service_tag", "destination": "AzureMonitor", "port": 443, "protocol": "TCP"}
    assert json.loads(exported.text) == {
        "name": "adx",
        "service_tags": None,
        "entries": [{**name, "category": "Extra", "source": "extra"}],
        "unexpressed": [{**tag, "category": "AzureMonitor", "source": "documented", "reason": OFFLINE}],
    }
    assert exported.text.startswith('{\n  "name"') and exported.text.endswith("}\n")
    assert [(loss.entry.destination, loss.reason) for loss in exported.unexpressed] == [("AzureMonitor", OFFLINE)]


def test_a_row_about_one_of_several_clusters_has_the_reason_of_its_own_cluster():
    plans = [
        {"name": "one", "dependencies": FEW, "source_addresses": ["10.1.0.0/24", "10.2.0.0/24"]},
        {"name": "two", "dependencies": [], "source_addresses": ["*"]},
    ]
    assert export_many("csv", plans, service_tag_document=None).text == (
        "use,kind,destination,port,protocol,category,source,unexpressed,cluster,source_addresses\n"
        "allow,name,a.example.com,443,Https,Extra,extra,,one,10.1.0.0/24 10.2.0.0/24\n"
        f'allow,service_tag,AzureMonitor,443,TCP,AzureMonitor,documented,"{OFFLINE}",one,10.1.0.0/24 10.2.0.0/24\n'
        f'allow,service_tag,AzureMonitor,443,TCP,AzureMonitor,documented,"{OFFLINE}",two,*\n'
    )


def test_the_service_tags_of_a_document_are_named():
    assert json.loads(export("json").text)["service_tags"] == "service tags of Public, change number 63"
    assert json.loads(export_many("json").text)["service_tags"] == "service tags of Public, change number 63"

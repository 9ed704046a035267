# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every format as a file a person has read; a difference is shown and the new text kept for a look."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.exports import formats

from .samples import EVERYTHING, OPTIONS, export, export_many

GOLDEN = Path(__file__).parent / "golden"
# File -> format, and what the export is asked for besides everything there is.
FILES = {
    "squid.conf": ("squid", {}),
    "nftables.nft": ("nftables", {}),
    "panos_set.txt": ("panos_set", {}),
    "panos_edl_url-443.txt": ("panos_edl_url", {}),
    "panos_edl_url-80.txt": ("panos_edl_url", {"part": 80}),
    "panos_edl_ip-443.txt": ("panos_edl_ip", {}),
    "panos_edl_ip-documented.txt": ("panos_edl_ip", {"part": "documented"}),
    "fortios.txt": ("fortios", {}),
    "checkpoint.csv": ("checkpoint", {}),
    "edl_fqdn-443.txt": ("edl_fqdn", {"part": "443"}),
    "edl_ip-5671.txt": ("edl_ip", {"part": 5671}),
    "everything.csv": ("csv", {}),
    "everything.json": ("json", {}),
    "offline.csv": ("csv", {"service_tag_document": None}),
}
# The same for two clusters whose needs differ.
OF_TWO = {
    "two-squid.conf": ("squid", {}),
    "two-nftables.nft": ("nftables", {}),
    "two-panos_set.txt": ("panos_set", {}),
    "two-panos_edl_url-443.txt": ("panos_edl_url", {}),
    "two-panos_edl_ip-documented.txt": ("panos_edl_ip", {"part": "documented"}),
    "two-fortios.txt": ("fortios", {}),
    "two-checkpoint.csv": ("checkpoint", {}),
    "two-edl_fqdn-443.txt": ("edl_fqdn", {}),
    "two-edl_ip-9094.txt": ("edl_ip", {"part": 9094}),
    "two-everything.csv": ("csv", {}),
    "two-everything.json": ("json", {}),
}


@pytest.mark.parametrize("name", [*FILES, *OF_TWO])
def test_a_format_looks_as_it_did_when_a_person_read_it(name, tmp_path):
    format_name, more = {**FILES, **OF_TWO}[name]
    text = (export_many if name in OF_TWO else export)(format_name, **more).text
    (tmp_path / name).write_text(text, encoding="utf-8")
    assert text == (GOLDEN / name).read_text(encoding="utf-8"), f"if this is meant, take {tmp_path / name}"


def test_every_format_has_a_golden_file_and_every_golden_file_a_format():
    for files in (FILES, OF_TWO):
        assert {format_name for format_name, _more in files.values()} == set(formats.FORMATS)
    assert {path.name for path in GOLDEN.iterdir()} == {*FILES, *OF_TWO}


@pytest.mark.parametrize("format_name", formats.FORMATS)
def test_the_order_of_the_input_and_repeats_in_it_do_not_matter(format_name):
    backwards = {key: value[::-1] if isinstance(value, list) else value for key, value in EVERYTHING.items()}
    again = export(format_name, [*reversed(OPTIONS), *OPTIONS], **backwards)
    assert again == export(format_name)


@pytest.mark.parametrize("format_name", formats.FORMATS)
def test_every_entry_is_in_the_file_or_left_out_with_a_reason(format_name):
    entries = json.loads(export("json").text)["entries"]
    for part in (443, 80, 5671, 1433, 9093, "documented"):
        exported = export(format_name, part=part)
        told = {(loss.entry.use, loss.entry.destination, loss.entry.port) for loss in exported.unexpressed}
        assert all(loss.reason and "\n" not in loss.reason for loss in exported.unexpressed)
        for entry in entries:
            if (entry["use"], entry["destination"], entry["port"]) not in told:
                assert written(entry["destination"], format_name) in exported.text, entry


def written(destination, format_name):
    """How a format writes a destination."""
    if format_name == "squid" and destination.startswith("*"):
        return destination.removeprefix("*").replace(".", r"\.") + "$"
    if format_name == "checkpoint":
        return "." + destination.removeprefix("*.")
    if format_name == "fortios" and "/" in destination:
        return f"set subnet {destination.partition('/')[0]} 255."
    return destination


def test_the_columns_of_a_table_stay():
    columns = ("use", "kind", "destination", "port", "protocol", "category", "source", "unexpressed")
    tables = {"csv": columns, "checkpoint": ("name", "is-sub-domain", "comments")}
    for format_name, wanted in tables.items():
        rows = list(csv.reader(io.StringIO(export(format_name).text)))
        assert tuple(rows[0]) == wanted and {len(row) for row in rows} == {len(wanted)}
    assert tuple(json.loads(export("json").text)["entries"][0]) == columns[:-1]

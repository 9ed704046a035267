# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Our schema of a report, the official one of SARIF, and what GitHub asks for besides."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

ROOT = Path(__file__).resolve().parents[6]
REPORT_SCHEMA = ROOT / "docs" / "schemas" / "report-1.3.schema.json"
SARIF_SCHEMA = Path(__file__).parent / "schemas" / "sarif-2.1.0.json"


@cache  # not where tests are only collected: a schema is held to its own
def validator(path: Path) -> Draft202012Validator:
    schema = json.loads(path.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def wrong(text: str, form: str) -> list[str]:
    """What is wrong with a report as data, in either form."""
    document = json.loads(text)
    found = [f"{error.json_path}: {error.message[:300]}" for error in _of(form).iter_errors(document)]
    return found or (list(unfit_for_github(document)) if form == "sarif" else [])


def _of(form: str) -> Draft202012Validator:
    return validator(SARIF_SCHEMA if form == "sarif" else REPORT_SCHEMA)


def unfit_for_github(document: dict[str, Any]) -> Iterator[str]:
    """What its code scanning would refuse, or show for less than it is ("SARIF support for code scanning")."""
    (run,) = document["runs"]
    rules = run["tool"]["driver"]["rules"]
    for rule in rules:
        texts = [rule[name]["text"] for name in ("shortDescription", "fullDescription", "help")]
        if not all(0 < len(text) <= 1024 for text in texts) or len(rule["id"]) > 255:
            yield f"rule {rule['id']}"
    for result in run["results"]:
        place = result["locations"][0]["physicalLocation"]
        uri = place["artifactLocation"]["uri"]
        is_relative = uri and not uri.startswith("/") and ".." not in uri.split("/") and ":" not in uri
        if not is_relative or set(place["region"]) != {"startLine", "startColumn", "endLine", "endColumn"}:
            yield f"place {place}"
        if rules[result["ruleIndex"]]["id"] != result["ruleId"] or not result["message"]["text"]:
            yield f"result {result['ruleId']}"
    prints = [one["partialFingerprints"]["primaryLocationLineHash"] for one in run["results"]]
    if len(set(prints)) != len(prints) or len(prints) > 25_000 or len(rules) > 25_000:
        yield "fingerprints, or too many of anything"

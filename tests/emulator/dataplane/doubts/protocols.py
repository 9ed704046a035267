# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Protocols and ports: HTTP, HTTPS and SQL on any port, and what a database server sends its clients to."""

from __future__ import annotations

from dataclasses import replace

from .doubt import NAME, QUESTION, Doubt, add_group, add_tag, application_rule, collection, locked, network_rule

NODE = "203.0.113.77"


def odd_port(random):
    """An application rule names protocol and port, and both have to fit; a bare TCP connection is none of the three."""
    documents = locked()
    protocol, port = random.choice((("Https", 8443), ("Http", 8080), ("Mssql", 1433), ("Https", 443)))
    add_group(documents, "odd", 160, collection("odd", 160, application_rule(NAME, protocol=protocol, port=port)))
    spoken, asked = random.choice(((protocol, port), (protocol, port + 1), ("TCP", port)))
    question = replace(QUESTION, protocol=spoken, port=asked)
    redirects = ({}, {NAME: (NODE, 11001)}) if spoken == "Mssql" else ({},)
    return Doubt(f"{protocol}:{port}, asked for {spoken}:{asked}", documents, question, facts={"redirects": redirects})


def database(random):
    """A server of Azure SQL may send its clients on to another address and port, which no rule by name covers."""
    documents = locked()
    add_group(documents, "sql", 160, collection("sql", 160, application_rule(NAME, protocol="Mssql", port=1433)))
    onwards = random.random() < 0.5
    if onwards:
        add_tag(documents, "Sql", "203.0.113.64/26")
        rule = network_rule("11000-11999", destinationAddresses=["Sql"])
        add_group(documents, "nodes", 161, collection("nodes", 161, rule))
    question = replace(QUESTION, protocol="Mssql", port=1433)
    redirects = ({}, {NAME: (NODE, random.randint(11000, 11999))})
    return Doubt(f"database, nodes allowed: {onwards}", documents, question, facts={"redirects": redirects})


KINDS = (odd_port, database)

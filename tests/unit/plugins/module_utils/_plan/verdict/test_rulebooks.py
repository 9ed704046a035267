# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rule sets are made once of each document, and of no other that looks like it."""

from __future__ import annotations

import copy
import gc
import weakref

from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.policies import Policy
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict import rulebooks
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict.rulebooks import Rulebooks

from .classic_firewalls import nets
from .documents import allow, filters, group, network, policy


def test_a_rule_set_is_made_once_of_a_document_and_anew_of_its_equal():
    books, document = Rulebooks(), nets(allow(network()))
    made = books.ruleset(document, ())
    assert books.ruleset(document, ()) is made
    again = books.ruleset(dict(document), ())
    assert again == made and again is not made


def test_a_chain_is_known_by_its_documents_whoever_has_put_them_together():
    books, document = Rulebooks(), policy("own")
    groups = tuple(group(name, 100, filters("c", 100, "Allow", network())) for name in ("g", "h"))
    made = books.ruleset(None, (Policy(document, groups),))
    assert books.ruleset({}, (Policy(document, groups),)) is made
    assert len(books.ruleset(None, (Policy(document, groups[:1]),)).rules) == 1
    assert books.ruleset(document, ()).rules == ()


def test_an_index_is_made_once_of_a_rule_set_and_its_ip_groups():
    books, groups = Rulebooks(), {}
    rules = books.ruleset(nets(allow(network())), ())
    assert books.index(rules, groups) is books.index(rules, groups)
    assert books.index(rules, {}) is not books.index(rules, groups)


def test_what_nobody_holds_any_more_goes_with_its_documents():
    books = Rulebooks()
    first = weakref.ref(books.ruleset(nets(allow(network())), ()))
    kept = books.ruleset(nets(allow(network())), ())
    for _count in range(rulebooks.RECENT):
        books.ruleset(nets(allow(network())), ())
    gc.collect()
    assert first() is None and books.ruleset(kept.made_of, ()) is kept


def test_a_copy_knows_nothing_of_documents_that_were_not_copied():
    books, document = Rulebooks(), nets(allow(network()))
    made = books.ruleset(document, ())
    assert copy.deepcopy(books).ruleset(document, ()) is not made

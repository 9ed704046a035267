# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What one value of a login means, and the sentence for one that means nothing."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._arm.login import login_values
from ansible_collections.adx.outbound.plugins.module_utils._arm.login.login_values import Given
from ansible_collections.adx.outbound.plugins.module_utils._arm.wire.errors import LoginFailed


def given(value):
    return None if value is None else Given(value, "AZURE_X", is_option=False)


@pytest.mark.parametrize(
    ("value", "found"), [(None, None), ("", None), ("  ", None), (" a ", "a"), (0, "0"), (False, "False"), (7, "7")]
)
def test_nothing_and_blanks_are_no_value(value, found):
    assert login_values.text(value) == found


@pytest.mark.parametrize("tenant", ["contoso.onmicrosoft.com", "72f988bf-86f1-41af-91ab-2d7cd011db47", "T"])
def test_a_tenant_is_an_id_or_a_domain(tenant):
    assert login_values.tenant(given(tenant)) == tenant


@pytest.mark.parametrize("tenant", ["a b", "https://x", "t/", "t\n", ""])
def test_anything_else_is_no_tenant_and_says_where_it_was_found(tenant):
    with pytest.raises(LoginFailed, match=r"\(AZURE_X\) is no tenant. A tenant is given by its id"):
        login_values.tenant(given(tenant))


@pytest.mark.parametrize(
    ("value", "found"),
    [
        (None, None),
        ("login.example", "https://login.example"),
        ("https://login.example/", "https://login.example"),
        ("https://fs.example/adfs", "https://fs.example/adfs"),
    ],
)
def test_the_host_of_a_login_endpoint_is_enough(value, found):
    assert login_values.authority(given(value)) == found


@pytest.mark.parametrize("value", ["http://login.example", "ftp://x", "https://", "a b"])
def test_a_login_endpoint_without_tls_is_refused(value):
    with pytest.raises(LoginFailed, match=r"\(AZURE_X\) is no https URL"):
        login_values.authority(given(value))


@pytest.mark.parametrize(
    ("value", "found"), [(None, True), ("validate", True), ("Validate", True), ("IGNORE", False), ("ignore", False)]
)
def test_certificates_are_looked_at_unless_that_is_forbidden(value, found):
    assert login_values.verifies(given(value)) is found


def test_any_other_word_about_certificates_is_refused():
    with pytest.raises(LoginFailed, match="O.cert_validation_mode. 'none' is neither validate nor ignore"):
        login_values.verifies(given("none"))


@pytest.mark.parametrize("word", ["true", "YES", "on", "1", "t", "y"])
def test_yes_is_said_in_many_words(word):
    assert login_values.boolean("x", given(word)) is True


@pytest.mark.parametrize("word", [None, "false", "No", "off", "0", "f", "n"])
def test_and_so_is_no(word):
    assert login_values.boolean("x", given(word)) is False


def test_what_is_neither_is_refused():
    with pytest.raises(LoginFailed, match="x 'maybe' is neither true nor false"):
        login_values.boolean("x", given("maybe"))

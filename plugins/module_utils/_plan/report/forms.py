# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The forms that a report may have, each the ending of its file's name, without what makes them."""

HTML, MARKDOWN, JSON, SARIF = "html", "md", "json", "sarif"
FORMS = (HTML, MARKDOWN, JSON, SARIF)
CONSOLE_FORM = "text"  # the few lines for a console, which are no report

# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How Sphinx shows what tools/site/build.py has laid out."""

project = "adx.outbound"
copyright = "adx.outbound contributors"
html_title = "adx.outbound"

extensions = ["myst_parser", "sphinx_antsibull_ext"]
myst_heading_anchors = 3
nitpicky = True
default_role = "any"
# The generated pages refer to labels and variables of Ansible's own documentation, which is not fetched.
suppress_warnings = ["ref.ref"]
nitpick_ignore_regex = [("envvar", "ANSIBLE_.*")]

html_theme = "furo"
html_static_path = ["static"]
html_css_files = ["wide.css"]
html_show_sphinx = False
html_show_sourcelink = False
html_copy_source = False
html_use_index = False
pygments_style = "ansible"
pygments_dark_style = "monokai"
highlight_language = "text"

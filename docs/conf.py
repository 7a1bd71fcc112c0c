"""Sphinx settings; `make docs` builds with every warning an error."""

import importlib.metadata

project = "qinba_games"
author = "The qinba_games developers"
copyright = f"2026, {author}"
release = version = importlib.metadata.version("qinba-games")

extensions = [
    "myst_nb",
    "numpydoc",
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "sphinx.ext.mathjax",
    "sphinxcontrib.bibtex",
]
exclude_patterns = ["_build"]
templates_path = ["_templates"]
# `name` in a docstring is code, and a link where there is such a name.
default_role = "py:obj"

html_theme = "furo"
html_title = f"qinba_games {version}"

# Pages show what notebooks have stored; `make notebooks` runs them.
nb_execution_mode = "off"
myst_enable_extensions = ["amsmath", "dollarmath"]
myst_heading_anchors = 3

bibtex_bibfiles = ["references.bib"]
bibtex_default_style = "alpha"

autosummary_generate = True
autodoc_typehints = "none"
autodoc_member_order = "bysource"
numpydoc_show_class_members = False

"""Sphinx settings; `make docs` builds with every warning an error."""

import importlib.metadata
import re
import shutil
from pathlib import Path

from docutils import nodes

here = Path(__file__).parent

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
    "sphinx.ext.viewcode",
    "sphinxcontrib.bibtex",
]
# The table is part of the page on benchmarks; the paper about the software is a page of its own.
exclude_patterns = [
    *("_build", "joss"),
    *("explanation/benchmarks-table.md", "explanation/reliability-figures.md"),
]
templates_path = ["_templates"]
# `name` in a docstring is code, and a link where there is such a name.
default_role = "py:obj"
# `.delta` in a docstring is the attribute of what is returned; several results have one.
suppress_warnings = ["ref.python"]

html_theme = "furo"
html_title = f"qinba_games {version}"
html_static_path = ["_static"]
html_css_files = ["wide.css"]
html_search_scorer = str(here / "search_scorer.js")

# Every number on a page is computed when the page is built; a cell that fails, fails the build.
nb_execution_mode = "force"
nb_execution_raise_on_error = True
nb_execution_timeout = 900
# How far something slow is, is nothing to print: it depends on the machine that builds the pages.
nb_output_stderr = "remove"
nb_merge_streams = True
# A page shows what a widget shows as HTML; nothing is loaded for it from elsewhere.
nb_ipywidgets_js = {}
myst_enable_extensions = ["amsmath", "dollarmath"]
myst_heading_anchors = 3

# Formulas are set by a copy of MathJax 3.2.2 beside the pages, so that they need no network.
mathjax_path = "mathjax/tex-svg.js"

bibtex_bibfiles = ["../qinba_games/common/references.bib"]
bibtex_default_style = "alpha"
bibtex_reference_style = "author_year"

autosummary_generate = True
autodoc_typehints = "none"
autodoc_member_order = "bysource"
numpydoc_show_class_members = False

# The notebooks are kept beside the package, and shown, run, among the tutorials.
for notebook in sorted((here.parent / "notebooks").glob("*.ipynb")):
    shutil.copy2(notebook, here / "tutorials" / notebook.name)


def skip_tuple_fields(app, what, name, value, skip, options):
    """Leave out what a named tuple says of its fields: the class docstring describes them."""
    return True if type(value).__name__ == "_tuplegetter" else None


def escape(app, what, name, value, options, lines):
    """Let docstrings say `Fraction`s and a_-i, without the escapes that only Sphinx needs."""
    for number, line in enumerate(lines):
        line = re.sub(r"(`[^`\n]+`)(?=[a-z])", r"\1\\ ", line)
        lines[number] = re.sub(r"(?<=\w)_-i\b", r"\\_-i", line)


def say_what_is_drawn(app, doctree):
    """Give a figure that a cell drew the words before it, where the cell says none."""
    for image in doctree.findall(nodes.image):
        if image.get("alt") and not image["alt"].endswith((".png", ".svg")):
            continue
        heading, said = "", ""
        for node in doctree.findall():
            if node is image:
                break
            if isinstance(node, nodes.title):
                heading, said = node.astext(), ""
            elif isinstance(node, nodes.paragraph):
                said = node.astext()
        image["alt"] = f"Figure: {heading}. {' '.join(said.split())}"[:400].strip()


def open_one_branch(app, pagename, templatename, context, doctree):
    """Open the branch of the page alone at its side: all of 400 names make every page slow."""
    whole = context["toctree"]
    context["toctree"] = lambda **options: whole(**{**options, "collapse": True})


def setup(app):
    """Connect the above."""
    # Before the theme, which asks for all branches.
    app.connect("html-page-context", open_one_branch, priority=400)
    app.connect("doctree-read", say_what_is_drawn)
    app.connect("autodoc-skip-member", skip_tuple_fields)
    app.connect("autodoc-process-docstring", escape, priority=900)

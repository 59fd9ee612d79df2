"""How the pages are built: every code cell is run, and a warning is an error.

``sphinx-build -W docs build/docs`` writes the site to ``build/docs``.
"""

import logicnet

project = "logicnet"
author = "The logicnet authors"
copyright = "the logicnet authors"
version = release = logicnet.__version__

extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.mathjax"]
exclude_patterns = ["pictures"]
html_theme = "furo"
html_title = f"logicnet {version}"

myst_enable_extensions = ["colon_fence", "deflist", "dollarmath"]
myst_heading_anchors = 3
nb_execution_mode = "force"
nb_execution_raise_on_error = True
nb_execution_timeout = 120
nb_merge_streams = True
nb_code_prompt_show = "Show the {type}"

autodoc_typehints = "description"
autodoc_member_order = "bysource"

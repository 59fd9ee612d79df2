"""What the pages need beyond Sphinx: words for pictures, notebooks, parameter lists, a gallery."""

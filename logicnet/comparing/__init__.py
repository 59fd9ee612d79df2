"""Styles of networks beside each other.

`costs` finds what one style costs, `comparison` is the table of them, `comparing` has the verbs.
"""

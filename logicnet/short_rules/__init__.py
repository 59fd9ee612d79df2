"""Short rules that people can read, from rows, from what a model decides, and from stated rules.

`search` finds rules over literals; `literals`, `concepts` and `stated` make literals of a table and
of what is known; `validation` chooses by rows held out; `result` is what comes back.
"""

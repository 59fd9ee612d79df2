"""Judges of large circuits: nodes that are equal are found by simulation, proven and merged."""

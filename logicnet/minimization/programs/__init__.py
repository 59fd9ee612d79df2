"""Covering problems as integer programs, solved in a process that can be ended."""

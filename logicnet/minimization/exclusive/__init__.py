"""Exclusive sums of few products."""

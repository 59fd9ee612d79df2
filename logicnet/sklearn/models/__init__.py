"""Fitted models of scikit-learn as networks over their features."""

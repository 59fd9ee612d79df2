"""What is learnt from: rows, tables, data sets."""

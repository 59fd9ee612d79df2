"""Large circuits as few threshold units: cuts of a graph, a cover by units, units taken together."""

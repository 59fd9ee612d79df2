"""Large circuits as few threshold units: cuts of a graph, a cover, units taken together."""

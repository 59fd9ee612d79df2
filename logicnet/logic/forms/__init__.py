"""Two-level forms beside the sum of products: products of sums, and exclusive sums."""

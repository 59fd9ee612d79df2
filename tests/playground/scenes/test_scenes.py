"""The scenes: complete, and told in three sentences."""

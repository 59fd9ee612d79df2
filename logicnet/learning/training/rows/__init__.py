"""The rows of a run: at hand, or streamed in blocks."""

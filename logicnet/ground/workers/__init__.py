"""Work spread over workers: blocks of one call, many sources, and where workers come from."""

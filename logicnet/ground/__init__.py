"""The ground: what everything stands on and nothing of logic or networks is in."""

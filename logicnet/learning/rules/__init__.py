"""From rules and data to better rules."""

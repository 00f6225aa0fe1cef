"""The chat page over qa."""

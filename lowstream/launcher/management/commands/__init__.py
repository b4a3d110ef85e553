"""Commands that the launcher runs."""

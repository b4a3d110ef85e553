"""API tokens: programs that act for a person, within scopes."""

"""Workspaces and their members, as their owners manage them."""

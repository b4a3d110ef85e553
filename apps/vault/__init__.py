"""Secrets of workspaces: encrypted where they are kept, bound to the hosts they may be sent to, never told again."""

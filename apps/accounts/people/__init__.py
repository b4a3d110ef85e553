"""A person's own account: their sessions, password and second step, and what the audit log tells of them."""

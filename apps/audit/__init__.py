"""Who did what, when: the audit log of each workspace."""

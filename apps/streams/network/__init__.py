"""Where streams may lead, as people write it down: the rules of the operator and of each workspace."""

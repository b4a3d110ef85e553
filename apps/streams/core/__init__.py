"""Pure decisions of a stream: no Django, no Redis, no socket, no clock and no randomness of its own."""

"""All of Redis: windows, published batches, wishes, leases and control messages. Nothing else talks to it."""

"""The process that owns upstream connections. Nothing else opens a socket to an upstream."""

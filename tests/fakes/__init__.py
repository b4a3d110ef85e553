"""Stand-ins at the edges of the system: a scriptable upstream and a faulty network. Both are real sockets."""

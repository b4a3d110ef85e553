"""Every fault that the parts of a running house can have, while numbered messages flow: nothing is lost in silence."""

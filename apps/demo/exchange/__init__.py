"""The built-in exchange: a made-up market that speaks the public exchange protocol over real WebSockets."""

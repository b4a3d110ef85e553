"""Benchmarks, with the peers they are measured against. `make bench` runs them; nothing here is part of Lowstream."""

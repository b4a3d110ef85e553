"""`make serve` and `make demo`: one program that starts Redis, hub, web and (demo) the exchange, and keeps them up.

Standard library only, so that it starts at once; Django runs in the children.
"""

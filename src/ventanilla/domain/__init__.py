"""The facts everything else speaks of: small frozen values, no I/O, no clock, no words."""

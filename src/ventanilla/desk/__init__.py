"""What happens after what: messages taken, turns made, messages delivered. Synchronous, no I/O of
its own: everything outside comes in through the ports.
"""

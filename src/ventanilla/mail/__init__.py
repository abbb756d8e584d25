"""E-mail as a channel: the mail server it is handed to, and the demo's mailbox in its place.

It takes finished messages and knows nothing of what is in them.
"""

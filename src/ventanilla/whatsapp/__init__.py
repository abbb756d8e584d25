"""WhatsApp's Cloud API, to the letter: signed webhooks in, messages out. Decides nothing."""

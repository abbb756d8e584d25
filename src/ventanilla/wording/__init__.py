"""The only place that knows languages: words in become events, questions become messages."""

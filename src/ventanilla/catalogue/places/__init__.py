"""Where people are and were born: postal codes, countries, states, counties. Only our own files."""

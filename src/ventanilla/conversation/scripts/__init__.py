"""The scripts: which questions, in which order."""

"""Words into values, knowing no language."""

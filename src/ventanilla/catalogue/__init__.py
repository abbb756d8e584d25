"""The facts of a network and of the world's places: read from files, checked, never changed."""

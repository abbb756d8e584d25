"""When there is room: schedules and closures become cells, and bounds say which may be booked.

Pure: whether a place is really free is decided by storage, when it is claimed.
"""

"""The public pages: what this is, the privacy notice, what to bring, and checking a confirmation.

Plain pages without scripts, cookies or forms. Nothing here changes anything.
"""

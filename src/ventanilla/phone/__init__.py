"""The stand-in for WhatsApp: a Graph API that answers like Meta's, and a phone in the browser.

It speaks HTTP only and knows nothing of the system it lets people try.
"""

"""What people are handed: the confirmation, its QR code and the signature inside. Pure."""

"""What makes the rest believable: journal, accesses, consents, retention, erasure."""

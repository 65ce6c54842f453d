"""What people do, as verbs; the only place where the parts meet."""

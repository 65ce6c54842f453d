"""Files that come in: guarded, decoded, read cell by cell."""

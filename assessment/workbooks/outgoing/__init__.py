"""Files that leave: text stays text, every write checked, put in place whole."""

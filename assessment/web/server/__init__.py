"""Around the screens: gate, headers, routes, health, long work."""

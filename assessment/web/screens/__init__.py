"""One file a screen: it reads, calls one service, draws."""

"""Getting in: accounts, invitations, passwords, second factor, sessions."""

"""What an owner answers with, and the same in an interview or by a form."""

"""The consultant's review workbook."""

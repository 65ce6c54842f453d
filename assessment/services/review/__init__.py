"""Claims checked by consultants, on the screen or in a workbook."""

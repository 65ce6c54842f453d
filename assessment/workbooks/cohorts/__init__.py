"""The workbook of a whole cohort."""

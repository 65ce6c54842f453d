"""Printed sheets: application, paste workbook, ranked list, receipt."""

"""A funder's own workbook filled in; everything untouched stays byte for byte."""

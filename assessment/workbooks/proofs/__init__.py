"""The workbook that proves the score by live formulas."""

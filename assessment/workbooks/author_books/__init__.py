"""A questionnaire as an author's workbook."""

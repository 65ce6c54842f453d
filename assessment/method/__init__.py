"""What is computed: arrays and tables in, tables out; no clock, no files, no database."""

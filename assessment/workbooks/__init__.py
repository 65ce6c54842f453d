"""What leaves and comes back as tables and workbooks; plain values in and out."""

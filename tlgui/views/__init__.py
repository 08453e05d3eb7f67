"""What people are shown, as plain data in their language: read by the page, the report, the command line and scripts."""

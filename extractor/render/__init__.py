"""What an extraction looks like outside: JSON, rows for a spreadsheet, a table, a page."""

"""Cases from a spreadsheet: choose, match the columns, look at what would happen, take in, take back."""

"""Files in and out: xlsx, csv and json."""

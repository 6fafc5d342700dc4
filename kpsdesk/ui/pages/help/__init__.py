"""Help: what each page is for, shortcuts, what is counted, the words of the field."""

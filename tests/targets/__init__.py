"""What is written for email tools."""

"""What the page, the command line and scripts all call: start, resume, wait."""

"""What page, command line and script all call: start, resume, wait."""

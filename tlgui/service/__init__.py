"""What the page, the command line and scripts all call.

Runs are asked for, started, waited for, stopped and resumed; datasets are read, renamed, deleted and taken back from a room; limits are kept,
disk is freed, and a room's labels are opened; and the adviser says what to begin with.
"""

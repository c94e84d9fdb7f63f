"""`python -m warehouse.cli`: the command without its script, as the server's children use it."""

from warehouse.cli import main

main(prog_name="warehouse")

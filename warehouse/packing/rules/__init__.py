"""What packing decides without a database. The states are those of docs/scenarios/pack.md."""

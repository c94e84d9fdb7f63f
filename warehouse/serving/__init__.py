"""The web server and what it needs of the machine: addresses, certificates, processes."""

"""The installed app: what a handheld keeps so that it starts and goes on without network."""

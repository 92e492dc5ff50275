# PgBouncer as Debian has it, the version that the tests run. Its configuration is not in it: deploy/pgbouncer.
FROM debian:bookworm-20250520-slim
RUN apt-get update && apt-get install -y --no-install-recommends pgbouncer && rm -rf /var/lib/apt/lists/*
# Of no files: it reads its configuration and writes nothing.
USER nobody
# Lets the transactions that are open finish; SIGTERM would cut them off.
STOPSIGNAL SIGINT
CMD ["/usr/sbin/pgbouncer", "/etc/pgbouncer/pgbouncer.ini"]

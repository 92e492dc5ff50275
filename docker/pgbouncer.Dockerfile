# Debian's PgBouncer, the version that the tests use. Its configuration is in deploy/pgbouncer.
FROM debian:bookworm-20250520-slim
RUN apt-get update && apt-get install -y --no-install-recommends pgbouncer && rm -rf /var/lib/apt/lists/*
# A user without files: PgBouncer reads its configuration and writes nothing.
USER nobody
# SIGINT lets open transactions finish; SIGTERM would abort them.
STOPSIGNAL SIGINT
CMD ["/usr/sbin/pgbouncer", "/etc/pgbouncer/pgbouncer.ini"]

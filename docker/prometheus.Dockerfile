# Files are copied instead of mounted, since a strict umask in the checkout would make them unreadable for the image's user.
FROM prom/prometheus:v3.4.0
COPY --chmod=644 docker/prometheus/prometheus.yml docker/prometheus/alerts.yml /etc/prometheus/

# Files are copied instead of mounted, since a strict umask in the checkout would make them unreadable for the image's user.
FROM grafana/grafana:12.0.0
COPY --chmod=644 docker/grafana/provisioning/datasources/prometheus.yml /etc/grafana/provisioning/datasources/
COPY --chmod=644 docker/grafana/provisioning/dashboards/ticketiq.yml docker/grafana/ticketiq.json /etc/grafana/provisioning/dashboards/

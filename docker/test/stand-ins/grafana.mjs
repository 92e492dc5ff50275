import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

const files = ['datasources/prometheus.yml', 'dashboards/ticketiq.yml', 'dashboards/ticketiq.json'];
for (const file of files) readFileSync(`/etc/grafana/provisioning/${file}`);
createServer((_, response) => response.end('{"database":"ok"}')).listen(3000);
process.on('SIGTERM', () => process.exit(0));

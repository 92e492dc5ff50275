import { availableParallelism, cpus } from 'node:os';

/** What figures were made on; they mean nothing without it. */
export function machine(postgresVersion: string): string {
  const [{ model } = { model: 'unknown processor' }] = cpus();
  return (
    `${new Date().toISOString().slice(0, 10)}, ${availableParallelism()} cores (${model.trim()}), Node.js ${process.version}, ` +
    `PostgreSQL ${postgresVersion} embedded; load generator, service and database share the machine.`
  );
}

import { execFileSync } from 'node:child_process';
import { arch, availableParallelism, cpus, platform, release, totalmem } from 'node:os';

/** Date and machine of a measurement, for its report. */
export function dayAndMachine(): string {
  const [{ model } = { model: 'unknown processor' }] = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  const redis = execFileSync(process.env.REDIS_SERVER_PATH ?? 'redis-server', ['--version'], {
    encoding: 'utf8',
  });
  return (
    `${new Date().toISOString().slice(0, 10)}, ${availableParallelism()} cores (${model.trim()}), ${memory} GB of memory, ` +
    `${platform()} ${release()} ${arch()}, Node.js ${process.version}, the embedded PostgreSQL, ` +
    `Redis ${/v=([\d.]+)/.exec(redis)?.[1]}; load generator, service and engines share the machine.`
  );
}

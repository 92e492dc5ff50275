import { hostname } from 'node:os';

const INFO = 30;

/** Prints what happens outside the framework's own log: readable at a terminal, otherwise in the log's form. */
export function reportProgress(progress: string): void {
  if (process.stdout.isTTY) return console.log(progress);
  const line = {
    level: INFO,
    time: Date.now(),
    pid: process.pid,
    hostname: hostname(),
    msg: progress.trim(),
  };
  console.log(JSON.stringify(line));
}

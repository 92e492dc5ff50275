import { hostname } from 'node:os';

const INFO = 30;

/** Prints progress outside Nest's logger: readable text on a terminal, else the log's JSON format. */
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

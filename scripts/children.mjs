// Starts processes that end together with the script.
import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

const isWindows = process.platform === 'win32';
const running = new Set();
let stopRequestedAt;

/**
 * Starts a process in its own group. Ctrl-C in a terminal signals every process of the terminal's group; this way it
 * signals the script only, which stops the processes in order.
 */
export function start(command, args, options = {}) {
  const child = spawn(command, args, { detached: !isWindows, windowsHide: true, ...options });
  running.add(child);
  child.once('error', () => running.delete(child)).once('close', () => running.delete(child));
  return child;
}

/** Runs a process to its end. Returns its output, unless `stdio` redirects it. */
export function run(command, args, options = {}) {
  return new Promise((resolve) => {
    const child = start(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (chunk) => (output += chunk));
    }
    child.once('error', (error) => resolve({ code: 127, output: error.message }));
    child.once('close', (code, signal) => resolve({ code: code ?? 1, signal, output }));
  });
}

/** Signals all running processes and their groups. */
export function signalAll(signal) {
  for (const child of running) {
    try {
      if (isWindows) child.kill(signal);
      else process.kill(-child.pid, signal);
    } catch (error) {
      if (error.code !== 'ESRCH') throw error;
    }
  }
}

/** Waits until all processes have ended. @returns false on a timeout */
export async function allEnded(timeoutMs) {
  const deadline = Date.now() + timeoutMs;
  while (running.size > 0 && Date.now() < deadline) await sleep(50);
  return running.size === 0;
}

/**
 * Calls `first` on the first request to stop, and `again` on the second. npm forwards the Ctrl-C that the terminal has
 * already sent to us, so signals within a second count as the same keystroke.
 */
export function onStop(first, again) {
  const hear = (signal) => {
    if (stopRequestedAt === undefined) {
      stopRequestedAt = Date.now();
      first(signal);
    } else if (Date.now() - stopRequestedAt > 1000) {
      again(signal);
    }
  };
  process.on('SIGINT', hear).on('SIGTERM', hear);
  // The terminal was closed.
  process.on('SIGHUP', () => hear('SIGTERM'));
  // npm, or the shell between npm and us, was killed without signalling us.
  const parent = process.ppid;
  if (!process.env.npm_lifecycle_event) return;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    if (!stopRequested()) hear('SIGTERM');
  }, 250);
  watch.unref();
}

export function stopRequested() {
  return stopRequestedAt !== undefined;
}

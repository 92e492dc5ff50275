import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

const TIMEOUT_MS = 60_000;
/** Of the daemon's answer, which is one short line. */
const MAX_ANSWER = 1000;

export class ScanFailed extends Error {}

/** A ClamAV daemon, by its socket protocol. */
export class VirusScanner {
  /** @param address `tcp://host:3310` or `unix:/run/clamav/clamd.ctl` */
  constructor(private readonly address: string) {}

  /**
   * Sends a content with the command INSTREAM.
   * @returns the name of the malware that was found, or null
   * @throws ScanFailed
   */
  async scan(content: AsyncIterable<Buffer>): Promise<string | null> {
    const socket = this.connect();
    socket.setTimeout(TIMEOUT_MS, () => socket.destroy(new Error('timeout')));
    const answer = readAnswer(socket);
    // Awaited below, after the content was sent.
    answer.catch(() => undefined);
    try {
      await once(socket, 'connect');
      await send(socket, 'zINSTREAM\0');
      for await (const chunk of content) {
        // The daemon answers early if it refuses the content.
        if (socket.readableEnded || !socket.writable) break;
        await send(socket, withLength(chunk));
      }
      if (socket.writable) await send(socket, withLength(Buffer.alloc(0)));
      return verdictOf(await answer);
    } catch (error) {
      throw error instanceof ScanFailed
        ? error
        : new ScanFailed('The virus scanner is unavailable', { cause: error });
    } finally {
      socket.destroy();
    }
  }

  private connect(): Socket {
    if (this.address.startsWith('unix:')) return connect(this.address.slice('unix:'.length));
    const { hostname, port } = new URL(this.address);
    return connect({ host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || 3310) });
  }
}

function verdictOf(answer: string): string | null {
  if (answer === 'stream: OK') return null;
  const found = /^stream: (.+) FOUND$/.exec(answer)?.[1];
  if (found === undefined) throw new ScanFailed(`The virus scanner answered: ${answer}`);
  return found;
}

async function send(socket: Socket, bytes: string | Buffer): Promise<void> {
  if (!socket.write(bytes)) await Promise.race([once(socket, 'drain'), once(socket, 'close')]);
}

function withLength(chunk: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(chunk.length);
  return Buffer.concat([length, chunk]);
}

async function readAnswer(socket: Socket): Promise<string> {
  let answer = '';
  for await (const part of socket) {
    answer += String(part);
    if (answer.includes('\0') || answer.length > MAX_ANSWER) break;
  }
  return answer.split('\0')[0]!.trim();
}

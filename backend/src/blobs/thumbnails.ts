import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';

/** Longest side of a thumbnail. */
export const THUMBNAIL_PIXELS = 320;
/** Largest image that gets one. A small file can decode to a very large image. */
export const MAX_PIXELS = 50_000_000;

const TIMEOUT_MS = 20_000;
const PROCESS = fileURLToPath(new URL('thumbnail.process.js', import.meta.url));

/** Makes a thumbnail in a process of its own. Null for an image that is damaged, too large or takes too long. */
export async function makeThumbnail(image: AsyncIterable<Buffer>): Promise<Buffer | null> {
  const child = spawn(process.execPath, ['--max-old-space-size=128', PROCESS], {
    // Secrets of the settings are of no use to a decoder.
    env: { VIPS_BLOCK_UNTRUSTED: '1', MALLOC_ARENA_MAX: '2' },
    stdio: ['pipe', 'pipe', 'ignore'],
    timeout: TIMEOUT_MS,
    killSignal: 'SIGKILL',
  });
  const ended = once(child, 'exit') as Promise<[number | null]>;
  // A process that has failed does not read the rest.
  const sending = pipeline(Readable.from(image, { objectMode: false }), child.stdin);
  const [thumbnail, [code], sent] = await Promise.all([
    buffer(child.stdout),
    ended,
    Promise.allSettled([sending]),
  ]);
  if (code === 0 && thumbnail.length > 0) return thumbnail;
  const [{ status, reason }] = sent as [{ status: string; reason?: Error & { code?: string } }];
  // The content could not be read, which is no fault of the image.
  if (status === 'rejected' && reason?.code !== 'EPIPE' && reason?.code !== 'ERR_STREAM_PREMATURE_CLOSE')
    throw reason!;
  return null;
}

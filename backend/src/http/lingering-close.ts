import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Limits for reading and discarding the body of a refused request, so that a client that sends it completely can read
 * the response.
 */
const MAX_DISCARDED_BYTES = 32 * 1024 * 1024;
const MAX_DISCARD_MS = 5_000;
/** For the bodies of uploads, which are larger. */
const MAX_DISCARDED_UPLOAD_BYTES = 512 * 1024 * 1024;
const MAX_DISCARD_UPLOAD_MS = 60_000;

const uploads = new WeakSet<IncomingMessage>();

/** Lets the rest of a request's body be as large as that of a file that is refused. */
export function expectUpload(request: IncomingMessage): void {
  uploads.add(request);
}

/**
 * Discards the rest of a request body after an early response, within limits. Closing the connection immediately would
 * reset it, and a client that sends before it reads would lose the response (RFC 9112, section 9.6).
 */
export function drainAfterEarlyResponses(server: Server): void {
  server.prependListener('request', (request: IncomingMessage, response: ServerResponse) => {
    // Prepended to Node.js's own listener, which closes or reuses the connection.
    response.prependOnceListener('finish', () => {
      if (!request.complete) discardBody(request);
    });
  });
  // Other expectations than 100-continue may be ignored (RFC 9110, section 10.1.1).
  server.on('checkExpectation', (request, response) => server.emit('request', request, response));
}

function discardBody(request: IncomingMessage): void {
  const { socket } = request;
  const destroySoon = socket.destroySoon.bind(socket);
  const isUpload = uploads.has(request);
  let remainingBytes = isUpload ? MAX_DISCARDED_UPLOAD_BYTES : MAX_DISCARDED_BYTES;
  let closing = false;
  const hangUp = (): void => void socket.destroy();
  const timer = setTimeout(hangUp, isUpload ? MAX_DISCARD_UPLOAD_MS : MAX_DISCARD_MS);
  const stop = (): void => {
    clearTimeout(timer);
    socket.off('end', hangUp).off('close', stop);
    socket.destroySoon = destroySoon;
    if (closing) socket.destroySoon();
  };
  // Node.js calls this after the response if the connection is not kept alive.
  socket.destroySoon = () => {
    closing = true;
    socket.end();
  };
  socket.once('end', hangUp).once('close', stop);
  request.once('end', stop).on('data', (chunk: Buffer) => {
    remainingBytes -= chunk.length;
    if (remainingBytes < 0) hangUp();
  });
  request.resume();
}

/** Closes a connection whose request could not be parsed, after discarding the rest of it. */
export function closeLingering(socket: Socket, answer: string): void {
  let remainingBytes = MAX_DISCARDED_BYTES;
  const close = (): void => void socket.destroy();
  const timer = setTimeout(close, MAX_DISCARD_MS);
  socket.once('close', () => clearTimeout(timer));
  socket.once('end', close);
  socket.on('data', (chunk: Buffer) => {
    remainingBytes -= chunk.length;
    if (remainingBytes < 0) close();
  });
  socket.end(answer);
}

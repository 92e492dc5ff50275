import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** A refused body is read and discarded up to so much, so that a client which sends all of it first can read why. */
const MAX_DISCARDED_BYTES = 32 * 1024 * 1024;
const MAX_DISCARD_MS = 5_000;

/**
 * An answer may be out before its request's body is in. Were the connection closed then, the rest of the body would meet a
 * closed port, and the reset that comes of it takes the answer away from a client that sends before it reads (RFC 9112,
 * 9.6). So the rest is read and discarded first, within limits.
 */
export function drainAfterEarlyResponses(server: Server): void {
  server.prependListener('request', (request: IncomingMessage, response: ServerResponse) => {
    // Before Node.js's own listener, which ends the connection or leaves it to the next request.
    response.prependOnceListener('finish', () => {
      if (!request.complete) discardBody(request);
    });
  });
  // Unlike 100-continue, what else is expected binds nobody (RFC 9110, 10.1.1): answered as if it were not there.
  server.on('checkExpectation', (request, response) => server.emit('request', request, response));
}

function discardBody(request: IncomingMessage): void {
  const { socket } = request;
  const destroySoon = socket.destroySoon.bind(socket);
  let left = MAX_DISCARDED_BYTES;
  let closing = false;
  const hangUp = (): void => void socket.destroy();
  const timer = setTimeout(hangUp, MAX_DISCARD_MS);
  const stop = (): void => {
    clearTimeout(timer);
    socket.off('end', hangUp).off('close', stop);
    socket.destroySoon = destroySoon;
    if (closing) socket.destroySoon();
  };
  // What Node.js calls once the answer is out and the connection is not to be kept.
  socket.destroySoon = () => {
    closing = true;
    socket.end();
  };
  socket.once('end', hangUp).once('close', stop);
  request.once('end', stop).on('data', (chunk: Buffer) => {
    left -= chunk.length;
    if (left < 0) hangUp();
  });
  request.resume();
}

/** Ends a connection whose request could not be read, in the same way. */
export function closeLingering(socket: Socket, answer: string): void {
  let left = MAX_DISCARDED_BYTES;
  const close = (): void => void socket.destroy();
  const timer = setTimeout(close, MAX_DISCARD_MS);
  socket.once('close', () => clearTimeout(timer));
  socket.once('end', close);
  socket.on('data', (chunk: Buffer) => {
    left -= chunk.length;
    if (left < 0) close();
  });
  socket.end(answer);
}

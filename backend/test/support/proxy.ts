import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export interface Proxy {
  port: number;
  /** Closes all connections and accepts no more. */
  cut: () => void;
  /**
   * Leaves connections half-open, like a network that drops packets without an error. Current connections stay silent
   * permanently, new ones until `mend`.
   */
  silence: () => void;
  mend: () => void;
  close: () => void;
}

/** A TCP proxy that can make a server unreachable. */
export async function startProxy(host: string, port: number): Promise<Proxy> {
  const sockets = new Set<Socket>();
  let state: 'open' | 'cut' | 'silent' = 'open';
  const server = createServer((incoming) => {
    if (state === 'cut') return void incoming.destroy();
    sockets.add(incoming);
    incoming.on('error', () => undefined);
    incoming.on('close', () => sockets.delete(incoming));
    if (state === 'silent') return;
    const outgoing = connect(port, host);
    for (const [socket, peer] of [
      [incoming, outgoing],
      [outgoing, incoming],
    ] as const) {
      sockets.add(socket);
      socket.on('error', () => peer.destroy());
      socket.on('close', () => {
        sockets.delete(socket);
        peer.destroy();
      });
      socket.pipe(peer);
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const cut = (): void => {
    state = 'cut';
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: (server.address() as AddressInfo).port,
    cut,
    silence: () => {
      state = 'silent';
      for (const socket of sockets) {
        socket.unpipe();
        // Read and discarded, so that the end of one side is noticed here and not forwarded.
        socket.removeAllListeners('close').on('close', () => sockets.delete(socket));
        socket.resume();
      }
    },
    mend: () => (state = 'open'),
    close: () => {
      cut();
      server.close();
    },
  };
}

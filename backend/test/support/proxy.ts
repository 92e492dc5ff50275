import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export interface Proxy {
  port: number;
  /** Breaks all connections off and takes no more. */
  cut: () => void;
  /**
   * Leaves connections half-open, as a network does that has lost its way: nobody is told, nothing comes through any
   * more. Those of now stay so for good, new ones until it is mended.
   */
  silence: () => void;
  mend: () => void;
  close: () => void;
}

/** Stands before a server, and can take it away from those who reach it through here. */
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
        // Read and thrown away, so that the end of one side is still seen here and not passed on.
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

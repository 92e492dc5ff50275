import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer } from 'smtp-server';

/** A mail that the server has taken. */
export interface DeliveredMail {
  recipients: string[];
  raw: string;
  mail: Email;
}

/** An answer of the server in place of acceptance, such as 550. */
export interface Refusal {
  code: number;
  text: string;
}

export interface SmtpTestServer {
  port: number;
  mails: DeliveredMail[];
  /** Answers for recipients; deleted ones are accepted. */
  refused: Map<string, Refusal>;
  /** Answer after DATA, for all. */
  refuseData: Refusal | undefined;
  /** Cuts the connection after the mail was taken, instead of answering. */
  cutAfterData: boolean;
  /** Mails to the address. */
  to: (address: string) => DeliveredMail[];
  stop: () => Promise<void>;
}

function failure({ code, text }: Refusal): Error {
  return Object.assign(new Error(text), { responseCode: code });
}

/** A real SMTP server on the loopback, which accepts the user `support` with the password `mail secret`. */
export async function startSmtpServer(): Promise<SmtpTestServer> {
  const state: SmtpTestServer = {
    port: 0,
    mails: [],
    refused: new Map(),
    refuseData: undefined,
    cutAfterData: false,
    to: (address) => state.mails.filter(({ recipients }) => recipients.includes(address)),
    stop: () =>
      new Promise((resolve) => {
        server.close(resolve);
      }),
  };
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    authOptional: true,
    logger: false,
    onAuth: ({ username, password }, _session, answer) => {
      if (username === 'support' && password === 'mail secret') answer(null, { user: username });
      else answer(failure({ code: 535, text: 'Authentication credentials invalid' }));
    },
    onRcptTo: ({ address }, _session, answer) => {
      const refusal = state.refused.get(address);
      answer(refusal ? failure(refusal) : null);
    },
    onData: (stream, session, answer) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const raw = Buffer.concat(chunks);
        if (state.refuseData) return answer(failure(state.refuseData));
        void PostalMime.parse(raw).then((mail) => {
          const recipients = session.envelope.rcptTo.map(({ address }) => address);
          state.mails.push({ recipients, raw: raw.toString('latin1'), mail });
          if (!state.cutAfterData) return answer(null, `2.0.0 Ok: queued as ${state.mails.length}`);
          for (const { socket } of connections) socket.destroy();
        });
      });
    },
  });
  const connections = new Set<{ socket: { destroy: () => void } }>();
  server.server.on('connection', (socket) => {
    const connection = { socket };
    connections.add(connection);
    socket.on('close', () => connections.delete(connection));
  });
  server.on('error', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  state.port = (server.server.address() as AddressInfo).port;
  return state;
}

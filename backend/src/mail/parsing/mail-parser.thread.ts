import { parentPort } from 'node:worker_threads';
import { MailTooComplex } from './mail-parsing.errors.js';
import { parseMail } from './parse-mail.js';
import type { ParsedMail } from './parsed-mail.js';

/** Errors are posted by name, because their class is lost between threads. */
export type ParserReply =
  { ready: true } | { mail: ParsedMail } | { tooComplex: string } | { failed: string };

parentPort!.on('message', (raw: Uint8Array) => {
  parseMail(raw).then(
    (mail) => reply({ mail }),
    (error: unknown) =>
      reply(error instanceof MailTooComplex ? { tooComplex: error.message } : { failed: String(error) }),
  );
});
reply({ ready: true });

function reply(content: ParserReply): void {
  const contents = 'mail' in content ? content.mail.attachments.map((attachment) => attachment.content) : [];
  parentPort!.postMessage(content, transferable(contents));
}

/** Each content has a buffer of its own, see `toAttachments`. */
function transferable(contents: Uint8Array[]): ArrayBuffer[] {
  return [...new Set(contents.map(({ buffer }) => buffer as ArrayBuffer))];
}

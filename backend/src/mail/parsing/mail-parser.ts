import { Injectable } from '@nestjs/common';
import PostalMime, { type Address } from 'postal-mime';
import type { MailAddress, MailKind, ParsedMail } from './parsed-mail.js';

/** Parses mails. */
@Injectable()
export class MailParser {
  async parse(raw: Uint8Array): Promise<ParsedMail> {
    const email = await PostalMime.parse(raw, { attachmentEncoding: 'arraybuffer' });
    const all = (name: string): string[] =>
      email.headers.filter(({ key }) => key === name).map(({ value }) => value);
    const text = (email.text ?? '').replaceAll('\r\n', '\n').trim();
    return {
      messageId: idsIn(email.messageId)[0] ?? null,
      inReplyTo: idsIn(email.inReplyTo),
      references: idsIn(email.references),
      from: toAddresses([email.from])[0] ?? null,
      replyTo: toAddresses(email.replyTo),
      to: toAddresses(email.to),
      cc: toAddresses(email.cc),
      deliveredTo: all('delivered-to'),
      subject: email.subject ?? '',
      date: email.date ? new Date(email.date) : null,
      text,
      newText: text
        .split('\n')
        .filter((line) => !line.startsWith('>'))
        .join('\n')
        .trim(),
      html: null,
      attachments: email.attachments.map((file) => ({
        name: file.filename ?? 'attachment',
        type: file.mimeType,
        content: new Uint8Array(file.content as ArrayBuffer),
        contentId: file.contentId?.replace(/[<>]/g, '') ?? null,
        inline: file.disposition === 'inline',
      })),
      kind: kindOf(all),
      suppressAutoReply: false,
      bounces: [],
      bouncedMessageIds: idsIn(email.references),
      forwarded: null,
      authenticationResults: all('authentication-results'),
      defects: [],
    };
  }
}

function idsIn(header: string | undefined): string[] {
  return [...(header ?? '').matchAll(/<([^<>\s]+)>/g)].map(([, id]) => id!);
}

function toAddresses(addresses: (Address | undefined)[] | undefined): MailAddress[] {
  return (addresses ?? []).flatMap((each) =>
    each?.address ? [{ name: each.name, address: each.address }] : [],
  );
}

function kindOf(all: (name: string) => string[]): MailKind {
  if (/multipart\/report.*delivery-status/is.test(all('content-type')[0] ?? '')) return 'bounce';
  const [automatic = 'no'] = all('auto-submitted');
  return automatic.trim().toLowerCase() === 'no' ? 'human' : 'auto_reply';
}

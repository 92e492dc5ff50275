import { afterEach, describe, expect, it } from 'vitest';
import { MailParseCrashed, MailParseTimeout, MailTooComplex } from './mail-parsing.errors.js';
import { MailParser } from './mail-parser.js';
import { MAIL_LIMITS } from './parsed-mail.js';

/** Answers with the mail as its subject and the number of its mails. Never answers "hang", and exits for "die". */
const SCRIPT = new URL(
  `data:text/javascript,${encodeURIComponent(`
    import { parentPort } from 'node:worker_threads';
    let mails = 0;
    parentPort.on('message', (raw) => {
      const text = new TextDecoder().decode(raw);
      mails += 1;
      if (text === 'hang') for (;;);
      if (text === 'die') process.exit(1);
      if (text === 'fill') for (const all = []; ; ) all.push(new Array(100_000).fill({}));
      if (text === 'complex') return parentPort.postMessage({ tooComplex: 'too many parts' });
      if (text === 'fail') return parentPort.postMessage({ failed: 'TypeError' });
      parentPort.postMessage({ mail: { subject: text, mails } });
    });
    parentPort.postMessage({ ready: true });
  `)}`,
);

let parser: MailParser;
afterEach(() => parser.onApplicationShutdown());

function parse(text: string): Promise<unknown> {
  return parser.parse(Buffer.from(text));
}

describe('MailParser', () => {
  it('parses all mails in one thread', async () => {
    parser = MailParser.with({ script: SCRIPT });
    expect(await Promise.all(['a', 'b'].map(parse))).toEqual([
      { subject: 'a', mails: 1 },
      { subject: 'b', mails: 2 },
    ]);
  });

  it('keeps the raw mail', async () => {
    parser = MailParser.with({ script: SCRIPT });
    const raw = new Uint8Array(Buffer.from('a'));
    await parser.parse(raw);
    expect(raw).toHaveLength(1);
  });

  it('ends a thread that takes too long, and goes on in a new one', async () => {
    parser = MailParser.with({ script: SCRIPT, limits: { milliseconds: 200, megabytes: 64 } });
    const outcomes = await Promise.allSettled(['a', 'hang', 'b'].map(parse));
    expect(outcomes[1]).toMatchObject({ reason: expect.any(MailParseTimeout) as Error });
    expect(outcomes[2]).toMatchObject({ value: { subject: 'b', mails: 1 } });
  });

  it.each(['die', 'fill'])('goes on in a new thread after a crash: %s', async (text) => {
    parser = MailParser.with({ script: SCRIPT, limits: { milliseconds: 20_000, megabytes: 32 } });
    const outcomes = await Promise.allSettled([text, 'b'].map(parse));
    expect(outcomes[0]).toMatchObject({ reason: expect.any(MailParseCrashed) as Error });
    expect(outcomes[1]).toMatchObject({ value: { subject: 'b' } });
  });

  it('passes on why a mail is not parsed', async () => {
    parser = MailParser.with({ script: SCRIPT });
    await expect(parse('complex')).rejects.toThrow(MailTooComplex);
    await expect(parse('fail')).rejects.toThrow(MailParseCrashed);
    await expect(parser.parse(new Uint8Array(MAIL_LIMITS.bytes + 1))).rejects.toThrow(MailTooComplex);
    expect(await parse('a')).toMatchObject({ mails: 3 });
  });

  it('rejects all mails if the thread cannot start', async () => {
    parser = MailParser.with({ script: new URL('data:text/javascript,throw new Error("no")') });
    const outcomes = await Promise.allSettled(['a', 'b'].map(parse));
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  });

  it('rejects mails when the service stops', async () => {
    parser = MailParser.with({ script: SCRIPT });
    const outcome = expect(parse('hang')).rejects.toThrow(MailParseCrashed);
    await parser.onApplicationShutdown();
    await outcome;
    await expect(parse('a')).rejects.toThrow(MailParseCrashed);
  });
});

import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { MailParseTimeout } from '#src/mail/parsing/mail-parsing.errors.js';
import { MailParser } from '#src/mail/parsing/mail-parser.js';
import type { ParsedMail } from '#src/mail/parsing/parsed-mail.js';

export const ASPECTS = [
  'addresses',
  'subjects',
  'texts',
  'file names',
  'kinds',
  'recipients',
  'permanence',
  'senders',
] as const;
export type Aspect = (typeof ASPECTS)[number];

/** One expectation of a message. */
export interface Check {
  aspect: Aspect;
  met: boolean;
  expected: string;
  actual: string;
}

/** A folder of messages, and what is expected of them. */
export interface Suite {
  /** Relative to the corpus. */
  folder: string;
  isMessage: (file: string) => boolean;
  /** The message as a mail, for folders of texts. */
  toMail?: (path: string) => Buffer;
  checks: (path: string, mail: ParsedMail) => Check[];
}

export interface FolderResult {
  folder: string;
  messages: number;
  crashes: number;
  timeouts: number;
  counts: Map<Aspect, { met: number; all: number }>;
  failures: string[];
}

const LIMITS = { milliseconds: 2_000, megabytes: 200 };

export async function checkFolder(path: string, suite: Suite): Promise<FolderResult> {
  const parser = MailParser.with({ limits: LIMITS });
  const result: FolderResult = {
    folder: suite.folder,
    messages: 0,
    crashes: 0,
    timeouts: 0,
    counts: new Map(),
    failures: [],
  };
  for (const file of readdirSync(path).sort()) {
    const message = join(path, file);
    if (!statSync(message).isFile() || !suite.isMessage(file)) continue;
    result.messages += 1;
    const mail = await parse(parser, suite.toMail?.(message) ?? readFileSync(message), result, file);
    for (const check of mail ? suite.checks(message, mail) : []) count(result, file, check);
  }
  await parser.onApplicationShutdown();
  return result;
}

async function parse(
  parser: MailParser,
  raw: Buffer,
  result: FolderResult,
  file: string,
): Promise<ParsedMail | undefined> {
  try {
    return await parser.parse(raw);
  } catch (error) {
    if (error instanceof MailParseTimeout) result.timeouts += 1;
    else result.crashes += 1;
    result.failures.push(`${result.folder}/${file}: ${String(error)}`);
    return undefined;
  }
}

function count(result: FolderResult, file: string, { aspect, met, expected, actual }: Check): void {
  const counts = result.counts.get(aspect) ?? { met: 0, all: 0 };
  counts.all += 1;
  if (met) counts.met += 1;
  else
    result.failures.push(
      `${result.folder}/${file}: ${aspect}: expected ${JSON.stringify(expected).slice(0, 400)}, got ${JSON.stringify(actual).slice(0, 400)}`,
    );
  result.counts.set(aspect, counts);
}

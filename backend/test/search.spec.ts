import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { splitWords } from '../src/tickets/search-highlight.js';
import type { MatchPart, Person, TicketPage } from './support/api.ts';
import { startService, type Service } from './support/service.ts';
import { insertTickets } from './support/tickets.ts';

/** A text by its name, and what is searched for: found where the name is given, not found where it is not. */
const TEXTS: Record<string, string> = {
  quotes: 'The “Scanner” is offline',
  german: '„Drucker“ streikt‚ sagt ›Empfang‹',
  french: 'L’«imprimante» ne répond plus',
  spanish: '¿Dónde está la contraseña? ¡Urgente!',
  bullets: 'Steps:•Restart•Retry‣Report',
  dashes: 'alpha—beta–gamma―delta',
  ellipsis: 'VPN…again',
  nbsp: 'Rechnung\u00a04711 fehlt',
  invisible: 'zero\u200bwidth soft\u00adhyphen byte\ufefforder',
  apostrophe: 'I can’t log in since Monday',
  plain: 'This cannot be right, the webmail refuses everything',
  emoji: 'print🔥er and key⌨️board',
  trademark: 'Lexmark™ and Acme® at 21℃',
  arabic: 'مشكلة،الطابعة لا تعمل؟',
  chinese: '系统崩溃，请帮忙',
  taiwan: '無法登入系統',
  japanese: 'プリンターが故障しました',
  korean: '프린터가 고장났어요',
  thai: 'ไม่สามารถเข้าสู่ระบบได้',
  mixed: '昨日からVPN接続が切れる',
  order: 'Order ORD-4711 did not arrive',
  invoice: 'INV-2024-0042 is unpaid',
  date: 'Appointment on 24-11-2026 at 14:30',
  slashes: 'Reset the login/password of Windows/macOS over TCP/IP',
  phone: 'Call me at 030/7654321 before q4/2027',
  sentence: 'it crashed.Please hurry',
  java: 'java.lang.NullPointerException at Main.run',
  host: 'db01.prod.internal:5432 refuses connections',
  file: 'Can’t open report_final.pdf',
  path: 'See /var/log/nginx/error.log and C:\\Windows\\Temp\\setup.exe',
  mail: 'Forward it to ada@shop.example.org',
  url: 'see https://market.example.com/cart/checkout?id=42&lang=de#total',
  ftp: 'ftp://files.example.net/a/archive.zip is broken',
  markup: 'Value in <servername> is missing: if a<bcde and c>d',
  identifier: 'MAX_RETRY_COUNT and user::session_token and --dry-run',
  version: 'Upgrade from v2.14.3 to v3.0.0-rc.1',
  sign: 'The offset is -273.15 degrees, +49 is the prefix',
  compound: 'Copy-PC-0412 hums',
  hyphen: 'My e-mail and my Wi-Fi are slow',
  joined: 'My email and my wifi are fast',
  composed: 'Herr Müller wartet',
  decomposed: 'Frau Mu\u0308ller wartet auch',
  written: 'Familie Mueller zieht um',
  bare: 'Gerd Muller scores',
  street: 'Straße gesperrt',
  streets: 'Strasse offen',
  coffee: 'Le café est froid',
  greek: 'ΟΔΟΣ ΑΘΗΝΩΝ',
  fullwidth: 'ｐｒｉｎｔｅｒ１２',
  turkish: 'İstanbul ofisi',
  polish: 'Łódź nie działa',
  danish: 'Ødegård på kontoret',
  ligature: 'ﬁle oﬃce',
  russian: 'Ёлка горит',
  shop: 'The shop is down since noon',
  price: 'Does the shop match a price?',
  http: 'The old link http://kb.voss.test/faq/reset is dead',
  https: 'The new link https://kb.voss.test/faq/reset works',
  www: 'Read www.kb.voss.test/faq/reset first',
  port: 'The wiki is https://intra.zorg.dev:8443/wiki/start now',
  ring: 'Ångström says so',
  rings: 'Angstroem says so',
  bareRing: 'Angstrom says so',
  latin: 'Encyclopædia of Œuvres',
  latinWritten: 'Encyclopaedia of Oeuvres',
  lettered: 'Consignment AB99817 is missing',
  blob: `data:image/png;base64,${'iVBORw0KGgo'.repeat(300)} then needleword`,
};

/** Searches, and the names of all texts that each has to find. */
const SEARCHES: [string, string][] = [
  ['2.14', 'version'],
  ['3.0.0', 'version'],
  ['3.0.0-rc.1', 'version'],
  ['99817', 'lettered'],
  ['9981', 'lettered'],
  ['AB99817', 'lettered'],
  ['817', ''],
  ['Scanner', 'quotes'],
  ['“scanner”', 'quotes'],
  ['"scanner"', 'quotes'],
  ['„Scanner is“', 'quotes'],
  ['scanner -offline', ''],
  ['canner', ''],
  ['Drucker', 'german'],
  ['„Drucker“', 'german'],
  ['streikt', 'german'],
  ['Empfang', 'german'],
  ['imprimante', 'french'],
  ['repond', 'french'],
  ['Dónde', 'spanish'],
  ['donde', 'spanish'],
  ['contrasena', 'spanish'],
  ['urgente', 'spanish'],
  ['¿Dónde está la contraseña? ¡Urgente!', 'spanish'],
  ['restart', 'bullets'],
  ['retry', 'bullets identifier'],
  ['report', 'bullets file'],
  ['• retry', 'bullets identifier'],
  ['beta', 'dashes'],
  ['gamma', 'dashes'],
  ['alpha—beta', 'dashes'],
  ['delta gamma', 'dashes'],
  ['again', 'ellipsis'],
  ['VPN', 'ellipsis mixed'],
  ['Rechnung', 'nbsp'],
  ['Rechnung\u00a04711', 'nbsp'],
  ['4711', 'nbsp order'],
  ['width', 'invisible'],
  ['hyphen', 'invisible'],
  ['softhyphen', 'invisible'],
  ['order', 'invisible order'],
  ["can't log", 'apostrophe'],
  ['can’t log', 'apostrophe'],
  ['cant log', 'apostrophe'],
  ['er key', 'emoji'],
  ['board', 'emoji'],
  ['🔥', ''],
  ['printer', 'fullwidth'],
  ['Lexmark', 'trademark'],
  ['acme', 'trademark'],
  ['الطابعة', 'arabic'],
  ['مشكلة', 'arabic'],
  ['请帮忙', 'chinese'],
  ['崩溃', 'chinese'],
  ['系统', 'chinese'],
  ['溃', 'chinese'],
  ['统系', ''],
  ['登入', 'taiwan'],
  ['系統', 'taiwan'],
  ['無法登入系統', 'taiwan'],
  ['故障', 'japanese'],
  ['リンター', 'japanese'],
  ['프린터', 'korean'],
  ['고장', 'korean'],
  ['เข้าสู่ระบบ', 'thai'],
  ['ระบบ', 'thai'],
  ['接続', 'mixed'],
  ['VPN接続', 'mixed'],
  ['ord 4711', 'order'],
  ['ORD-4711', 'order'],
  ['ord-47', 'order'],
  ['ord4711', 'order'],
  ['ord-4712', ''],
  ['711', ''],
  ['0042', 'invoice'],
  ['2024-0042', 'invoice'],
  ['inv 0042', 'invoice'],
  ['0042-2024', ''],
  ['2026', 'date'],
  ['24-11-2026', 'date'],
  ['11-2026', 'date'],
  ['14:30', 'date'],
  ['password', 'slashes'],
  ['macos', 'slashes'],
  ['IP', 'slashes'],
  ['tcp/ip', 'slashes'],
  ['ip/tcp', ''],
  ['7654321', 'phone'],
  ['030', 'phone'],
  ['2027', 'phone'],
  ['please', 'sentence'],
  ['crashed', 'sentence'],
  ['NullPointerException', 'java'],
  ['java.lang', 'java'],
  ['main.run', 'java'],
  ['5432', 'host'],
  ['prod', 'host'],
  ['prod.internal', 'host'],
  [':5432', 'host'],
  ['internal:5432', 'host'],
  ['final', 'file'],
  ['pdf', 'file'],
  ['.pdf', 'file'],
  ['final.pdf', 'file'],
  ['nginx', 'path'],
  ['error.log', 'path'],
  ['/var/log', 'path'],
  ['temp\\setup.exe', 'path'],
  ['setup', 'path'],
  ['shop.example.org', 'mail'],
  ['example.org', 'mail'],
  ['@shop.example.org', 'mail'],
  ['ada@shop', 'mail'],
  ['checkout', 'url'],
  ['cart', 'url'],
  ['example.com', 'url'],
  ['https://market.example.com/cart/checkout?id=42', 'url'],
  ['https://market.example.com/cart/checkout?id=42&lang=de#total', 'url'],
  ['https://market.example.com/cart/checkout?id=43', ''],
  ['ftp://files.example.net/a/archive.zip', 'ftp'],
  ['archive', 'ftp'],
  ['servername', 'markup'],
  ['<servername>', 'markup'],
  ['bcde', 'markup'],
  ['retry_count', 'identifier'],
  ['session_token', 'identifier'],
  ['user::session', 'identifier'],
  ['--dry-run', 'identifier'],
  ['v2.14', 'version'],
  ['v3.0.0-rc.1', 'version'],
  ['273.15', 'sign'],
  ['+49', 'sign'],
  ['PC-0412', 'compound'],
  ['0412', 'compound'],
  ['e-mail', 'hyphen joined'],
  ['email', 'hyphen joined'],
  ['emails', 'hyphen joined'],
  ['wifi', 'hyphen joined'],
  ['wi-fi', 'hyphen joined'],
  ['müller', 'composed decomposed written bare'],
  ['mu\u0308ller', 'composed decomposed written bare'],
  ['muller', 'composed decomposed bare'],
  ['mueller', 'composed decomposed written'],
  ['MÜLL', 'composed decomposed written bare'],
  ['strasse', 'street streets'],
  ['STRASSE', 'street streets'],
  ['straße', 'street streets'],
  ['cafe', 'coffee'],
  ['CAFÉ', 'coffee'],
  ['οδός', 'greek'],
  ['οδοσ', 'greek'],
  ['printer12', 'fullwidth'],
  ['ＰＲＩＮＴＥＲ', 'fullwidth'],
  ['istanbul', 'turkish'],
  ['lodz', 'polish'],
  ['ødegård', 'danish'],
  ['odegard', 'danish'],
  ['office', 'ligature'],
  ['file', 'ligature ftp'],
  ['елка', 'russian'],
  ['shop down', 'shop'],
  ['the shop', 'shop price mail'],
  ['the shop is', 'shop price mail'],
  ['"the shop is down"', 'shop'],
  ['shop -down', 'price mail'],
  ['shop -price', 'shop mail'],
  ['shop - price', 'price'],
  ['-price shop', 'shop mail'],
  ['scanner or lodz', 'quotes polish'],
  ['scanner OR lodz', 'quotes polish'],
  ['or scanner', 'quotes'],
  ['scanner or', 'quotes'],
  ['scanner (offline)', 'quotes'],
  ['&|!():*<->', ''],
  ['needleword', 'blob'],
  ['zorg.dev:8443', 'port'],
  ['zorg.dev/wiki', 'port'],
  ['zorg.dev:8443/wiki', 'port'],
  ['https://intra.zorg.dev:8443/wiki/start', 'port'],
  ['https://intra.zorg.dev/wiki/start', 'port'],
  ['zorg.dev:8080/wiki', ''],
  ['8443', 'port'],
  ['http://kb.voss.test/faq/reset', 'http https www'],
  ['https://kb.voss.test/faq/reset', 'http https www'],
  ['HTTPS://KB.voss.test/faq/reset/', 'http https www'],
  ['https://kb.voss.test:443/faq/reset', 'http https www'],
  ['http://www.kb.voss.test/faq/re', 'http https www'],
  ['www.kb.voss.test/faq', 'http https www'],
  ['<http://kb.voss.test/faq/reset>', 'http https www'],
  ['"https://kb.voss.test/faq/reset"', 'http https www'],
  ['"link http://kb.voss.test/faq"', 'http'],
  ['link -https://kb.voss.test/faq/reset', ''],
  ['https://kb.voss.test/faq/set', ''],
  ['https://kb.voss.test:8080/faq/reset', ''],
  ['http://', 'http'],
  ['https://', 'https port url'],
  ['Ångström', 'ring rings bareRing'],
  ['ångström', 'ring rings bareRing'],
  ['Angstroem', 'ring rings'],
  ['Aangstroem', 'ring'],
  ['Angstrom', 'ring bareRing'],
  ['oedegaard', 'danish'],
  ['oedegard', 'danish'],
  ['encyclopædia', 'latin latinWritten'],
  ['encyclopaedia', 'latin latinWritten'],
  ['œuvres', 'latin latinWritten'],
  ['Oeuvres', 'latin latinWritten'],
];

/** Titles that are pasted as a search. */
const TITLES = [
  'Printer - toner empty',
  'Drucker - Papierstau',
  'Fwd: RE: [EXT] Order #4712 - delivery',
  '-leading dash',
  '--force does nothing',
  'vpn -slow',
  'Error "disk full" on D:',
  'Monitor 24" flickers',
  'Either OR neither',
  'To be or not to be',
  '<script>alert(1)</script>',
  '&lt;b&gt;bold&lt;/b&gt;',
  'foo:bar & (baz | qux) !important <3 100%',
  "O'Brien's laptop",
  'https://status.example.org/incidents/x?id=7',
  'C:\\temp\\new folder (2)\\~$draft.docx',
  '[JIRA] (ABC-123) NullPointer',
  'What? No! Really… 🤔',
  '“Smart” – ‘quotes’ — everywhere',
  '50% off: "a or b" -c',
  '無法登入：請協助',
  'Größe ändern – geht’s noch?',
  'a:* b & !c <-> d',
  "it''s \\ a backslash",
];

let service: Service;
let requester: Person;
const names = new Map<number, string>();
beforeAll(async () => {
  service = await startService({ TRIAGE_SWEEP_SECONDS: '3600' });
  requester = await service.api.person('requester', 'Rita Requester');
  const ids = await insertTickets(
    service,
    Object.values(TEXTS).map((description) => ({ title: 'Untitled', description, tags: ['text'] })),
  );
  Object.keys(TEXTS).forEach((name, i) => names.set(ids[i]!, name));
  await insertTickets(
    service,
    TITLES.map((title) => ({ title, description: 'Unrelated.', tags: ['title'] })),
  );
});
afterAll(() => service.stop());

async function search(words: string, filter = '', api = service.api): Promise<TicketPage> {
  return api.list(`limit=100&${filter}search=${encodeURIComponent(words)}`);
}

async function namesOf(words: string): Promise<string[]> {
  const { results } = await search(words, 'tag=text&');
  return results.map(({ id }) => names.get(id)!).sort();
}

it.each(SEARCHES)('%s finds %s', async (words, expected) => {
  expect(await namesOf(words)).toEqual(expected.split(' ').filter(Boolean).sort());
});

it.each(TITLES)('a title that is pasted finds its ticket: %s', async (title) => {
  const { results } = await search(title, 'tag=title&');
  expect(results.map((ticket) => ticket.title)).toContain(title);
});

it.each([
  ...'!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~',
  ...'¡¢£¤¥¦§¨©«¬®¯°±´¶·¸»¿×÷‐‑‒–—―‘’‚“”„†‡•…‰′″‹›⁄€₹™←→⇒∞≈≠■●★☎✓✗➜、。〈〉「」・！（），：；？～،؛؟।',
  ...'\u00a0\u00ad\u2002\u2003\u2009\u200b\u200e\u202f\u2060\u3000\ufeff🔥🖨🇩👩',
])('%j separates words, in a text and in a search', async (separator) => {
  const code = separator
    .codePointAt(0)!
    .toString()
    .replaceAll(/\d/g, (digit) => 'bcdfghjklm'[+digit]!);
  const [word, other] = [`left${code}`, `right${code}`];
  const [id] = await insertTickets(service, [{ description: `${word}${separator}${other}` }]);
  for (const words of [word, other, `${word} ${other}`, `${word}${separator}${other}`]) {
    expect((await search(words)).results.map((ticket) => ticket.id)).toEqual([id]);
  }
});

describe('beside its own words, a ticket is found by', () => {
  let ids: number[];
  let agent: Person;
  beforeAll(async () => {
    agent = await service.api.person('agent', 'Zoë Quartermaine-Ägidius');
    const own = { requester: { name: 'Rita', email: requester.email } };
    const spoken = await service.api.createSettled({ title: 'Laptop', description: 'Broken.', ...own });
    const tagged = await service.api.createSettled({ title: 'Tagged', tags: ['zebra-tag', 'größe'], ...own });
    const assigned = await service.api.createSettled({ title: 'Assigned', ...own });
    await service.api.message(spoken.id, 'The serial is ZX81QQ, and the invoices came twice.');
    await service.api.message(spoken.id, 'noteword555: a “difficult” customer', 'internal');
    await service.api.patch(assigned.id, { assignee_id: agent.id });
    ids = [spoken.id, tagged.id, assigned.id];
  });

  const found = async (words: string, api = service.api): Promise<number[]> =>
    (await search(words, '', api)).results.map(({ id }) => ids.indexOf(id)).filter((at) => at >= 0);

  it.each<[string, string, number[]]>([
    ['a reply', 'ZX81QQ', [0]],
    ['the beginning of a word of a reply', 'zx81', [0]],
    ['an inflected word of a reply', 'invoice twice', [0]],
    ['words of its own and of a reply', 'laptop zx81qq', [0]],
    ['words of its own and of another ticket’s reply', 'tagged zx81qq', []],
    ['an internal note', 'noteword555', [0]],
    ['a reply and a note', 'zx81qq difficult', [0]],
    ['either', 'noteword555 or zebra', [1, 0]],
    ['what is in no note', 'laptop -noteword555', []],
    ['a tag', 'zebra-tag', [1]],
    ['a part of a tag', 'zebra', [1]],
    ['a tag without its accents', 'grosse', [1]],
    ['a tag and a word', 'tagged zebra', [1]],
    ['its assignee', 'Quartermaine', [2]],
    ['its assignee without accents', 'zoe quartermaine', [2]],
    ['its assignee with an umlaut written out', 'aegidius', [2]],
    ['its assignee without the umlaut', 'agidius', [2]],
    ['the beginning of its assignee', 'quarterm', [2]],
    ['its assignee and a word', 'quartermaine assigned', [2]],
    ['its assignee and a word that it has not', 'quartermaine laptop', []],
    ['what is not assigned', 'assigned -quartermaine', []],
    ['its requester', 'rita laptop', [0]],
  ])('%s: %s', async (_, words, expected) => {
    expect(await found(words)).toEqual(expected);
  });

  it.each<[string, string, number[]]>([
    ['a reply', 'ZX81QQ', [0]],
    ['no internal note', 'noteword555', []],
    ['the beginning of no internal note', 'notewo', []],
    ['no internal note beside a reply', 'zx81qq difficult', []],
    ['either, but for the note', 'noteword555 or zebra', [1]],
    ['nor left out by a note', 'laptop -noteword555', [0]],
    ['a tag', 'zebra', [1]],
  ])('for its requester, %s: %s', async (_, words, expected) => {
    expect(await found(words, requester.api)).toEqual(expected);
    const { total } = await search(words, '', requester.api);
    expect(total).toEqual({ value: expected.length, relation: 'eq' });
  });

  it('new tags, and no more by those that it has lost', async () => {
    await service.api.patch(ids[1]!, { tags: ['okapi'] });
    expect(await found('okapi')).toEqual([1]);
    expect(await found('zebra')).toEqual([]);
    expect(await found('tagged')).toEqual([1]);
    await service.api.patch(ids[1]!, { title: 'Retitled', tags: ['zebra-tag', 'größe'] });
    expect(await found('retitled zebra')).toEqual([1]);
  });
});

describe('the number of a ticket', () => {
  it.each([
    ['#', '', 100],
    ['', '', 100],
    ['', 'sort=-priority&', 1],
    ['#', 'sort=created_at&', 1],
  ])('finds it before all others: %sN, %s', async (sign, sort, limit) => {
    const [id] = await insertTickets(service, [{ title: 'By its number', priority: 'low' }]);
    const texts = Array.from({ length: 3 }, () => ({ title: `See #${id}`, priority: 'critical' }));
    const others = await insertTickets(service, texts);
    const walked: number[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const query = `${sort}limit=${limit}&search=${encodeURIComponent(sign + id)}&cursor=${cursor}`;
      const page: TicketPage = await service.api.list(cursor ? query : query.replace('&cursor=', ''));
      expect(page.total).toEqual({ value: 4, relation: 'eq' });
      walked.push(...page.results.map((ticket) => ticket.id));
      cursor = page.next_cursor;
    }
    expect(walked[0]).toBe(id);
    expect(walked.slice(1).sort()).toEqual(others.toSorted());
    expect((await search(`${sign}${id}`, 'status=closed&')).results).toEqual([]);
    expect((await search(`${sign}${id}`, '', requester.api)).results).toEqual([]);
  });
});

describe('the number of a ticket, as people write it', () => {
  it.each([
    '#172',
    '＃172',
    '# 172',
    '№172',
    '№ 172',
    'ticket 172',
    'TICKET 172',
    'ticket #172',
    'Ticket-172',
    'Ticket#172',
    'Ticket Nr. 172',
    'Ticket Nr 172',
    'ticket no. 172',
    'Ticket number 172',
    'Ticket Nummer 172',
    ' Ticket\u00a0\u00a0172 ',
  ])('finds it before what mentions it: %j', async (written) => {
    const [id] = await insertTickets(service, [{ title: 'By its number' }]);
    const words = written.replace('172', `${id}`);
    const title = `About ${words.replaceAll(/[＃№]/g, '')}`;
    const [other] = await insertTickets(service, [{ title, description: `No. ${id}` }]);
    const { results } = await search(words);
    expect(results.slice(0, 2).map((ticket) => ticket.id)).toEqual([id, other]);
    expect((await search(words, '', requester.api)).results).toEqual([]);
  });

  it.each([
    'my ticket 172',
    'ticket -172',
    '"ticket 172"',
    'ticket 172 printer',
    'ticket ORD-172',
    'tickets or 1720',
  ])('is not asked for by %j', async (written) => {
    const [id] = await insertTickets(service, [{ title: 'By its number' }]);
    const { results } = await search(written.replace('172', `${id}`));
    expect(results.map((ticket) => ticket.id)).not.toContain(id);
  });
});

describe('what is marked', () => {
  const shown = (parts: MatchPart[]): string =>
    parts.map(({ text, hit }) => (hit ? `[${text}]` : text)).join('');

  it.each([
    ['scanner', 'quotes', 'The “[Scanner]” is offline'],
    ['请帮忙', 'chinese', '系统崩溃，[请帮忙]'],
    ['溃', 'chinese', '系统崩[溃]，请帮忙'],
    ['登入', 'taiwan', '無法[登入]系統'],
    ['2.14', 'version', 'Upgrade from [v2].[14].3 to v3.0.0-rc.1'],
    ['99817', 'lettered', 'Consignment [AB99817] is missing'],
    ['ord-4711', 'order', 'Order [ORD-4711] did not arrive'],
    ['0042', 'invoice', 'INV-2024-[0042] is unpaid'],
    ['email', 'hyphen', 'My [e-mail] and my Wi-Fi are slow'],
    ['e-mail', 'joined', 'My [email] and my wifi are fast'],
    ['muller', 'composed', 'Herr [Müller] wartet'],
    ['muller', 'decomposed', 'Frau [Müller] wartet auch'],
    ['mueller', 'composed', 'Herr [Müller] wartet'],
    ['strasse', 'street', '[Straße] gesperrt'],
    ['οδος', 'greek', '[ΟΔΟΣ] ΑΘΗΝΩΝ'],
    ['printer12', 'fullwidth', '[ｐｒｉｎｔｅｒ１２]'],
    ['crashing', 'sentence', 'it [crashed].Please hurry'],
    ['shop', 'mail', 'Forward it to ada@[shop].example.org'],
    ['shop.example', 'mail', 'Forward it to ada@[shop].[example].org'],
  ])('%s in %s', async (words, name, expected) => {
    const { results } = await search(words, 'tag=text&');
    const match = results.find(({ id }) => names.get(id) === name)?.match;
    expect(shown(match!.excerpt)).toBe(expected);
  });

  it('is the word itself behind a long one', async () => {
    const { results } = await search('needleword', 'tag=text&');
    expect(shown(results[0]!.match!.excerpt)).toBe('…then [needleword]');
  });

  it('is a word without its accents, far into a text', async () => {
    await insertTickets(service, [
      { description: `${'straw '.repeat(500)} Überweisüng ${'straw '.repeat(50)}` },
    ]);
    const { results } = await search('uberweisung');
    expect(shown(results[0]!.match!.excerpt)).toContain('[Überweisüng]');
  });
});

it('a text is taken apart alike where it is indexed and where it is marked', async () => {
  const rows = await service.query<{ letter: string; words: string }>(
    `SELECT chr(c) AS letter, search_text(chr(c)) AS words FROM generate_series(161, 65500) c
     WHERE c NOT BETWEEN 13400 AND 63743`,
  );
  const spaced = (text: string): string => text.replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ').trim();
  const differing = rows.filter(({ letter, words }) => {
    const marked = splitWords(letter).map(({ text }) => text);
    // What Unicode knows no name of yet, and the radicals of Chinese characters, which are symbols.
    return !/[\p{Cn}\p{S}]/u.test(letter) && spaced(marked.join(' ')) !== spaced(words);
  });
  expect(differing).toEqual([]);
});

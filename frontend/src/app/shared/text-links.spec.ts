import { linksIn } from './text-links';

const shown = (text: string) => linksIn(text).map(({ from, to }) => text.slice(from, to));

describe('links in a text', () => {
  it.each([
    ['See https://example.org/a?b=1#c, please', ['https://example.org/a?b=1#c']],
    ['(http://example.org/x)', ['http://example.org/x']],
    ['(see http://example.org/A_(B)).', ['http://example.org/A_(B)']],
    ['[http://example.org/x]!', ['http://example.org/x']],
    ['<https://example.org>', ['https://example.org']],
    ['„https://example.org/a“, “https://example.org/b”', ['https://example.org/a', 'https://example.org/b']],
    ['»https://example.org«', ['https://example.org']],
    ['**https://example.org/a**', ['https://example.org/a']],
    ['https://example.org/a…', ['https://example.org/a']],
    ['https://example.org/a。次', ['https://example.org/a']],
    ['https://example.org/ä/ö?ü=1', ['https://example.org/ä/ö?ü=1']],
    ['http://localhost:3000/x and http://10.0.0.1:81', ['http://localhost:3000/x', 'http://10.0.0.1:81']],
    ['HTTPS://EXAMPLE.ORG/A', ['HTTPS://EXAMPLE.ORG/A']],
    ['write to ada@example.org.', ['ada@example.org']],
    ['mailto:ada@example.org', ['mailto:ada@example.org']],
  ])('are found in %s', (text, addresses) => {
    expect(shown(text)).toEqual(addresses);
  });

  it.each([
    'javascript:alert(1)',
    'JaVaScRiPt://example.org/%0Aalert(1)',
    'data:text/html,<script>alert(1)</script>',
    'vbscript://example.org',
    'ftp://example.org/a',
    'file:///etc/passwd',
    'example.org, report.pdf, www.example.org',
    'https://bank.example@evil.example/',
    `https://user:${'word'}@example.org/`,
    'mailto:ada@example.org?bcc=evil@example.org',
    'mailto:ada@example.org,evil@example.org',
  ])('are not made of %s', (text) => {
    expect(linksIn(text)).toEqual([]);
  });

  it('lead where their text says', () => {
    for (const { from, to, href } of linksIn(
      'https://example.org/"onclick="x https://bank.example\u202Egro.live',
    ))
      expect('https://example.org/"onclick="x https://bank.example\u202Egro.live'.slice(from, to)).toBe(href);
    expect(linksIn('x?bcc=evil@example.org')).toEqual([
      { from: 0, to: 22, href: 'mailto:x%3Fbcc%3Devil@example.org' },
    ]);
  });

  it('are found in linear time', () => {
    const hostile = [
      'http://',
      'a.',
      'a@',
      '(',
      'http://a.de/(',
      ')',
      '.com',
      'mailto:',
      'a.b@',
      'https://a.de/)',
      "'",
    ];
    const started = performance.now();
    for (const part of hostile) {
      const text = part.repeat(Math.ceil(20_000 / part.length));
      linksIn(text);
      linksIn(`https://example.org/(${text}`);
    }
    expect(performance.now() - started).toBeLessThan(3_000);
  });
});

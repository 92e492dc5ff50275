import { findLinks } from './text-links';

const shown = (text: string) => findLinks(text).map(({ from, to }) => text.slice(from, to));

describe('findLinks', () => {
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
    [
      'https://a.example/x,https://b.example/y;http://c.example',
      ['https://a.example/x', 'https://b.example/y', 'http://c.example'],
    ],
    ['https://example.org/go?to=https://a.example/x', ['https://example.org/go?to=https://a.example/x']],
    ['https://example.org/x’s', ['https://example.org/x']],
    ['https://example.org’s', ['https://example.org']],
    ['https://example.org\u200B and', ['https://example.org']],
    ['https://example.org/a\u200Bb', ['https://example.org/a']],
    ['https://bücher.example/ and http://Łódź.example', ['https://bücher.example/', 'http://Łódź.example']],
    ['https://straße.example, https://việt.example', ['https://straße.example', 'https://việt.example']],
    ['https://例え.jp https://ラーメン.jp', ['https://例え.jp', 'https://ラーメン.jp']],
    ['https://한국.kr/a https://xn--pypal-4ve.com', ['https://한국.kr/a', 'https://xn--pypal-4ve.com']],
    ['https://ไทย.com', ['https://ไทย.com']],
    ['https://example.org/пример', ['https://example.org/пример']],
    ['write to ada@example.org.', ['ada@example.org']],
    ['ada@bücher.example.com', ['ada@bücher.example.com']],
    ['mailto:ada@example.org', ['mailto:ada@example.org']],
  ])('finds links in %s', (text, addresses) => {
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
  ])('ignores %s', (text) => {
    expect(findLinks(text)).toEqual([]);
  });

  it.each([
    ['Cyrillic among Latin', 'https://p\u0430ypal.com/login'],
    ['Cyrillic alone', 'http://\u0440\u0430\u0443\u0440\u04301.com/'],
    ['Cyrillic in the last name', 'https://example.\u0441\u043Em'],
    ['Cyrillic with an accent', 'https://g\u0451nie.com'],
    ['Greek', 'https://g\u03BFogle.com'],
    ['Armenian', 'https://\u0585ffice.com'],
    ['Cherokee', 'https://\u13A0pple.com'],
    ['Coptic', 'https://g\u2C9Fogle.com'],
    ['Lisu', 'https://\uA4D0ank.com'],
    ['Deseret', 'https://g\u{1042C}ogle.com'],
    ['mathematical', 'https://\u{1D429}aypal.com'],
    ['full-width', 'https://\uFF50aypal.com'],
    ['a full-width stop', 'https://bank.example\uFF0Eevil.com'],
    ['a dotless i', 'https://w\u0131ki.org'],
    ['a script a', 'https://p\u0251ypal.com'],
    ['a script g', 'https://\u0261oogle.com'],
    ['a small capital', 'https://\u0299ank.com'],
    ['a long s', 'https://ma\u017Fter.com'],
    ['a click', 'https://googl\u01C0e.com'],
    ['kana like a slash', 'https://bank.com\u30CElogin.example.jp'],
    ['a filler', 'https://bank.\u3164.com'],
    ['a mark over a letter', 'https://pa\u0337ypal.com'],
    ['a port', 'https://p\u0430ypal.com:8080/'],
    ['an e-mail address', 'ada@p\u0430ypal.com'],
    ['mailto', 'mailto:ada@p\u0430ypal.com'],
    ['a zero-width space', 'https://exa\u200Bmple.com/'],
    ['a zero-width space before the dot', 'https://exa\u200B.com/'],
    ['a soft hyphen', 'https://exa\u00ADmple.com/'],
    ['a word joiner in an e-mail address', 'ada@example.com\u2060pany.example'],
    ['a reversal', 'https://bank.example\u202Egro.live'],
    ['a hyphen that is none', 'https://bank\u2010example.com'],
    ['an emoji', 'https://b\u{1F600}nk.com'],
  ])('rejects a host with %s', (_, text) => {
    expect(shown(text)).toEqual([]);
  });

  it('links to the displayed address', () => {
    for (const { from, to, href } of findLinks(
      'https://example.org/"onclick="x https://bank.example\u202Egro.live',
    ))
      expect('https://example.org/"onclick="x https://bank.example\u202Egro.live'.slice(from, to)).toBe(href);
    expect(findLinks('x?bcc=evil@example.org')).toEqual([
      { from: 0, to: 22, href: 'mailto:x%3Fbcc%3Devil@example.org' },
    ]);
  });

  it('runs in linear time', () => {
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
      'https://a.de/x,',
      'a\u200B',
      'https://a\u200B',
    ];
    const started = performance.now();
    for (const part of hostile) {
      const text = part.repeat(Math.ceil(20_000 / part.length));
      findLinks(text);
      findLinks(`https://example.org/(${text}`);
    }
    expect(performance.now() - started).toBeLessThan(3_000);
  });
});

import { mailtoUrl } from './mailto-link';

describe('mailtoUrl', () => {
  it.each([
    ['ada@example.org', 'mailto:ada@example.org'],
    ['ada+vpn@example.org', 'mailto:ada%2Bvpn@example.org'],
    ['x?bcc=evil@example.org', 'mailto:x%3Fbcc%3Devil@example.org'],
    ['x&cc=evil@example.org', 'mailto:x%26cc%3Devil@example.org'],
    ['x%3Fbcc=evil@example.org', 'mailto:x%253Fbcc%3Devil@example.org'],
    ['x#y@example.org', 'mailto:x%23y@example.org'],
    ['evil@example.org,ada@example.org', 'mailto:evil%40example.org%2Cada@example.org'],
    ['x;evil@example.org', 'mailto:x%3Bevil@example.org'],
    ['jörg@example.org', 'mailto:j%C3%B6rg@example.org'],
    ['root', 'mailto:root'],
  ])('%s', (address, link) => {
    expect(mailtoUrl(address)).toBe(link);
  });
});

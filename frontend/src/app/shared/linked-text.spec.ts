import { TestBed } from '@angular/core/testing';
import { LinkedText } from './linked-text';

async function shown(text: string, quotes: string[] = []): Promise<HTMLElement> {
  const fixture = TestBed.createComponent(LinkedText);
  fixture.componentRef.setInput('text', text);
  fixture.componentRef.setInput('quotes', quotes);
  await fixture.whenStable();
  return fixture.nativeElement as HTMLElement;
}

describe('LinkedText', () => {
  it('keeps the text unchanged and shows link targets', async () => {
    const text = '  See https://example.org/a,\nor <b>write</b> to ada@example.org. ';
    const view = await shown(text);
    expect(view.textContent).toBe(text);
    expect(view.querySelector('b')).toBeNull();
    const links = [...view.querySelectorAll('a')];
    expect(links.map((each) => [each.getAttribute('href'), each.textContent])).toEqual([
      ['https://example.org/a', 'https://example.org/a'],
      ['mailto:ada@example.org', 'ada@example.org'],
    ]);
    for (const link of links) {
      expect(link.rel).toBe('noopener noreferrer nofollow');
      expect(link.target).toBe('_blank');
    }
  });

  it('highlights evidence inside, across and beside links', async () => {
    const text = 'The page https://example.org/cart/x is down. Page down!';
    const view = await shown(text, ['cart', 'page https', 'x is down']);
    expect(view.textContent).toBe(text);
    const marks = (of: Element) => [...of.querySelectorAll('mark')].map((each) => each.textContent);
    expect(marks(view)).toEqual(['page ', 'https', 'cart', 'x', ' is down']);
    expect(marks(view.querySelector('a')!)).toEqual(['https', 'cart', 'x']);
  });

  it('renders an empty text', async () => {
    expect((await shown('')).textContent).toBe('');
  });
});

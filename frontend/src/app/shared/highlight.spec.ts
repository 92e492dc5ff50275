import { TestBed } from '@angular/core/testing';
import { Highlight } from './highlight';

describe('Highlight', () => {
  it('marks hits as text without changing it', async () => {
    const fixture = TestBed.createComponent(Highlight);
    fixture.componentRef.setInput('segments', [
      { text: 'The ', hit: false },
      { text: 'printer', hit: true },
      { text: ' <b>on</b> fire', hit: false },
    ]);
    await fixture.whenStable();
    const shown = fixture.nativeElement as HTMLElement;
    expect(shown.textContent).toBe('The printer <b>on</b> fire');
    expect([...shown.querySelectorAll('mark')].map((each) => each.textContent)).toEqual(['printer']);
    expect(shown.querySelector('b')).toBeNull();
  });

  it('shows the plain text without a search', async () => {
    const fixture = TestBed.createComponent(Highlight);
    fixture.componentRef.setInput('text', 'The printer');
    await fixture.whenStable();
    expect((fixture.nativeElement as HTMLElement).textContent).toBe('The printer');
  });
});

import { TestBed } from '@angular/core/testing';
import { createTicket } from '../testing';
import { splitByEvidence, hasEvidence, activeEvidence } from './evidence';
import { EvidenceText } from './evidence-text';

const marks = (text: string, quotes: string[]) =>
  splitByEvidence(text, quotes).flatMap(({ text, isEvidence }) => (isEvidence ? [text] : []));
const triage = createTicket().triage;

describe('evidence of a suggestion', () => {
  it('is highlighted at every exact occurrence', () => {
    expect(marks('VPN down, the VPN is down', ['VPN'])).toEqual(['VPN', 'VPN']);
    expect(marks('The vpn is down', ['VPN', 'a.c', ''])).toEqual([]);
    expect(marks('a.c and abc', ['a.c'])).toEqual(['a.c']);
  });
  it('is not highlighted within a word, except in scripts without spaces', () => {
    expect(marks('the month of the 30th, th', ['th'])).toEqual(['th']);
    expect(marks('Zahlung, Zahlungsart', ['Zahlung'])).toEqual(['Zahlung']);
    expect(marks('été', ['t'])).toEqual([]);
    expect(marks('ログインできない', ['できない'])).toEqual(['できない']);
    expect(
      hasEvidence(createTicket({ title: 'month', description: '', triage: { ...triage, evidence: ['th'] } })),
    ).toBe(false);
  });
  it('is merged if quotes overlap, touch or contain each other', () => {
    expect(marks('cannot access the VPN', ['cannot access', 'access the VPN'])).toEqual([
      'cannot access the VPN',
    ]);
    expect(marks('ab-cd', ['ab-', 'cd'])).toEqual(['ab-cd']);
    expect(marks('charged twice', ['twice', 'charged twice'])).toEqual(['charged twice']);
    expect(marks('a a a', ['a a'])).toEqual(['a a a']);
  });
  it('does not change the text', () => {
    const text = '  Two lines\nof <b>it</b> ';
    for (const quotes of [[], ['<b>', 'Two', ' '], ['  Two', 'it</b> '], [text]])
      expect(
        splitByEvidence(text, quotes)
          .map((each) => each.text)
          .join(''),
      ).toBe(text);
    expect(splitByEvidence('', ['x'])).toEqual([{ text: '', isEvidence: false }]);
  });
  it('is shown until an agent has decided', () => {
    const of = (given: Partial<typeof triage>) =>
      activeEvidence(createTicket({ triage: { ...triage, evidence: ['VPN'], ...given } }));
    expect(of({})).toEqual(['VPN']);
    expect(of({ state: 'accepted', self_settled: true })).toEqual(['VPN']);
    expect(of({ state: 'accepted' })).toEqual([]);
    expect(of({ abstained: true })).toEqual([]);
    expect(hasEvidence(createTicket({ triage: { ...triage, evidence: ['elsewhere'] } }))).toBe(false);
    expect(hasEvidence(createTicket({ triage: { ...triage, evidence: ['VPN'] } }))).toBe(true);
  });
  it('is rendered as text, with labels for screen readers', async () => {
    const fixture = TestBed.createComponent(EvidenceText);
    fixture.componentRef.setInput('text', 'My <img src=x> fails');
    fixture.componentRef.setInput('quotes', ['<img src=x>']);
    await fixture.whenStable();
    const shown = fixture.nativeElement as HTMLElement;
    expect(shown.textContent).toBe('My <img src=x> fails');
    expect(shown.querySelector('img')).toBeNull();
    const mark = shown.querySelector('mark')!;
    expect(mark.textContent).toBe('<img src=x>');
    expect(mark.dataset['before']).toContain('evidence');
    expect(mark.dataset['after']).toContain('evidence');
  });
});

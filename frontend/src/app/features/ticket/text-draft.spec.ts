import { createTicket } from '../../testing';
import { toTextDraft, changedTexts, baseTicket } from './text-draft';

const ticket = createTicket({ version: 2, title: 'VPN down', description: 'No VPN.' });
const draft = toTextDraft(ticket);

describe('ticket text draft', () => {
  it('submits only edited texts', () => {
    expect(changedTexts(draft)).toEqual({});
    expect(changedTexts({ ...draft, title: ' VPN away ' })).toEqual({ title: 'VPN away' });
    expect(changedTexts({ ...draft, description: 'Other.' })).toEqual({ description: 'Other.' });
  });

  it('follows the current version if only other fields changed', () => {
    const shown = createTicket({ ...ticket, version: 3, status: 'resolved' });
    expect(baseTicket(draft, shown)).toBe(shown);
  });

  it('keeps its version if another user changed the text', () => {
    const shown = createTicket({ ...ticket, version: 3, title: 'Theirs', status: 'resolved' });
    const seen = baseTicket(draft, shown);
    expect([seen.version, seen.title, seen.status]).toEqual([2, 'VPN down', 'resolved']);
  });
});

import { createTicket } from '../../testing';
import { toTextDraft, changedTexts, baseTicket } from './text-draft';

const ticket = createTicket({ version: 2, title: 'VPN down', description: 'No VPN.' });
const draft = toTextDraft(ticket);

describe('a text while it is edited', () => {
  it('sends only what was edited', () => {
    expect(changedTexts(draft)).toEqual({});
    expect(changedTexts({ ...draft, title: ' VPN away ' })).toEqual({ title: 'VPN away' });
    expect(changedTexts({ ...draft, description: 'Other.' })).toEqual({ description: 'Other.' });
  });

  it('goes with the page where only other fields changed', () => {
    const shown = createTicket({ ...ticket, version: 3, status: 'resolved' });
    expect(baseTicket(draft, shown)).toBe(shown);
  });

  it('stays at its own version where somebody changed the text under the form', () => {
    const shown = createTicket({ ...ticket, version: 3, title: 'Theirs', status: 'resolved' });
    const seen = baseTicket(draft, shown);
    expect([seen.version, seen.title, seen.status]).toEqual([2, 'VPN down', 'resolved']);
  });
});

import { aTicket } from '../../testing';
import { draftOf, editedFields, seenWhile } from './text-draft';

const ticket = aTicket({ version: 2, title: 'VPN down', description: 'No VPN.' });
const draft = draftOf(ticket);

describe('a text while it is edited', () => {
  it('sends only what was edited', () => {
    expect(editedFields(draft)).toEqual({});
    expect(editedFields({ ...draft, title: ' VPN away ' })).toEqual({ title: 'VPN away' });
    expect(editedFields({ ...draft, description: 'Other.' })).toEqual({ description: 'Other.' });
  });

  it('goes with the page where only other fields changed', () => {
    const shown = aTicket({ ...ticket, version: 3, status: 'resolved' });
    expect(seenWhile(draft, shown)).toBe(shown);
  });

  it('stays at its own version where somebody changed the text under the form', () => {
    const shown = aTicket({ ...ticket, version: 3, title: 'Theirs', status: 'resolved' });
    const seen = seenWhile(draft, shown);
    expect([seen.version, seen.title, seen.status]).toEqual([2, 'VPN down', 'resolved']);
  });
});

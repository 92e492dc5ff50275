import { aTicket } from '../testing';
import { bulkFailuresText } from './bulk-failures';

const forbidden = (id: number) => ({
  id,
  code: 'ticket.status_move_forbidden',
  detail: "A ticket can't go from in_progress to closed.",
});

describe('why tickets were not changed', () => {
  it('is said once for each reason, in the words of the console', () => {
    const find = (id: number) => aTicket({ id, status: id === 3 ? 'in_progress' : 'open' });
    const gone = { id: 4, code: 'ticket.not_found', detail: 'There is no ticket 4.' };
    expect(bulkFailuresText([forbidden(1), forbidden(2), forbidden(3), gone], 'closed', find)).toBe(
      '#1, #2: Can’t change the status from Open to Closed. ' +
        '#3: Can’t change the status from In progress to Closed. #4: There is no such ticket.',
    );
  });

  it('names five tickets of many, and says what the service says of an unknown code', () => {
    const failed = [1, 2, 3, 4, 5, 6].map((id) => ({ id, code: 'ticket.new', detail: 'New.' }));
    expect(bulkFailuresText(failed, undefined, () => undefined)).toBe('#1, #2, #3, #4, #5, …: New.');
  });
});

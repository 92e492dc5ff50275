import { formatBulkFailures } from './bulk-failures';

const forbidden = (id: number, from: string) => ({
  id,
  code: 'ticket.status_move_forbidden',
  detail: 'From the service.',
  params: { from, to: 'closed', allowed: ['resolved'] },
});

describe('formatBulkFailures', () => {
  it('lists each reason once, localized', () => {
    const gone = { id: 4, code: 'ticket.not_found', detail: 'From the service.', params: {} };
    const failed = [forbidden(1, 'open'), forbidden(2, 'open'), forbidden(3, 'in_progress'), gone];
    expect(formatBulkFailures(failed)).toBe(
      '#1, #2: Status can’t change from Open to Closed. Allowed: Resolved. ' +
        '#3: Status can’t change from In progress to Closed. Allowed: Resolved. #4: Ticket not found.',
    );
  });

  it('lists at most five tickets, and falls back to the detail of the service for an unknown code', () => {
    const failed = [1, 2, 3, 4, 5, 6].map((id) => ({ id, code: 'ticket.new', detail: 'New.', params: {} }));
    expect(formatBulkFailures(failed)).toBe('#1, #2, #3, #4, #5, …: New.');
  });
});

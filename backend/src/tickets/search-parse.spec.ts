import { describe, expect, it } from 'vitest';
import { parseTicketNumber } from './search-parse.js';

describe('the number of a ticket in a search', () => {
  it.each(['172', '#172', '№ 172', 'Ticket Nr. 172', '#172.', '172:', 'ticket #172.'])(
    'is read from %s',
    (search) => {
      expect(parseTicketNumber(search)).toBe(172);
    },
  );

  it.each(['172.5', '172..', '10:30', '#0', 'v172'])('is not read from %s', (search) => {
    expect(parseTicketNumber(search)).toBeUndefined();
  });
});

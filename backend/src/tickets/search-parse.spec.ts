import { describe, expect, it } from 'vitest';
import { parseTicketNumber } from './search-parse.js';

describe('the number of a ticket in a search', () => {
  it.each([
    ...['172', '#172', '# 172', '#0172', '№ 172', 'Ticket Nr. 172', '#172.', '172:', 'ticket #172.'],
    ...[
      '/tickets/172',
      'https://help.example.org/tickets/172',
      'http://localhost:3000/desk/tickets/172/?tab=history#m5',
    ],
  ])('is read from %s', (search) => {
    expect(parseTicketNumber(search)).toBe(172);
  });

  it.each(['172.5', '172..', '10:30', '#0', '0172', 'v172', 'tickets/172/x', '/tickets/172 printer'])(
    'is not read from %s',
    (search) => {
      expect(parseTicketNumber(search)).toBeUndefined();
    },
  );
});

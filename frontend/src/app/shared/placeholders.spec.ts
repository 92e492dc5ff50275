import { fillPlaceholders, firstName, PlaceholderValues } from './placeholders';

const values: PlaceholderValues = {
  'requester.name': 'Ada',
  'requester.first_name': 'Ada',
  'requester.email': 'ada@example.org',
  'ticket.id': 1042,
  'ticket.title': 'VPN down',
  'agent.name': 'Ben',
};
const nameless = { ...values, 'requester.name': null };

describe('fillPlaceholders', () => {
  it('inserts values of the ticket and the agent', () => {
    expect(
      fillPlaceholders(
        'Hello {{requester.first_name}}, #{{ticket.id}} “{{ticket.title}}” is mine. {{agent.name}}',
        values,
      ),
    ).toBe('Hello Ada, #1042 “VPN down” is mine. Ben');
  });
  it('leaves no gap for missing values', () => {
    expect(fillPlaceholders('Hello {{requester.name}}, thanks.', nameless)).toBe('Hello, thanks.');
    expect(fillPlaceholders('We told {{requester.name}} of it.', nameless)).toBe('We told of it.');
    expect(fillPlaceholders('Hi\n{{requester.name}} wrote', nameless)).toBe('Hi\nwrote');
  });
  it('does not replace placeholders in inserted values', () => {
    const title = { ...values, 'ticket.title': '{{agent.name}}' };
    expect(fillPlaceholders('{{ticket.title}}', title)).toBe('{{agent.name}}');
  });
});

describe('firstName', () => {
  it.each([
    ['Ada Lovelace', 'Ada'],
    ['  Ada', 'Ada'],
    ['Lovelace, Ada King', 'Ada'],
    ['Lovelace,', 'Lovelace'],
    ['ada@example.org', null],
    [' , ', null],
    ['', null],
    [null, null],
  ])('of %j is %j', (name, first) => expect(firstName(name)).toBe(first));
});

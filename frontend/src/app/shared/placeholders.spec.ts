import { fillPlaceholders, PlaceholderValues } from './placeholders';

const values: PlaceholderValues = {
  'requester.name': 'Ada',
  'requester.email': 'ada@example.org',
  'ticket.id': 1042,
  'ticket.title': 'VPN down',
  'agent.name': 'Ben',
};
const nameless = { ...values, 'requester.name': null };

describe('a canned reply', () => {
  it('is filled in from the ticket and the agent', () => {
    expect(
      fillPlaceholders(
        'Hello {{requester.name}}, #{{ticket.id}} “{{ticket.title}}” is mine. {{agent.name}}',
        values,
      ),
    ).toBe('Hello Ada, #1042 “VPN down” is mine. Ben');
  });
  it('leaves no gap where a value is missing', () => {
    expect(fillPlaceholders('Hello {{requester.name}}, thanks.', nameless)).toBe('Hello, thanks.');
    expect(fillPlaceholders('We told {{requester.name}} of it.', nameless)).toBe('We told of it.');
    expect(fillPlaceholders('Hi\n{{requester.name}} wrote', nameless)).toBe('Hi\nwrote');
  });
  it('does not fill in what stands in the ticket’s own words', () => {
    const title = { ...values, 'ticket.title': '{{agent.name}}' };
    expect(fillPlaceholders('{{ticket.title}}', title)).toBe('{{agent.name}}');
  });
});

import { toFilterChips, formatCreatedRange } from './filter-chips';

const agentName = (id: number) => `Agent ${id}`;
const teamName = (id: number) => `Team ${id}`;

describe('filter chips', () => {
  it('list each filter and each tag', () => {
    const chips = toFilterChips(
      {
        ...{ priority: ['high', 'critical'], assignee: ['none', '7'], team: [2, 3], tag: ['vpn', 'sso'] },
        ...{ organization: [3], requester: [12] },
        sort: '-priority',
      },
      agentName,
      teamName,
    );
    expect(chips.map((chip) => chip.text)).toEqual([
      'Priority: High, Critical',
      'Assignee: Unassigned, Agent 7',
      'Team: Team 2, Team 3',
      'Organization: #3',
      'Requester: #12',
      'Tag: vpn',
      'Tag: sso',
    ]);
  });

  it('remove only their own filter', () => {
    const query = { priority: ['high' as const], tag: ['vpn', 'sso'], search: 'x' };
    const [priority, vpn] = toFilterChips(query, agentName, teamName);
    expect(priority?.queryWithout).toEqual({ tag: ['vpn', 'sso'], search: 'x', priority: undefined });
    expect(vpn?.queryWithout).toEqual({ ...query, tag: ['sso'] });
  });

  it('show the last included day for the exclusive end of the URL', () => {
    expect(formatCreatedRange('2026-11-03', '2026-11-10')).toMatch(/^Created Nov 3\s–\s9, 2026$/);
    expect(formatCreatedRange('2026-11-03', '2026-11-04')).toBe('Created Nov 3, 2026');
    expect(formatCreatedRange('2026-11-03', undefined)).toBe('Created from Nov 3, 2026');
    expect(formatCreatedRange(undefined, '2026-11-10T00:00:00Z')).toBe('Created to Nov 9, 2026');
  });

  it('combine start and end of a time range', () => {
    const [chip, ...others] = toFilterChips(
      { created_after: '2026-11-03', created_before: '2026-11-10' },
      agentName,
      teamName,
    );
    expect(others).toEqual([]);
    expect(chip?.queryWithout).toEqual({ created_after: undefined, created_before: undefined });
  });

  it('label an invalid time range', () => {
    expect(formatCreatedRange('2026-11-10', '2026-11-03')).toBe('No matching dates');
  });
});

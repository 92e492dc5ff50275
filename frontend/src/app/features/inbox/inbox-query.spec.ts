import {
  exportUrl,
  filterCount,
  toInboxParams,
  toInboxUrl,
  toListQuery,
  toOwnQuery,
  parseInboxQuery,
  isSameQuery,
  toSavedQuery,
} from './inbox-query';

const ask = (address: string) => {
  const params = new URLSearchParams(address);
  return parseInboxQuery((name) => params.get(name));
};

describe('inbox query parameters', () => {
  it('round-trip', () => {
    const query = ask(
      'status=open,in_progress&assignee=me&organization=3&requester=12,13&tag=vpn,remote&search="no access" -printer&sort=-priority',
    );
    const params = Object.entries(toInboxParams(query)).filter((each) => each[1] !== null) as [
      string,
      string,
    ][];
    expect(ask(new URLSearchParams(params).toString())).toEqual(query);
    expect(query.status).toEqual(['open', 'in_progress']);
    expect([query.organization, query.requester]).toEqual([[3], [12, 13]]);
  });

  it('ignore invalid values, so that a mistyped link still shows tickets', () => {
    const query = ask('status=open,boiled&priority=urgent&sort=sideways&assignee=7,everyone');
    expect(query.status).toEqual(['open']);
    expect(query.priority).toBeUndefined();
    expect(query.sort).toBe('-created_at');
    expect(query.assignee).toEqual(['7']);
  });

  it('are empty for the default inbox', () => {
    expect(Object.values(toInboxParams(ask(''))).every((each) => each === null)).toBe(true);
    expect(filterCount(ask('sort=created_at'))).toBe(0);
  });

  it('are used for the export', () => {
    expect(exportUrl(ask('status=open,closed&search=a b&sort=-priority'))).toBe(
      '/api/tickets/export.csv?status=open%2Cclosed&search=a+b&sort=-priority',
    );
    expect(exportUrl(ask(''))).toBe('/api/tickets/export.csv?snoozed=false');
    expect(exportUrl(ask('snoozed=true'))).toBe('/api/tickets/export.csv?snoozed=true');
  });

  it('hide snoozed tickets, unless they are asked for or searched', () => {
    expect(toListQuery(ask('status=open')).snoozed).toBe(false);
    expect(toListQuery(ask('snoozed=true')).snoozed).toBe(true);
    expect(toListQuery(ask('search=vpn')).snoozed).toBeUndefined();
    expect(filterCount(ask('status=open'))).toBe(1);
    expect(filterCount(ask('snoozed=true'))).toBe(1);
  });

  it('accept creation times in the format of the API and ignore invalid ones', () => {
    const query = ask('created_after=2026-11-03&created_before=2026-11-10T00:00:00Z');
    expect(query.created_after).toBe('2026-11-03');
    expect(exportUrl(query)).toContain('created_before=2026-11-10T00%3A00%3A00Z');
    expect(filterCount(query)).toBe(1);
    expect(ask('created_after=yesterday&created_before=2026-13-01').created_after).toBeUndefined();
    expect(ask('created_before=2026-13-01').created_before).toBeUndefined();
  });

  it('match a view regardless of the order of values', () => {
    expect(isSameQuery(ask('priority=high,low'), { priority: ['low', 'high'] })).toBe(true);
    expect(isSameQuery(ask('priority=high'), { priority: ['low', 'high'] })).toBe(false);
    expect(isSameQuery(ask('sort=-priority'), {})).toBe(false);
  });

  it('are reduced to what a view can store', () => {
    expect(toSavedQuery(ask('status=open&created_after=2026-11-03'))).toEqual({
      status: ['open'],
      sort: '-created_at',
    });
  });
});

describe('the default view', () => {
  const support = { id: 1, members: [] };
  const billing = { id: 2, members: [{ id: 7 }] };
  const legal = { id: 3, members: [{ id: 8 }] };

  it('has unresolved tickets of the agent or of no one, latest activity first', () => {
    const own = { assignee: ['me', 'none'], status: ['open', 'in_progress', 'waiting'], sort: '-updated_at' };
    expect(toOwnQuery(7, [])).toEqual(own);
    expect(toOwnQuery(7, [support])).toEqual(own);
  });

  it('is limited to the teams of the agent, and those without members', () => {
    expect(toOwnQuery(7, [support, billing, legal]).team).toEqual([1, 2]);
    expect(toOwnQuery(7, [support, billing]).team).toBeUndefined();
    expect(toOwnQuery(9, [billing, legal]).team).toBeUndefined();
  });

  it('is what an address without parameters shows, so that all tickets have one', () => {
    expect(toInboxUrl({ sort: '-created_at' })).toMatchObject({ all: 'true' });
    expect(toInboxUrl({ tag: ['vpn'] })).toMatchObject({ all: null, tag: 'vpn' });
    expect(filterCount(ask('all=true'))).toBe(0);
  });
});

import { exportLink, filterCount, paramsFromQuery, queryFromParams } from './inbox-query';

const ask = (address: string) => {
  const params = new URLSearchParams(address);
  return queryFromParams((name) => params.get(name));
};

describe('the inbox in the address', () => {
  it('survives the way there and back', () => {
    const query = ask(
      'status=open,in_progress&assignee=me&tag=vpn,remote&search="no access" -printer&sort=-priority',
    );
    const params = Object.entries(paramsFromQuery(query)).filter((each) => each[1] !== null) as [
      string,
      string,
    ][];
    expect(ask(new URLSearchParams(params).toString())).toEqual(query);
    expect(query.status).toEqual(['open', 'in_progress']);
  });

  it('leaves out what nobody could have meant, so that a mistyped link still shows tickets', () => {
    const query = ask('status=open,boiled&priority=urgent&sort=sideways&assignee=7,everyone');
    expect(query.status).toEqual(['open']);
    expect(query.priority).toBeUndefined();
    expect(query.sort).toBe('-created_at');
    expect(query.assignee).toEqual(['7']);
  });

  it('keeps the address empty for the plain inbox', () => {
    expect(Object.values(paramsFromQuery(ask(''))).every((each) => each === null)).toBe(true);
    expect(filterCount(ask('sort=created_at'))).toBe(0);
  });

  it('exports what is shown', () => {
    expect(exportLink(ask('status=open,closed&search=a b&sort=-priority'))).toBe(
      '/api/tickets/export.csv?status=open%2Cclosed&search=a+b&sort=-priority',
    );
    expect(exportLink(ask(''))).toBe('/api/tickets/export.csv');
  });
});

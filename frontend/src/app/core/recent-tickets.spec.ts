import { TestBed } from '@angular/core/testing';
import { RecentTickets } from './recent-tickets';

describe('the tickets that were opened last', () => {
  beforeEach(() => sessionStorage.clear());

  it('are six, the latest first, each once and by its present title', () => {
    const recent = TestBed.inject(RecentTickets);
    for (const id of [1, 2, 3, 4, 5, 6, 7, 3]) recent.add({ id, title: `Ticket ${id}` });
    recent.add({ id: 5, title: 'Renamed' });
    expect(recent.all().map(({ id }) => id)).toEqual([5, 3, 7, 6, 4, 2]);
    expect(recent.all()[0]?.title).toBe('Renamed');
  });

  it('are known after a reload of the tab', () => {
    TestBed.inject(RecentTickets).add({ id: 1, title: 'VPN down' });
    TestBed.resetTestingModule();
    expect(TestBed.inject(RecentTickets).all()).toEqual([{ id: 1, title: 'VPN down' }]);
  });
});

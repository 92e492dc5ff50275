import { TestBed } from '@angular/core/testing';
import { RecentTickets } from './recent-tickets';

describe('RecentTickets', () => {
  beforeEach(() => sessionStorage.clear());

  it('keeps the latest six tickets, latest first, without duplicates and with current titles', () => {
    const recent = TestBed.inject(RecentTickets);
    for (const id of [1, 2, 3, 4, 5, 6, 7, 3]) recent.add({ id, title: `Ticket ${id}` });
    recent.add({ id: 5, title: 'Renamed' });
    expect(recent.all().map(({ id }) => id)).toEqual([5, 3, 7, 6, 4, 2]);
    expect(recent.all()[0]?.title).toBe('Renamed');
  });

  it('survives a reload of the tab', () => {
    TestBed.inject(RecentTickets).add({ id: 1, title: 'VPN down' });
    TestBed.resetTestingModule();
    expect(TestBed.inject(RecentTickets).all()).toEqual([{ id: 1, title: 'VPN down' }]);
  });
});

import { TestBed } from '@angular/core/testing';
import { BulkUndo } from './bulk-undo';
import { TicketsApi } from '../core/tickets-api';
import { Toasts } from '../core/toasts';

describe('BulkUndo', () => {
  it.each([
    [1, 'Undo the change to 1 ticket?', '1 ticket'],
    [2, 'Undo the change to 2 tickets?', '2 tickets'],
  ])('names the number of tickets: %i', async (tickets, question, undone) => {
    const changes = { priority: 'low' };
    const api = {
      listBulkChanges: () =>
        Promise.resolve([{ id: 3, changes, tickets, created_at: new Date().toISOString() }]),
      undoBulkChange: () => Promise.resolve({ updated: tickets, failed: [] }),
    };
    TestBed.configureTestingModule({ providers: [{ provide: TicketsApi, useValue: api }] });
    const told = TestBed.inject(Toasts).all;
    await TestBed.inject(BulkUndo).offerLast();
    expect(told().at(0)).toMatchObject({ title: question });
    told().at(0)!.action!.run();
    await vi.waitFor(() => expect(told()).toContainEqual(expect.objectContaining({ detail: undone })));
  });
});

import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { TicketList } from './ticket-list';
import { TicketSequence } from './ticket-sequence';

describe('TicketSequence', () => {
  it('finds the neighbours of a ticket in the list, and none at its ends or outside it', () => {
    const sequence = TestBed.inject(TicketSequence);
    const id = signal(2);
    const { inList, previous, next } = sequence.adjacentTo(id);
    expect([previous(), next()]).toEqual([null, null]);

    const tickets = signal([{ id: 3 }, { id: 2 }, { id: 1 }]);
    sequence.follow({ tickets } as unknown as TicketList);
    expect([previous(), next()]).toEqual([3, 1]);
    expect(inList()).toBe(true);

    id.set(3);
    expect([previous(), next()]).toEqual([null, 2]);
    tickets.set([{ id: 4 }, { id: 3 }]);
    expect([previous(), next()]).toEqual([4, null]);
    id.set(99);
    expect(inList()).toBe(false);
    expect([previous(), next()]).toEqual([null, null]);
  });
});

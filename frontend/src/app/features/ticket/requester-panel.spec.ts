import { TestBed } from '@angular/core/testing';
import { provideRouter } from '@angular/router';
import { AccountsApi } from '../../core/accounts-api';
import { Ticket, User } from '../../core/api-types';
import { TicketsApi } from '../../core/tickets-api';
import { createTicket } from '../../testing';
import { RequesterPanel } from './requester-panel';

const ada = {
  ...{ id: 12, name: 'Ada', notes: 'Prefers calls.', organization: { id: 3, name: 'Engines' } },
  emails: [
    { email: 'ada@example.org', verified: true },
    { email: 'ada@example.net', verified: false },
  ],
} as User;

describe('RequesterPanel', () => {
  const list = vi.fn();
  const getUser = vi.fn();

  async function show(ticket: Ticket): Promise<{ text: () => string; element: HTMLElement }> {
    TestBed.configureTestingModule({
      providers: [
        provideRouter([]),
        { provide: AccountsApi, useValue: { getUser } },
        { provide: TicketsApi, useValue: { list } },
      ],
    });
    const fixture = TestBed.createComponent(RequesterPanel);
    fixture.componentRef.setInput('ticket', ticket);
    await fixture.whenStable();
    const element = fixture.nativeElement as HTMLElement;
    return { element, text: () => element.textContent.replaceAll(/\s+/g, ' ') };
  }

  it('shows the person, the organization, notes and up to five other tickets', async () => {
    getUser.mockResolvedValue(ada);
    const results = [7, 6, 5, 4, 3, 2].map((id) => createTicket({ id, title: `Ticket ${id}` }));
    list.mockResolvedValue({ results, total: { value: 40, relation: 'eq' } });
    const { element, text } = await show(createTicket({ id: 5 }));
    expect(list).toHaveBeenCalledWith({ requester: [12] }, { limit: 6 });
    expect(text()).toContain('Engines');
    expect(text()).toContain('Prefers calls.');
    expect(text()).toContain('ada@example.net (not verified)');
    expect(text()).not.toContain('ada@example.org (not verified)');
    const others = [...element.querySelectorAll('[data-testid="other-ticket"]')];
    expect(others.map((each) => each.querySelector('a')!.getAttribute('href'))).toEqual(
      [7, 6, 4, 3, 2].map((id) => `/tickets/${id}`),
    );
    const all = [...element.querySelectorAll('a')].at(-1)!;
    expect([all.textContent, all.getAttribute('href')]).toEqual([
      'All 40 tickets of this requester',
      '/inbox?requester=12',
    ]);
  });

  it('loads the tickets again after a failure, and does without the person', async () => {
    getUser.mockRejectedValue(new Error('403'));
    list.mockRejectedValueOnce(new Error('offline'));
    list.mockResolvedValueOnce({ results: [], total: { value: 1, relation: 'eq' } });
    const { element, text } = await show(createTicket());
    expect(text()).toContain('Ada');
    expect(text()).toContain('Couldn’t load the other tickets.');
    element.querySelector<HTMLButtonElement>('button')!.click();
    await vi.waitFor(() => {
      TestBed.tick();
      expect(text()).toContain('No other tickets.');
    });
  });

  it('is empty without a person', async () => {
    const { text } = await show(createTicket({ requester: null }));
    expect(text().trim()).toBe('');
  });
});

import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { Subject } from 'rxjs';
import { Viewer } from '../../core/api-types';
import { StreamState } from '../../core/event-stream';
import { LiveEvent, LiveEvents } from '../../core/live-events';
import { TicketsApi } from '../../core/tickets-api';
import { Presence, HEARTBEAT_INTERVAL_MS, formatViewers } from './presence';

const viewer = (name: string, activity: { editing?: boolean; replying?: boolean } = {}): Viewer => ({
  id: 1,
  name,
  editing: false,
  replying: false,
  since: '',
  ...activity,
});

describe('Presence', () => {
  const look = vi.fn();
  const lookAway = vi.fn();
  const events = new Subject<LiveEvent>();
  const state = signal<StreamState>('live');
  let sight: ReturnType<typeof vi.spyOn>;
  let presence: Presence;

  beforeEach(() => {
    vi.useFakeTimers();
    state.set('live');
    look.mockReset().mockResolvedValue([viewer('Ada')]);
    lookAway.mockReset().mockResolvedValue(undefined);
    sight = vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('visible');
    TestBed.configureTestingModule({
      providers: [
        Presence,
        { provide: TicketsApi, useValue: { enterTicket: look, leaveTicket: lookAway } },
        { provide: LiveEvents, useValue: { events, state } },
      ],
    });
    presence = TestBed.inject(Presence);
  });
  afterEach(() => {
    TestBed.resetTestingModule();
    vi.useRealTimers();
    sight.mockRestore();
  });

  it('is reported immediately and repeatedly while the page is visible', async () => {
    presence.enter(7);
    await vi.advanceTimersByTimeAsync(HEARTBEAT_INTERVAL_MS);
    expect(look.mock.calls).toEqual([
      [7, { editing: false, replying: false }],
      [7, { editing: false, replying: false }],
    ]);
    expect(presence.summary()).toBe('Ada is also viewing.');
  });

  it('is reported again when events arrive, because viewers may have changed before', () => {
    state.set('connecting');
    presence.enter(7);
    TestBed.tick();
    expect(look).toHaveBeenCalledOnce();
    state.set('live');
    TestBed.tick();
    expect(look).toHaveBeenCalledTimes(2);
  });

  it('is not reported while the page is hidden, and immediately when it is visible again', async () => {
    presence.enter(7);
    sight.mockReturnValue('hidden');
    await vi.advanceTimersByTimeAsync(3 * HEARTBEAT_INTERVAL_MS);
    expect(look).toHaveBeenCalledOnce();
    sight.mockReturnValue('visible');
    document.dispatchEvent(new Event('visibilitychange'));
    expect(look).toHaveBeenCalledTimes(2);
  });

  it('immediately reports editing', () => {
    presence.enter(7);
    presence.setEditing(true);
    expect(look).toHaveBeenLastCalledWith(7, { editing: true, replying: false });
  });

  it('immediately reports the start and the end of a reply', () => {
    presence.enter(7);
    presence.setReplying(true);
    expect(look).toHaveBeenLastCalledWith(7, { editing: false, replying: true });
    presence.setReplying(false);
    expect(look).toHaveBeenLastCalledWith(7, { editing: false, replying: false });
  });

  it('refreshes when viewers of this ticket change', () => {
    presence.enter(7);
    events.next({ name: 'ticket.viewers', id: 8 });
    expect(look).toHaveBeenCalledOnce();
    events.next({ name: 'ticket.viewers', id: 7 });
    expect(look).toHaveBeenCalledTimes(2);
  });

  it('is removed from the previous ticket, and on destroy', () => {
    presence.enter(7);
    presence.enter(8);
    expect(lookAway.mock.calls).toEqual([[7]]);
    TestBed.resetTestingModule();
    expect(lookAway.mock.calls).toEqual([[7], [8]]);
  });

  it('clears the viewers of the previous ticket', async () => {
    presence.enter(7);
    await vi.advanceTimersByTimeAsync(0);
    look.mockReturnValueOnce(new Promise(() => undefined));
    presence.enter(8);
    expect(presence.viewers()).toEqual([]);
  });
});

describe('formatViewers', () => {
  it.each([
    [[], ''],
    [[viewer('Ada', { editing: true })], 'Ada is editing.'],
    [[viewer('Ada'), viewer('Ben')], 'Ada and Ben are also viewing.'],
    [
      [viewer('Ada', { replying: true, editing: true }), viewer('Ben')],
      'Ada is replying… Ben is also viewing.',
    ],
    [[viewer('Ada', { editing: true }), viewer('Ben')], 'Ada is editing. Ben is also viewing.'],
  ])('%#', (viewers, words) => expect(formatViewers(viewers)).toBe(words));
});

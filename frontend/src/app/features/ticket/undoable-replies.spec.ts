import { TestBed } from '@angular/core/testing';
import { Message } from '../../core/api-types';
import { TicketsApi } from '../../core/tickets-api';
import { UndoStack } from '../../core/undo-stack';
import { UndoableReplies } from './undoable-replies';

const reply = (undo_until: string | null): Message => ({
  id: 5,
  body: 'On it.',
  attachments: [],
  visibility: 'public',
  author: { id: 1, name: 'Ada' },
  created_at: '2026-11-24T10:00:00Z',
  undo_until,
  held: false,
  channel: 'web',
  mail_from: null,
  recipients: [
    {
      ...{ address: 'eve@example.org', kind: 'cc', delivery: 'queued', detail: null },
      updated_at: '2026-11-24T10:00:00Z',
    },
  ],
  changes: { status: 'waiting' },
});

describe('UndoableReplies', () => {
  const api = { undoReply: vi.fn().mockResolvedValue({}) };
  const inTenSeconds = () => new Date(Date.now() + 10_000).toISOString();
  let replies: UndoableReplies;
  let undo: UndoStack;

  beforeEach(() => {
    sessionStorage.clear();
    api.undoReply.mockClear();
    TestBed.configureTestingModule({ providers: [{ provide: TicketsApi, useValue: api }] });
    replies = TestBed.inject(UndoableReplies);
    undo = TestBed.inject(UndoStack);
  });
  afterEach(() => sessionStorage.clear());

  it('undoes a reply that was pending when the page loaded', async () => {
    replies.offer(7, [reply(inTenSeconds())]);
    await undo.undoLast();
    expect(api.undoReply).toHaveBeenCalledExactlyOnceWith(7, 5);
    expect(replies.undoneReplies(7)).toEqual([
      {
        ...{ ticketId: 7, body: 'On it.', attachments: [], changes: { status: 'waiting' } },
        cc: ['eve@example.org'],
      },
    ]);
  });

  it('does not undo a delivered reply', async () => {
    replies.offer(7, [reply(null), { ...reply(new Date(Date.now() - 1000).toISOString()), id: 6 }]);
    await undo.undoLast();
    expect(api.undoReply).not.toHaveBeenCalled();
  });

  it('undoes a reply once, whether it is announced or loaded first', async () => {
    const sent = reply(inTenSeconds());
    replies.offer(7, [sent]);
    replies.announce(7, sent, { to: 'Imran', resolve: false });
    replies.offer(7, [sent]);
    await undo.undoLast();
    await undo.undoLast();
    expect(api.undoReply).toHaveBeenCalledOnce();
  });

  it('leaves nothing to undo once the reply was undone in the conversation', async () => {
    const sent = reply(inTenSeconds());
    replies.announce(7, sent, { to: 'Imran', resolve: false });
    replies.undoNow(7, sent);
    await undo.undoLast();
    expect(api.undoReply).toHaveBeenCalledOnce();
  });
});

import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { Message } from '../../core/api-types';
import { Connection } from '../../core/connection';
import { MessageDrafts } from '../../core/message-drafts';
import { ApiProblem } from '../../core/api-problem';
import { Session } from '../../core/session';
import { TicketsApi } from '../../core/tickets-api';
import { TicketEditor } from '../../shared/ticket-editor';
import { MessageSubmission, Outbox } from './outbox';
import { UndoableReplies } from './undoable-replies';

const letter: MessageSubmission = {
  ticketId: 7,
  body: 'On it.',
  attachments: [],
  visibility: 'public',
  resolve: false,
  undoSeconds: 10,
  afterMessageId: 4,
  to: { id: 12, name: 'Imran' },
};
const message = (given: Partial<Message> = {}): Message => ({
  id: 5,
  body: 'On it.',
  attachments: [],
  visibility: 'public',
  author: { id: 1, name: 'Ada' },
  created_at: '2026-11-24T10:00:00Z',
  undo_until: null,
  held: false,
  channel: 'web',
  mail_from: null,
  recipients: [],
  changes: null,
  ...given,
});

describe('Outbox', () => {
  const api = { addMessage: vi.fn(), listMessages: vi.fn() };
  const drafts = { markSending: vi.fn(), markSent: vi.fn(), markFailed: vi.fn() };
  const replies = { announce: vi.fn() };
  const state = signal('live');
  const away = new ApiProblem(0, 'No connection', '');
  const refused = new ApiProblem(422, 'Refused', 'Not like this.');
  const outbox = () => {
    TestBed.resetTestingModule();
    TestBed.configureTestingModule({
      providers: [
        { provide: TicketsApi, useValue: api },
        { provide: MessageDrafts, useValue: drafts },
        { provide: Session, useValue: { me: () => ({ id: 1 }) } },
        { provide: Connection, useValue: { state } },
        { provide: UndoableReplies, useValue: replies },
        { provide: TicketEditor, useValue: {} },
      ],
    });
    return TestBed.inject(Outbox);
  };
  const states = (of: Outbox) =>
    of
      .pendingFor(() => 7)()
      .map((each) => each.state);

  beforeEach(() => {
    sessionStorage.clear();
    vi.resetAllMocks();
    state.set('live');
    api.listMessages.mockResolvedValue([]);
  });

  it('keeps a message across a reload until it is sent', async () => {
    api.addMessage.mockRejectedValueOnce(refused);
    expect(await outbox().send(letter)).toBeNull();
    // The draft makes it available in other browsers.
    expect(drafts.markFailed).toHaveBeenCalledWith(7, {
      text: 'On it.',
      visibility: 'public',
      afterMessageId: 4,
      otherText: '',
      attachments: [],
      otherAttachments: [],
    });
    const reloaded = outbox();
    expect(states(reloaded)).toEqual(['failed']);
    api.addMessage.mockResolvedValueOnce(message());
    expect(await reloaded.retry(reloaded.pendingFor(() => 7)()[0]!)).toEqual(message());
    expect(states(outbox())).toEqual([]);
    expect(drafts.markSent).toHaveBeenCalledExactlyOnceWith(7);
  });
  it('reports a message as failed if the tab was reloaded before the response, and finds it in the conversation', () => {
    api.addMessage.mockReturnValue(new Promise(() => undefined));
    void outbox().send(letter);
    const reloaded = outbox();
    expect(states(reloaded)).toEqual(['failed']);
    reloaded.removeDelivered(7, [message({ id: 4 }), message({ id: 6, author: { id: 2, name: 'Ben' } })]);
    expect(states(reloaded)).toEqual(['failed']);
    reloaded.removeDelivered(7, [message()]);
    expect(states(reloaded)).toEqual([]);
  });
  it('does not send a message again if only the response was lost', async () => {
    api.addMessage.mockRejectedValueOnce(away);
    api.listMessages.mockResolvedValueOnce([message()]);
    const out = outbox();
    expect(await out.send(letter)).toEqual(message());
    expect(states(out)).toEqual([]);
    expect(api.addMessage).toHaveBeenCalledOnce();
  });
  it('sends a message when the connection is back, with the same idempotency key and undo', async () => {
    state.set('offline');
    api.addMessage.mockRejectedValueOnce(away);
    expect(await outbox().send(letter)).toBeNull();
    expect(drafts.markFailed).not.toHaveBeenCalled();
    // Also after an offline reload.
    const reloaded = outbox();
    TestBed.tick();
    expect(states(reloaded)).toEqual(['waiting']);
    expect(drafts.markSending).toHaveBeenLastCalledWith(7);
    const sent = message({ undo_until: '2026-11-24T10:00:10Z' });
    api.addMessage.mockResolvedValueOnce(sent);
    state.set('live');
    TestBed.tick();
    await vi.waitFor(() => expect(states(reloaded)).toEqual([]));
    expect(replies.announce).toHaveBeenCalledExactlyOnceWith(7, sent, { to: 'Imran', resolve: false });
    const [first, second] = api.addMessage.mock.calls;
    expect(second).toEqual(first);
    expect(first).toEqual([
      7,
      {
        body: 'On it.',
        visibility: 'public',
        resolve: false,
        undo_seconds: 10,
        attachment_ids: [],
        requester_id: 12,
      },
      expect.stringMatching(/.{16}/),
    ]);
  });
  it('sends messages in order', async () => {
    let finish!: (sent: Message) => void;
    api.addMessage.mockReturnValueOnce(new Promise((resolve) => (finish = resolve)));
    api.addMessage.mockResolvedValueOnce(message({ id: 6 }));
    const out = outbox();
    const first = out.send(letter);
    const second = out.send({ ...letter, body: 'Done.' });
    await Promise.resolve();
    expect(api.addMessage).toHaveBeenCalledOnce();
    finish(message());
    await Promise.all([first, second]);
    expect(api.addMessage.mock.calls.map(([, sent]) => sent.body)).toEqual(['On it.', 'Done.']);
  });
});

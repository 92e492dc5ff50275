import { TestBed } from '@angular/core/testing';
import { MessageDraft } from './api-types';
import { mergeDraftTexts, MessageDrafts } from './message-drafts';
import { ApiProblem } from './api-problem';
import { TicketsApi } from './tickets-api';

const draft = (text: string): MessageDraft => ({
  text,
  visibility: 'public',
  afterMessageId: 4,
  otherText: '',
});

describe('the drafts of messages', () => {
  const api = { getDraft: vi.fn(), listDraftTicketIds: vi.fn(), saveDraft: vi.fn(), discardDraft: vi.fn() };
  const join = vi.fn();
  const passing = (ms: number) => vi.advanceTimersByTimeAsync(ms);
  /** As after a reload of the page. */
  const begin = () => {
    TestBed.resetTestingModule();
    TestBed.configureTestingModule({ providers: [{ provide: TicketsApi, useValue: api }] });
    return TestBed.inject(MessageDrafts);
  };

  beforeEach(() => {
    vi.useFakeTimers();
    vi.resetAllMocks();
    sessionStorage.clear();
    api.getDraft.mockResolvedValue(null);
    api.listDraftTicketIds.mockResolvedValue([3]);
    api.saveDraft.mockResolvedValue({ savedAt: '12:00' });
    api.discardDraft.mockResolvedValue(undefined);
  });
  afterEach(() => vi.useRealTimers());

  it('go to the service now and then, and are told of in lists', async () => {
    const drafts = begin();
    expect(await drafts.open(7, join)).toBeNull();
    drafts.update(7, null);
    for (const text of ['D', 'De', 'Dear']) {
      drafts.update(7, draft(text));
      await passing(400);
    }
    expect(api.saveDraft).not.toHaveBeenCalled();
    await passing(1_000);
    expect(api.saveDraft).toHaveBeenCalledExactlyOnceWith(7, draft('Dear'), null);
    expect([3, 5, 7].map((id) => drafts.has(id))).toEqual([true, false, true]);
    expect(sessionStorage).toHaveLength(0);
    drafts.update(7, null);
    await passing(2_000);
    expect(api.discardDraft).toHaveBeenCalledExactlyOnceWith(7);
    expect(drafts.has(7)).toBe(false);
  });

  it('come from the service, which is not told what it has', async () => {
    api.getDraft.mockResolvedValue({ ...draft('Dear'), savedAt: '11:00' });
    const drafts = begin();
    expect(await drafts.open(7, join)).toEqual(draft('Dear'));
    drafts.update(7, draft('Dear'));
    await passing(5_000);
    expect(api.saveDraft).not.toHaveBeenCalled();
  });

  it('outlive a reload before they are there, and are sent again', async () => {
    api.saveDraft.mockRejectedValue(new ApiProblem(0, 'No connection', ''));
    begin().update(7, draft('Dear'));
    await passing(2_000);
    api.saveDraft.mockResolvedValue({ savedAt: '12:00' });
    api.getDraft.mockResolvedValue({ ...draft('De'), savedAt: '11:00' });
    const drafts = begin();
    expect(await drafts.open(7, join)).toEqual(draft('Dear'));
    await passing(0);
    expect(api.saveDraft).toHaveBeenLastCalledWith(7, draft('Dear'), null);
    expect(sessionStorage).toHaveLength(0);
  });

  it('are tried again while the service is away, and not where it refuses', async () => {
    const drafts = begin();
    api.saveDraft.mockRejectedValue(new ApiProblem(503, 'Away', ''));
    drafts.update(7, draft('Dear'));
    await passing(12_000);
    expect(api.saveDraft).toHaveBeenCalledTimes(2);
    api.saveDraft.mockRejectedValue(new ApiProblem(404, 'Gone', ''));
    await passing(60_000);
    expect(api.saveDraft).toHaveBeenCalledTimes(3);
    // In this tab it is still there.
    expect(sessionStorage).toHaveLength(1);
  });

  it('stay until the message that they became has arrived', async () => {
    const drafts = begin();
    drafts.update(7, draft('Dear'));
    await passing(2_000);
    drafts.markSending(7);
    drafts.update(7, null);
    await passing(60_000);
    expect(api.discardDraft).not.toHaveBeenCalled();
    drafts.markSent(7);
    await passing(2_000);
    expect(api.discardDraft).toHaveBeenCalledExactlyOnceWith(7);
  });

  it('are there again where the message did not get through, unless another was begun', async () => {
    const drafts = begin();
    drafts.markSending(7);
    drafts.markFailed(7, draft('Dear'));
    await passing(2_000);
    expect(api.saveDraft).toHaveBeenLastCalledWith(7, draft('Dear'), null);
    drafts.markSending(7);
    drafts.update(7, draft('Another'));
    drafts.markFailed(7, draft('Dear'));
    await passing(2_000);
    expect(api.saveDraft).toHaveBeenLastCalledWith(7, draft('Another'), '12:00');
    drafts.markSent(7);
    await passing(2_000);
    expect(api.discardDraft).not.toHaveBeenCalled();
  });

  it('are not sent as drafts once they are on their way as messages', async () => {
    const drafts = begin();
    drafts.update(7, draft('Dear'));
    drafts.markSending(7);
    drafts.update(7, null);
    await drafts.save();
    expect(api.saveDraft).not.toHaveBeenCalled();
    drafts.markFailed(7, draft('Dear'));
    await passing(2_000);
    expect(api.saveDraft).toHaveBeenCalledOnce();
  });

  it('that are begun while a message is on its way are kept once it has arrived', async () => {
    const drafts = begin();
    drafts.markSending(7);
    drafts.update(7, draft('Another'));
    await passing(5_000);
    expect(api.saveDraft).not.toHaveBeenCalled();
    drafts.markSent(7);
    await passing(2_000);
    expect(api.saveDraft).toHaveBeenCalledExactlyOnceWith(7, draft('Another'), null);
  });

  it('of two browsers are joined in the composer, and none is overwritten', async () => {
    api.getDraft.mockResolvedValue({ ...draft('Dear'), savedAt: '11:00' });
    const drafts = begin();
    join.mockImplementation((other: MessageDraft) => draft(`${other.text} + mine`));
    await drafts.open(7, join);
    api.saveDraft.mockResolvedValueOnce({ other: { ...draft('Theirs'), savedAt: '11:30' } });
    drafts.update(7, draft('Mine'));
    await passing(2_000);
    expect(api.saveDraft).toHaveBeenLastCalledWith(7, draft('Mine'), '11:00');
    await passing(2_000);
    expect(join).toHaveBeenCalledExactlyOnceWith(draft('Theirs'));
    expect(api.saveDraft).toHaveBeenLastCalledWith(7, draft('Theirs + mine'), '11:30');
    drafts.update(7, draft('Theirs + mine, more'));
    await passing(2_000);
    expect(api.saveDraft).toHaveBeenLastCalledWith(7, draft('Theirs + mine, more'), '12:00');
  });

  it('are joined without a composer, also where they could not be read', async () => {
    api.getDraft.mockRejectedValue(new ApiProblem(503, 'Away', ''));
    const drafts = begin();
    expect(await drafts.open(7, join)).toBeNull();
    drafts.update(7, draft('Mine'));
    drafts.close(7);
    api.saveDraft.mockResolvedValueOnce({ other: { ...draft('Theirs'), savedAt: '11:30' } });
    await passing(5_000);
    expect(api.saveDraft.mock.calls).toEqual([
      [7, draft('Mine'), null],
      [7, draft('Theirs\n\nMine'), '11:30'],
    ]);
  });

  it('for different readers stay apart', () => {
    const note: MessageDraft = { ...draft('Called twice'), visibility: 'internal' };
    expect(mergeDraftTexts(note, draft('Dear'))).toEqual({ ...draft('Dear'), otherText: 'Called twice' });
    expect(
      mergeDraftTexts({ ...note, otherText: 'Hello' }, { ...draft('Dear'), otherText: 'Angry' }),
    ).toEqual({
      ...draft('Hello\n\nDear'),
      otherText: 'Called twice\n\nAngry',
    });
    expect(mergeDraftTexts(draft('Dear Rosa'), draft('Dear'))).toEqual(draft('Dear Rosa'));
  });

  it('go at once before somebody leaves', async () => {
    const drafts = begin();
    drafts.update(7, draft('Dear'));
    await drafts.save();
    expect(api.saveDraft).toHaveBeenCalledOnce();
  });
});

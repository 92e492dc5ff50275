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
  attachments: [],
  otherAttachments: [],
});

describe('MessageDrafts', () => {
  const api = { getDraft: vi.fn(), listDraftTicketIds: vi.fn(), saveDraft: vi.fn(), discardDraft: vi.fn() };
  const join = vi.fn();
  const passing = (ms: number) => vi.advanceTimersByTimeAsync(ms);
  /** Simulates a reload of the page. */
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

  it('saves drafts periodically and reports their tickets', async () => {
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

  it('loads drafts from the service and does not save unchanged ones', async () => {
    api.getDraft.mockResolvedValue({ ...draft('Dear'), savedAt: '11:00' });
    const drafts = begin();
    expect(await drafts.open(7, join)).toEqual(draft('Dear'));
    drafts.update(7, draft('Dear'));
    await passing(5_000);
    expect(api.saveDraft).not.toHaveBeenCalled();
  });

  it('keeps unsaved drafts across a reload and saves them', async () => {
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

  it('retries while the service is unavailable, but not when it rejects the draft', async () => {
    const drafts = begin();
    api.saveDraft.mockRejectedValue(new ApiProblem(503, 'Away', ''));
    drafts.update(7, draft('Dear'));
    await passing(12_000);
    expect(api.saveDraft).toHaveBeenCalledTimes(2);
    api.saveDraft.mockRejectedValue(new ApiProblem(404, 'Gone', ''));
    await passing(60_000);
    expect(api.saveDraft).toHaveBeenCalledTimes(3);
    // The tab retains the rejected draft.
    expect(sessionStorage).toHaveLength(1);
  });

  it('keeps a draft until its message was sent', async () => {
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

  it('restores the draft when its message failed, unless there is a newer draft', async () => {
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

  it('does not save the draft of a message that is being sent', async () => {
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

  it('saves a draft started while a message was being sent', async () => {
    const drafts = begin();
    drafts.markSending(7);
    drafts.update(7, draft('Another'));
    await passing(5_000);
    expect(api.saveDraft).not.toHaveBeenCalled();
    drafts.markSent(7);
    await passing(2_000);
    expect(api.saveDraft).toHaveBeenCalledExactlyOnceWith(7, draft('Another'), null);
  });

  it('merges drafts of two browsers in the composer', async () => {
    api.getDraft.mockResolvedValue({ ...draft('Dear'), savedAt: '11:00' });
    const drafts = begin();
    join.mockImplementation((other: MessageDraft) => draft(`${other.text} + mine`));
    await drafts.open(7, join);
    api.saveDraft.mockResolvedValueOnce({ other: { ...draft('Theirs'), savedAt: '11:30' } });
    drafts.update(7, draft('Mine'));
    await passing(2_000);
    expect(api.saveDraft).toHaveBeenLastCalledWith(7, draft('Mine'), '11:00');
    await passing(2_000);
    expect(join).toHaveBeenCalledExactlyOnceWith(draft('Theirs'), draft('Dear'));
    expect(api.saveDraft).toHaveBeenLastCalledWith(7, draft('Theirs + mine'), '11:30');
    drafts.update(7, draft('Theirs + mine, more'));
    await passing(2_000);
    expect(api.saveDraft).toHaveBeenLastCalledWith(7, draft('Theirs + mine, more'), '12:00');
  });

  it('merges drafts without a composer, even if loading failed', async () => {
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

  it('keeps texts of different visibility apart', () => {
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

  it.each([
    ['Dear Rita, tomorrow.', 'Dear Rita, bye.', 'Dear Rita, tomorrow. bye.'],
    ['Dear Rita, tomorrow.', 'Dear Rita,', 'Dear Rita, tomorrow.'],
    ['Dear Rita,', 'Dear Rita, bye.', 'Dear Rita, bye.'],
    ['Rita', 'Dear Rita,', 'Rita'],
    ['Hello Rita', 'Hi Rita', 'Hello Rita\n\nHi Rita'],
  ])('merges "%s" and "%s" of one draft to "%s"', (other, mine, merged) => {
    expect(mergeDraftTexts(draft(other), draft(mine), draft('Dear Rita,'))).toEqual(draft(merged));
  });

  it('saves immediately before sign-out', async () => {
    const drafts = begin();
    drafts.update(7, draft('Dear'));
    await drafts.save();
    expect(api.saveDraft).toHaveBeenCalledOnce();
  });
});

import { answerSaveRequests, saveInAllTabs } from './save-in-all-tabs';

describe('saveInAllTabs', () => {
  const stops: (() => void)[] = [];
  const aTab = (save: () => Promise<void>) => stops.push(answerSaveRequests(save));
  afterEach(() => stops.splice(0).forEach((stop) => stop()));

  it('waits until each tab has saved', async () => {
    let saved!: () => void;
    const slow = vi.fn(() => new Promise<void>((resolve) => (saved = resolve)));
    const quick = vi.fn(() => Promise.resolve());
    aTab(slow);
    aTab(quick);
    const done = vi.fn();
    const saving = saveInAllTabs().then(done);
    await vi.waitFor(() => expect(slow).toHaveBeenCalledOnce());
    expect(quick).toHaveBeenCalledOnce();
    expect(done).not.toHaveBeenCalled();
    saved();
    await saving;
  });

  it('times out if a tab does not finish', async () => {
    vi.useFakeTimers();
    aTab(() => new Promise<void>(() => undefined));
    const saving = saveInAllTabs();
    await vi.advanceTimersByTimeAsync(3_000);
    vi.useRealTimers();
    await saving;
  });
});

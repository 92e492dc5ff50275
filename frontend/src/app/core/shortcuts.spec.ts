import { DestroyRef } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { Shortcuts } from './shortcuts';

describe('single keys', () => {
  const run = vi.fn();
  let leave: () => void;

  beforeEach(() => {
    run.mockReset();
    document.body.innerHTML =
      '<main tabindex="-1"></main><a href="/x">x</a><input /><input type="checkbox" />';
    const until = { onDestroy: (callback: () => void) => (leave = callback) } as unknown as DestroyRef;
    const shortcuts = TestBed.inject(Shortcuts);
    shortcuts.register(
      ['e', 'Enter', 'g i'].map((key) => ({ key, does: key, run })),
      until,
    );
  });
  afterEach(() => leave());

  const press = (key: string, on: string, more: KeyboardEventInit = {}) =>
    document
      .querySelector(on)!
      .dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more }));

  it('work where nothing is typed, a checkbox included', () => {
    press('e', 'main');
    press('e', '[type=checkbox]');
    expect(run).toHaveBeenCalledTimes(2);
  });
  it('are letters in a field', () => {
    press('e', 'input');
    expect(run).not.toHaveBeenCalled();
  });
  it('leave the browser’s own combinations alone', () => {
    press('e', 'main', { ctrlKey: true });
    press('e', 'main', { metaKey: true });
    expect(run).not.toHaveBeenCalled();
  });
  it('leave Enter to the link that has the focus', () => {
    press('Enter', 'a');
    expect(run).not.toHaveBeenCalled();
    press('Enter', 'main');
    expect(run).toHaveBeenCalledOnce();
  });
  it('may be two, one after the other', () => {
    press('i', 'main');
    press('g', 'main');
    press('x', 'main');
    press('i', 'main');
    expect(run).not.toHaveBeenCalled();
    press('g', 'main');
    press('i', 'main');
    expect(run).toHaveBeenCalledOnce();
  });
  it('end with the page that brought them', () => {
    leave();
    press('e', 'main');
    expect(run).not.toHaveBeenCalled();
  });
});

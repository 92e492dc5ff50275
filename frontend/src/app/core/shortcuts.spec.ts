import { DestroyRef } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { signal } from '@angular/core';
import { ShortcutPreference } from './shortcut-preference';
import { Shortcuts } from './shortcuts';

describe('Shortcuts', () => {
  const run = vi.fn();
  const enabled = signal(true);
  let shortcuts: Shortcuts;
  let leave: () => void;

  beforeEach(() => {
    run.mockReset();
    document.body.innerHTML =
      '<main tabindex="-1"></main><a href="/x">x</a><input /><input type="checkbox" />';
    enabled.set(true);
    TestBed.configureTestingModule({
      providers: [{ provide: ShortcutPreference, useValue: { enabled } }],
    });
    const until = { onDestroy: (callback: () => void) => (leave = callback) } as unknown as DestroyRef;
    shortcuts = TestBed.inject(Shortcuts);
    shortcuts.register(
      ['e', 'Enter', 'g i'].map((key) => ({ key, label: key, run })),
      until,
    );
  });
  afterEach(() => leave());

  const press = (key: string, on: string, more: KeyboardEventInit = {}) =>
    document
      .querySelector(on)!
      .dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more }));

  it('run outside of text fields, also on a checkbox', () => {
    press('e', 'main');
    press('e', '[type=checkbox]');
    expect(run).toHaveBeenCalledTimes(2);
  });
  it('are ignored in a text field', () => {
    press('e', 'input');
    expect(run).not.toHaveBeenCalled();
  });
  it.each([
    '<form data-own-keys><button id="here"></button></form>',
    '<div contenteditable><b id="here" tabindex="0"></b></div>',
    '<div contenteditable="plaintext-only" id="here" tabindex="0"></div>',
    '<select id="here"></select>',
    '<textarea id="here"></textarea>',
    '<input type="date" id="here" />',
    '<input type="range" id="here" />',
    '<div role="menu"><button role="menuitem" id="here"></button></div>',
    '<div role="listbox"><div role="option" tabindex="0" id="here"></div></div>',
    '<div role="textbox" tabindex="0" id="here"></div>',
    '<div role="alertdialog"><button id="here"></button></div>',
    '<button id="here"></button><dialog open></dialog>',
    '<button id="here"></button><div class="cdk-overlay-container"><div class="cdk-overlay-pane"><p></p></div></div>',
  ])('are left to the focused control: %s', (html) => {
    document.body.innerHTML = html;
    press('e', '#here');
    press('Enter', '#here');
    expect(run).not.toHaveBeenCalled();
  });
  it('are suspended while a text is composed, regardless of focus', () => {
    const composer = {};
    shortcuts.suspend(composer);
    press('e', 'main');
    expect(run).not.toHaveBeenCalled();
    shortcuts.resume(composer);
    press('e', 'main');
    expect(run).toHaveBeenCalledOnce();
  });
  it('can be disabled, except for keys that are not characters', () => {
    enabled.set(false);
    press('e', 'main');
    press('g', 'main');
    press('i', 'main');
    expect(run).not.toHaveBeenCalled();
    press('Enter', 'main');
    expect(run).toHaveBeenCalledOnce();
  });
  it('ignore browser shortcuts', () => {
    press('e', 'main', { ctrlKey: true });
    press('e', 'main', { metaKey: true });
    expect(run).not.toHaveBeenCalled();
  });
  it('leave Enter to a focused link', () => {
    press('Enter', 'a');
    expect(run).not.toHaveBeenCalled();
    press('Enter', 'main');
    expect(run).toHaveBeenCalledOnce();
  });
  it('support sequences of two keys', () => {
    press('i', 'main');
    press('g', 'main');
    press('x', 'main');
    press('i', 'main');
    expect(run).not.toHaveBeenCalled();
    press('g', 'main');
    press('i', 'main');
    expect(run).toHaveBeenCalledOnce();
  });
  it('are removed with their page', () => {
    leave();
    press('e', 'main');
    expect(run).not.toHaveBeenCalled();
  });
});

import { guardImeCompositions } from './composition-guard';

describe('guardImeCompositions', () => {
  const listener = vi.fn();
  const press = (key: string, more: KeyboardEventInit) => {
    const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more });
    document.querySelector('#box')!.dispatchEvent(event);
    return event;
  };

  beforeEach(() => {
    listener.mockReset();
    document.body.innerHTML = '<form><input id="box" /></form>';
    document.querySelector('#box')!.addEventListener('keydown', listener);
    guardImeCompositions(window);
  });

  it('hides composition keys from handlers without cancelling them', () => {
    for (const key of ['Enter', 'Escape', 'ArrowDown', '1', 'Process']) {
      expect(press(key, { isComposing: true }).defaultPrevented).toBe(false);
    }
    press('Enter', { keyCode: 229 });
    press('Enter', { isComposing: true, ctrlKey: true });
    expect(listener).not.toHaveBeenCalled();
  });
  it('passes other keys on', () => {
    press('Enter', {});
    press('Enter', { keyCode: 13, ctrlKey: true });
    expect(listener).toHaveBeenCalledTimes(2);
  });
});

/** Sent for a key that an input method handles: Safari says so for the Enter that ends a composition, after its end. */
const IME_KEY_CODE = 229;

/**
 * Keys that belong to an input method (Japanese, Chinese, Korean, dead keys) choose among its candidates. They reach
 * no handler of the console: it would send, choose or open what is only half written.
 */
export function guardImeCompositions(target: Window): void {
  const guard = (event: KeyboardEvent) => {
    if (event.isComposing || event.keyCode === IME_KEY_CODE) event.stopImmediatePropagation();
  };
  target.addEventListener('keydown', guard, { capture: true });
  target.addEventListener('keyup', guard, { capture: true });
}

/**
 * `keyCode` of keys handled by an IME. Safari sends it for the Enter that ends a composition, after
 * `compositionend`.
 */
const IME_KEY_CODE = 229;

/**
 * Stops key events of input methods (Japanese, Chinese, Korean, dead keys) before any handler.
 * Otherwise Enter would submit a half-composed text.
 */
export function guardImeCompositions(target: Window): void {
  const guard = (event: KeyboardEvent) => {
    if (event.isComposing || event.keyCode === IME_KEY_CODE) event.stopImmediatePropagation();
  };
  target.addEventListener('keydown', guard, { capture: true });
  target.addEventListener('keyup', guard, { capture: true });
}
